// POST /search: a few directory rows for a device without the directory scope; whoever is shown stands in the delivery ledger, and who asked
// in online_searches.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { searchRequest, SearchResponse } from '../../src-shared/protocol/search'
import type { OriginContext } from '../context'
import { selectRecords, type Row } from '../store/records'
import { recordDeliveries } from './deliveries'

/** How long a desk may keep an answer (docs/sync.md). */
const LEASE_MS = 24 * 3_600_000
const MIN_DIGITS = 4

export interface Asker {
  readonly deviceId: string
  readonly staffId: string
}

/** Account number, the last four or more digits of a mobile, a whole e-mail or its part, or the beginning of a name. */
export async function searchOnline(context: OriginContext, asker: Asker, asked: z.infer<typeof searchRequest>): Promise<SearchResponse> {
  const text = asked.text.normalize('NFKC').trim()
  const literal = text.replace(/[\\%_]/g, '\\$&')
  const digits = text.replace(/\D/g, '')
  const byIdentifier = (pattern: string) => sql`t.id in (select subject_id from identifiers where value like ${pattern})`
  const isNumber = digits.length >= MIN_DIGITS && /^[\d\s+()*-]+$/.test(text)
  const kind = /^SX-/i.test(text) ? 'account' : isNumber ? 'number' : text.includes('@') ? 'email' : 'name'
  const condition = kind === 'account'
    ? sql`t.account_no like ${`${literal.toUpperCase()}%`}`
    : kind === 'number'
      ? byIdentifier(`%${digits}`)
      : kind === 'email'
        ? byIdentifier(`%${literal.toLowerCase()}%`)
        : sql`t.name like ${`${literal}%`}`
  const { rows } = await sql<Row>`${selectRecords('directory')} where ${condition} order by t.id limit ${asked.limit}`.execute(context.db)
  const leaseUntil = context.now() + LEASE_MS
  if ((await recordDeliveries(context.db, asker.deviceId, rows.map((row) => row.id), context.now())) === 'gone') return searchOnline(context, asker, asked)
  // Before the first row leaves, as the ledger; never what was typed.
  await context.db.insertInto('online_searches').values({ at: context.now(), device_id: asker.deviceId, staff_id: asker.staffId, kind, rows: rows.length }).execute()
  // selectRecords makes the body in the shape of directorySchema (test/origin/records.test.ts reads every type with its schema).
  return { results: rows.map((row) => row.body as SearchResponse['results'][number]), leaseUntil }
}
