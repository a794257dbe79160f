// GET /people/{id}/rows: one person's service-log rows, a page at a time, only for a device whose case scope holds the person.
import type { rowsEndLine } from '../../src-shared/protocol/session'
import type { z } from 'zod'
import { sql } from 'kysely'
import type { OriginContext } from '../context'
import { recordDeliveries } from './deliveries'
import { createPageLines } from './lines'

/** About 2 MB of usual lines: short enough to be fetched again after a broken line, long enough to be fast. */
export const ROWS_PAGE = 10_000
/** Where the page ends however few its rows are: a row may have 4,000 characters, and a desk takes 32 MiB at most. */
const ROWS_PAGE_BYTES = 4 * 1_048_576

export interface RowsRequest {
  readonly deviceId: string
  readonly subjectId: string
  readonly category?: string
  readonly after?: number
  /** 1 to ROWS_PAGE. */
  readonly limit: number
}

/** Undefined where the device's scopes do not hold the person: it is not even said whether there is one. */
export async function personRowsPage(context: OriginContext, request: RowsRequest): Promise<readonly string[] | undefined> {
  if (!(await isHeld(context, request)) || (await recordDeliveries(context.db, request.deviceId, [request.subjectId], context.now())) === 'gone') return undefined
  const wanted = request.limit
  const ofCategory = request.category === undefined ? sql`true` : sql`category = ${request.category}`
  const { rows } = await sql<{ n: number; line: string }>`
    select n, row_to_json(one)::text as line from (
      select n, category, at, product, ip, detail from service_logs
      where subject_id = ${request.subjectId} and n > ${request.after ?? -1}::bigint and ${ofCategory} order by n limit ${wanted + 1}
    ) one order by n`.execute(context.db)
  const total = await sql<{ total: number }>`select count(*) as total from service_logs where subject_id = ${request.subjectId} and ${ofCategory}`.execute(context.db)
  const page = createPageLines()
  let after = request.after ?? -1
  for (const row of rows.slice(0, wanted)) {
    // At least one row a page, so that a page always makes progress.
    if (page.count > 0 && page.bytes + Buffer.byteLength(row.line) >= ROWS_PAGE_BYTES) break
    page.add(row.line)
    after = row.n
  }
  const end: z.infer<typeof rowsEndLine> = { t: 'end', after, more: rows.length > page.count, total: total.rows[0]?.total ?? 0, n: page.count, sha256: page.hash() }
  return [page.take(), `${JSON.stringify(end)}\n`]
}

async function isHeld(context: OriginContext, request: RowsRequest): Promise<boolean> {
  const row = await context.db
    .selectFrom('requests as r')
    .innerJoin('device_scopes as d', 'd.scope', 'r.scope')
    .select('r.id')
    .where('d.device_id', '=', request.deviceId)
    .where('r.subject_id', '=', request.subjectId)
    .where('r.in_scope', '=', true)
    .executeTakeFirst()
  return row !== undefined
}
