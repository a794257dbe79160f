// Checks an access package: the archive's own structure, then every byte of content against the signed manifest.
import { createHash } from 'node:crypto'
import { configure, ZipReader, type FileEntry } from '@zip.js/zip.js'
import { fromUtf8, parseJson } from '../src-shared/formats/canonical'
import { checkManifest, type PackageFile } from '../src-shared/formats/package'
import { arePackageNames, CERTIFICATE_NAME, MANIFEST_NAME, PLAIN_NAMES, SIGNATURE_NAME, SIGNED_PARTS } from '../src-shared/formats/package-names'
import { FileReader } from './file-reader'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'
import { hasOurLayout } from './zip-layout'

/** The three files that are kept in memory; a longer one is not ours. */
const MAX_SMALL_FILE = 1_048_576

export async function verifyPackage(path: string, passphrase: string | undefined, orgPublicKey: Uint8Array | undefined): Promise<Finding> {
  // One file, one pass: workers would only add a second copy of every chunk.
  configure({ useWebWorkers: false })
  const file = new FileReader(path)
  const zip = new ZipReader(file, { strictness: 'strict', checkOverlappingEntry: true, checkCrc32: true, checkAuthenticationCode: true, ...(passphrase === undefined ? {} : { password: passphrase }) })
  try {
    const entries = await zip.getEntries()
    const files = entries.filter((entry): entry is FileEntry => !entry.directory)
    if (files.length !== entries.length || !arePackageNames(files.map(({ filename }) => filename))) return { outcome: 'names-differ' }
    if (files.some((entry) => entry.encrypted === PLAIN_NAMES.includes(entry.filename))) return { outcome: 'archive-changed' }
    if (!(await hasOurLayout(files, file))) return { outcome: 'archive-changed' }
    if (passphrase === undefined) return { outcome: 'passphrase-needed' }
    return await checkContent(files, orgPublicKey)
  } catch (error) {
    return { outcome: isPassphraseError(error) ? 'wrong-passphrase' : 'archive-changed' }
  } finally {
    await zip.close()
    await file.close()
  }
}

async function checkContent(entries: readonly FileEntry[], orgPublicKey: Uint8Array | undefined): Promise<Finding> {
  const files: PackageFile[] = []
  const smallByName = new Map<string, Uint8Array>()
  for (const entry of entries) {
    const isSmall = SIGNED_PARTS.includes(entry.filename)
    if (isSmall && entry.uncompressedSize > MAX_SMALL_FILE) return { outcome: 'malformed' }
    const read = await digest(entry, isSmall)
    if (read.bytes) smallByName.set(entry.filename, read.bytes)
    else files.push(read.file)
  }
  const manifestBytes = smallByName.get(MANIFEST_NAME) ?? new Uint8Array()
  const sig = fromUtf8(smallByName.get(SIGNATURE_NAME) ?? new Uint8Array()) ?? ''
  const certificate = parseJson(fromUtf8(smallByName.get(CERTIFICATE_NAME) ?? new Uint8Array()) ?? '')
  const checked = checkManifest({ manifestBytes, sig, certificate, files }, orgPublicKey, nodeCrypto)
  if (!checked.ok) {
    const { kind } = checked.error
    if (kind === 'unknown-signer' && orgPublicKey) return { outcome: 'other-signer' }
    return { outcome: kind, ...('name' in checked.error ? { facts: { file: checked.error.name } } : {}) }
  }
  const { manifest, signer } = checked.value
  return {
    outcome: 'valid',
    facts: {
      package: manifest.packageId,
      case: manifest.caseNo,
      files: manifest.files.length,
      rows: manifest.files.reduce((sum, one) => sum + (one.rows ?? 0), 0),
      incomplete: manifest.coverage.filter(({ heldRows, includedRows }) => includedRows < heldRows).length,
      ...(manifest.v === 1 ? {} : { attached: manifest.handedOut.files, missingFiles: manifest.handedOut.missing.length, redactions: manifest.redactions.reduce((sum, { count }) => sum + count, 0) }),
      dataAsOf: new Date(manifest.dataAsOf).toISOString(),
      madeAt: new Date(manifest.madeAt).toISOString(),
      rulesPack: manifest.rulesPack,
      device: signer.name,
    },
  }
}

interface Digest {
  readonly file: PackageFile
  readonly bytes?: Uint8Array
}

/** Streams: a service log of a million rows is hashed without being held. */
async function digest(entry: FileEntry, keep: boolean): Promise<Digest> {
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      hash.update(chunk)
      sizeBytes += chunk.length
      if (keep) chunks.push(chunk.slice())
    },
  })
  await entry.getData(sink)
  const file = { name: entry.filename, sizeBytes, sha256: hash.digest('hex') }
  return keep ? { file, bytes: new Uint8Array(Buffer.concat(chunks)) } : { file }
}

function isPassphraseError(error: unknown): boolean {
  return error instanceof Error && /password/i.test(error.message)
}
