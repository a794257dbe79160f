// One use of a case without consent as a register entry, and what each act does to it; the truth at the origin, the preview on the desk.
//
//   propose → proposed ─approve (second person)→ in force ─end→ ending ─approve (second person)→ over with its last day
//                └─end→ declined                    └─review (second person, yearly; a proposed end is dropped)
import { assertNever } from '../base/assert'
import { isDay, toDay, type Day, type EpochMs } from '../base/clock'
import type { StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { approveInvocation, checkInvocation, type ExceptionCase, type ExceptionRule, type Invocation, type InvocationError, type InvocationId } from './exceptions'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission, isSecondPerson } from './staff'
import type { Category, Permission, Purpose } from './vocabulary'

/** An end that waits for its second person, or has had it. */
export interface ProposedEnd<Until> {
  readonly until: Until
  readonly reason: string
  readonly by: StaffId
  readonly at: EpochMs
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
}
/** A proposal that was not taken up: nobody ever relied on it. */
export interface Declined {
  readonly reason: string
  readonly by: StaffId
  readonly at: EpochMs
}
/** Structurally the wire's `exception` record. Arrays are plain so that the type is the wire's own; nothing changes one in place. */
export interface ExceptionEntry {
  readonly id: InvocationId
  readonly case: ExceptionCase
  readonly category: Category
  readonly purpose: Purpose
  readonly statute: { readonly title: string; readonly article: string }
  readonly reason: string
  readonly decidedBy: StaffId
  readonly decidedAt: EpochMs
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
  readonly until?: Day
  readonly reviews: { readonly on: Day; readonly by: StaffId; readonly note: string }[]
  readonly ending?: ProposedEnd<Day>
  readonly declined?: Declined
}

export type ExceptionOperation =
  | {
      readonly op: 'exception.propose@1'
      readonly args: {
        readonly invocationId: InvocationId
        readonly case: ExceptionCase
        readonly category: Category
        readonly purpose: Purpose
        readonly statute: { readonly title: string; readonly article: string }
        readonly reason: string
        readonly until?: Day
      }
    }
  | { readonly op: 'exception.approve@1'; readonly args: { readonly invocationId: InvocationId } }
  | { readonly op: 'exception.review@1'; readonly args: { readonly invocationId: InvocationId; readonly note: string } }
  | { readonly op: 'exception.end@1'; readonly args: { readonly invocationId: InvocationId; readonly until: Day; readonly reason: string } }

export type EntryState = 'proposed' | 'declined' | 'in-force' | 'ending' | 'ended'
type Step = Result<ExceptionEntry, Refusal>

export function exceptionState(entry: ExceptionEntry, today: Day): EntryState {
  if (entry.declined) return 'declined'
  if (entry.approvedAt === undefined) return 'proposed'
  if (entry.until !== undefined && entry.until < today) return 'ended'
  return entry.ending && entry.ending.approvedAt === undefined ? 'ending' : 'in-force'
}

/** As the rules of exceptions.ts read it. */
export function invocationOf({ reviews, ending: _ending, declined: _declined, ...entry }: ExceptionEntry): Invocation {
  return { ...entry, reviewedOn: reviews.map((review) => review.on) }
}

const PERMISSION: Readonly<Record<ExceptionOperation['op'], Permission>> = {
  'exception.propose@1': 'keep-inventory',
  'exception.approve@1': 'approve-inventory',
  'exception.review@1': 'approve-inventory',
  'exception.end@1': 'keep-inventory',
}

/** `current` is undefined for a proposal alone. That the sign-in is fresh and the version the one seen is the caller's to check. */
export function applyException(current: ExceptionEntry | undefined, operation: ExceptionOperation, by: Actor, catalogue: readonly ExceptionRule[]): Step {
  if (!hasPermission(by.role, PERMISSION[operation.op])) return err({ code: 'forbidden' })
  if (operation.op === 'exception.propose@1') return current ? err({ code: 'precondition' }) : propose(operation.args, by, catalogue)
  if (!current) return err({ code: 'not_found' })
  switch (operation.op) {
    case 'exception.approve@1':
      return approve(current, by, catalogue)
    case 'exception.review@1':
      return review(current, operation.args.note, by)
    case 'exception.end@1':
      return end(current, operation.args, by)
    default:
      return assertNever(operation)
  }
}

type ArgsOf<Op extends ExceptionOperation['op']> = Extract<ExceptionOperation, { readonly op: Op }>['args']

function propose({ invocationId, ...args }: ArgsOf<'exception.propose@1'>, by: Actor, catalogue: readonly ExceptionRule[]): Step {
  const entry: ExceptionEntry = { id: invocationId, ...args, decidedBy: by.staffId, decidedAt: by.at, reviews: [] }
  const checked = checkInvocation(invocationOf(entry), catalogue)
  return checked.ok ? ok(entry) : err(refusalOf(checked.error))
}

function approve(current: ExceptionEntry, by: Actor, catalogue: readonly ExceptionRule[]): Step {
  const state = exceptionState(current, toDay(by.at))
  if (state === 'ending' && current.ending) {
    if (!isSecondPerson(current.ending.by, by.staffId)) return err({ code: 'needs_second_person' })
    return ok({ ...current, until: current.ending.until, ending: { ...current.ending, approvedBy: by.staffId, approvedAt: by.at } })
  }
  if (state !== 'proposed') return err({ code: 'precondition' })
  const approved = approveInvocation(invocationOf(current), by.staffId, by.at, catalogue)
  return approved.ok ? ok({ ...current, approvedBy: by.staffId, approvedAt: by.at }) : err(refusalOf(approved.error))
}

/** Each with its note of 2,000 letters, they still go through one line of the feed; reviewed yearly, nobody comes near it. */
export const MOST_REVIEWS = 48

/** Kept for another year by somebody who neither decided on it nor wants it ended. */
function review(current: ExceptionEntry, note: string, by: Actor): Step {
  const state = exceptionState(current, toDay(by.at))
  if (state !== 'in-force' && state !== 'ending') return err({ code: 'precondition' })
  const isSecond = isSecondPerson(current.decidedBy, by.staffId) && (state !== 'ending' || current.ending?.by !== by.staffId)
  if (!isSecond) return err({ code: 'needs_second_person' })
  if (note.trim() === '') return err({ code: 'invalid', fields: ['note'] })
  if (current.reviews.length >= MOST_REVIEWS) return err({ code: 'precondition', fields: ['reviews'] })
  const { ending, ...entry } = current
  const isKept = ending?.approvedAt !== undefined
  return ok({ ...entry, ...(isKept ? { ending } : {}), reviews: [...entry.reviews, { on: toDay(by.at), by: by.staffId, note }] })
}

function end(current: ExceptionEntry, { until, reason }: ArgsOf<'exception.end@1'>, by: Actor): Step {
  const state = exceptionState(current, toDay(by.at))
  if (state === 'declined' || state === 'ended') return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  if (state === 'proposed') return ok({ ...current, declined: { reason, by: by.staffId, at: by.at } })
  const isLater = current.until !== undefined && until > current.until
  if (!isDay(until) || until < toDay(current.decidedAt) || isLater) return err({ code: 'invalid', fields: ['until'] })
  return ok({ ...current, ending: { until, reason, by: by.staffId, at: by.at } })
}

/** The kind stands where a field's name would: it names no value, and the desk has a sentence for each (`consent:invocationError`). */
function refusalOf({ kind }: InvocationError): Refusal {
  if (kind === 'needs-second-person') return { code: 'needs_second_person' }
  return kind === 'already-approved' ? { code: 'precondition' } : { code: 'invalid', fields: [kind] }
}
