// Recipients and what was handed over to them as register entries, and what each act does to them; at the origin and on the desk.
//
//   recipient:  propose → proposed ─approve→ in force ─propose (name, contact)→ changing ─approve→ in force
//   transfer:   record  → proposed ─approve→ in force ─end (what goes on)→ ending ─approve→ ended        proposed ─end→ declined
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { ConsentEventId, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { ConsentEvent } from './consent-events'
import type { Declined, EntryState, ProposedEnd } from './exception-register'
import type { ProcessingMethod } from './policy-words'
import { checkTransfer, type RecipientId, type RecipientRelation, type Transfer, type TransferId } from './recipients'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission, isSecondPerson } from './staff'
import type { Category, Purpose } from './vocabulary'

/** Structurally the wire's `recipient` record. */
export interface RecipientEntry {
  readonly id: RecipientId
  readonly name: string
  readonly contact: string
  readonly proposedBy: StaffId
  readonly proposedAt: EpochMs
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
  /** Waits for its second person; until then the former name and contact stand. */
  readonly change?: { readonly name: string; readonly contact: string; readonly by: StaffId; readonly at: EpochMs }
}
/** As on the wire: whose consent it was stands with the person's own share, which goes with them. */
export type EntryGround =
  | { readonly by: 'contract'; readonly reference: string; readonly from: Day; readonly until?: Day }
  | { readonly by: 'consent' }
  | { readonly by: 'statute'; readonly statute: { readonly title: string; readonly article: string } }
/** Structurally the wire's `transfer` record. */
export interface TransferEntry {
  readonly id: TransferId
  readonly recipientId?: RecipientId
  readonly relation: RecipientRelation
  readonly category: Category
  readonly fields: string[]
  readonly purpose: Purpose
  readonly method: ProcessingMethod
  readonly at: EpochMs
  readonly until?: EpochMs
  readonly frequency: 'once' | 'ongoing'
  readonly ground: EntryGround
  readonly reach: 'everyone' | 'listed'
  /** How many it concerned when it was recorded; stays when they are erased. */
  readonly people?: number
  readonly recordedBy: StaffId
  readonly recordedAt: EpochMs
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
  readonly ending?: ProposedEnd<EpochMs>
  readonly declined?: Declined
}
/** Structurally the wire's `transfer-share` record: that a listed transfer concerned this person. */
export interface TransferShare {
  readonly transferId: TransferId
  readonly subjectId: SubjectId
  readonly consentId?: ConsentEventId
}

export type RecipientOperation =
  | { readonly op: 'recipient.propose@1'; readonly args: { readonly recipientId: RecipientId; readonly name: string; readonly contact: string } }
  | { readonly op: 'recipient.approve@1'; readonly args: { readonly recipientId: RecipientId } }
export interface RecordTransfer {
  readonly transferId: TransferId
  readonly recipientId?: RecipientId
  readonly relation: RecipientRelation
  readonly category: Category
  readonly fields: readonly string[]
  readonly purpose: Purpose
  readonly method: ProcessingMethod
  readonly at: EpochMs
  readonly frequency: 'once' | 'ongoing'
  readonly ground: EntryGround
  /** Absent: everybody of whom the category is held. */
  readonly subjectId?: SubjectId
  readonly consentId?: ConsentEventId
}
export interface EndTransfer {
  readonly transferId: TransferId
  readonly until: EpochMs
  readonly reason: string
  /** The one person whom a listed transfer concerned, where the desk knows them: the act is theirs then, and goes with them. */
  readonly subjectId?: SubjectId
}
export type TransferOperation =
  | { readonly op: 'transfer.record@1'; readonly args: RecordTransfer }
  | { readonly op: 'transfer.approve@1'; readonly args: { readonly transferId: TransferId } }
  | { readonly op: 'transfer.end@1'; readonly args: EndTransfer }

/** What a transfer is judged by besides itself. */
export interface TransferFacts {
  /** The one that is named, as it stands. */
  readonly recipient?: RecipientEntry
  /** The consent history of the one person. */
  readonly events: readonly ConsentEvent[]
}

export function recipientState({ approvedAt, change }: RecipientEntry): 'proposed' | 'in-force' | 'changing' {
  return approvedAt === undefined ? 'proposed' : change ? 'changing' : 'in-force'
}

export function applyRecipient(current: RecipientEntry | undefined, operation: RecipientOperation, by: Actor): Result<RecipientEntry, Refusal> {
  if (!hasPermission(by.role, operation.op === 'recipient.propose@1' ? 'keep-inventory' : 'approve-inventory')) return err({ code: 'forbidden' })
  if (operation.op === 'recipient.propose@1') {
    const { recipientId, name, contact } = operation.args
    const fields = [...(name.trim() === '' ? ['name'] : []), ...(contact.trim() === '' ? ['contact'] : [])]
    if (fields.length > 0) return err({ code: 'invalid', fields })
    if (current?.approvedAt !== undefined) return ok({ ...current, change: { name, contact, by: by.staffId, at: by.at } })
    return ok({ id: recipientId, name, contact, proposedBy: by.staffId, proposedAt: by.at })
  }
  if (!current) return err({ code: 'not_found' })
  const state = recipientState(current)
  if (state === 'in-force') return err({ code: 'precondition' })
  if (!isSecondPerson(current.change?.by ?? current.proposedBy, by.staffId)) return err({ code: 'needs_second_person' })
  const { change, ...entry } = current
  return ok({ ...entry, ...(change ? { name: change.name, contact: change.contact } : {}), approvedBy: by.staffId, approvedAt: by.at })
}

