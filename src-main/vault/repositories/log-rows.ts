// Service-log rows of people with an open case: a row set per person, clustered by person, complete or known to be incomplete.
//
// Rows are reached through their set alone: an erasure takes the set's one row with the person, and from that commit nobody reads what is left of a
// million rows while it goes in chunks. This file is the only one that names the table, beside the erasure's own (test/vault/log-rows.test.ts).
import { sql, type Selectable } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import { LOG_CATEGORIES, type LogCategory } from '../../../src-shared/domain/vocabulary'
import type { LogRow } from '../../../src-shared/protocol/records'
import type { LogRowsTable } from '../schema'
import type { Reader, Tx } from '../transaction'

export interface LogSet {
  readonly subjectId: SubjectId
  readonly rows: number
  readonly total: number
  readonly complete: boolean
  readonly fetchedAt: EpochMs
}

export async function getLogSet(reader: Reader, subjectId: SubjectId): Promise<LogSet | undefined> {
  const row = await reader.selectFrom('log_sets').selectAll().where('subject_id', '=', subjectId).executeTakeFirst()
  return row && { subjectId, rows: row.rows, total: row.total, complete: row.complete === 1, fetchedAt: row.fetched_at }
}

/** Another text after every page that was added, and after a set was let go and fetched anew. */
export async function readLogState(reader: Reader, subjectId: SubjectId): Promise<string> {
  return JSON.stringify([await getLogSet(reader, subjectId)])
}

export async function listLogSets(reader: Reader): Promise<readonly LogSet[]> {
  const rows = await reader.selectFrom('log_sets').selectAll().execute()
  return rows.map((row) => ({ subjectId: row.subject_id as SubjectId, rows: row.rows, total: row.total, complete: row.complete === 1, fetchedAt: row.fetched_at }))
}

/** Complete when they were fetched, and of more rows now by what the origin says is held: an import appended some. With how many that is. */
export async function listShortLogSets(reader: Reader): Promise<ReadonlyMap<SubjectId, number>> {
  const held = sql<number>`(select coalesce(sum(body ->> '$.rows'), 0) from records where type = 'holding' and records.subject_id = log_sets.subject_id and body ->> '$.category' in (${sql.join(LOG_CATEGORIES)}))`
  const rows = await reader.selectFrom('log_sets').select(['subject_id', held.as('held')]).where('complete', '=', 1).where('rows', '<', held).execute()
  return new Map(rows.map((row) => [row.subject_id as SubjectId, row.held]))
}

/** Adds a page and notes how far the set is, in one statement each; a page written twice changes nothing. */
export async function putLogRows(tx: Tx, subjectId: SubjectId, rows: readonly LogRow[], set: Omit<LogSet, 'subjectId' | 'rows'>): Promise<void> {
  const json = JSON.stringify(rows.map((row) => [row.n, row.category, row.at, row.product, row.ip, row.detail]))
  await sql`
    insert into log_rows (subject_id, n, category, at, product, ip, detail)
    select ${subjectId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from jsonb_each(${json}) where true
    on conflict do nothing`.execute(tx)
  const counted = await tx.selectFrom('log_rows').select(({ fn }) => fn.countAll<number>().as('count')).where('subject_id', '=', subjectId).executeTakeFirst()
  const values = { rows: counted?.count ?? 0, total: set.total, complete: set.complete ? 1 : 0, fetched_at: set.fetchedAt }
  await tx
    .insertInto('log_sets')
    .values({ subject_id: subjectId, ...values })
    .onConflict((conflict) => conflict.column('subject_id').doUpdateSet(values))
    .execute()
}

/** The rows of a set that is here; of one that was taken away there is none, however many still lie in the table. */
export function logRowsOf(reader: Reader, subjectId: SubjectId) {
  return reader.selectFrom('log_rows').innerJoin('log_sets', 'log_sets.subject_id', 'log_rows.subject_id').where('log_sets.subject_id', '=', subjectId)
}

/** Of what kind and when, and nothing of what was done: enough to tell a use after a withdrawal. */
export async function listLogTimes(reader: Reader, subjectId: SubjectId): Promise<readonly { readonly category: LogCategory; readonly at: EpochMs }[]> {
  const rows = await logRowsOf(reader, subjectId).select(['category', 'at']).execute()
  return rows.map((row) => ({ category: row.category as LogCategory, at: row.at }))
}

/** Number of the last row here; a fetch goes on after it. */
export async function lastLogRow(reader: Reader, subjectId: SubjectId): Promise<number> {
  const row = await logRowsOf(reader, subjectId).select(({ fn }) => fn.max('n').as('n')).executeTakeFirst()
  return row?.n ?? 0
}

export async function dropLogRows(tx: Tx, subjectId: SubjectId): Promise<void> {
  await tx.deleteFrom('log_rows').where('subject_id', '=', subjectId).execute()
  await tx.deleteFrom('log_sets').where('subject_id', '=', subjectId).execute()
}

