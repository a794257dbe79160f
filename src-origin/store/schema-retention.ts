// The table of the batches in which rows go whose keeping is over, by the schedule or since their product has ended.
import type { ColumnType, JSONColumnType } from 'kysely'
import type { AnyBatch } from '../../src-shared/domain/ending-batch'
import type { BatchState } from '../../src-shared/domain/retention-batch'

export interface RetentionBatchesTable {
  id: string
  state: BatchState
  made_at: number
  body: JSONColumnType<AnyBatch>
  /** Of a product; null: of the schedule. */
  product: ColumnType<string | null, string | null | undefined, never>
  /** Of a product that the company ends for everybody. */
  ends_on: ColumnType<string | null, string | null | undefined, never>
}