export function transferState({ approvedAt, declined, ending, until }: TransferEntry): EntryState {
  if (declined) return 'declined'
  if (approvedAt === undefined) return 'proposed'
  if (until !== undefined) return 'ended'
  return ending ? 'ending' : 'in-force'
}

/** As the rules of recipients.ts read it; `shares`: those of the people in question, or of all. */
export function transferOf(entry: TransferEntry, shares: readonly TransferShare[]): Transfer {
  const { ground, reach, people: _people, recordedBy: _by, recordedAt: _at, approvedBy: _approver, approvedAt: _approved, ending: _ending, declined: _declined, ...facts } = entry
  const own = shares.filter((share) => share.transferId === entry.id)
  const eventId = own.length === 1 ? own[0]?.consentId : undefined
  return {
    ...facts,
    ground: ground.by === 'consent' && eventId !== undefined ? { by: 'consent', eventId } : ground,
    people: reach === 'everyone' ? 'everyone' : own.map((share) => share.subjectId),
  }
}

/** What counts for the person and the record of processing: what a second person has approved. */
export function isRecorded(entry: TransferEntry): boolean {
  const state = transferState(entry)
  return state !== 'proposed' && state !== 'declined'
}

export function applyTransfer(current: TransferEntry | undefined, operation: TransferOperation, by: Actor, facts: TransferFacts): Result<TransferEntry, Refusal> {
  if (!hasPermission(by.role, operation.op === 'transfer.approve@1' ? 'approve-inventory' : 'keep-inventory')) return err({ code: 'forbidden' })
  if (operation.op === 'transfer.record@1') return current ? err({ code: 'precondition' }) : record(operation.args, by, facts)
  if (!current) return err({ code: 'not_found' })
  return operation.op === 'transfer.approve@1' ? approve(current, by) : end(current, operation.args, by)
}

function record(args: RecordTransfer, by: Actor, { recipient, events }: TransferFacts): Result<TransferEntry, Refusal> {
  const { transferId, subjectId, consentId, fields, ...rest } = args
  // To the day: a desk's clock may be ahead of the origin's, and what was handed over today is no future.
  if (toDay(args.at) > toDay(by.at)) return err({ code: 'invalid', fields: ['at'] })
  if (fields.length === 0) return err({ code: 'invalid', fields: ['fields'] })
  // Nobody is handed anything under a name that no second person has looked at.
  if (args.recipientId !== undefined && (recipient?.id !== args.recipientId || recipient.approvedAt === undefined)) return err({ code: 'precondition', fields: ['recipientId'] })
  // Another ground rests on no act of the person: one named beside it would be kept for nothing.
  if (consentId !== undefined && args.ground.by !== 'consent') return err({ code: 'invalid', fields: ['consentId'] })
  const entry: TransferEntry = {
    id: transferId, ...rest, fields: [...fields], reach: subjectId === undefined ? 'everyone' : 'listed', ...(subjectId === undefined ? {} : { people: 1 }), recordedBy: by.staffId, recordedAt: by.at,
  }
  const shares = subjectId === undefined ? [] : [{ transferId, subjectId, ...(consentId === undefined ? {} : { consentId }) }]
  const checked = checkTransfer(transferOf(entry, shares), events)
  return checked.ok ? ok(entry) : err({ code: 'invalid', fields: [checked.error.kind] })
}

function approve(current: TransferEntry, by: Actor): Result<TransferEntry, Refusal> {
  const state = transferState(current)
  const proposedBy = state === 'ending' ? current.ending?.by : state === 'proposed' ? current.recordedBy : undefined
  if (proposedBy === undefined) return err({ code: 'precondition' })
  if (!isSecondPerson(proposedBy, by.staffId)) return err({ code: 'needs_second_person' })
  if (current.ending) return ok({ ...current, until: current.ending.until, ending: { ...current.ending, approvedBy: by.staffId, approvedAt: by.at } })
  return ok({ ...current, approvedBy: by.staffId, approvedAt: by.at })
}

function end(current: TransferEntry, { until, reason }: EndTransfer, by: Actor): Result<TransferEntry, Refusal> {
  const state = transferState(current)
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  if (state === 'proposed') return ok({ ...current, declined: { reason, by: by.staffId, at: by.at } })
  if (current.frequency === 'once' || (state !== 'in-force' && state !== 'ending')) return err({ code: 'precondition' })
  // To the day as well: what began that morning may end that evening.
  if (toDay(until) < toDay(current.at) || toDay(until) > toDay(by.at)) return err({ code: 'invalid', fields: ['until'] })
  return ok({ ...current, ending: { until, reason, by: by.staffId, at: by.at } })
}
