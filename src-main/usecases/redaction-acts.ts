// Chooses what is taken out of the package of a case, each with its reason: kept at this desk until the case goes, on record with who chose it.
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { MAX_CHOICES, NO_CHOICES, PARTS_OF, spotKey, type RedactionChoices, type Spot } from '../../src-shared/domain/redactions'
import type { CaseRequest } from '../../src-shared/domain/request'
import { isHandedOut } from '../packages/handed-out'
import { textsOfRequest } from '../packages/request-texts'
import { readNotes } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import { isErased } from '../sync/suppression'
import { listLogRowsOf } from '../vault/repositories/log-rows'
import { listRedactions, putRedactions } from '../vault/repositories/redactions'
import { getRecord } from '../vault/repositories/records'
import type { Reader, Tx } from '../vault/transaction'
import { packageHidden } from './held-looks'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'rules' | 'audit' | 'publish' | 'heldLooks'>

export function redactSpot(deps: Deps, { requestId, spot, part, reason }: ParsedRequestOf<'package.redact'>): Promise<Result<void, DeskError>> {
  if (!PARTS_OF[spot.place].includes(part)) return Promise.resolve(err({ kind: 'invalid-input', params: { fields: 'part' } }))
  return choose(deps, { requestId, spot, type: 'package.redact', detail: { spot, part, reason } }, (mine, at) => ({ ...mine, redactions: [...mine.redactions, { spot, part, reason, at }] }))
}

/** Whoever chose it: two at one desk answer for one package. */
export function unredactSpot(deps: Deps, { requestId, spot }: ParsedRequestOf<'package.unredact'>): Promise<Result<void, DeskError>> {
  return choose(deps, { requestId, spot, type: 'package.unredact', detail: { spot } }, (mine) => mine)
}

export function settleFinding(deps: Deps, { requestId, finding, as }: ParsedRequestOf<'package.settleFinding'>): Promise<Result<void, DeskError>> {
  const isThis = (one: RedactionChoices['own'][number]): boolean => spotKey(one.spot) === spotKey(finding.spot) && one.kind === finding.kind && one.from === finding.from && one.to === finding.to
  // The words stay in the store: the record of the act has their place alone.
  const { words: _words, ...place } = finding
  const without = (choices: RedactionChoices): RedactionChoices => ({ ...choices, own: choices.own.filter((one) => !isThis(one)) })
  return choose(
    deps, { requestId, spot: finding.spot, type: 'package.settle-finding', detail: { finding: place, as }, without },
    (mine, at) => (as === 'own' ? { ...mine, own: [...mine.own, { ...finding, at }] } : mine),
  )
}

interface Choice {
  readonly requestId: RequestId
  readonly spot: Spot
  readonly type: string
  readonly detail: Readonly<Record<string, unknown>>
  /** Takes away what was chosen before for the same, by whomever. */
  readonly without?: (choices: RedactionChoices) => RedactionChoices
}

async function choose(deps: Deps, choice: Choice, add: (mine: RedactionChoices, at: number) => RedactionChoices): Promise<Result<void, DeskError>> {
  const { requestId, spot, type, detail } = choice
  const without = choice.without ?? ((choices: RedactionChoices): RedactionChoices => ({ ...choices, redactions: choices.redactions.filter((one) => spotKey(one.spot) !== spotKey(spot)) }))
  const done = await deps.vault.transaction(async (tx): Promise<Result<void, DeskError>> => {
    const request = (await readRequest(tx, requestId, deps.rules.current()))?.request
    if (!request) return err({ kind: 'not-found' })
    const hidden = packageHidden(request, deps.heldLooks)
    if (hidden) return err(hidden)
    if (!(await isOfCase(tx, request, spot))) return err({ kind: 'not-found' })
    const { subjectId } = request
    if (await isErased(tx, subjectId)) return err({ kind: 'gone-erased' })
    const next = add(without(await takeBack(tx, { requestId, subjectId }, deps, without)), deps.clock.now())
    if (next.redactions.length > MAX_CHOICES || next.own.length > MAX_CHOICES) return err({ kind: 'invalid-input', params: { fields: 'spot' } })
    await putRedactions(tx, { requestId, subjectId, staffId: deps.me.staffId }, next, deps.clock.now())
    await deps.audit(tx, { type, subjectId, objectId: requestId, detail })
    return ok()
  })
  if (done.ok) deps.publish('request', [requestId])
  return done
}

/** From everybody's choices but one's own, which are handed back as they are. */
async function takeBack(tx: Tx, place: { readonly requestId: RequestId; readonly subjectId: SubjectId }, { me, clock }: Deps, without: (choices: RedactionChoices) => RedactionChoices): Promise<RedactionChoices> {
  let mine = NO_CHOICES
  for (const { staffId, choices } of await listRedactions(tx, place.requestId)) {
    if (staffId === (me.staffId satisfies StaffId)) mine = choices
    else await putRedactions(tx, { ...place, staffId }, without(choices), clock.now())
  }
  return mine
}

/** What is named must be something that goes into this package: nobody is told that it is there otherwise. */
async function isOfCase(reader: Reader, request: CaseRequest, spot: Spot): Promise<boolean> {
  switch (spot.place) {
    case 'log':
      return (await listLogRowsOf(reader, request.subjectId, [spot.n])).length === 1
    case 'note':
    case 'file': {
      const notes = (await readNotes(reader, request)).map(({ note }) => note).filter(isHandedOut)
      return notes.some(({ id, files }) => (spot.place === 'note' ? id === spot.noteId : files.some(({ sha256 }) => sha256 === spot.sha256)))
    }
    case 'consent':
      return (await getRecord(reader, 'consent', spot.consentId))?.body.subjectId === request.subjectId
    default: {
      const named = spot.requestId === request.id ? request : (await getRecord(reader, 'request', spot.requestId))?.body
      if (named?.subjectId !== request.subjectId) return false
      return spot.place !== 'asked' || textsOfRequest(named).some((one) => spotKey(one.spot) === spotKey(spot))
    }
  }
}
