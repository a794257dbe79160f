// Checks an access package, whoever it comes from: the archive's own structure, then every byte of content against the signed manifest. Nothing of it is
// written, run or kept; what it takes in memory does not depend on the file.
import { configure, Reader, Writer, ZipReader, type FileEntry } from '@zip.js/zip.js'
import { fromUtf8, hex, parseJson } from '../canonical'
import type { EvidenceCrypto } from '../crypto'
import { checkManifest, type PackageFile } from '../package'
import { arePackageNames, CERTIFICATE_NAME, MANIFEST_NAME, PLAIN_NAMES, SIGNATURE_NAME, SIGNED_PARTS } from '../package-names'
import { joinBytes, type ByteSource } from './bytes'
import type { EvidenceFinding } from './finding'
import { hasOurLayout, hasShortDirectory } from './zip-layout'

/** The three files that are kept in memory; a longer one is not ours. */
const MAX_SMALL_FILE = 1_048_576
/** Of all entries together, unpacked: ten million log rows. What says that it is more is not unpacked, and what is more than it says is a lie. */
const MAX_UNPACKED = 8 * 2 ** 30

export interface PackageCheck {
  /** Without one only the structure is looked at. */
  readonly passphrase?: string
  /** Raw; without one nobody is known. */
  readonly orgPublicKey?: Uint8Array
  readonly crypto: EvidenceCrypto
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
}
type Failed = Exclude<EvidenceFinding, { readonly outcome: 'valid' }>

const failed = (outcome: Failed['outcome'], file?: string): Failed => ({ outcome, what: 'package', ...(file === undefined ? {} : { file }) })

export async function checkPackage(file: ByteSource, check: PackageCheck): Promise<EvidenceFinding> {
  // One file, one pass: workers would only add a second copy of every chunk, and start from the address of a script.
  configure({ useWebWorkers: false })
  if (!(await hasShortDirectory(file))) return failed('archive-changed')
  const { passphrase } = check
  const zip = new ZipReader(new SourceReader(file), { strictness: 'strict', checkOverlappingEntry: true, checkCrc32: true, checkAuthenticationCode: true, ...(passphrase === undefined ? {} : { password: passphrase }) })
  try {
    const entries = await zip.getEntries()
    const files = entries.filter((entry): entry is FileEntry => !entry.directory)
    if (files.length !== entries.length || !arePackageNames(files.map(({ filename }) => filename))) return failed('names-differ')
    if (files.some((entry) => entry.encrypted === PLAIN_NAMES.includes(entry.filename))) return failed('archive-changed')
    if (!(await hasOurLayout(files, file))) return failed('archive-changed')
    if (files.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0) > MAX_UNPACKED) return failed('too-large')
    if (passphrase === undefined) return failed('passphrase-needed')
    return await checkContent(files, check)
  } catch (error) {
    return failed(isPassphraseError(error) ? 'wrong-passphrase' : 'archive-changed')
  } finally {
    await zip.close()
  }
}

async function checkContent(entries: readonly FileEntry[], { orgPublicKey, crypto, onProgress }: PackageCheck): Promise<EvidenceFinding> {
  const totalBytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  const files: PackageFile[] = []
  const smallByName = new Map<string, Uint8Array>()
  let bytes = 0
  for (const entry of entries) {
    const isSmall = SIGNED_PARTS.includes(entry.filename)
    if (isSmall && entry.uncompressedSize > MAX_SMALL_FILE) return failed('malformed')
    const sink = new HashingWriter(entry.uncompressedSize, crypto, isSmall, (chunk) => onProgress?.({ bytes: (bytes += chunk), totalBytes }))
    await entry.getData(sink)
    if (isSmall) smallByName.set(entry.filename, sink.kept())
    else files.push({ name: entry.filename, sizeBytes: sink.sizeBytes, sha256: sink.sha256() })
  }
  const part = (name: string): Uint8Array => smallByName.get(name) ?? new Uint8Array()
  const sig = fromUtf8(part(SIGNATURE_NAME)) ?? ''
  const certificate = parseJson(fromUtf8(part(CERTIFICATE_NAME)) ?? '')
  const checked = checkManifest({ manifestBytes: part(MANIFEST_NAME), sig, certificate, files }, orgPublicKey, crypto)
  if (checked.ok) return { outcome: 'valid', what: 'package', package: checked.value }
  const { error } = checked
  if (error.kind === 'unknown-signer' && orgPublicKey) return failed('other-signer')
  return failed(error.kind, 'name' in error ? error.name : undefined)
}

/** Streams: a service log of a million rows is hashed without being held. */
class HashingWriter extends Writer<void> {
  sizeBytes = 0
  readonly #declared: number
  readonly #hash: ReturnType<EvidenceCrypto['createSha256']>
  readonly #chunks: Uint8Array[] | undefined
  readonly #onChunk: (bytes: number) => void

  constructor(declared: number, crypto: EvidenceCrypto, keep: boolean, onChunk: (bytes: number) => void) {
    super()
    this.#declared = declared
    this.#hash = crypto.createSha256()
    this.#chunks = keep ? [] : undefined
    this.#onChunk = onChunk
  }

  override async writeUint8Array(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length
    if (this.sizeBytes > this.#declared) throw new Error('an entry is longer than it says')
    this.#hash.update(chunk)
    this.#chunks?.push(chunk.slice())
    this.#onChunk(chunk.length)
  }

  sha256(): string {
    return hex(this.#hash.digest())
  }

  kept(): Uint8Array {
    return joinBytes(this.#chunks ?? [])
  }
}

class SourceReader extends Reader<ByteSource> {
  readonly #file: ByteSource

  constructor(file: ByteSource) {
    super(file)
    this.#file = file
    this.size = file.size
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.#file.read(index, Math.max(0, Math.min(length, this.size - index)))
  }
}

function isPassphraseError(error: unknown): boolean {
  return error instanceof Error && /password/i.test(error.message)
}
