// The batch in which the data of a product go that has ended: agreed to as any batch of what is over, and no earlier than the day on which it ends.
import { toDay, type Day, type EpochMs } from '../base/clock'
import { err, type Result } from '../base/result'
import type { EndingPlan } from './product-ending'
import { agreeTo, type AgreedBatch, type BatchProblem, type BatchState, type ByStaff, type RetentionBatch } from './retention-batch'
import type { Channel, LogCategory, Product } from './vocabulary'

/** The day may lie so far ahead. */
export const ENDING_AHEAD_DAYS = 366

export interface EndingBatch extends AgreedBatch {
  readonly plan: EndingPlan
  /** For everyone: by whom and why, and how people were told of it; their consent history says the same. Absent where the schedule proposes what one that was carried out has left. */
  readonly proposed?: ByStaff & { readonly reason: string; readonly told: Channel }
  /** For everyone: people whose use of it has ended so far. */
  readonly peopleDone: number
  /** `kept` of the rows by law, apart. `upTo`: a time before which the log holds no row that this batch may take. */
  readonly done: readonly { readonly category: LogCategory; readonly rows: number; readonly kept: number; readonly upTo?: EpochMs }[]
}
export type AnyBatch = RetentionBatch | EndingBatch

export function isEnding(batch: AnyBatch): batch is EndingBatch {
  return 'product' in batch.plan
}

/** What one that was carried out has left (a hold was lifted, an erasure called off): the product stays ended, whatever becomes of it. */
export function isRest({ plan, proposed }: { readonly plan: Pick<EndingPlan, 'reach'>; readonly proposed?: unknown }): boolean {
  return plan.reach === 'everyone' && proposed === undefined
}

/** `not-yet`: its day has not come, and until then its rows grow. */
export function agreeToEnding(batch: EndingBatch, planHash: string, by: ByStaff): Result<EndingBatch, BatchProblem | 'not-yet'> {
  const { endsOn } = batch.plan
  if (batch.state === 'proposed' && endsOn !== undefined && endsOn > toDay(by.at)) return err('not-yet')
  return agreeTo(batch, planHash, by)
}

export interface EndingOnDay {
  readonly product: Product
  readonly endsOn: Day
  readonly state: BatchState
}
/**
 * Products of which nothing is taken in any more: from the day that the company has named. Stopping needs no second person, since declining lets it go on; once
 * it was carried out nothing does. `endings` for everyone, in the order in which they were made.
 */
export function endedProducts(endings: readonly EndingOnDay[], today: Day): ReadonlyMap<Product, Day> {
  const ended = new Map<Product, Day>()
  for (const product of new Set(endings.map((one) => one.product))) {
    const own = endings.filter((one) => one.product === product)
    const counts = own.find(({ state }) => state === 'done') ?? own.at(-1)
    if (counts !== undefined && counts.state !== 'declined' && counts.endsOn <= today) ended.set(product, counts.endsOn)
  }
  return ended
}
