// Gives feed numbers to committed changes: one writer per partition at a time, contiguous, only rows that are committed.
//
//   writer:     change + outbox rows in one transaction            (nobody waits for anybody)
//   sequencer:  lock the head row → take the oldest outbox rows → coalesce per record → number them → move the head → commit
//
// READ COMMITTED and separate statements on purpose: the statement after the lock sees what committed while it waited. A number taken by
// a writer (sequence, identity, updated_at) would be visible out of order and a reader would step over it; test/origin/feed.test.ts shows it.
import { sql } from 'kysely'
import type { Db } from '../store/database'

/** Rows of one batch: a lock held for a few milliseconds. */
const BATCH = 500
export const OUTBOX_CHANNEL = 'privacy_desk_outbox'
export const FEED_CHANNEL = 'privacy_desk_feed'

/** One batch; answers how many outbox rows were taken. Any number of processes may call it for any partition. */
export async function sequenceBatch(db: Db, part: string, now: number): Promise<number> {
  return db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (tx) => {
      const head = await tx.selectFrom('feed_head').select('head').where('part', '=', part).forUpdate().executeTakeFirst()
      if (!head) throw new Error(`invariant: the feed has no partition ${part}`)
      // `erase` first: a holder then erases by the signed entry, and the `leave` rows after it find nothing more to do.
      const counts = await sql<{ taken: number; numbered: number }>`
        with taken as (
          delete from outbox where oid in (select oid from outbox where part = ${part} order by oid limit ${BATCH}) returning *
        ), coalesced as (
          select scope, type, id, max(ver) as ver, (array_agg(op order by ver desc, oid desc))[1] as op from taken group by scope, type, id
        ), numbered as (
          select *, row_number() over (order by (op = 'erase') desc, type, id, scope) as rn from coalesced
        ), written as (
          insert into feed (part, seq, scope, type, id, ver, op, at)
          select ${part}, ${head.head}::bigint + rn, scope, type, id, ver, op, ${now}::bigint from numbered returning 1
        )
        select (select count(*) from taken) as taken, (select count(*) from written) as numbered`.execute(tx)
      const { taken = 0, numbered = 0 } = counts.rows[0] ?? {}
      if (numbered > 0) {
        await tx.updateTable('feed_head').set({ head: head.head + numbered }).where('part', '=', part).execute()
        await sql`select pg_notify(${FEED_CHANNEL}, ${part})`.execute(tx)
      }
      return taken
    })
}

/** Until the outbox of every partition is empty. */
export async function sequenceAll(db: Db, parts: readonly string[], now: number): Promise<void> {
  for (const part of parts) while ((await sequenceBatch(db, part, now)) > 0);
}
