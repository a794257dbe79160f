// Changes what a device may hold, and takes a device out of service.
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
    // No feed row tells of it: whoever waits for the device reads anew.
    await sql`select pg_notify(${FEED_CHANNEL}, ${deviceScope(deviceId)})`.execute(tx)
  })
}

export async function revokeKnownDevice(context: OriginContext, deviceId: string): Promise<'revoked' | 'unknown'> {
  const known = await context.db.selectFrom('devices').select('revoked_at').where('id', '=', deviceId).executeTakeFirst()
  if (!known) return 'unknown'
  // Revoked again it stays as it was: since when counts for the erasures that wait.
  if (known.revoked_at === null) await revokeDevice(context, deviceId)
  return 'revoked'
}

/** From now on every request of it is answered 401 device_revoked; its tokens end at once. */
export async function revokeDevice(context: OriginContext, deviceId: string): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    await tx.updateTable('devices').set({ revoked_at: context.now() }).where('id', '=', deviceId).execute()
    await tx.deleteFrom('tokens').where('device_id', '=', deviceId).execute()
  })
}
