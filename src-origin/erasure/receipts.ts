// Takes in a device's erase receipt: signed by the device, vouched for by the organisation, about an erasure that the device must answer.
import { must } from '../../src-shared/base/assert'
import { checkEraseReceipt } from '../../src-shared/formats/receipt'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import { lockRequest } from '../cases/locked-request'
import { lockErasure, saveErasure } from './locked-erasure'
import { completeErasure } from './complete'

/**
 * 'accepted' also for one that was taken in before, and for one that nobody waits for: an origin put back from a backup may not know that the
 * device held the person, or have lost the case. The device may forget it then; refused, it would come again with every acknowledgement.
 */
export async function takeReceipt(context: OriginContext, deviceId: string, erasureId: string, signed: unknown): Promise<'accepted' | 'refused'> {
  const checked = checkEraseReceipt(signed, context.keys.orgKeys, nodeCrypto)
  if (!checked.ok) return 'refused'
  const { receipt } = checked.value
  if (receipt.device !== deviceId || receipt.erasureId !== erasureId) return 'refused'
  return context.db.transaction().execute(async (tx) => {
    const carriedOut = await tx.selectFrom('erased_ids').select('erasure_id').where('erasure_id', '=', erasureId).executeTakeFirst()
    if (!carriedOut) return 'refused'
    const known = await tx.selectFrom('erasures').select('request_id').where('id', '=', erasureId).executeTakeFirst()
    if (!known) return 'accepted'
    const request = must(await lockRequest(tx, known.request_id), 'request of the erasure')
    const erasure = await lockErasure(tx, erasureId)
    const owed = await tx.selectFrom('erasure_devices').select('received_at').where('erasure_id', '=', erasureId).where('device_id', '=', deviceId).executeTakeFirst()
    if (!owed || owed.received_at !== null) return 'accepted'
    const now = context.now()
    await tx
      .updateTable('erasure_devices')
      .set({ received_at: now, receipt: JSON.stringify(signed) })
      .where('erasure_id', '=', erasureId)
      .where('device_id', '=', deviceId)
      .execute()
    const devices = erasure.record.devices.map((device) => (device.deviceId === deviceId ? { ...device, receivedAt: now } : device))
    await saveErasure(tx, { ...erasure.record, devices }, request.scope)
    await completeErasure(tx, context, erasureId)
    return 'accepted'
  })
}
