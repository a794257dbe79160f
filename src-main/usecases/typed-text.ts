// What an act holds of typed text: as a draft again after an undo or for an edit, or set aside where the origin's version stands.
import type { EpochMs } from '../../src-shared/base/clock'
import { createId, type IdentifierId, type MutationId, type RequestId, type StaffId, type SubjectId } from '../../src-shared/base/ids'
import type { DraftBody, DraftForm, DraftTarget } from '../../src-shared/contract/draft'
import type { LetterOperation } from '../../src-shared/domain/case-letters'
import type { AddNote } from '../../src-shared/domain/notes'
import type { LetterOperationName, NoteOperationName, OperationName, RequestOperationName } from '../../src-shared/domain/vocabulary'
import type { Operation } from '../../src-shared/domain/request'
import { noteOperationOf } from '../sync/read-notes'
import { isErased } from '../sync/suppression'
import { deleteDraft, getDraft, putDraft, type StoredDraft } from '../vault/repositories/drafts'
import type { OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'me' | 'clock' | 'random'>

type TypedOperationName = RequestOperationName | NoteOperationName | LetterOperationName

const OPERATION_BY_FORM: Readonly<Record<DraftForm, OperationName>> = {
  create: 'request.create@1',
  verify: 'request.verify@1',
  decide: 'request.decide@1',
  reopen: 'request.reopen@1',
  pause: 'request.pause@1',
  extend: 'request.extend@1',
  unextend: 'request.unextend@1',
  escalate: 'request.escalate@1',
  'see-evidence': 'request.see-evidence@1',
  withdraw: 'request.withdraw@1',
  'step-back': 'request.step-back@1',
  letter: 'letter.write@1',
  note: 'note.add@1',
  exception: 'exception.propose@1',
  review: 'exception.review@1',
  'end-exception': 'exception.end@1',
  recipient: 'recipient.propose@1',
  transfer: 'transfer.record@1',
  'end-transfer': 'transfer.end@1',
  policy: 'policy.propose@1',
  macro: 'preset.save@1',
  'decline-policy': 'policy.decline@1',
  hold: 'hold.place@1',
  'extend-hold': 'hold.extend@1',
  'lift-hold': 'hold.lift@1',
  incident: 'incident.open@1',
  'incident-assess': 'incident.assess@1',
  'incident-notice': 'incident.notice@1',
  'incident-close': 'incident.close@1',
  'incident-measure': 'incident.measure@1',
  'incident-contain': 'incident.contain@1',
  'incident-reopen': 'incident.reopen@1',
}
const FORM_BY_OPERATION: ReadonlyMap<OperationName, DraftForm> = new Map((Object.entries(OPERATION_BY_FORM) as [DraftForm, OperationName][]).map(([form, op]) => [op, form]))

/** The act was made in its form: what was typed there is in the act now. */
export async function endDraft(tx: Tx, staffId: StaffId, op: TypedOperationName, target: RequestId | SubjectId): Promise<void> {
  const form = FORM_BY_OPERATION.get(op)
  if (form) await deleteDraft(tx, { staffId, form, target })
}

/** Undefined: nothing in it was typed, or an erasure took it. */
export function typedIn(item: OutboxItem): DraftBody | undefined {
  if (!item.args) return undefined
  const note = noteOperationOf(item)
  if (note) return note.op === 'note.add@1' ? noteForm(note.args) : undefined
  // The cast is safe: an item's arguments are those of its operation (usecases/act-on-request.ts).
  const operation = { op: item.op, args: item.args } as unknown as Operation | LetterOperation
  switch (operation.op) {
    case 'request.decide@1': {
      const { requestId: _request, rulesPack: _pack, form: answerForm, ...decision } = operation.args
      return { form: 'decide', ...decision, ...(answerForm === undefined ? {} : { answerForm }) }
    }
    case 'letter.write@1': {
      const { kind, first, text } = operation.args
      return { form: 'letter', kind, first, text }
    }
    case 'request.escalate@1':
      return { form: 'escalate', reason: operation.args.reason }
    case 'request.step-back@1':
      return { form: 'step-back', reason: operation.args.reason }
    case 'request.withdraw@1':
      return { form: 'withdraw', channel: operation.args.channel, reason: operation.args.reason }
    case 'request.see-evidence@1':
      return { form: 'see-evidence', evidence: operation.args.evidence, what: operation.args.what }
    case 'request.reopen@1':
      return { form: 'reopen', reason: operation.args.reason }
    case 'request.pause@1': {
      const { category, from, to, reason } = operation.args
      return { form: 'pause', category, from, to, reason }
    }
    case 'request.extend@1': {
      const { workingDays, reason, text } = operation.args
      return { form: 'extend', workingDays, reason, text }
    }
    case 'request.unextend@1':
      return { form: 'unextend', reason: operation.args.reason }
    case 'request.verify@1':
      return { form: 'verify', identifierId: operation.args.identifierId satisfies IdentifierId, method: operation.args.method, evidence: operation.args.evidence }
    case 'request.create@1': {
      const { requestId: _request, subjectId: _subject, corrections = [], purposes = [], products = [], ...typed } = operation.args
      return { form: 'create', ...typed, corrections, purposes, products }
    }
    default:
      return undefined
  }
}

function noteForm({ audience, kind, text, files }: AddNote): DraftBody {
  return { form: 'note', audience, kind, text, files }
}

export interface DraftPlace {
  readonly target: DraftTarget
  /** Undefined for a create, whose request is gone or never was, and for an entry. */
  readonly requestId: RequestId | undefined
  /** Undefined where it is about no one person. */
  readonly subjectId: SubjectId | undefined
  readonly base: number
}

/** A request that is gone, or never was, leaves the person of the one that is keyed in. */
export function requestPlace(body: DraftBody, { requestId, subjectId, base }: { readonly requestId: RequestId; readonly subjectId: SubjectId; readonly base: number }): DraftPlace {
  return body.form === 'create' ? { target: subjectId, requestId: undefined, subjectId, base } : { target: requestId, requestId, subjectId, base }
}

/** A draft of the person at the desk. Another one in its place is set aside, not lost: theirs is no text for a machine to merge. */
export async function restoreDraft(tx: Tx, deps: Deps, body: DraftBody, place: DraftPlace): Promise<void> {
  if (place.subjectId !== undefined && (await isErased(tx, place.subjectId))) return
  const key = { staffId: deps.me.staffId, form: body.form, target: place.target }
  const other = await getDraft(tx, key)
  if (other && JSON.stringify(other.body) !== JSON.stringify(body)) {
    // A request that was never made has no place where something could be set aside: the newer text stays, the audit has the other.
    if (body.form === 'create') return
    const op = OPERATION_BY_FORM[body.form]
    await setAside(tx, deps.clock.now(), { ...other, target: place.target, mid: createId<MutationId>(deps.clock.now(), deps.random), op, madeAt: other.savedAt })
  }
  await putDraft(tx, { ...key, requestId: place.requestId, subjectId: place.subjectId, base: place.base, body, savedAt: deps.clock.now() })
}

interface Aside extends DraftPlace {
  readonly staffId: StaffId
  readonly body: StoredDraft['body']
  readonly mid: MutationId
  readonly op: OperationName
  readonly madeAt: EpochMs
}

/** Stays readable for whoever wrote it, where it was about. */
export async function setAside(tx: Tx, now: EpochMs, { mid, op, madeAt, body, target, staffId, requestId, subjectId, base }: Aside): Promise<void> {
  await putDraft(tx, { staffId, requestId, subjectId, base, form: 'set-aside', target: mid, body: { ...body, op, madeAt, target }, savedAt: now })
}
