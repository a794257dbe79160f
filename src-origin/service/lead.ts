// Lets one janitor do a kind of work at a time, whatever number of them runs: a session's advisory lock of PostgreSQL, given back with the
// session.
//
// Each kind has a lock of its own: who is busy with a kind hears the same notifications as who is turned away, and looks once more when done.
// With one lock for all, two janitors could each turn the other's round away for their own retention, and an erasure waited for the next minute.
//
// What the lock saves is work, not correctness: if its connection breaks while the work goes on, a second janitor may begin beside it, and
// every part of the work takes the row locks it needs (erasure/sweep.ts, feed/retention.ts, cases/leave-scope.ts).
import type { OriginDatabase } from '../store/database'

/** 'PDJ' and the kind; advisory locks are counted per database, so they only have to differ from our own others, of which there are none. */
export const LOCKS = { round: 0x50444a41, retention: 0x50444a42 } as const
export type KindOfWork = keyof typeof LOCKS

/** 'busy' when another janitor is at it: what is to be done it finds itself. */
export async function leadWork(database: OriginDatabase, kind: KindOfWork, work: () => Promise<void>): Promise<'done' | 'busy'> {
  const client = await database.pool.connect()
  // A connection that breaks while the work goes on says so by an event; unheard, it would end the process.
  const line = { isBroken: false }
  const onBroken = (): void => {
    line.isBroken = true
  }
  client.on('error', onBroken)
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [LOCKS[kind]])
    if (rows[0]?.got !== true) return 'busy'
    try {
      await work()
    } finally {
      // A session that is gone has given its lock back already.
      if (!line.isBroken) await client.query('select pg_advisory_unlock($1)', [LOCKS[kind]]).catch(onBroken)
    }
    return 'done'
  } finally {
    client.removeListener('error', onBroken)
    client.release(line.isBroken)
  }
}
