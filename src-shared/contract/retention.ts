// Channel group `retention`: what falls due by the schedule of keeping, and the batch of it that two people agree to. Online only.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import { id, sha256Hex } from '../domain/fields'
import type { BatchState, RetentionBatchId } from '../domain/retention-batch'
import type { BatchLine, ScheduleLine, Week } from '../domain/retention-schedule'
import type { Bilingual } from '../domain/rules'
import type { LogCategory } from '../domain/vocabulary'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface RetentionCategoryView extends ScheduleLine {
  /** Of a ground: the provision that it stands for. */
  readonly provision?: Bilingual
  readonly due: { readonly rows: number; readonly held: number }
  /** As many as there are weeks. */
  readonly byWeek: readonly number[]
}
export interface RetentionBatchView {
  readonly id: RetentionBatchId
  readonly state: BatchState
  readonly asOf: Day
  readonly lines: readonly BatchLine[]
  readonly planHash: string
  readonly madeAt: EpochMs
  readonly agreed: readonly (StaffRef & { readonly at: EpochMs })[]
  readonly declined?: StaffRef & { readonly at: EpochMs; readonly reason: string }
  readonly done: readonly { readonly category: LogCategory; readonly rows: number }[]
  readonly doneAt?: EpochMs
  /** The person at this desk has agreed: another one is needed. */
  readonly agreedByMe: boolean
}
export interface RetentionView {
  readonly asOf: Day
  readonly rulesPack: string
  readonly weeks: readonly Week[]
  readonly categories: readonly RetentionCategoryView[]
  readonly byItself: { readonly restricted: readonly number[]; readonly cases: readonly number[] }
  /** Newest first. */
  readonly batches: readonly RetentionBatchView[]
}

export const RETENTION_DAYS = [30, 90, 180, 366] as const
const passphrase = z.string().min(1).max(400)

export const retention = {
  'retention.open': channel<RetentionView>()('approve-erasure', z.object({ days: z.union(RETENTION_DAYS.map((days) => z.literal(days))) })),
  /** Fails with `not-found` where nothing is due, and `state-changed` where a batch is under way. */
  'retention.propose': channel<void>()('approve-erasure', z.object({})),
  /**
   * One of two agreements, with the passphrase typed anew; `approved` with the second. Fails with `plan-stale` where more is due by now, with
   * `restored-lately` for fourteen days after the origin's database was put back.
   */
  'retention.agree': channel<{ readonly outcome: 'agreed' | 'approved' }>()('approve-erasure', z.object({ batchId: id<RetentionBatchId>(), planHash: sha256Hex, passphrase })),
  'retention.decline': channel<void>()('approve-erasure', z.object({ batchId: id<RetentionBatchId>(), reason: z.string().trim().min(1).max(2_000) })),
} as const
