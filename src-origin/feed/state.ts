// What every reader of the feed looks up first: epoch, heads, the device's grants.
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

/**
 * A cluster that was restored or promoted may lack the feed's tail, so its cursors must not go on: a new epoch makes every desk copy anew.
 * System identifier and timeline change with exactly these two events (pg_control_system, pg_control_checkpoint).
 */
export async function ensureEpoch(db: Db, now: number, random: (bytes: Uint8Array) => Uint8Array): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table settings in share row exclusive mode`.execute(tx)
    const control = await sql<{ id: string; timeline: number }>`
      select (select system_identifier::text from pg_control_system()) as id, (select timeline_id from pg_control_checkpoint()) as timeline`.execute(tx)
    const cluster = `${control.rows[0]?.id ?? ''}/${control.rows[0]?.timeline ?? 0}`
    const known = await tx.selectFrom('settings').selectAll().where('key', 'in', ['epoch', 'cluster']).execute()
    const epoch = known.find((row) => row.key === 'epoch')?.value
    if (epoch !== undefined && known.some((row) => row.key === 'cluster' && row.value === cluster)) return epoch
    const fresh = createId(now, random)
    for (const [key, value] of [['epoch', fresh], ['cluster', cluster]] as const) {
      await tx.insertInto('settings').values({ key, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
    }
    return fresh
  })
}
