// The tables of the batches in which rows go whose keeping is over, by the schedule or since their product has ended, and of their signed reports.
import type { ColumnType, JSONColumnType } from 'kysely'
import type { AnyBatch } from '../../src-shared/domain/ending-batch'
import type { BatchState } from '../../src-shared/domain/retention-batch'

interface RetentionBatchesTable {
  id: string
  state: BatchState
  made_at: number
  body: JSONColumnType<AnyBatch>
  /** Of a product; null: of the schedule. */
  product: ColumnType<string | null, string | null | undefined, never>
  /** Of a product that the company ends for everybody. */
  ends_on: ColumnType<string | null, string | null | undefined, never>
}
/** Of a batch of any kind, by its id. */
interface BatchReportsTable {
  batch_id: string
  report: JSONColumnType<object>
}

export interface RetentionTables {
  retention_batches: RetentionBatchesTable
  batch_reports: BatchReportsTable
}
