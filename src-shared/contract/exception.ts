// Channel group `exception`: the six cases without consent and their uses.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { EntryState } from '../domain/exception-register'
import { EXCEPTION_CASES, type ExceptionCase, type ExceptionRule, type InvocationId } from '../domain/exceptions'
import { day, id } from '../domain/fields'
import { CATEGORIES, PURPOSES, type Category, type Purpose } from '../domain/vocabulary'
import { channel } from './channel'
import type { ActVerdict, DeclinedView, EndView, EntryView } from './inventory'
import type { Freshness, StaffRef } from './views'

export interface ExceptionView extends EntryView<'approve' | 'review' | 'end'> {
  readonly id: InvocationId
  readonly case: ExceptionCase
  readonly category: Category
  readonly purpose: Purpose
  readonly statute: { readonly title: string; readonly article: string }
  readonly reason: string
  readonly decidedBy: StaffRef
  readonly decidedAt: EpochMs
  readonly approvedBy?: StaffRef
  readonly approvedAt?: EpochMs
  readonly until?: Day
  readonly reviews: readonly { readonly on: Day; readonly by: StaffRef; readonly note: string }[]
  readonly ending?: EndView<Day>
  readonly declined?: DeclinedView
  readonly state: EntryState
  readonly review?: { readonly dueOn: Day; readonly overdue: boolean }
  /** It ends for a person by itself, with their clear refusal (PIPL 27). */
  readonly endsOnRefusal: boolean
}
export interface ExceptionList {
  /** Of the rules pack in force, in the order of the policy. */
  readonly catalogue: readonly ExceptionRule[]
  /** What waits first, then what is in force by its next review, then what is over. */
  readonly exceptions: readonly ExceptionView[]
  readonly propose: ActVerdict
  readonly freshness: Freshness
}

const text = z.string().min(1).max(2_000)
const seen = { invocationId: id<InvocationId>(), version: z.number().int() }

export const exception = {
  'exception.list': channel<ExceptionList>()('read-inventory', z.object({})),
  /** Works offline: a proposal, until a second person approves it. */
  'exception.propose': channel<{ readonly invocationId: InvocationId }>()(
    'keep-inventory',
    z.object({ case: z.enum(EXCEPTION_CASES), category: z.enum(CATEGORIES), purpose: z.enum(PURPOSES), title: z.string().max(200), article: z.string().max(200), reason: z.string().max(2_000), until: day.optional() }),
  ),
  /** Of the proposal, or of its proposed end. Online only, with the passphrase typed anew. */
  'exception.approve': channel<void>()('approve-inventory', z.object({ ...seen, passphrase: z.string().max(400) })),
  'exception.review': channel<void>()('approve-inventory', z.object({ ...seen, note: text })),
  'exception.end': channel<void>()('keep-inventory', z.object({ ...seen, until: day, reason: text })),
} as const
