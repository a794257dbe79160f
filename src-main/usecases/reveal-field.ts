// One masked value of one person, in full and for a reason: the line of the audit is on the disk before the value leaves this process, and
// stands in the transaction that counted how many people this member of staff has revealed lately (docs/decisions/0062).
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RevealField } from '../../src-shared/contract/reveal'
import { REVEALED } from '../../src-shared/domain/access-use'
import { addressesIn, findLeaks } from '../../src-shared/domain/letter-leaks'
import { dialledMobile } from '../../src-shared/domain/masking'
import { mentionsOf, type NamedPerson } from '../../src-shared/domain/mentions'
import { isMinor } from '../../src-shared/domain/minors'
import { hasPermission } from '../../src-shared/domain/staff'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import { atLimit, type LimitDeps } from './act-limits'
import { findPerson, rowIdentifierId, whyNotHere, type PersonHere } from './find-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = LimitDeps & Pick<UnlockedDesk, 'vault' | 'today' | 'leased'>

export async function revealField(deps: Deps, { subjectId, field, reason, words }: ParsedRequestOf<'reveal.field'>): Promise<Result<AnswerOf<'reveal.field'>, DeskError>> {
  // What "other" means is said.
  if (reason === 'other' && words === undefined) return err({ kind: 'invalid-input', params: { field: 'words' } })
  return deps.vault.transaction(async (tx) => {
    const found = await findPerson(tx, deps.leased, subjectId)
    if (!found) return err(await whyNotHere(tx, subjectId))
    const held = valueOf(found, field)
    if (held === undefined) return err({ kind: 'not-found' })
    if (words !== undefined && namesSomebody(words, namedPerson(found))) return err({ kind: 'reason-names-person' })
    const minor = found.t === 'case' && isMinor(found.subject.birthDay, deps.today())
    if (minor && !hasPermission(deps.me.role, 'reveal-minor')) return err({ kind: 'reveal-minor' })
    const refused = await atLimit(tx, deps, { kind: 'reveal', person: subjectId })
    if (refused) return err(refused)
    await deps.audit(tx, { type: REVEALED, subjectId, detail: { field: held.kind, reason, ...(words === undefined ? {} : { words }), ...(minor ? { minor } : {}) } })
    return ok({ value: held.value })
  })
}

interface Held {
  readonly kind: 'name' | 'account' | IdentifierKind
  readonly value: string
}

function valueOf(found: PersonHere, field: RevealField): Held | undefined {
  const { name, accountNo } = found.t === 'case' ? found.subject : found.row
  if (field.of === 'name') return { kind: 'name', value: name }
  if (field.of === 'account') return { kind: 'account', value: accountNo }
  const identifier = found.t === 'case' ? found.subject.identifiers.find(({ id }) => id === field.id) : found.row.identifiers.find((_, at) => rowIdentifierId(found.row, at) === field.id)
  return identifier && { kind: identifier.kind, value: identifier.kind === 'mobile' ? dialledMobile(identifier.value) : identifier.value }
}

/** Of the directory too mobiles are compared in E.164. */
function namedPerson(found: PersonHere): NamedPerson {
  if (found.t === 'case') return found.subject
  const { name, accountNo, identifiers } = found.row
  return { name, accountNo, identifiers: identifiers.map(({ kind, value }) => ({ kind, value: kind === 'mobile' ? `+${value.replace(/\D/g, '')}` : value })) }
}

/** A number or an address of anybody, or what names this person. */
function namesSomebody(words: string, person: NamedPerson): boolean {
  const lookup = { own: { accountNo: '', emails: [] }, others: new Set(addressesIn(words)) }
  return findLeaks(words, lookup).length > 0 || [person.name, ...mentionsOf(person)].some((one) => words.toLowerCase().includes(one.toLowerCase()))
}
