// The table of the batches in which rows go whose keeping is over.
import type { JSONColumnType } from 'kysely'
import type { BatchState, RetentionBatch } from '../../src-shared/domain/retention-batch'

export interface RetentionBatchesTable {
  id: string
  state: BatchState
  made_at: number
  body: JSONColumnType<RetentionBatch>
}
