// The access package's signed manifest: what every check of a package reads. The names of its entries: package-names.ts.
//
//   打开方法-HOW-TO-OPEN.txt   how to open it; not encrypted, nothing personal
//   index.html                 the whole answer, readable alone
//   data/*.json, *.ndjson, *.csv   the same for machines; one set of names for every package, so that a listing tells nothing
//   files/NN.EXT               what was attached to the notes that are handed out (v2)
//   manifest.json              canonical JSON below: every other file with size, hash and rows, in the order of the archive
//   manifest.sig               Ed25519 over the bytes of manifest.json, base64url
//   certificate.json           the certificate of the device that signed
//
// v1 told neither what was redacted nor what was handed out with it; packages of both versions are checked (docs/decisions/0047).
import { z } from 'zod'
import type { DeviceId, RequestId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { epochMs, id, sha256Hex } from '../domain/fields'
import { REDACTED_PLACES, REDACTION_REASONS } from '../domain/redactions'
import { CATEGORIES } from '../domain/vocabulary'
import { canonicalJson, fromBase64url, fromUtf8, parseJson, toBase64url, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { isContentOf } from './package-names'
import { checkCertificateChain, isCanonicalisable, signedCertificateSchema, type Certificate, type SignedError, type OrgTrust } from './signed'

/** ZIP's earliest time: a listing shall not tell when a person asked. */
export const PACKAGE_ENTRY_TIME = '1980-01-01T00:00:00'

const bilingual = z.strictObject({ 'zh-CN': z.string().max(4_000), en: z.string().max(4_000) })

const count = z.number().int().min(0)

const manifestV1 = z.strictObject({
  v: z.literal(1),
  kind: z.literal('access-package'),
  packageId: z.uuid(),
  caseNo: z.string().max(16),
  requestId: id<RequestId>(),
  tenant: z.string().max(80),
  region: z.string().max(16),
  device: z.strictObject({ id: id<DeviceId>(), name: z.string().max(80) }),
  madeAt: epochMs,
  /** The origin's state that the desk had when the package was made. */
  dataAsOf: epochMs,
  rulesPack: z.string().max(64),
  files: z.array(
    z.strictObject({ name: z.string().max(120), sizeBytes: count, sha256: sha256Hex, rows: count.optional() }),
  ),
  /** What is in it, category by category, and what is not, with the reason. */
  coverage: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES),
      system: z.string().max(64),
      heldRows: count,
      includedRows: count,
      source: z.enum(['desk', 'origin', 'missing']),
      withheld: bilingual.optional(),
    }),
  ),
})
/** Why a file that a note names is not in the package. */
export const MISSING_FILES = ['not-arrived', 'withheld'] as const
export type MissingFile = (typeof MISSING_FILES)[number]

const manifestV2 = manifestV1.extend({
  v: z.literal(2),
  /** What was taken out before the release: counts, never the wording. */
  redactions: z.array(z.strictObject({ reason: z.enum(REDACTION_REASONS), place: z.enum(REDACTED_PLACES), count: count.min(1) })),
  /** Notes of the case that are handed out, and the files that they name. */
  handedOut: z.strictObject({
    notes: count,
    files: count,
    /** Without the hash of one that is withheld. */
    missing: z.array(z.strictObject({ sha256: sha256Hex.optional(), sizeBytes: count, why: z.enum(MISSING_FILES) })),
  }),
})
export const manifestSchema = z.discriminatedUnion('v', [manifestV1, manifestV2])
export type AnyManifest = z.infer<typeof manifestSchema>
/** As it is made now. */
export type Manifest = z.infer<typeof manifestV2>

export function manifestBytes(manifest: AnyManifest): Uint8Array {
  return utf8(canonicalJson(manifest))
}

/** The text of manifest.sig. */
export function signManifest(bytes: Uint8Array, signer: Signer): string {
  return toBase64url(signer.sign(bytes))
}

export interface PackageFile {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}
export interface PackageToCheck {
  readonly manifestBytes: Uint8Array
  /** The text of manifest.sig. */
  readonly sig: string
  /** What certificate.json holds. */
  readonly certificate: unknown
  /** Every entry of the archive but the last three, in its order, as really read. */
  readonly files: readonly PackageFile[]
}
export type ManifestError =
  | { readonly kind: SignedError }
  /** Names and order must be the ones of the manifest and of this format. */
  | { readonly kind: 'names-differ' }
  | { readonly kind: 'content-differs'; readonly name: string }
export interface CheckedManifest {
  readonly manifest: AnyManifest
  readonly signer: Certificate
}

/** Everything but the signer is checked before the signer: `unknown-signer` means that all else is right. */
export function checkManifest(input: PackageToCheck, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<CheckedManifest, ManifestError> {
  const text = fromUtf8(input.manifestBytes)
  const certificate = signedCertificateSchema.safeParse(input.certificate)
  const signature = fromBase64url(input.sig)
  const publicKey = certificate.success ? fromBase64url(certificate.data.body.publicKey) : undefined
  if (text === undefined || signature?.length !== 64 || publicKey?.length !== 32) return err({ kind: 'malformed' })
  if (!crypto.verifyEd25519(publicKey, input.manifestBytes, signature)) return err({ kind: 'bad-signature' })
  const read = manifestSchema.safeParse(parseJson(text))
  if (!read.success || !isCanonicalisable(read.data) || canonicalJson(read.data) !== text) return err({ kind: 'malformed' })
  const manifest = read.data
  const difference = filesDiffer(manifest, input.files)
  if (difference) return err(difference)
  const chain = checkCertificateChain(input.certificate, orgPublicKey, crypto, manifest.madeAt, { kind: 'device', tenant: manifest.tenant })
  if (!chain.ok) return err({ kind: chain.error })
  return chain.value.certificate.id === manifest.device.id ? ok({ manifest, signer: chain.value.certificate }) : err({ kind: 'bad-certificate' })
}

function filesDiffer({ v, files: listed }: AnyManifest, found: readonly PackageFile[]): ManifestError | undefined {
  const isListed = found.length === listed.length && listed.every(({ name }, at) => name === found[at]?.name)
  if (!isListed || !isContentOf(v, listed.map(({ name }) => name))) return { kind: 'names-differ' }
  const changed = listed.find((file, at) => {
    const there = found[at]
    return file.sha256 !== there?.sha256 || file.sizeBytes !== there.sizeBytes
  })
  return changed && { kind: 'content-differs', name: changed.name }
}
