// A device that was taken away, as a line of the ledger file (ledger.ts): what a backup put back must not forget.
//
// | field         | what                                                                                                  |
// |---------------|-------------------------------------------------------------------------------------------------------|
// | leaseNotAfter | until when the device opens by itself: an older one would end the wait for its answers too early         |
// | order         | the order to wipe it, encrypted: its token claims the receipt of the wipe                                |
// | wipe          | its receipt; the device says it once and is gone                                                          |
// | acts          | who took it away, from where: random ids                                                                  |
//
// A later line of the same device stands for the former one.
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { fromBase64url, parseJson } from '../../src-shared/formats/canonical'
import { signedWipeOrderSchema, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import type { OriginKeys } from '../devices/origin-keys'

const moment = z.number().int()
export const deviceEntrySchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('device'),
  deviceId: z.uuid(),
  revokedAt: moment,
  leaseNotAfter: moment,
  order: z.string().optional(),
  wipe: z.strictObject({ at: moment, receipt: z.string() }).optional(),
  acts: z.array(z.strictObject({ at: moment, act: z.enum(['revoke', 'wipe']), salvage: z.boolean().nullable(), staffId: z.uuid().nullable(), atDeviceId: z.uuid().nullable() })),
})
export type DeviceEntry = z.infer<typeof deviceEntrySchema>

type Keys = Pick<OriginKeys, 'erasedIds'>
const TAG_BYTES = 16
const keyOf = (keys: Keys): Uint8Array => new Uint8Array(hkdfSync('sha256', keys.erasedIds, '', 'privacy-desk/ledger-order/1', 32))
/** One order, one nonce: the same order is the same text, so that a line can be compared with what the database knows. */
const nonceOf = (orderId: string): Buffer => createHash('sha256').update(orderId, 'utf8').digest().subarray(0, 12)

export function sealOrder(order: SignedWipeOrder, keys: Keys): string {
  const nonce = nonceOf(order.body.orderId)
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys), nonce)
  return Buffer.concat([nonce, cipher.update(JSON.stringify(order), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Undefined for what these keys did not encrypt; the line's own signature was checked before. */
export function openOrder(text: string, keys: Keys): SignedWipeOrder | undefined {
  const bytes = fromBase64url(text)
  if (!bytes || bytes.length < 12 + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys), bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -TAG_BYTES)), decipher.final()]).toString('utf8')
    return signedWipeOrderSchema.safeParse(parseJson(plain)).data
  } catch {
    return undefined // another key, or a changed byte
  }
}
