// A batch of rows whose keeping is over, or of a product that has ended: it is proposed, two people agree to it, and only then does anything go.
//
//   proposed ── first person ──→ proposed ── second person ──→ approved ──→ done
//       └── declined by either              └── more is due by then than was agreed to: stale, and the schedule proposes anew
//
// One that is approved in a database that was put back is stale too.
import type { EpochMs } from '../base/clock'
import type { Id, StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { RetentionPlan } from './retention-schedule'
import type { LogCategory } from './vocabulary'

export type RetentionBatchId = Id<'retention-batch'>
export const BATCH_STATES = ['proposed', 'approved', 'done', 'declined', 'stale'] as const
export type BatchState = (typeof BATCH_STATES)[number]

export interface ByStaff {
  readonly staffId: StaffId
  readonly at: EpochMs
}
/** What every batch has, whatever it lets go. */
export interface AgreedBatch {
  readonly id: RetentionBatchId
  readonly state: BatchState
  readonly planHash: string
  readonly madeAt: EpochMs
  /** None, one, or the two by whom it was approved. */
  readonly agreed: readonly ByStaff[]
  readonly declined?: ByStaff & { readonly reason: string }
  /** What has gone so far. */
  readonly done: readonly { readonly category: LogCategory; readonly rows: number }[]
  readonly doneAt?: EpochMs
}
/** Of what is over by the schedule of keeping. */
export interface RetentionBatch extends AgreedBatch {
  readonly plan: RetentionPlan
}

/** Of one category, so far. */
export function rowsDone({ done }: Pick<AgreedBatch, 'done'>, category: LogCategory): number {
  return done.find((one) => one.category === category)?.rows ?? 0
}

/** Why an agreement or a refusal is none: `changed`, the batch is another or in another state; `same-person`, they have agreed already. */
export type BatchProblem = 'changed' | 'same-person'

/** The first agreement leaves it proposed, the second approves it; that no more is due than it says is the caller's to check before. */
export function agreeTo<Batch extends AgreedBatch>(batch: Batch, planHash: string, by: ByStaff): Result<Batch, BatchProblem> {
  if (batch.state !== 'proposed' || batch.planHash !== planHash) return err('changed')
  if (batch.agreed.some(({ staffId }) => staffId === by.staffId)) return err('same-person')
  const agreed = [...batch.agreed, by]
  return ok({ ...batch, agreed, state: agreed.length === 2 ? 'approved' : 'proposed' })
}

/** Also by whoever agreed first: they have thought better of it. */
export function declineBatch<Batch extends AgreedBatch>(batch: Batch, reason: string, by: ByStaff): Result<Batch, BatchProblem> {
  return batch.state === 'proposed' ? ok({ ...batch, state: 'declined', declined: { ...by, reason } }) : err('changed')
}

/** What was said no to is not put before people again the next morning. */
export const DECLINED_QUIET_MS = 30 * 86_400_000
