// The access package's fixed names and its signed manifest: what a person receives, and what every later check reads.
//
//   打开方法-HOW-TO-OPEN.txt   how to open it; not encrypted, nothing personal
//   index.html                 the whole answer, readable alone
//   data/*.json, *.ndjson, *.csv   the same for machines; one set of names for every package, so that a listing tells nothing
//   manifest.json              canonical JSON below: every other file with size, hash and rows, in the order of the archive
//   manifest.sig               Ed25519 over the bytes of manifest.json, base64url
//   certificate.json           the certificate of the device that signed
import { z } from 'zod'
import type { DeviceId, RequestId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { epochMs, id, sha256Hex } from '../domain/fields'
import { CATEGORIES } from '../domain/vocabulary'
import { canonicalJson, fromBase64url, fromUtf8, parseJson, toBase64url, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { checkCertificateChain, isCanonicalisable, signedCertificateSchema, type Certificate, type SignedError } from './signed'

export const HOW_TO_OPEN = '打开方法-HOW-TO-OPEN.txt'
/** In the order of the archive. */
export const PACKAGE_CONTENT = [
  HOW_TO_OPEN,
  'index.html',
  'data/account.json',
  'data/account.csv',
  'data/consents.json',
  'data/consents.csv',
  'data/policies.json',
  'data/holdings.json',
  'data/holdings.csv',
  'data/requests.json',
  'data/requests.csv',
  'data/service-log.ndjson',
  'data/service-log.csv',
] as const
export type PackageContent = (typeof PACKAGE_CONTENT)[number]
export const MANIFEST_NAME = 'manifest.json'
export const SIGNATURE_NAME = 'manifest.sig'
export const CERTIFICATE_NAME = 'certificate.json'
/** Every name of every package, in the order of the archive. */
export const PACKAGE_NAMES: readonly string[] = [...PACKAGE_CONTENT, MANIFEST_NAME, SIGNATURE_NAME, CERTIFICATE_NAME]
/** The one entry without encryption: somebody must be able to read how to open the rest. */
export const PLAIN_NAMES: readonly string[] = [HOW_TO_OPEN]
/** ZIP's earliest time: a listing shall not tell when a person asked. */
export const PACKAGE_ENTRY_TIME = '1980-01-01T00:00:00'

const bilingual = z.strictObject({ 'zh-CN': z.string().max(4_000), en: z.string().max(4_000) })

export const manifestSchema = z.strictObject({
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
    z.strictObject({ name: z.string().max(120), sizeBytes: z.number().int().min(0), sha256: sha256Hex, rows: z.number().int().min(0).optional() }),
  ),
  /** What is in it, category by category, and what is not, with the reason. */
  coverage: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES),
      system: z.string().max(64),
      heldRows: z.number().int().min(0),
      includedRows: z.number().int().min(0),
      source: z.enum(['desk', 'origin', 'missing']),
      withheld: bilingual.optional(),
    }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>

export function manifestBytes(manifest: Manifest): Uint8Array {
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
  readonly manifest: Manifest
  readonly signer: Certificate
}

/** Everything but the signer is checked before the signer: `unknown-signer` means that all else is right. */
export function checkManifest(input: PackageToCheck, orgPublicKey: Uint8Array | undefined, crypto: FormatCrypto): Result<CheckedManifest, ManifestError> {
  const text = fromUtf8(input.manifestBytes)
  const certificate = signedCertificateSchema.safeParse(input.certificate)
  const signature = fromBase64url(input.sig)
  const publicKey = certificate.success ? fromBase64url(certificate.data.body.publicKey) : undefined
  if (text === undefined || signature?.length !== 64 || publicKey?.length !== 32) return err({ kind: 'malformed' })
  if (!crypto.verifyEd25519(publicKey, input.manifestBytes, signature)) return err({ kind: 'bad-signature' })
  const read = manifestSchema.safeParse(parseJson(text))
  if (!read.success || !isCanonicalisable(read.data) || canonicalJson(read.data) !== text) return err({ kind: 'malformed' })
  const manifest = read.data
  const difference = filesDiffer(manifest.files, input.files)
  if (difference) return err(difference)
  const chain = checkCertificateChain(input.certificate, orgPublicKey, crypto, manifest.madeAt, { kind: 'device', tenant: manifest.tenant })
  if (!chain.ok) return err({ kind: chain.error })
  return chain.value.certificate.id === manifest.device.id ? ok({ manifest, signer: chain.value.certificate }) : err({ kind: 'bad-certificate' })
}

function filesDiffer(listed: readonly PackageFile[], found: readonly PackageFile[]): ManifestError | undefined {
  const isSameName = (files: readonly PackageFile[]): boolean => files.length === PACKAGE_CONTENT.length && files.every((file, at) => file.name === PACKAGE_CONTENT[at])
  if (!isSameName(listed) || !isSameName(found)) return { kind: 'names-differ' }
  const changed = listed.find((file, at) => {
    const there = found[at]
    return file.sha256 !== there?.sha256 || file.sizeBytes !== there.sizeBytes
  })
  return changed && { kind: 'content-differs', name: changed.name }
}
