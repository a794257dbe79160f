// GET /hello, POST /enrol, /signin, /signin/fresh, /session, /ack, GET /people/{id}/rows: everything of the wire but feed and push.
//
// Requests after enrolment carry `x-privacy-device: DEVICE_ID` and `x-privacy-proof: TS.SIG` where SIG (base64url, Ed25519, device key)
// signs the UTF-8 text "METHOD\nPATH-WITH-QUERY\nTS\nSHA256-HEX-OF-BODY"; TS is epoch milliseconds, accepted within 10 minutes of
// server time. Requests for a person also carry `authorization: Bearer TOKEN` (≤ 10 min).
import { z } from 'zod'
import type { DeviceId, ErasureId, MutationId } from '../base/ids'
import { scopeSchema } from './feed'
import { id } from '../domain/fields'
import { staffSchema } from './records'
import { limitsSchema } from './version'

/** Signed by the origin key over the canonical JSON of `body`; checked before any credential leaves the desk. */
export const helloResponse = z.object({
  body: z.object({
    tenant: z.string(),
    region: z.string(),
    host: z.string(),
    time: z.number().int(),
    epoch: z.string(),
    /** Must equal the pinned organisation's development mark. */
    development: z.boolean(),
  }),
  /** Origin certificate (src-shared/formats/signed.ts), signed by the organisation key. */
  certificate: z.unknown(),
  sig: z.string(),
  /** How the organisation's key came to be the one that signed the certificate (src-shared/formats/org-keys.ts); absent where it was never changed. */
  handovers: z.array(z.unknown()).max(100).optional(),
})
export type HelloResponse = z.infer<typeof helloResponse>

/** The one-time code is 16 characters of Crockford base32; it binds the device to the workstation the officer declared. */
export const enrolRequest = z.object({
  code: z.string().max(40),
  deviceId: id<DeviceId>(),
  /** Raw Ed25519 public key, base64url. */
  devicePublicKey: z.string().max(64),
  workstation: z.string().min(1).max(80),
  appVersion: z.string().max(32),
})
export const enrolResponse = z.object({
  /** Device certificate signed by the organisation key (src-shared/formats/signed.ts). */
  deviceCertificate: z.unknown(),
  /** The signed rules pack in force (src-shared/formats/rules-pack.ts), so that the first day works offline; later GET /rules. */
  rulesPack: z.unknown(),
  scopes: z.array(scopeSchema),
})
export type EnrolResponse = z.infer<typeof enrolResponse>

/**
 * `secret` is the second scrypt run over the passphrase (never the one that opens the key slot), base64url, 32 bytes; its salt is
 * SHA-256("privacy-desk/sign-in/1\n" tenant "\n" login). The origin keeps a salted hash of it.
 */
export const signinRequest = z.object({ login: z.string().max(64), secret: z.string().max(64) })
export const signinResponse = z.object({ token: z.string(), expiresAt: z.number().int(), staff: staffSchema, freshUntil: z.number().int().optional() })
export type SigninResponse = z.infer<typeof signinResponse>

export const sessionRequest = z.object({
  deviceId: id<DeviceId>(),
  appVersion: z.string().max(32),
  protocols: z.array(z.number().int()),
  schema: z.object({ min: z.number().int(), max: z.number().int() }),
  cursor: z.string().optional(),
  outboxDepth: z.number().int(),
  time: z.object({ wall: z.number().int(), mono: z.number(), bootId: z.string().max(64) }),
  /** Raw Ed25519 public key, base64url: its private half proves `GET /standing` for this device while nobody is signed in, and nothing else. */
  standingKey: z.string().length(43).optional(),
})
/** What the origin signs of its seal key: it says what it is, so that it can be taken for nothing else. */
export function sealKeyStatement(tenant: string, key: string) {
  return { v: 1, kind: 'seal-key', tenant, sealKey: key }
}

export const sessionResponse = z.object({
  protocol: z.number().int(),
  schema: z.number().int(),
  serverTime: z.number().int(),
  epoch: z.string(),
  accessVersion: z.number().int(),
  scopes: z.array(scopeSchema),
  limits: limitsSchema,
  /** `sig`: origin key over the canonical JSON of {deviceId, notAfter}. */
  lease: z.object({ notAfter: z.number().int(), sig: z.string() }),
  /**
   * For a desk whose enrolment file has no `sealKey`: the origin's X25519 key (raw, base64url) for the sealed outbox. `sig`: origin key over the
   * canonical JSON of `sealKeyStatement`.
   */
  seal: z.object({ key: z.string().length(43), sig: z.string().length(86) }).optional(),
  /** The pin set in force (src-shared/formats/pin-set.ts), signed by the organisation key: newer than the desk's, it replaces it. */
  pins: z.unknown().optional(),
  /** The notice of a new version (src-shared/formats/update-notice.ts) where the operator laid one down, signed by the organisation key: words for whoever works here. */
  notice: z.unknown().optional(),
  commands: z.array(z.unknown()),
})
export type SessionResponse = z.infer<typeof sessionResponse>

/** A device's signed erase receipt (src-shared/formats/receipt.ts) travels here; a receipt is never a condition for sending. */
export const ackRequest = z.object({
  cursor: z.string().optional(),
  results: z.array(id<MutationId>()),
  receipts: z.array(z.object({ erasureId: id<ErasureId>(), receipt: z.unknown() })),
  commandsDone: z.array(z.string()),
})
export type AckRequest = z.infer<typeof ackRequest>
export const ackResponse = z.object({ accepted: z.array(z.string()) })

/** GET /people/{id}/rows?category&after=N&limit=N : NDJSON of logRowSchema, then this line. */
export const rowsEndLine = z.object({ t: z.literal('end'), after: z.number().int(), more: z.boolean(), total: z.number().int(), n: z.number().int(), sha256: z.string().length(64) })

/** Every error answer of the origin but feed resets and push results. */
export const ORIGIN_ERRORS = [
  'bad_request', 'unauthorised', 'bad_credentials', 'bad_proof', 'bad_code', 'device_revoked', 'forbidden', 'not_found', 'too_many', 'unavailable',
  'upgrade_required', 'gone_erased', 'needs_online_auth', 'training_expired', 'login_taken', 'too_large',
] as const
export const originError = z.object({
  error: z.enum(ORIGIN_ERRORS),
  retryAfterS: z.number().optional(),
  /** With `device_revoked`: the signed order to wipe (src-shared/formats/wipe-order.ts), if there is one. */
  order: z.unknown().optional(),
})
export type OriginErrorCode = (typeof ORIGIN_ERRORS)[number]
