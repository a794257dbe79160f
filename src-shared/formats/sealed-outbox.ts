// `outbox.sealed`: every act that the origin has not yet taken, beside the store and readable by the origin alone. It outlives the store.
//
//   {v, kind, tenant, deviceId, sealKey, items: [{mid, sealed, sig}…]}
//
//   sealed = base64url(ephemeral X25519 key 32 | nonce 12 | AES-256-GCM ciphertext | tag 16), to `sealKey` of the enrolment file, bound to boundText
//   sig    = Ed25519 by the device over the canonical JSON of signedPart: whoever brings the file, the act is this device's
import { z } from 'zod'
import type { DeviceId, MutationId, StaffId, SubjectId } from '../base/ids'
import { id } from '../domain/fields'
import { canonicalJson, parseJson } from './canonical'

/** What one sealed item opens to. `item` is the push item, byte for byte what a push would have carried in canonical form. */
export const sealedContentSchema = z.strictObject({
  v: z.literal(1),
  item: z.record(z.string(), z.unknown()),
  staffId: id<StaffId>(),
  subjectId: id<SubjectId>().optional(),
  /** HMAC-SHA256 over proofText, base64url. Its key comes from the person's sign-in secret, so the device alone cannot speak in their name. */
  proof: z.string().length(43).optional(),
})
export type SealedContent = z.infer<typeof sealedContentSchema>

/** An item of 256 KiB sealed, in base64url, with room for what stands around it. */
const SEALED_TEXT = 400_000
export const sealedItemSchema = z.strictObject({ mid: id<MutationId>(), sealed: z.string().max(SEALED_TEXT), sig: z.string().length(86) })
export type SealedItem = z.infer<typeof sealedItemSchema>

const sealedOutboxSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('sealed-outbox'),
  tenant: z.string().min(1).max(80),
  deviceId: id<DeviceId>(),
  /** Raw X25519 key, base64url. */
  sealKey: z.string().length(43),
  items: z.array(sealedItemSchema),
})
export type SealedOutbox = z.infer<typeof sealedOutboxSchema>
export type SealedPlace = Pick<SealedOutbox, 'tenant' | 'deviceId'>

export function boundText({ tenant, deviceId }: SealedPlace, mid: MutationId): string {
  return canonicalJson({ v: 1, kind: 'sealed-outbox', tenant, deviceId, mid })
}

/** `info` of the HKDF that makes the key of the proof from the sign-in secret. */
export const PROOF_INFO = 'privacy-desk/act-proof/1'

export function proofText({ tenant, deviceId }: SealedPlace, item: unknown): string {
  return canonicalJson({ v: 1, kind: 'act-proof', tenant, deviceId, item })
}

export function signedPart({ tenant, deviceId }: SealedPlace, { mid, sealed }: Pick<SealedItem, 'mid' | 'sealed'>) {
  return { v: 1, kind: 'sealed-outbox', tenant, deviceId, mid, sealed }
}

/** Undefined for what is no such file. */
export function readSealedOutbox(text: string): SealedOutbox | undefined {
  const read = sealedOutboxSchema.safeParse(parseJson(text))
  return read.success ? read.data : undefined
}
