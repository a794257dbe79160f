// The order to wipe a device: signed by the organisation key that the device pinned at its enrolment, and by nothing less.
//
//   {"body": {v, kind, orderId, tenant, deviceId, salvage, token, issuedAt}, "sig": base64url}
import { z } from 'zod'
import type { DeviceId } from '../base/ids'
import { epochMs, id } from '../domain/fields'
import type { FormatCrypto, Signer } from './crypto'
import { isCanonicalisable, signCanonical, verifyCanonical, vouchingKeys, type OrgTrust } from './signed'

const wipeOrderBody = z.strictObject({
  v: z.literal(1),
  kind: z.literal('wipe-order'),
  orderId: id(),
  tenant: z.string().min(1).max(80),
  /** A device that was enrolled anew has another one: an old order wipes nothing of it. */
  deviceId: id<DeviceId>(),
  /** Whether acts that the origin has not taken are kept, sealed, and handed over; else they are destroyed with the store. */
  salvage: z.boolean(),
  /** Proves the receipt to come from whom the order reached: the device's own key is gone by then. */
  token: z.string().length(43),
  issuedAt: epochMs,
})
export type WipeOrder = z.infer<typeof wipeOrderBody>
export const signedWipeOrderSchema = z.strictObject({ body: wipeOrderBody, sig: z.string().length(86) })
export type SignedWipeOrder = z.infer<typeof signedWipeOrderSchema>

export function signWipeOrder(body: WipeOrder, orgSigner: Signer): SignedWipeOrder {
  return { body, sig: signCanonical(body, orgSigner) }
}

/** Undefined for everything that is not the organisation's order to this very device. */
export function checkWipeOrder(signed: unknown, expected: { readonly orgPublicKey: OrgTrust; readonly tenant: string; readonly deviceId: DeviceId }, crypto: FormatCrypto): SignedWipeOrder | undefined {
  const read = signedWipeOrderSchema.safeParse(signed)
  if (!read.success || !isCanonicalisable(read.data)) return undefined
  const { body, sig } = read.data
  const isForUs = body.tenant === expected.tenant && body.deviceId === expected.deviceId
  return isForUs && vouchingKeys(expected.orgPublicKey, body.issuedAt).some((key) => verifyCanonical(body, sig, key, crypto)) ? read.data : undefined
}
