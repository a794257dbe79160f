// Takes a device out of service, and keeps by whom. One that was lost is an incident.
import { sql } from 'kysely'
import type { StaffId } from '../../src-shared/base/ids'
import type { OriginContext } from '../context'
import { openForLostDevice } from '../incidents/open-by-itself'
import type { Db, Tx } from '../store/database'
import { wakeDevice } from './grants'

/** The officer and the device they sit at; `command-line` is whoever holds the origin's own folder. */
export type FleetActor = { readonly staffId: StaffId; readonly atDeviceId: string } | 'command-line'

/** From now on every request of it is answered 401 device_revoked, a long poll that waits too; its tokens end at once. */
export async function revokeDevice(context: OriginContext, deviceId: string, by: FleetActor = 'command-line', { lost = false }: { readonly lost?: boolean } = {}): Promise<'revoked' | 'unknown'> {
  return context.db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom('devices').select('id').where('id', '=', deviceId).forUpdate().executeTakeFirst()
    if (!known) return 'unknown'
    if (await endService(tx, context, deviceId)) await noteFleetAct(tx, { at: context.now(), device_id: deviceId, act: 'revoke', salvage: null }, by)
    if (lost) await openForLostDevice(tx, context, deviceId)
    return 'revoked'
  })
}

/** Revoked again it stays as it was: since when counts for the erasures that wait. Whether it was in service before. */
export async function endService(tx: Tx, context: OriginContext, deviceId: string): Promise<boolean> {
  const ended = await tx.updateTable('devices').set({ revoked_at: context.now() }).where('id', '=', deviceId).where('revoked_at', 'is', null).executeTakeFirst()
  await tx.deleteFrom('tokens').where('device_id', '=', deviceId).execute()
  await wakeDevice(tx, deviceId)
  await tellTakenAway(tx)
  return ended.numUpdatedRows > 0n
}

/** Told with a device that is taken away, heard by every janitor: it writes down what a backup put back must not forget. */
export const TAKEN_AWAY_CHANNEL = 'privacy_desk_taken_away'
export async function tellTakenAway(tx: Db | Tx): Promise<void> {
  await sql`select pg_notify(${TAKEN_AWAY_CHANNEL}, '')`.execute(tx)
}

interface FleetAct {
  readonly at: number
  readonly device_id: string
  readonly act: 'revoke' | 'wipe'
  readonly salvage: boolean | null
}

export async function noteFleetAct(tx: Tx, act: FleetAct, by: FleetActor): Promise<void> {
  const who = by === 'command-line' ? { staff_id: null, at_device_id: null } : { staff_id: by.staffId, at_device_id: by.atDeviceId }
  await tx.insertInto('fleet_acts').values({ ...act, ...who }).execute()
}
