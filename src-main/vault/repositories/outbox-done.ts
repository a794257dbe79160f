// Acts that are done: taken by the origin, told that we know, and back here by the feed. Staff see nothing of them any more.
//
//   outbox (applied, acked, arrived) ──keepDone──▶ outbox_done ──14 days──▶ gone
//            ▲                                        │
//            └──────── to-send ◀──bringBack───────────┘   the origin was put back: it may have lost them (decision 0023)
import { sql } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { OperationName } from '../../../src-shared/domain/vocabulary'
import type { Tx } from '../transaction'

/** As long as the origin takes an act that was made offline; an older one would be refused anyway. */
const KEEP_MS = 14 * 86_400_000
/** Were made at once or not at all, most with a fresh sign-in that is over; an erasure that was approved outlives a restore by the origin's own ledger. */
const ONLINE_ONLY: readonly string[] = [
  'erasure.approve@1', 'policy.approve@1', 'policy.decline@1', 'exception.approve@1', 'recipient.approve@1', 'transfer.approve@1',
] satisfies readonly OperationName[]
/** As in both tables; `applied_v` comes last, since only done acts are sure to have one. */
const COLUMNS = sql.raw('seq, mid, chain, n, op, base, args, subject_id, staff_id, made_at')
/** Its record is here at least as the act left it. A chain is `type:id`, so the record is found by its key, not by reading all. */
export const IS_DONE = sql`state = 'applied' AND acked = 1 AND EXISTS (
  SELECT 1 FROM records r
  WHERE r.type = substr(chain, 1, instr(chain, ':') - 1) AND r.id = substr(chain, instr(chain, ':') + 1) AND r.v >= applied_v)`

/** Moves what is done out of the outbox, and forgets what has been here long enough. An act that an erasure emptied goes at once. */
export async function keepDone(tx: Tx, now: EpochMs): Promise<void> {
  await sql`
    INSERT INTO outbox_done (${COLUMNS}, applied_v, done_at) SELECT ${COLUMNS}, applied_v, ${now} FROM outbox
    WHERE ${IS_DONE} AND args IS NOT NULL AND op NOT IN (${sql.join(ONLINE_ONLY)})`.execute(tx)
  await sql`DELETE FROM outbox WHERE ${IS_DONE}`.execute(tx)
  await tx.deleteFrom('outbox_done').where('done_at', '<', now - KEEP_MS).execute()
}

/** All that was applied waits to be sent again, as it was: the origin knows by its mid what it still has. */
export async function bringBack(tx: Tx): Promise<void> {
  await sql`INSERT INTO outbox (${COLUMNS}, applied_v, state, acked) SELECT ${COLUMNS}, applied_v, 'to-send', 0 FROM outbox_done ORDER BY seq`.execute(tx)
  await tx.deleteFrom('outbox_done').execute()
  await tx.updateTable('outbox').set({ state: 'to-send', acked: 0 }).where('state', '=', 'applied').where('op', 'not in', [...ONLINE_ONLY]).where('args', 'is not', null).execute()
}

/** The record is no longer this desk's to hold, and so is what was written about it. */
export async function dropDone(tx: Tx, chain: string): Promise<void> {
  await tx.deleteFrom('outbox_done').where('chain', '=', chain).execute()
}
