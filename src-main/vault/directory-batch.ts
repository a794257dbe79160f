// New people of the directory, made ready before the write transaction begins: the texts that fill its tables in four statements.
//
// What costs time is done row by row while a page is still arriving (normal forms, tokens, readings, JSON), so that no piece of work is
// long and the transaction holds nothing but SQLite's own. Rows are numbered from 0 inside a batch; the store adds its next free number.
import { sql } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import type { ToPinyin } from '../../src-shared/domain/search-terms'
import { lostIndex } from './lost-index'
import { addPerson, createPersonTexts, type PersonTexts } from './person-bytes'
import { nameReadings } from './pinyin'
import { nextFreeNumber, storedRow, upsertDirectoryRows, type DirectoryRow } from './search-index'
import type { Tx } from './transaction'

/** A transaction's worth of people, about 50 ms: whoever searches or decides meanwhile waits for one of them. Half as many cost a tenth more. */
export const BATCH_ROWS = 2_500

export interface DirectoryBatch {
  /** By id, strictly ascending. */
  readonly rows: readonly DirectoryRow[]
  /** JSON arrays as UTF-8: outside the heap, and bound as they are. */
  readonly people: Buffer
  readonly identifiers: Buffer
  readonly readings: Buffer
  readonly tokens: Buffer
}

export interface DirectoryBatcher {
  /** False: not after the row before it, so it belongs into no batch. */
  readonly add: (row: DirectoryRow) => boolean
  readonly rowCount: () => number
  /** Every row added, once. */
  readonly take: () => readonly DirectoryBatch[]
}

interface Open extends PersonTexts {
  readonly rows: DirectoryRow[]
}

const none = (): Open => ({ rows: [], ...createPersonTexts() })

export function createDirectoryBatcher(toPinyin: ToPinyin = nameReadings, batchRows = BATCH_ROWS): DirectoryBatcher {
  const full: DirectoryBatch[] = []
  let open = none()
  let lastId = ''
  let count = 0
  const close = (): void => {
    if (open.rows.length === 0) return
    full.push({ rows: open.rows, people: open.people.end(), identifiers: open.identifiers.end(), readings: open.readings.end(), tokens: open.tokens.end() })
    open = none()
  }
  return {
    add: (row) => {
      if (row.id <= lastId) return false
      lastId = row.id
      count += 1
      addPerson(open, storedRow(row, open.rows.length, 0), toPinyin)
      open.rows.push(row)
      if (open.rows.length === batchRows) close()
      return true
    },
    rowCount: () => count,
    take: () => {
      close()
      return full
    },
  }
}

/** The same outcome as `upsertDirectoryRows`; only a batch of nothing but new people goes the short way. */
export async function putDirectoryBatch(tx: Tx, batch: DirectoryBatch, gen: number, isErased: (id: SubjectId) => boolean): Promise<void> {
  const living = batch.rows.filter((row) => !isErased(row.id))
  // An index that is being made anew takes only some of them.
  const isShort = living.length === batch.rows.length && (await isAllNew(tx, batch)) && (await lostIndex(tx)) === undefined
  if (isShort) await insertBatch(tx, batch, gen)
  else await upsertDirectoryRows(tx, living, gen)
}

/** A batch is a stretch of the key order: where nobody of the store stands between its ends, nobody of it is in the store. */
async function isAllNew(tx: Tx, { rows }: DirectoryBatch): Promise<boolean> {
  const between = await tx.selectFrom('people').select('n').where('id', '>=', rows[0]?.id ?? '').where('id', '<=', rows.at(-1)?.id ?? '').limit(1).executeTakeFirst()
  return between === undefined
}

async function insertBatch(tx: Tx, { people, identifiers, readings, tokens }: DirectoryBatch, gen: number): Promise<void> {
  const first = await nextFreeNumber(tx)
  await sql`INSERT INTO people (n, id, v, account_no, name, name_key, status, registered_at, gen)
    SELECT ${first} + d.key, d.value ->> 0, d.value ->> 1, d.value ->> 2, d.value ->> 3, d.value ->> 4, d.value ->> 5, d.value ->> 6, ${gen}
    FROM jsonb_each(CAST(${people} AS TEXT)) d`.execute(tx)
  await sql`INSERT INTO person_identifiers (n, kind, value, value_rev, proof)
    SELECT ${first} + (d.value ->> 0), d.value ->> 1, d.value ->> 2, d.value ->> 3, d.value ->> 4 FROM jsonb_each(CAST(${identifiers} AS TEXT)) d`.execute(tx)
  await sql`INSERT INTO person_pinyin (n, "full", initials)
    SELECT ${first} + (d.value ->> 0), d.value ->> 1, d.value ->> 2 FROM jsonb_each(CAST(${readings} AS TEXT)) d`.execute(tx)
  await sql`INSERT INTO people_fts (rowid, t) SELECT ${first} + d.key, d.value FROM jsonb_each(CAST(${tokens} AS TEXT)) d`.execute(tx)
}
