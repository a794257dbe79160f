// Removes results of pushes that nobody can ask for again.
//
// A desk sends an item again until it has its result, and acknowledges the result; the same item after that would be a copy of the desk's
// store that was put back. For as long as that could carry authority (14 days, process-push.ts) the result must be here, or the act would be
// done twice; after it the act is refused for its age. Sixty days leave room for clocks and for holidays (docs/sync.md section 6).
import { sql } from 'kysely'
import type { Db } from '../store/database'

export const RESULT_KEEP_MS = 60 * 86_400_000

/** Acknowledged ones, and those of a device out of service, which can acknowledge nothing any more. */
export async function forgetResults(db: Db, now: number): Promise<void> {
  await sql`
    delete from push_results r using devices d
    where d.id = r.device_id and r.at <= ${now - RESULT_KEEP_MS}::bigint and (r.acked_at is not null or d.revoked_at <= ${now - RESULT_KEEP_MS}::bigint)`.execute(db)
}
