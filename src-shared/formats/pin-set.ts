// The pin set: which server keys and authorities the desks of an organisation trust, in one numbered version signed by the organisation key. It replaces the
// pins of the enrolment file, so that a server key can be changed without a new enrolment; a set of a lower number never counts again.
//
//   {"body": {v, kind: "pin-set", tenant, version, pins, caPem}, "keyId": fingerprint of the organisation key, "sig": base64url}
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import type { FormatCrypto, Signer } from './crypto'
import { fingerprint, isCanonicalisable, signCanonical, verifyCanonical, vouchingKey, type OrgTrust } from './signed'

/** SHA-256 of the server keys' SubjectPublicKeyInfo, base64: the one that answers, and those kept ready for it. */
export const pinsSchema = z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/)).min(1).max(8)
export const caPemSchema = z.array(z.string().max(20_000).startsWith('-----BEGIN CERTIFICATE-----')).min(1).max(8)
export const pinVersionSchema = z.number().int().min(1).max(1_000_000_000)

const bodySchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('pin-set'),
  tenant: z.string().min(1).max(80),
  version: pinVersionSchema,
  pins: pinsSchema,
  caPem: caPemSchema,
})
export type PinSet = z.infer<typeof bodySchema>
const signedSchema = z.strictObject({ body: bodySchema, keyId: z.string().length(64), sig: z.string().length(86) })
export type SignedPinSet = z.infer<typeof signedSchema>
export type PinSetError = 'malformed' | 'unknown-signer' | 'bad-signature'

export function signPinSet(body: PinSet, orgSigner: Signer, crypto: FormatCrypto): SignedPinSet {
  return { body, keyId: fingerprint(orgSigner.publicKey, crypto), sig: signCanonical(body, orgSigner) }
}

/** Another tenant's set is no set of ours, whoever signed it. A set has no date: the key that counts now has to have signed it, or, of one that was `kept`, any that ever did. */
export function checkPinSet(found: unknown, { tenant, orgPublicKey }: { readonly tenant: string; readonly orgPublicKey: OrgTrust }, crypto: FormatCrypto, from: 'offered' | 'kept' = 'offered'): Result<SignedPinSet, PinSetError> {
  const read = signedSchema.safeParse(found)
  if (!read.success || !isCanonicalisable(read.data) || read.data.body.tenant !== tenant) return err('malformed')
  const { body, keyId, sig } = read.data
  const signer = vouchingKey(orgPublicKey, keyId, from === 'kept' ? 0 : Infinity, crypto)
  if (!signer) return err('unknown-signer')
  return verifyCanonical(body, sig, signer, crypto) ? ok(read.data) : err('bad-signature')
}