/** How many of each kind. */
export async function countLogRows(reader: Reader, subjectId: SubjectId): Promise<ReadonlyMap<LogCategory, number>> {
  const rows = await logRowsOf(reader, subjectId).select(['category', ({ fn }) => fn.countAll<number>().as('rows')]).groupBy('category').execute()
  return new Map(rows.map((row) => [row.category as LogCategory, row.rows]))
}

export async function listNewestLogRows(reader: Reader, subjectId: SubjectId, limit: number): Promise<readonly LogRow[]> {
  return (await logRowsOf(reader, subjectId).selectAll('log_rows').orderBy('n', 'desc').limit(limit).execute()).map(rowToLogRow)
}

/** The casts of this file are safe: rows enter through logRowSchema alone (sync/rows.ts). */
function rowToLogRow({ n, category, at, product, ip, detail }: Selectable<LogRowsTable>): LogRow {
  return { n, category: category as LogCategory, at, product: product as LogRow['product'], ip, detail }
}

const READ_PAGE_ROWS = 2_000

/** Keyset-paged: memory stays small however many rows a person has. */
export async function* streamLogRows(reader: Reader, subjectId: SubjectId, which: 'all' | 'may-name-somebody' = 'all'): AsyncGenerator<LogRow> {
  let after = -1
  for (;;) {
    const rows = logRowsOf(reader, subjectId).selectAll('log_rows').where('n', '>', after)
    const page = await (which === 'all' ? rows : rows.where(MAY_NAME)).orderBy('n').limit(READ_PAGE_ROWS).execute()
    for (const row of page) yield rowToLogRow(row)
    const last = page.at(-1)
    if (!last || page.length < READ_PAGE_ROWS) return
    after = last.n
  }
}

/** Some rows of a set as one text. */
export interface LogPage {
  readonly rows: number
  /** Numbers of its first and last row. */
  readonly from: number
  readonly to: number
  /** Of each row its number, category, time, product, address and detail. */
  readonly json: string
}

/** As `streamLogRows`, for whoever reads a million of them: the engine makes the text, and the driver no object a row (docs/performance.md, section 4). */
export async function* streamLogPages(reader: Reader, subjectId: SubjectId): AsyncGenerator<LogPage> {
  let after = -1
  for (;;) {
    const page = logRowsOf(reader, subjectId).select(['n', 'category', 'at', 'product', 'ip', 'detail']).where('n', '>', after).orderBy('n').limit(READ_PAGE_ROWS).as('page')
    const json = sql<string>`json_group_array(json_array(n, category, at, product, ip, detail))`
    const read = await reader.selectFrom(page).select(({ fn }) => [fn.countAll<number>().as('rows'), fn.min('n').as('from'), fn.max('n').as('to'), json.as('json')]).executeTakeFirst()
    if (!read || read.rows === 0) return
    yield read
    if (read.rows < READ_PAGE_ROWS) return
    after = read.to
  }
}

/** The cast is safe: the page was made by one of the two here, of rows that entered through logRowSchema alone. */
export function rowsOfLogPage({ json }: LogPage): readonly LogRow[] {
  const rows = JSON.parse(json) as readonly (readonly [number, LogCategory, EpochMs, LogRow['product'], string, string])[]
  return rows.map(([n, category, at, product, ip, detail]) => ({ n, category, at, product, ip, detail }))
}

export function logPageOf(rows: readonly LogRow[]): LogPage {
  return { rows: rows.length, from: rows[0]?.n ?? 0, to: rows.at(-1)?.n ?? 0, json: JSON.stringify(rows.map(({ n, category, at, product, ip, detail }) => [n, category, at, product, ip, detail])) }
}

/** An address, or eight figures in a row or not: no number, account or address (domain/letter-leaks.ts) is without. Few rows are left to be looked at. */
const MAY_NAME = sql<boolean>`(detail like '%@%' or detail like '%＠%' or detail glob ${'*[0-9０-９]'.repeat(8) + '*'})`

export async function listLogRowsOf(reader: Reader, subjectId: SubjectId, numbers: readonly number[]): Promise<readonly LogRow[]> {
  if (numbers.length === 0) return []
  const rows = await logRowsOf(reader, subjectId).selectAll('log_rows').where('n', 'in', sql<number>`(select value from json_each(${JSON.stringify(numbers)}))`).orderBy('n').execute()
  return rows.map(rowToLogRow)
}

/** Newest first. */
export async function findLogRows(reader: Reader, subjectId: SubjectId, text: string, limit: number): Promise<readonly LogRow[]> {
  const rows = await logRowsOf(reader, subjectId).selectAll('log_rows').where(sql<number>`instr(lower(detail), lower(${text}))`, '>', 0).orderBy('n', 'desc').limit(limit).execute()
  return rows.map(rowToLogRow)
}
