// Acts that are done: taken by the origin, told that we know, and back here by the feed. Staff see nothing of them any more.
//
//   outbox (applied, acked, arrived) ──keepDone──▶ outbox_done ──14 days──▶ gone
//            ▲                                        │
//            └──────── to-send ◀──bringBack───────────┘   the origin was put back: it may have lost them (decision 0023)
import type { EpochMs } from '../../../src-shared/base/clock'
import type { Tx } from '../transaction'

/** As long as the origin takes an act that was made offline; an older one would be refused anyway. */
const KEEP_MS = 14 * 86_400_000
/** Was made with a fresh sign-in that is over; an erasure that was approved outlives a restore by the origin's own ledger. */
const ONLINE_ONLY = 'erasure.approve@1'
const COLUMNS = ['seq', 'mid', 'chain', 'n', 'op', 'base', 'args', 'subject_id', 'staff_id', 'made_at', 'applied_v'] as const

/** Moves what is done out of the outbox, and forgets what has been here long enough. An act that an erasure emptied goes at once. */
export async function keepDone(tx: Tx, now: EpochMs): Promise<void> {
  const done = await tx
    .selectFrom('outbox')
    .select([...COLUMNS])
    .where('state', '=', 'applied')
    .where('acked', '=', 1)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('records')
          .select('records.id')
          .where(({ eb, ref, and }) => and([eb(ref('outbox.chain'), '=', eb(eb('records.type', '||', ':'), '||', ref('records.id'))), eb('records.v', '>=', ref('outbox.applied_v'))])),
      ),
    )
    .execute()
  for (const { args, applied_v, ...row } of done) {
    if (args !== null && row.op !== ONLINE_ONLY) await tx.insertInto('outbox_done').values({ ...row, args, applied_v: applied_v ?? 0, done_at: now }).execute()
    await tx.deleteFrom('outbox').where('seq', '=', row.seq).execute()
  }
  await tx.deleteFrom('outbox_done').where('done_at', '<', now - KEEP_MS).execute()
}

/** All that was applied waits to be sent again, as it was: the origin knows by its mid what it still has. */
export async function bringBack(tx: Tx): Promise<void> {
  const done = await tx.selectFrom('outbox_done').select([...COLUMNS]).orderBy('seq').execute()
  for (const row of done) await tx.insertInto('outbox').values({ ...row, state: 'to-send', rejection: null, acked: 0 }).execute()
  await tx.deleteFrom('outbox_done').execute()
  await tx.updateTable('outbox').set({ state: 'to-send', acked: 0 }).where('state', '=', 'applied').where('op', '!=', ONLINE_ONLY).where('args', 'is not', null).execute()
}

/** The record is no longer this desk's to hold, and so is what was written about it. */
export async function dropDone(tx: Tx, chain: string): Promise<void> {
  await tx.deleteFrom('outbox_done').where('chain', '=', chain).execute()
}
