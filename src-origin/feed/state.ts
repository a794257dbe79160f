// What every reader of the feed looks up first: epoch, heads, the device's grants.
import type { EpochMs } from '../../src-shared/base/clock'
import { createId } from '../../src-shared/base/ids'
import { sql } from 'kysely'
import type { Db, Tx } from '../store/database'
import type { ScopeRef } from '../store/records'

export interface Grant extends ScopeRef {
  readonly part: string
}

export async function loadGrants(db: Db | Tx, deviceId: string): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('device_scopes as d')
    .innerJoin('scopes as s', 's.id', 'd.scope')
    .select(['s.id', 's.kind', 's.part'])
    .where('d.device_id', '=', deviceId)
    .orderBy('s.id')
    .execute()
  return rows.map((row) => ({ id: row.id, kind: row.kind === 'directory' ? 'directory' : 'case', part: row.part }))
}

/** Of a device: a request outside them is lost to it. */
export async function caseScopesOf(db: Db | Tx, deviceId: string): Promise<readonly string[]> {
  return (await loadGrants(db, deviceId)).filter((grant) => grant.kind === 'case').map((grant) => grant.id)
}

export interface Head {
  readonly head: number
  readonly floor: number
}

export async function loadHeads(db: Db | Tx): Promise<ReadonlyMap<string, Head>> {
  const rows = await db.selectFrom('feed_head').selectAll().execute()
  return new Map(rows.map((row) => [row.part, { head: row.head, floor: row.floor }]))
}

export async function loadEpoch(db: Db | Tx): Promise<string> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', 'epoch').executeTakeFirstOrThrow()
  return row.value
}

/** Set with every new epoch but the first: the erasure ledger has to be applied before anything is served (erasure/replay.ts). */
const REPLAY_DUE = 'replay_due'

/**
 * A database that was restored or promoted may lack the feed's tail, so its cursors must not go on: a new epoch makes every desk copy anew.
 * System identifier, timeline and the database's own number tell: a new cluster, a promotion or recovery, a database that was made anew.
 * What none of them tells, a cluster's files put back as they were, `restored` says (the ledger knows more erasures, or an operator).
 */
export async function ensureEpoch(db: Db, now: number, random: (bytes: Uint8Array) => Uint8Array, restored: 'restored' | 'as-it-was' = 'as-it-was'): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table settings in share row exclusive mode`.execute(tx)
    const { now: place, before } = await placeOf(tx)
    const known = await tx.selectFrom('settings').selectAll().where('key', 'in', ['epoch', 'cluster']).execute()
    const epoch = known.find((row) => row.key === 'epoch')?.value
    const knownPlace = known.find((row) => row.key === 'cluster')?.value
    const isSame = epoch !== undefined && restored === 'as-it-was' && (knownPlace === place || knownPlace === before)
    const settings: [string, string][] = [['cluster', place]]
    const current = isSame ? epoch : createId(now, random)
    if (!isSame) settings.push(['epoch', current])
    if (!isSame && (epoch !== undefined || restored === 'restored')) settings.push([REPLAY_DUE, current])
    for (const [key, value] of settings) {
      await tx.insertInto('settings').values({ key, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
    }
    return current
  })
}

/** `before`: as it was written until the database's number was part of it. */
async function placeOf(tx: Tx): Promise<{ readonly now: string; readonly before: string }> {
  const { rows } = await sql<{ cluster: string; number: number }>`
    select (select system_identifier from pg_control_system()) || '/' || (select timeline_id from pg_control_checkpoint()) as cluster,
      (select oid::bigint from pg_database where datname = current_database()) as number`.execute(tx)
  const { cluster = '', number = 0 } = rows[0] ?? {}
  return { now: `${cluster}/${String(number)}`, before: cluster }
}

export async function isReplayDue(db: Db): Promise<boolean> {
  return (await db.selectFrom('settings').select('value').where('key', '=', REPLAY_DUE).execute()).length > 0
}

/** When that was done last. */
const REPLAYED_AT = 'replayed_at'

export async function replayedAt(db: Db): Promise<EpochMs | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', REPLAYED_AT).executeTakeFirst()
  return row && Number(row.value)
}

/** Desks keep the acts that were taken for as long, and the origin takes no older one (0023). */
const SENT_AGAIN_MS = 14 * 86_400_000

/** What desks did since the backup may still come again: what a database that was put back says of it is not the last word. */
export async function isSentAgain(db: Db, now: EpochMs): Promise<boolean> {
  const since = await replayedAt(db)
  return since !== undefined && now < since + SENT_AGAIN_MS
}

export async function endReplay(db: Db, now: EpochMs): Promise<void> {
  const value = String(now)
  await db.insertInto('settings').values({ key: REPLAYED_AT, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
  await db.deleteFrom('settings').where('key', '=', REPLAY_DUE).execute()
}
