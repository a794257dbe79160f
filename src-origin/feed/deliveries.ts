// The delivery ledger: which device was ever sent a person's records, so that an erasure knows who must answer.
//
// Invariant: the ledger row commits before the first byte leaves, so a device may stand in the ledger without a copy, never the reverse.
// Person rows are locked (KEY SHARE) while their ledger rows are written, and an erasure locks the person (UPDATE) before it reads the
// ledger: either it sees the row, or the person is gone here and the page is read anew. test/origin/erasure-edges.test.ts holds both to it.
import { sql } from 'kysely'
import type { Db, Tx } from '../store/database'
import { DIRECTORY_SCOPE } from './emit'

/**
 * Those of the people a page shows that are still there, in the transaction that read it. A request outlives its person, without a word of
 * theirs: it must not put a device into the ledger that holds nothing.
 */
export async function livingSubjects(tx: Tx, subjectIds: readonly string[]): Promise<readonly string[]> {
  const ids = [...new Set(subjectIds)]
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`select id from subjects where id = any(${ids}::uuid[])`.execute(tx)
  return rows.map(({ id }) => id)
}

/** 'gone' when one of the people was erased since the page was read: it must not be sent. */
export async function recordDeliveries(db: Db, deviceId: string, subjectIds: readonly string[], now: number): Promise<'recorded' | 'gone'> {
  const ids = [...new Set(subjectIds)]
  if (ids.length === 0) return 'recorded'
  return db.transaction().execute(async (tx) => {
    const present = await sql<{ id: string }>`select id from subjects where id = any(${ids}::uuid[]) order by id for key share`.execute(tx)
    if (present.rows.length !== ids.length) return 'gone'
    await sql`
      insert into deliveries (device_id, subject_id, at) select ${deviceId}, one, ${now}::bigint from unnest(${ids}::uuid[]) one
      on conflict do nothing`.execute(tx)
    return 'recorded'
  })
}

/** A device that begins to copy the directory holds everybody from then on. */
export async function recordDirectoryDelivery(db: Db, deviceId: string, now: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // An erasure holds this row while it reads the ledger, so the copy begins before it or after it, never during it.
    await tx.selectFrom('scopes').select('id').where('id', '=', DIRECTORY_SCOPE).forShare().execute()
    await sql`insert into directory_deliveries (device_id, at) values (${deviceId}, ${now}::bigint) on conflict do nothing`.execute(tx)
  })
}
