// Brings into the ledger file which devices were taken away, and takes them away again in a database that was put back.
import { sql } from 'kysely'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { signedWipeOrderSchema } from '../../src-shared/formats/wipe-order'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import { openOrder, sealOrder, type DeviceEntry } from './device-entry'
import type { ErasureLedger } from './ledger'

/** Compared anew every time, as the erasures are. */
export async function recordDevices(context: OriginContext, ledger: ErasureLedger): Promise<void> {
  const known = await ledger.readDevices()
  const present = await loadTakenAway(context)
  const changed = present.filter((entry) => canonicalJson(known.get(entry.deviceId) ?? null) !== canonicalJson(entry))
  if (changed.length > 0) await ledger.append(changed)
}

async function loadTakenAway({ db, keys }: OriginContext): Promise<readonly DeviceEntry[]> {
  const devices = await db.selectFrom('devices').select(['id', 'revoked_at', 'lease_not_after', 'wipe_order', 'wiped_at', 'wipe_receipt']).where('revoked_at', 'is not', null).orderBy('id').execute()
  const acts = await db.selectFrom('fleet_acts').selectAll().orderBy('id').execute()
  return devices.map((device): DeviceEntry => {
    const order = signedWipeOrderSchema.safeParse(device.wipe_order)
    return {
      v: 1, kind: 'device', deviceId: device.id, revokedAt: device.revoked_at ?? 0, leaseNotAfter: device.lease_not_after,
      ...(order.success ? { order: sealOrder(order.data, keys) } : {}),
      ...(device.wiped_at === null ? {} : { wipe: { at: device.wiped_at, receipt: JSON.stringify(device.wipe_receipt) } }),
      acts: acts.filter((one) => one.device_id === device.id).map(({ at, act, salvage, staff_id, at_device_id }) => ({ at, act, salvage, staffId: staff_id, atDeviceId: at_device_id })),
    }
  })
}

/** Devices of the database that the ledger knows to be gone, or ordered to be wiped, or wiped, and the database does not: it is older. */
export async function unknownDevices(db: Db, ledger: ErasureLedger): Promise<readonly DeviceEntry[]> {
  const entries = await ledger.readDevices()
  if (entries.size === 0) return []
  const rows = await db.selectFrom('devices').select(['id', 'revoked_at', 'wipe_order', 'wiped_at']).execute()
  return rows.flatMap((row) => {
    const entry = entries.get(row.id)
    const isOlder = entry && (row.revoked_at === null || (entry.order !== undefined && row.wipe_order === null) || (entry.wipe !== undefined && row.wiped_at === null))
    return isOlder ? [entry] : []
  })
}

/** The same order as then: another one would ask the device for another receipt. Answers how many. */
export async function takeAwayAgain(context: OriginContext, ledger: ErasureLedger): Promise<number> {
  const unknown = await unknownDevices(context.db, ledger)
  for (const entry of unknown) await context.db.transaction().execute((tx) => takeOneAway(tx, context, entry))
  return unknown.length
}

async function takeOneAway(tx: Tx, { keys }: OriginContext, entry: DeviceEntry): Promise<void> {
  const order = entry.order === undefined ? undefined : openOrder(entry.order, keys)
  await tx
    .updateTable('devices')
    .set({
      revoked_at: entry.revokedAt,
      lease_not_after: sql`greatest(lease_not_after, ${entry.leaseNotAfter}::bigint)`,
      ...(order ? { wipe_order: JSON.stringify(order) } : {}),
      ...(entry.wipe ? { wiped_at: entry.wipe.at, wipe_receipt: entry.wipe.receipt } : {}),
    })
    .where('id', '=', entry.deviceId)
    .execute()
  await tx.deleteFrom('tokens').where('device_id', '=', entry.deviceId).execute()
  await tx.deleteFrom('fleet_acts').where('device_id', '=', entry.deviceId).execute()
  const acts = entry.acts.map(({ at, act, salvage, staffId, atDeviceId }) => ({ at, act, salvage, device_id: entry.deviceId, staff_id: staffId, at_device_id: atDeviceId }))
  if (acts.length > 0) await tx.insertInto('fleet_acts').values(acts).execute()
}
