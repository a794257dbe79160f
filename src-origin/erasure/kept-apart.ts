// Rows that the end of a product put apart by law while the person was here: with the person's erasure they become the erasure's, which names them.
import { sql } from 'kysely'
import { toDay, type Day } from '../../src-shared/base/clock'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'

/**
 * Answers what of it is kept still, by ground, with its last day. Its numbers are below zero there: those of the log's own rows are not, and a hold of whole rows goes
 * on keeping these (sweep.ts). Of an earlier erasure of the same account number nothing is touched.
 */
export async function takeKeptApart(tx: Tx, { now }: OriginContext, { erasureId, accountNo }: { readonly erasureId: string; readonly accountNo: string }): Promise<NonNullable<ErasureRecord['apart']>> {
  await sql`
    update restricted_logs r set erasure_id = ${erasureId}, n = -found.place from (
      select erasure_id, n, row_number() over (order by at, erasure_id, n) - (select coalesce(min(n), 0) from restricted_logs where erasure_id = ${erasureId} and n < 0) as place
      from restricted_logs where account_no = ${accountNo} and erasure_id in (select id from retention_batches)
    ) found where r.erasure_id = found.erasure_id and r.n = found.n`.execute(tx)
  const { rows } = await sql<{ ground: string; rows: number; releaseOn: Day }>`
    select ground, count(*) as rows, max(release_on)::text as "releaseOn" from restricted_logs where erasure_id = ${erasureId} and n < 0 and release_on > ${toDay(now())}::date
    group by ground order by ground`.execute(tx)
  return rows.map((row) => ({ category: 'access-log' as const, ...row }))
}
