// Takes a device away: out of service, and wiped by an order that the organisation's key signs. The order goes out with every 401 of the device;
// its receipt is proved by the order's token and counts as the device's answer to every erasure that waits for one.
//
// The key signs here because an embedded origin holds it (origin-keys.ts); a company that keeps it offline signs the same body there.
import { createHash, timingSafeEqual } from 'node:crypto'
import { createId, type DeviceId, type Id } from '../../src-shared/base/ids'
import { toBase64url } from '../../src-shared/formats/canonical'
import { signWipeOrder, signedWipeOrderSchema, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import type { WipedRequest } from '../../src-shared/protocol/wipe'
import type { OriginContext } from '../context'
import { completeErasure } from '../erasure/complete'
import { openForLostDevice } from '../incidents/open-by-itself'
import { TENANT } from '../tenant'
import { endService, noteFleetAct, tellTakenAway, type FleetActor } from './revoke'

const TOKEN_BYTES = 32

export interface WipeAsked {
  readonly deviceId: string
  readonly salvage: boolean
  /** It was lost or stolen: an incident. Absent: nobody said that it was not. */
  readonly lost?: boolean
}

/** Asked again it answers the order that stands. Undefined: there is no such device. */
export async function orderWipe(context: OriginContext, { deviceId, salvage, lost = true }: WipeAsked, by: FleetActor = 'command-line'): Promise<SignedWipeOrder | undefined> {
  return context.db.transaction().execute(async (tx) => {
    // Locked: of two orders given at once only one may ever go out.
    const known = await tx.selectFrom('devices').select('wipe_order').where('id', '=', deviceId).forUpdate().executeTakeFirst()
    if (!known) return undefined
    if (lost) await openForLostDevice(tx, context, deviceId)
    const standing = signedWipeOrderSchema.safeParse(known.wipe_order)
    if (standing.success) return standing.data
    const order = signWipeOrder(
      {
        v: 1, kind: 'wipe-order', orderId: createId<Id<string>>(context.now(), context.random), tenant: TENANT, deviceId: deviceId as DeviceId, salvage,
        token: toBase64url(context.random(new Uint8Array(TOKEN_BYTES))), issuedAt: context.now(),
      },
      context.keys.org,
    )
    await tx.updateTable('devices').set({ wipe_order: JSON.stringify(order) }).where('id', '=', deviceId).execute()
    await endService(tx, context, deviceId)
    await noteFleetAct(tx, { at: context.now(), device_id: deviceId, act: 'wipe', salvage }, by)
    return order
  })
}

/** `refused` for a wrong token, an unknown device and an order that was never given alike. */
export async function takeWiped(context: OriginContext, receipt: WipedRequest): Promise<'accepted' | 'refused'> {
  const row = await context.db.selectFrom('devices').select(['wipe_order', 'wiped_at']).where('id', '=', receipt.deviceId).executeTakeFirst()
  const order = signedWipeOrderSchema.safeParse(row?.wipe_order)
  if (!order.success || order.data.body.orderId !== receipt.orderId) return 'refused'
  if (!isToken(receipt.token, order.data.body.token)) return 'refused'
  // It may ask again: its answer may have been lost.
  if (row?.wiped_at) return 'accepted'
  await context.db
    .updateTable('devices')
    .set({ wiped_at: context.now(), wipe_receipt: JSON.stringify({ orderId: receipt.orderId, wipedAt: receipt.wipedAt }) })
    .where('id', '=', receipt.deviceId)
    .execute()
  await tellTakenAway(context.db)
  await completeOwed(context, receipt.deviceId)
  return 'accepted'
}

/** Hashed first: characters are counted when it is read, and as many of them may be more bytes. */
function isToken(given: string, wanted: string): boolean {
  const hashOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(hashOf(given), hashOf(wanted))
}

async function completeOwed(context: OriginContext, deviceId: string): Promise<void> {
  const owed = await context.db
    .selectFrom('erasure_devices as e')
    .innerJoin('erasures as x', 'x.id', 'e.erasure_id')
    .select('e.erasure_id')
    .where('e.device_id', '=', deviceId)
    .where('e.received_at', 'is', null)
    .where('x.state', '=', 'executed')
    .orderBy('e.erasure_id')
    .execute()
  for (const { erasure_id } of owed) await context.db.transaction().execute((tx) => completeErasure(tx, context, erasure_id))
}
