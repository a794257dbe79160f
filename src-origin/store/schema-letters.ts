// The table of the letters, as Kysely sees it.
import type { Generated, JSONColumnType } from 'kysely'
import type { LetterRecord } from '../../src-shared/protocol/letters'

export interface LettersTable {
  /** Request id, kind and version. */
  id: string
  request_id: string
  subject_id: string
  v: Generated<number>
  body: JSONColumnType<LetterRecord>
}
