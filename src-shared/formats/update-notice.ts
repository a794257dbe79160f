// The notice of a new version: what the officer signs with the organisation key before IT hands an installer out. The desk downloads nothing and the notice
// names no address: whoever has an installer in hand holds it against the notice. All that does not fit is refused, and the version that is there stays.
//
//   {"body": {v, kind, tenant, version, sha256, size, issuedAt, expiresAt, leastVersion?}, "keyId": fingerprint of the organisation key, "sig": base64url}
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import { epochMs, sha256Hex } from '../domain/fields'
import { hex, parseJson } from './canonical'
import type { EvidenceCrypto, FormatCrypto, Signer } from './crypto'
import { fingerprint, isCanonicalisable, signCanonical, verifyCanonical, vouchingKey, type OrgTrust } from './signed'

const VERSION = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/
/** Whether this names a version as we number them. */
export const isVersion = (text: string): boolean => VERSION.test(text)
const version = z.string().regex(VERSION)
export const INSTALLER_MAX_BYTES = 2 * 1024 ** 3
/** A notice is a few hundred characters; longer text is not even read as JSON. */
export const NOTICE_MAX_CHARS = 16_384
/** Whoever keeps newer notices back is noticed after this at the latest. */
export const NOTICE_LIFE_MS = 90 * 86_400_000

export const updateNoticeSchema = z
  .strictObject({
    v: z.literal(1),
    kind: z.literal('update-notice'),
    tenant: z.string().min(1).max(80),
    version,
    sha256: sha256Hex,
    size: z.number().int().min(1).max(INSTALLER_MAX_BYTES),
    issuedAt: epochMs,
    expiresAt: epochMs,
    /** The oldest version that may go to this one directly: one before it takes a step between. */
    leastVersion: version.optional(),
  })
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt && expiresAt - issuedAt <= NOTICE_LIFE_MS)
export type UpdateNotice = z.infer<typeof updateNoticeSchema>
const envelope = z.strictObject({ body: z.record(z.string(), z.unknown()), keyId: z.string().length(64), sig: z.string().length(86) })
export interface SignedUpdateNotice {
  readonly body: UpdateNotice
  readonly keyId: string
  readonly sig: string
}

export type UpdateNoticeError = 'notice-malformed' | 'notice-other-key' | 'notice-changed' | 'notice-expired' | 'notice-too-early' | 'notice-rollback' | 'notice-step-needed'
export type InstallerError = 'installer-size-differs' | 'installer-differs'

export function signUpdateNotice(body: UpdateNotice, orgSigner: Signer, crypto: FormatCrypto): SignedUpdateNotice {
  return { body, keyId: fingerprint(orgSigner.publicKey, crypto), sig: signCanonical(body, orgSigner) }
}

export interface UpdateExpectation {
  readonly orgPublicKey: OrgTrust
  readonly now: number
  /** The version that runs: an older one is never taken in its place. */
  readonly running: string
}

/** Clocks differ by minutes; a notice from further ahead is somebody's mistake or a trick. */
const AHEAD_MS = 86_400_000

/** The signature covers the body as sent, before the schema reads it. Nothing of a notice is believed before its signature is. */
export function checkUpdateNotice(text: string, { orgPublicKey, now, running }: UpdateExpectation, crypto: FormatCrypto): Result<UpdateNotice, UpdateNoticeError> {
  const signed = envelope.safeParse(text.length > NOTICE_MAX_CHARS ? undefined : parseJson(text))
  if (!signed.success || !isCanonicalisable(signed.data.body)) return err('notice-malformed')
  const { body, keyId, sig } = signed.data
  const signer = vouchingKey(orgPublicKey, keyId, Number(body['issuedAt']), crypto)
  if (!signer) return err('notice-other-key')
  if (!verifyCanonical(body, sig, signer, crypto)) return err('notice-changed')
  const read = updateNoticeSchema.safeParse(body)
  if (!read.success) return err('notice-malformed')
  const notice = read.data
  if (notice.issuedAt > now + AHEAD_MS) return err('notice-too-early')
  if (now > notice.expiresAt) return err('notice-expired')
  if (compareVersions(notice.version, running) < 0) return err('notice-rollback')
  return notice.leastVersion !== undefined && compareVersions(running, notice.leastVersion) < 0 ? err('notice-step-needed') : ok(notice)
}

/** Reads no byte more than the notice names and one, however much there is. */
export async function checkInstaller(bytes: AsyncIterable<Uint8Array>, { size, sha256 }: Pick<UpdateNotice, 'size' | 'sha256'>, crypto: Pick<EvidenceCrypto, 'createSha256'>): Promise<Result<void, InstallerError>> {
  const hash = crypto.createSha256()
  let read = 0
  for await (const piece of bytes) {
    read += piece.length
    if (read > size) return err('installer-size-differs')
    hash.update(piece)
  }
  if (read !== size) return err('installer-size-differs')
  return hex(hash.digest()) === sha256 ? ok() : err('installer-differs')
}

/** Below zero: `a` is the older one. What is no version is the oldest of all. */
export function compareVersions(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((text) => VERSION.exec(text)?.slice(1).map(Number) ?? [-1, -1, -1])
  for (const at of [0, 1, 2]) {
    const difference = (partsA?.[at] ?? 0) - (partsB?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
