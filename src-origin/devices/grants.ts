// Changes what a device may hold.
import { sql } from 'kysely'
import type { OriginContext } from '../context'
import { deviceScope } from '../feed/emit'
import { FEED_CHANNEL } from '../feed/sequencer'
import type { Tx } from '../store/database'

export async function grantScope(context: OriginContext, deviceId: string, scope: string): Promise<void> {
  await changeScopes(context, deviceId, (tx) => tx.insertInto('device_scopes').values({ device_id: deviceId, scope }).onConflict((conflict) => conflict.doNothing()).execute())
}

/** The device hears of it with its next page and purges what no other scope holds. */
export async function revokeScope(context: OriginContext, deviceId: string, scope: string): Promise<void> {
  await changeScopes(context, deviceId, (tx) => tx.deleteFrom('device_scopes').where('device_id', '=', deviceId).where('scope', '=', scope).execute())
}

async function changeScopes(context: OriginContext, deviceId: string, change: (tx: Tx) => Promise<unknown>): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    await tx.updateTable('devices').set((eb) => ({ access_version: eb('access_version', '+', 1) })).where('id', '=', deviceId).execute()
    await change(tx)
    await wakeDevice(tx, deviceId)
  })
}

/** What no feed row tells of: whoever waits for the device reads anew, once this is committed. */
export async function wakeDevice(tx: Tx, deviceId: string): Promise<void> {
  await sql`select pg_notify(${FEED_CHANNEL}, ${deviceScope(deviceId)})`.execute(tx)
}
