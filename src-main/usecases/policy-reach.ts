// Who is bound by a version, and who must be asked: of the people whose consent history is on this desk, which are those of open cases.
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { BoundPerson, PolicyReach } from '../../src-shared/contract/policy'
import { maskAccountNo, maskName, masksOf } from '../../src-shared/domain/masking'
import { peopleBoundBy, versionsToAskFor } from '../../src-shared/domain/policy-precedence'
import { versionOf } from '../../src-shared/domain/policy-register'
import type { ConsentRecord, SubjectRecord } from '../../src-shared/protocol/records'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { readRegister } from './read-policies'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'today' | 'auditLook'>

/** More than this is read by nobody; the counts say how many there are. */
const LISTED = 200

interface PersonHere {
  readonly subject: SubjectRecord
  readonly products: SubjectRecord['products']
  readonly events: readonly ConsentRecord[]
}

export async function whoIsBound(deps: Deps, { policyId, day = deps.today() }: ParsedRequestOf<'policy.whoIsBound'>): Promise<Result<PolicyReach, DeskError>> {
  const { reader } = deps.vault
  const register = await readRegister(reader)
  if (!versionOf(policyId, register)) return err({ kind: 'not-found' })
  const people = await peopleHere(reader)
  const bound = [...peopleBoundBy(policyId, people, day, register)]
  const ask = people.flatMap((person) => versionsToAskFor(person, day, register).filter(({ version }) => version.id === policyId).map(({ need, purposes }) => ({ person, need, purposes })))
  const masked = masker(deps)
  // Many people on one page: the look is on record as one, by the version.
  await deps.auditLook({ type: 'policy.who-is-bound', objectId: policyId, detail: { day, bound: bound.length, ask: ask.length } })
  return ok({
    day,
    people: people.length,
    boundCount: bound.length,
    bound: bound.slice(0, LISTED).map(({ person, binding }) => ({ ...masked(person.subject), by: binding.by, at: binding.at, assumed: binding.assumed })),
    askCount: ask.length,
    ask: ask.slice(0, LISTED).map(({ person, need, purposes }) => ({ ...masked(person.subject), need, purposes })),
    others: people.length - bound.length - ask.length,
  })
}

async function peopleHere(reader: Reader): Promise<readonly PersonHere[]> {
  const events = new Map<SubjectId, ConsentRecord[]>()
  for (const { body } of await listRecords(reader, 'consent')) {
    const known = events.get(body.subjectId)
    if (known) known.push(body)
    else events.set(body.subjectId, [body])
  }
  const subjects = (await listRecords(reader, 'subject')).map(({ body }) => body)
  return subjects.map((subject) => ({ subject, products: subject.products, events: events.get(subject.id) ?? [] }))
}

function masker({ rules }: Deps): (subject: SubjectRecord) => BoundPerson {
  const masks = masksOf(rules.current().masks)
  return ({ id, name, accountNo }) => ({ subjectId: id, maskedName: maskName(name, masks.name), maskedAccountNo: maskAccountNo(accountNo, masks.account) })
}
