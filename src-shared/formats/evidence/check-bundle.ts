// Checks an evidence bundle, whoever it comes from: the archive's own structure, the signed manifest, every byte of content against it, every document in it
// by its own signature, and the files against each other. The signer comes last: "unknown" means that all else is right.
import { areBundleContents, BUNDLE_MANIFEST_NAME, DEVICES_NAME, documentOf, HOW_TO_CHECK, MOST_BUNDLE_BYTES, MOST_BUNDLE_FILES, MOST_LINE_BYTES, POLICIES_NAME, REQUESTS_NAME, REQUESTS_TABLE_NAME, WITNESSES_NAME } from '../bundle/bundle-names'
import { bundleManifestSchema, type BundleManifest, type CheckedBundle } from '../bundle/evidence-bundle'
import { fromUtf8, hex, parseJson } from '../canonical'
import type { EvidenceCrypto } from '../crypto'
import { canonicalText, checkDocument, signedCertificateSchema, type OrgTrust } from '../signed'
import { readDevices, readPolicies, readRequests, readWitnesses, type LineFile } from './bundle-lines'
import { createDocuments } from './bundle-documents'
import { joinBytes, type ByteSource } from './bytes'
import type { EvidenceFinding } from './finding'
import { firstNameOf, readStoredArchive, type StoredMember } from './stored-archive'

export interface BundleCheck {
  /** Raw; without one nobody is known. */
  readonly orgPublicKey?: OrgTrust
  readonly crypto: EvidenceCrypto
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
}
type Failed = Exclude<EvidenceFinding, { readonly outcome: 'valid' }>

/** What a directory of so many files takes, with room: names have 70 bytes at most. */
const MAX_DIRECTORY_BYTES = MOST_BUNDLE_FILES * 160
const READ_BYTES = 256 * 1_024

const failed = (outcome: Failed['outcome'], file?: string): Failed => ({ outcome, what: 'bundle', ...(file === undefined ? {} : { file }) })

/** By the name of its first file; an access package begins with another. */
export async function isBundle(file: ByteSource): Promise<boolean> {
  return (await firstNameOf(file)) === HOW_TO_CHECK
}

export async function checkBundle(file: ByteSource, check: BundleCheck): Promise<EvidenceFinding> {
  const members = await readStoredArchive(file, MAX_DIRECTORY_BYTES)
  if (!members) return failed('archive-changed')
  const contents = members.slice(0, -1)
  if (members.at(-1)?.name !== BUNDLE_MANIFEST_NAME || !areBundleContents(contents.map(({ name }) => name))) return failed('names-differ')
  if (members.length > MOST_BUNDLE_FILES + 1 || contents.reduce((sum, { size }) => sum + size, 0) > MOST_BUNDLE_BYTES) return failed('too-large')
  const signed = await readManifest(file, members, check)
  if ('outcome' in signed) return signed
  const listed = signed.manifest.files
  if (listed.length !== contents.length || listed.some(({ name }, at) => name !== contents[at]?.name)) return failed('names-differ')
  const problem = await checkContents(file, contents, signed, check)
  if (problem) return problem
  if (signed.isKnown) return { outcome: 'valid', what: 'bundle', bundle: { manifest: signed.manifest, signer: signed.signer } }
  return failed(check.orgPublicKey ? 'other-signer' : 'unknown-signer')
}

interface SignedManifest extends CheckedBundle {
  readonly isKnown: boolean
}

async function readManifest(file: ByteSource, members: readonly StoredMember[], { orgPublicKey, crypto }: BundleCheck): Promise<SignedManifest | Failed> {
  const member = members.at(-1)
  if (!member || member.size > MOST_LINE_BYTES) return failed('malformed')
  const bytes = await file.read(member.dataAt, member.size)
  if (crypto.crc32(bytes, 0) !== member.crc) return failed('archive-changed')
  const text = fromUtf8(bytes)
  const json = text === undefined ? undefined : parseJson(text)
  if (json === undefined || `${canonicalText(json) ?? ''}\n` !== text) return failed('malformed')
  const checked = checkDocument<BundleManifest, never>(json, orgPublicKey, crypto, { schema: bundleManifestSchema, signedAt: ({ asOf }) => asOf, contradiction: () => undefined })
  if (!checked.ok && checked.error !== 'unknown-signer') return failed(checked.error)
  // Both read by their schemas just now, whoever signed.
  const { body, certificate } = json as { readonly body: unknown; readonly certificate: unknown }
  return { manifest: bundleManifestSchema.parse(body), signer: signedCertificateSchema.parse(certificate).body, isKnown: checked.ok }
}

/** Undefined: all of it is right. */
async function checkContents(file: ByteSource, contents: readonly StoredMember[], { manifest, signer, isKnown }: SignedManifest, { orgPublicKey, crypto, onProgress }: BundleCheck): Promise<Failed | undefined> {
  // A document of somebody whom this key does not vouch for is judged as without a key: the bundle as a whole is unknown then.
  const key = isKnown ? orgPublicKey : undefined
  const requests = readRequests(manifest, crypto)
  const devices = readDevices(manifest)
  const witnesses = readWitnesses(manifest, key, crypto)
  const documents = createDocuments({ manifest, issuer: signer.issuer, orgPublicKey: key, crypto, requests })
  const lineFiles: Readonly<Record<string, LineFile>> = { [REQUESTS_NAME]: requests.file, [DEVICES_NAME]: devices.file, [WITNESSES_NAME]: witnesses.file, [POLICIES_NAME]: readPolicies(manifest, crypto) }
  const totalBytes = contents.reduce((sum, { size }) => sum + size, 0)
  let bytes = 0
  for (const [at, member] of contents.entries()) {
    const { name } = member
    const document = documentOf(name)
    const lines = lineFiles[name]
    const kept: Uint8Array[] = []
    const sha256 = await readMember(file, member, crypto, (piece) => {
      onProgress?.({ bytes: (bytes += piece.length), totalBytes })
      if (document) kept.push(piece)
      else lines?.add(piece)
    })
    if (sha256 === undefined) return failed('archive-changed')
    const listed = manifest.files[at]
    if (listed?.sha256 !== sha256 || listed.sizeBytes !== member.size) return failed('content-differs', name)
    const problem = document ? documents.take(document, joinBytes(kept), sha256) : lines?.end()
    if (problem) return failed(problem, name)
    if (name === REQUESTS_TABLE_NAME && sha256 !== requests.tableHash()) return failed('rows-differ', name)
  }
  if (!witnesses.crossed(devices.witnesses)) return failed('rows-differ', WITNESSES_NAME)
  const missing = documents.end()
  return missing === undefined ? undefined : failed('rows-differ', missing)
}

/** Its hash; undefined where the sum of the archive's header is another. */
async function readMember(file: ByteSource, { dataAt, size, crc }: StoredMember, crypto: EvidenceCrypto, take: (piece: Uint8Array) => void): Promise<string | undefined> {
  const hash = crypto.createSha256()
  let sum = 0
  for (let at = 0; at < size; at += READ_BYTES) {
    const piece = await file.read(dataAt + at, Math.min(READ_BYTES, size - at))
    hash.update(piece)
    sum = crypto.crc32(piece, sum)
    take(piece)
  }
  return sum === crc ? hex(hash.digest()) : undefined
}
