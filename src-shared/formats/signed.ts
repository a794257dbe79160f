// Certificates of devices and origins, and bodies signed by them.
//
//   organisation key ── signs → certificate {device | origin, its key} ── its key signs → body
//
//   signature = Ed25519 over the UTF-8 of the canonical JSON of what is signed, base64url
//   A check needs the organisation's public key alone, or all of them where it was changed (org-keys.ts); a good signature of a signer that none
//   of them vouches for is `unknown-signer`, never valid.
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import { canonicalJson, fromBase64url, hex, parseJson, toBase64url, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'

export const certificateSchema = z.strictObject({
  v: z.literal(1),
  kind: z.enum(['device', 'origin']),
  id: z.string().min(1).max(80),
  name: z.string().min(1).max(80),
  /** Raw Ed25519 public key, base64url. */
  publicKey: z.string().length(43),
  tenant: z.string().min(1).max(80),
  region: z.string().min(1).max(16),
  notBefore: z.number().int(),
  notAfter: z.number().int(),
  /** Fingerprint (SHA-256, hex) of the organisation key that signed it. */
  issuer: z.string().length(64),
})
export type Certificate = z.infer<typeof certificateSchema>

export const signedCertificateSchema = z.strictObject({ body: certificateSchema, sig: z.string().length(86) })
export type SignedCertificate = z.infer<typeof signedCertificateSchema>

export interface Signed<T> {
  readonly body: T
  readonly certificate: SignedCertificate
  readonly sig: string
}
const signedSchema = z.strictObject({ body: z.record(z.string(), z.unknown()), certificate: signedCertificateSchema, sig: z.string().length(86) })

export type SignedError = 'malformed' | 'bad-signature' | 'bad-certificate' | 'unknown-signer' | 'expired'

/** SHA-256 of the raw public key, lower-case hex. */
export function fingerprint(publicKey: Uint8Array, crypto: FormatCrypto): string {
  return hex(crypto.sha256(publicKey))
}

export function signCanonical(value: unknown, signer: Signer): string {
  return toBase64url(signer.sign(utf8(canonicalJson(value))))
}

/** After a change the parts of an origin are started anew one by one. */
export const HANDOVER_GRACE_MS = 86_400_000

export interface OrgKey {
  /** Raw Ed25519. */
  readonly publicKey: Uint8Array
  /** When it handed over; the one that counts has none. */
  readonly until?: number
}
/** The oldest first; the last one counts. */
export interface OrgKeys {
  readonly keys: readonly OrgKey[]
}
/** What a check is given: one key that never handed over, or all of them. */
export type OrgTrust = Uint8Array | OrgKeys

const keysOf = (trust: OrgTrust): readonly OrgKey[] => (trust instanceof Uint8Array ? [{ publicKey: trust }] : trust.keys)

export function currentOrgKey(trust: OrgTrust): Uint8Array {
  return keysOf(trust).at(-1)?.publicKey ?? new Uint8Array()
}

/** Those that may vouch for what is dated `issuedAt`. */
export function vouchingKeys(trust: OrgTrust | undefined, issuedAt: number): readonly Uint8Array[] {
  return trust === undefined ? [] : keysOf(trust).flatMap(({ publicKey, until }) => (until === undefined || issuedAt <= until + HANDOVER_GRACE_MS ? [publicKey] : []))
}

/** The one of this fingerprint among them. */
export function vouchingKey(trust: OrgTrust | undefined, keyId: string, issuedAt: number, crypto: FormatCrypto): Uint8Array | undefined {
  return vouchingKeys(trust, issuedAt).find((key) => fingerprint(key, crypto) === keyId)
}

/** For things that carry a bare signature beside them (erase entries, leases, enrolment): `publicKey` raw or base64url. */
export function verifyCanonical(value: unknown, sig: string, publicKey: Uint8Array | string, crypto: FormatCrypto): boolean {
  const key = typeof publicKey === 'string' ? fromBase64url(publicKey) : publicKey
  const signature = fromBase64url(sig)
  if (key?.length !== 32 || signature?.length !== 64) return false
  return crypto.verifyEd25519(key, utf8(canonicalJson(value)), signature)
}

export function issueCertificate(body: Certificate, orgSigner: Signer): SignedCertificate {
  return { body, sig: signCanonical(body, orgSigner) }
}

export function signBody<T>(body: T, signer: Signer, certificate: SignedCertificate): Signed<T> {
  return { body, certificate, sig: signCanonical(body, signer) }
}

export interface Expected {
  readonly kind?: Certificate['kind']
  readonly tenant?: string
}
export interface CheckedCertificate {
  readonly certificate: Certificate
  readonly publicKey: Uint8Array
}
export interface CheckedBody extends CheckedCertificate {
  /** Still unknown: the format's own schema reads it. */
  readonly body: Readonly<Record<string, unknown>>
}

/** `atMs`: the time at which the thing was signed, by which the certificate must have been in force. */
export function checkCertificateChain(signed: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto, atMs: number, expected: Expected = {}): Result<CheckedCertificate, SignedError> {
  const read = signedCertificateSchema.safeParse(signed)
  const publicKey = read.success ? fromBase64url(read.data.body.publicKey) : undefined
  if (!read.success || publicKey?.length !== 32) return err('malformed')
  const { body: certificate, sig } = read.data
  // A device keeps the certificate that it was enrolled with; an origin is certified anew when the organisation's key changes.
  const issuer = vouchingKey(orgPublicKey, certificate.issuer, certificate.kind === 'device' ? certificate.notBefore : atMs, crypto)
  if (!issuer) return err('unknown-signer')
  if (!verifyCanonical(certificate, sig, issuer, crypto)) return err('bad-certificate')
  if (expected.kind !== undefined && certificate.kind !== expected.kind) return err('bad-certificate')
  if (expected.tenant !== undefined && certificate.tenant !== expected.tenant) return err('bad-certificate')
  if (atMs < certificate.notBefore || atMs > certificate.notAfter) return err('expired')
  return ok({ certificate, publicKey })
}

/** The body's own signature is checked first: whatever was changed after signing is `bad-signature`, whoever signed it. */
export function checkSigned(signed: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto, atMs: number, expected: Expected = {}): Result<CheckedBody, SignedError> {
  const read = signedSchema.safeParse(signed)
  if (!read.success) return err('malformed')
  const { body, certificate, sig } = read.data
  if (!isCanonicalisable(body)) return err('malformed')
  if (!verifyCanonical(body, sig, certificate.body.publicKey, crypto)) return err('bad-signature')
  const chain = checkCertificateChain(certificate, orgPublicKey, crypto, atMs, expected)
  return chain.ok ? ok({ ...chain.value, body }) : chain
}

interface DocumentOf<Body, Problem> {
  readonly schema: z.ZodType<Body>
  readonly signedAt: (body: Body) => number
  /** What even a signed one may not say. `orgPublicKey` undefined: nobody is known by it. */
  readonly contradiction: (body: Body, orgPublicKey: OrgTrust | undefined) => Problem | undefined
}

/**
 * A document that the origin signs, `given` as the text of its file or what JSON.parse made of it. The signature first: a changed one is a changed one, whatever
 * else no longer fits; an unknown signer comes last.
 */
export function checkDocument<Body extends { readonly tenant: string }, Problem extends string>(
  given: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto, { schema, signedAt, contradiction }: DocumentOf<Body, Problem>,
): Result<{ readonly body: Body; readonly signer: Certificate }, SignedError | Problem> {
  const signed = typeof given === 'string' ? parseJson(given) : given
  const read = z.object({ body: schema }).safeParse(signed)
  if (!read.success || !isCanonicalisable(signed)) return err('malformed')
  const { body } = read.data
  const checked = checkSigned(signed, orgPublicKey, crypto, signedAt(body), { kind: 'origin', tenant: body.tenant })
  if (!checked.ok && checked.error !== 'unknown-signer') return checked
  const problem = contradiction(body, checked.ok ? orgPublicKey : undefined)
  if (problem) return err(problem)
  return checked.ok ? ok({ body, signer: checked.value.certificate }) : checked
}

/** A stranger's JSON may hold half characters, which have no canonical form; that is malformed input, not a defect of ours. */
export function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalJson(value)
  } catch {
    return undefined
  }
}

export function isCanonicalisable(value: unknown): boolean {
  return canonicalText(value) !== undefined
}
