// Channel group `hold`: data that are kept from erasure for a matter.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import { HOLD_REACHES, type HoldFields, type HoldId, type HoldReach, type HoldState } from '../domain/hold-register'
import { day, id } from '../domain/fields'
import { CATEGORIES, type Category } from '../domain/vocabulary'
import { channel } from './channel'
import type { ActVerdict, DeclinedView, EntryView } from './inventory'
import type { Freshness, StaffRef } from './views'

/** What one person did and a second one approved. */
export interface SettledView {
  readonly reason: string
  readonly by: StaffRef
  readonly at: EpochMs
  readonly approvedBy: StaffRef
  readonly approvedAt: EpochMs
}
export interface HoldView extends EntryView<'approve' | 'extend' | 'lift'> {
  readonly id: HoldId
  readonly matter: string
  readonly reach: HoldReach
  /** Of a hold on one person: absent once they were erased. */
  readonly person?: { readonly maskedName: string; readonly caseNos: readonly string[] }
  /** Absent: all that is held about the person. */
  readonly categories?: readonly Category[]
  /** Of these of its categories single fields; of the others whole rows. */
  readonly fields?: readonly HoldFields[]
  readonly reason: string
  readonly placedBy: StaffRef
  readonly placedAt: EpochMs
  readonly approvedBy?: StaffRef
  readonly approvedAt?: EpochMs
  readonly review: { readonly on: Day; readonly overdue: boolean }
  readonly extensions: readonly (SettledView & { readonly reviewOn: Day })[]
  readonly change?: { readonly kind: 'extend' | 'lift'; readonly reviewOn?: Day; readonly reason: string; readonly by: StaffRef; readonly at: EpochMs }
  readonly lifted?: SettledView
  readonly declined?: DeclinedView
  readonly state: HoldState
  /** Whether an erasure stops at it today; `until`: of a proposal, the last day on which it does. */
  readonly holding: { readonly now: boolean; readonly until?: Day }
}
export interface HoldList {
  /** What waits first, then what is in force by its review, then what is over. */
  readonly holds: readonly HoldView[]
  readonly place: ActVerdict
  readonly freshness: Freshness
}

const reason = z.string().min(1).max(2_000)
const seen = { holdId: id<HoldId>(), version: z.number().int() }

export const hold = {
  'hold.list': channel<HoldList>()('read-inventory', z.object({})),
  /** `caseNo` names the person: only of a case that is here. Works offline: it holds at once, and needs its second person within a week. */
  'hold.place': channel<{ readonly holdId: HoldId }>()(
    'keep-holds',
    z.object({
      matter: z.string().max(200),
      reach: z.enum(HOLD_REACHES),
      caseNo: z.string().max(16).optional(),
      categories: z.array(z.enum(CATEGORIES)).max(CATEGORIES.length).optional(),
      fields: z.array(z.object({ category: z.enum(CATEGORIES), names: z.array(z.string().max(40)).max(30) })).max(CATEGORIES.length).optional(),
      reason: z.string().max(2_000),
      reviewOn: day,
    }),
  ),
  /** Of the placing, the new day of review or the lifting. Online only, with the passphrase typed anew. */
  'hold.approve': channel<void>()('approve-holds', z.object({ ...seen, passphrase: z.string().max(400) })),
  'hold.extend': channel<void>()('keep-holds', z.object({ ...seen, reviewOn: day, reason })),
  /** Of a proposal: taken back at once. */
  'hold.lift': channel<void>()('keep-holds', z.object({ ...seen, reason })),
} as const
