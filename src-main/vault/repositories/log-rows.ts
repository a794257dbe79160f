// Service-log rows of people with an open case: a row set per person, clustered by person, complete or known to be incomplete.
import { sql } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { LogCategory } from '../../../src-shared/domain/vocabulary'
import type { LogRow } from '../../../src-shared/protocol/records'
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

export async function listLogSets(reader: Reader): Promise<readonly LogSet[]> {
  const rows = await reader.selectFrom('log_sets').selectAll().execute()
  return rows.map((row) => ({ subjectId: row.subject_id as SubjectId, rows: row.rows, total: row.total, complete: row.complete === 1, fetchedAt: row.fetched_at }))
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

/** Of what kind and when, and nothing of what was done: enough to tell a use after a withdrawal. */
export async function listLogTimes(reader: Reader, subjectId: SubjectId): Promise<readonly { readonly category: LogCategory; readonly at: EpochMs }[]> {
  const rows = await reader.selectFrom('log_rows').select(['category', 'at']).where('subject_id', '=', subjectId).execute()
  return rows.map((row) => ({ category: row.category as LogCategory, at: row.at }))
}

/** Number of the last row here; a fetch goes on after it. */
export async function lastLogRow(reader: Reader, subjectId: SubjectId): Promise<number> {
  const row = await reader.selectFrom('log_rows').select(({ fn }) => fn.max('n').as('n')).where('subject_id', '=', subjectId).executeTakeFirst()
  return row?.n ?? 0
}

export async function dropLogRows(tx: Tx, subjectId: SubjectId): Promise<void> {
  await tx.deleteFrom('log_rows').where('subject_id', '=', subjectId).execute()
  await tx.deleteFrom('log_sets').where('subject_id', '=', subjectId).execute()
}

const READ_PAGE_ROWS = 2_000

/** Keyset-paged: memory stays small however many rows a person has. */
export async function* streamLogRows(reader: Reader, subjectId: SubjectId): AsyncGenerator<LogRow> {
  let after = -1
  for (;;) {
    const page = await reader.selectFrom('log_rows').selectAll().where('subject_id', '=', subjectId).where('n', '>', after).orderBy('n').limit(READ_PAGE_ROWS).execute()
    // The casts are safe: rows enter through logRowSchema alone (sync/rows.ts).
    for (const row of page) yield { n: row.n, category: row.category as LogCategory, at: row.at, product: row.product as LogRow['product'], ip: row.ip, detail: row.detail }
    const last = page.at(-1)
    if (!last || page.length < READ_PAGE_ROWS) return
    after = last.n
  }
}
