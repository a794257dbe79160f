// The enrolment file that an officer hands to a workstation: which origin to speak to and whom to trust; signed by the organisation key
// that it names, so that nobody can change a part of it, and trusted because the officer handed it over.
//
//   {"body": {v, tenant, region, development, hosts, pins, caPem, orgPublicKey, originCertificate, sealKey?, pinVersion?, proxy?, practice?, handovers?}, "sig": base64url}
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import type { StaffId } from '../base/ids'
import { id } from '../domain/fields'
import { hostName, proxySchema } from '../domain/proxy-place'
import { isMainlandRegion } from '../domain/region'
import { ROLES } from '../domain/vocabulary'
import { fromBase64url, parseJson } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { caPemSchema, pinsSchema, pinVersionSchema } from './pin-set'
import { handoversSchema, readOrgChain } from './org-keys'
import { certificateSchema, checkCertificateChain, isCanonicalisable, signCanonical, signedCertificateSchema, verifyCanonical } from './signed'

/**
 * Of a practice origin, where people and cases are invented: the code that enrols any number of desks, and whom one may be there. No secret: whoever has the file
 * may practise.
 */
export const practiceSchema = z.strictObject({
  code: z.string().min(1).max(40),
  workstation: z.string().min(1).max(80),
  people: z.array(z.strictObject({ staffId: id<StaffId>(), login: z.string().min(1).max(64), name: z.string().min(1).max(80), role: z.enum(ROLES), passphrase: z.string().min(14).max(400) })).min(1).max(20),
})
export type Practice = z.infer<typeof practiceSchema>

export const enrolmentBodySchema = z.strictObject({
  v: z.literal(1),
  tenant: z.string().min(1).max(80),
  /** ISO 3166-2, mainland China alone: `CN`, `CN-LN`. */
  region: z.string().max(16),
  /** The embedded origin: said in the title bar for as long as the desk lives. */
  development: z.boolean(),
  hosts: z.array(z.strictObject({ host: hostName, port: z.number().int().min(1).max(65_535) })).min(1).max(8),
  pins: pinsSchema,
  caPem: caPemSchema,
  /** Raw Ed25519 public key, base64url. */
  orgPublicKey: z.string().length(43),
  originCertificate: signedCertificateSchema,
  /** Raw X25519 public key of the origin, base64url: acts that outlive their store are sealed to it. Without it nothing is kept for that case. */
  sealKey: z.string().length(43).optional(),
  /** Number of the pin set that `pins` and `caPem` are (pin-set.ts); without it they come before every set. */
  pinVersion: pinVersionSchema.optional(),
  /** How the organisation's key came to be this one (org-keys.ts); absent where it was never changed. */
  handovers: handoversSchema.optional(),
  /** The company's own HTTP proxy, asked to CONNECT and nothing else; without it desks speak to the hosts directly. */
  proxy: proxySchema.optional(),
  practice: practiceSchema.optional(),
})
export type EnrolmentBody = z.infer<typeof enrolmentBodySchema>
const enrolmentSchema = z.strictObject({ body: enrolmentBodySchema, sig: z.string().length(86) })
export type Enrolment = z.infer<typeof enrolmentSchema>

export type EnrolmentError = 'malformed' | 'bad-signature' | 'not-mainland'

export function createEnrolment(body: EnrolmentBody, orgSigner: Signer): Enrolment {
  return { body, sig: signCanonical(body, orgSigner) }
}

/** `text` is what stands in the file. The origin's certificate is checked for its signature; its dates matter when the origin speaks. */
export function checkEnrolment(text: string, crypto: FormatCrypto): Result<EnrolmentBody, EnrolmentError> {
  const parsed = parseJson(text)
  const read = enrolmentSchema.safeParse(parsed)
  if (!read.success || !isCanonicalisable(read.data)) return err('malformed')
  const { body, sig } = read.data
  const orgPublicKey = fromBase64url(body.orgPublicKey)
  if (orgPublicKey?.length !== 32) return err('malformed')
  if (!verifyCanonical(body, sig, orgPublicKey, crypto)) return err('bad-signature')
  if (body.handovers && !readOrgChain(body.handovers, orgPublicKey, body.tenant, crypto)) return err('bad-signature')
  const { notBefore } = certificateSchema.parse(body.originCertificate.body)
  if (!checkCertificateChain(body.originCertificate, orgPublicKey, crypto, notBefore, { kind: 'origin', tenant: body.tenant }).ok) return err('bad-signature')
  return isMainlandRegion(body.region) ? ok(body) : err('not-mainland')
}
