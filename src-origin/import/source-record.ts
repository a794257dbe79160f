// One row of a source as it was read, before anybody looked at its values.
import type { RefusalCode } from './refusal'

export interface SourceRecord {
  /** Line on which it begins, from 1. */
  readonly line: number
  /** Set where the row as such cannot be read. */
  readonly broken?: RefusalCode
  /** Text of CSV, any JSON value of NDJSON; undefined where there is none. */
  cell(column: string): unknown
}

/** A row longer than this is no row: it would be held in memory whole. */
export const MAX_ROW_BYTES = 1_048_576
