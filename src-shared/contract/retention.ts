// Channel group `retention`: what falls due by the schedule of keeping, products that end, and the batches of both that two people agree to. Online only.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import { day, id, sha256Hex } from '../domain/fields'
import type { EndingPlan } from '../domain/product-ending'
import type { BatchState, RetentionBatchId } from '../domain/retention-batch'
import type { BatchLine, ScheduleLine, Week } from '../domain/retention-schedule'
import type { Bilingual } from '../domain/rules'
import { CHANNELS, PRODUCTS, type Channel, type LogCategory, type Product } from '../domain/vocabulary'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface RetentionCategoryView extends ScheduleLine {
  /** Of a ground: the provision that it stands for. */
  readonly provision?: Bilingual
  readonly due: { readonly rows: number; readonly held: number }
  /** As many as there are weeks. */
  readonly byWeek: readonly number[]
}
interface AgreedBatchView {
  readonly id: RetentionBatchId
  readonly state: BatchState
  readonly planHash: string
  readonly madeAt: EpochMs
  readonly agreed: readonly (StaffRef & { readonly at: EpochMs })[]
  readonly declined?: StaffRef & { readonly at: EpochMs; readonly reason: string }
  readonly doneAt?: EpochMs
  /** Its signed report can be saved. */
  readonly hasReport: boolean
  /** The person at this desk has agreed: another one is needed. */
  readonly agreedByMe: boolean
}
export interface RetentionBatchView extends AgreedBatchView {
  readonly asOf: Day
  readonly lines: readonly BatchLine[]
  readonly done: readonly { readonly category: LogCategory; readonly rows: number }[]
}
/** Of a product that has ended, for everybody or for those who ended it themselves. */
export interface EndingBatchView extends AgreedBatchView {
  readonly plan: EndingPlan
  /** By plan line: the provision that its ground stands for. */
  readonly provisions: Readonly<Partial<Record<LogCategory, Bilingual>>>
  readonly proposed?: StaffRef & { readonly at: EpochMs; readonly reason: string; readonly told: Channel }
  /** Its day has come: it can be agreed to. */
  readonly isDue: boolean
  readonly peopleDone: number
  readonly done: readonly { readonly category: LogCategory; readonly rows: number; readonly kept: number }[]
  readonly hasReport: boolean
}
export interface RetentionView {
  readonly asOf: Day
  readonly rulesPack: string
  readonly weeks: readonly Week[]
  readonly categories: readonly RetentionCategoryView[]
  readonly byItself: { readonly restricted: readonly number[]; readonly cases: readonly number[] }
  /** Cancelled accounts that no erasure is under way for: each goes by one of its own. */
  readonly accountsOver: number
  /** Newest first. */
  readonly batches: readonly RetentionBatchView[]
  /** Newest first. */
  readonly endings: readonly EndingBatchView[]
  /** That the company can still end: of none of them is a proposal open, or carried out. */
  readonly canEnd: readonly Product[]
}

export const RETENTION_DAYS = [30, 90, 180, 366] as const
const passphrase = z.string().min(1).max(400)

export const retention = {
  'retention.open': channel<RetentionView>()('read-reports', z.object({ days: z.union(RETENTION_DAYS.map((days) => z.literal(days))) })),
  /** Fails with `not-found` where nothing is due, and `state-changed` where a batch is under way. */
  'retention.propose': channel<void>()('approve-erasure', z.object({})),
  /** That the company ends a product, on a day of the next year. Fails with `state-changed` where it is under way, or over. */
  'retention.endProduct': channel<void>()('end-products', z.object({ product: z.enum(PRODUCTS), endsOn: day, reason: z.string().trim().min(1).max(2_000), told: z.enum(CHANNELS) })),
  /**
   * One of two agreements, with the passphrase typed anew; `approved` with the second. Fails with `plan-stale` where more is due by now, with
   * `restored-lately` for fourteen days after the origin's database was put back, `too-early` before the day of a product.
   */
  'retention.agree': channel<{ readonly outcome: 'agreed' | 'approved' }>()('approve-erasure', z.object({ batchId: id<RetentionBatchId>(), planHash: sha256Hex, passphrase })),
  /** Of a batch that is done: copies its signed report to the export folder. What does not verify is not handed out. */
  'retention.saveReport': channel<{ readonly fileName: string }>()('read-reports', z.object({ batchId: id<RetentionBatchId>() })),
  'retention.decline': channel<void>()('approve-erasure', z.object({ batchId: id<RetentionBatchId>(), reason: z.string().trim().min(1).max(2_000) })),
} as const
