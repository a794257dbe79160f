// Cuts the feed at its old end: whole batches of rows leave, and the floor moves in the same transaction.
//
//   floor ─── old and needed by nobody ───┤ first row that must stay ─── … ─── head
//
// A row must stay while it is younger than FEED_KEEP_MS, or at or above an erase entry that a device still has to answer. A cursor below the
// floor is answered `cursor_expired`, so the law is: floor age > lease + grace. A desk whose lease lives can always go on from where it is;
// one that was away longer copies anew (test/origin/retention.test.ts, test/sync/retention.test.ts).
import { sql } from 'kysely'
import type { Db, Tx } from '../store/database'
import { deviceScope } from './emit'
import { loadHeads } from './state'

const DAY_MS = 86_400_000
/** 45 days: three leases of 14 days and a little (docs/sync.md section 9; the company's decision). */
export const FEED_KEEP_MS = 45 * DAY_MS
/** What a desk may take on top of its lease before it has told the origin that it is there: a week of holidays. */
export const GRACE_MS = 7 * DAY_MS
/** Rows a transaction: the head's lock is held for some ten milliseconds, and the sequencer waits no longer. */
const CUT_ROWS = 20_000

/** Every partition, as far as it may go; answers how many rows went. */
export async function cutFeed(db: Db, now: number, cutRows: number = CUT_ROWS): Promise<number> {
  let gone = 0
  for (const part of (await loadHeads(db)).keys()) {
    for (;;) {
      const cut = await db.transaction().setIsolationLevel('read committed').execute((tx) => cutOnce(tx, part, { before: now - FEED_KEEP_MS, cutRows }))
      if (cut === 0) break
      gone += cut
    }
  }
  await forgetEraseEntries(db)
  return gone
}

interface Cut {
  readonly before: number
  readonly cutRows: number
}

async function cutOnce(tx: Tx, part: string, { before, cutRows }: Cut): Promise<number> {
  const { head, floor } = await tx.selectFrom('feed_head').select(['head', 'floor']).where('part', '=', part).forUpdate().executeTakeFirstOrThrow()
  const stays = await firstThatStays(tx, part, before)
  const lastThatMay = stays === undefined ? head : await lastOfBatchesBelow(tx, part, stays, floor)
  const upTo = Math.min(lastThatMay, await endOfBatch(tx, part, floor + cutRows, head))
  if (upTo <= floor) return 0
  await tx.deleteFrom('feed').where('part', '=', part).where('seq', '<=', upTo).execute()
  await tx.updateTable('feed_head').set({ floor: upTo }).where('part', '=', part).execute()
  return upTo - floor
}

/**
 * The first of all rows that are young, not the last of the old: with several sequencers' clocks times need not grow with positions. An
 * erasure that is complete needs no answer any more, also of a revoked device that never gave one.
 */
async function firstThatStays(tx: Tx, part: string, before: number): Promise<number | undefined> {
  const young = await tx.selectFrom('feed').select('seq').where('part', '=', part).where('at', '>', before).orderBy('seq').limit(1).executeTakeFirst()
  const owed = await sql<{ seq: number | null }>`
    select min(f.seq) as seq from erasure_devices d join erasures e on e.id = d.erasure_id
      join feed f on f.part = ${part} and f.op = 'erase' and f.id = d.erasure_id::text and f.scope = ${sql.lit(deviceScope(''))} || d.device_id
    where d.received_at is null and e.state <> 'completed'`.execute(tx)
  const seqs = [young?.seq, owed.rows[0]?.seq ?? undefined].filter((seq) => seq !== undefined)
  return seqs.length === 0 ? undefined : Math.min(...seqs)
}

/** Rows of one batch were numbered at one moment: a batch in which one row must stay stays whole. */
async function lastOfBatchesBelow(tx: Tx, part: string, seq: number, floor: number): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`
    select max(seq) as seq from feed where part = ${part} and seq < ${seq}::bigint and at <> (select at from feed where part = ${part} and seq = ${seq}::bigint)`.execute(tx)
  return rows[0]?.seq ?? floor
}

async function endOfBatch(tx: Tx, part: string, seq: number, head: number): Promise<number> {
  if (seq >= head) return head
  const { rows } = await sql<{ seq: number | null }>`
    select min(seq) - 1 as seq from feed where part = ${part} and seq > ${seq}::bigint and at <> (select at from feed where part = ${part} and seq = ${seq}::bigint)`.execute(tx)
  return rows[0]?.seq ?? head
}

/** The signed entry names the person by their random id. When nobody can read it any more, only the HMAC in erased_ids is left of it. */
async function forgetEraseEntries(db: Db): Promise<void> {
  await sql`
    delete from erase_entries l using erasures e
    where e.id = l.erasure_id and e.state = 'completed'
      and not exists (select 1 from feed f where f.op = 'erase' and f.id = l.erasure_id::text)
      and not exists (select 1 from outbox o where o.op = 'erase' and o.id = l.erasure_id::text)`.execute(db)
}
