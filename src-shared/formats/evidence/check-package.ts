// Checks an access package, whoever it comes from: the archive's own structure, then every byte of content against the signed manifest. Nothing of it is
// written, run or kept; what it takes in memory does not depend on the file.
import { fromUtf8, hex, parseJson } from '../canonical'
import type { EvidenceCrypto } from '../crypto'
import { checkManifest, type PackageFile } from '../package'
import { arePackageNames, CERTIFICATE_NAME, MANIFEST_NAME, PLAIN_NAMES, SIGNATURE_NAME, SIGNED_PARTS } from '../package-names'
import { joinBytes, type ByteSource } from './bytes'
import type { EvidenceFinding } from './finding'
import { headsAhead, readEntry, WrongPassphrase } from './read-entry'
import { hasOurLayout, readDirectory, type Member } from './zip-layout'
import type { OrgTrust } from '../signed'

/** The three files that are kept in memory; a longer one is not ours. */
const MAX_SMALL_FILE = 1_048_576
/**
 * Of all entries together, unpacked: a million log rows with the longest details there can be. What says that it is more is not unpacked, and what is
 * more than it says is a lie; it is read in pieces and kept nowhere, so a large one costs time alone.
 */
const MAX_UNPACKED = 8 * 2 ** 30
/** What packs tighter than this is no log and no page. Of less than half a gibibyte it may be: somebody fills a field with one letter, and theirs is a package too. */
const MOST_RATIO = 100
const NO_MATTER_BYTES = 512 * 2 ** 20

export interface PackageCheck {
  /** Without one only the structure is looked at. */
  readonly passphrase?: string
  /** Raw; without one nobody is known. */
  readonly orgPublicKey?: OrgTrust
  readonly crypto: EvidenceCrypto
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
}
type Failed = Exclude<EvidenceFinding, { readonly outcome: 'valid' }>

const failed = (outcome: Failed['outcome'], file?: string): Failed => ({ outcome, what: 'package', ...(file === undefined ? {} : { file }) })

export async function checkPackage(file: ByteSource, check: PackageCheck): Promise<EvidenceFinding> {
  const { passphrase } = check
  const members = await readDirectory(file)
  if (!members) return failed('archive-changed')
  if (!arePackageNames(members.map(({ name }) => name))) return failed('names-differ')
  if (members.some(({ name, encrypted }) => encrypted === PLAIN_NAMES.includes(name))) return failed('archive-changed')
  // Numbers that no header of ours can hold are an archive that was worked on too.
  if (!(await hasOurLayout(members, file).catch(() => false))) return failed('archive-changed')
  if (members.some(unpacksToNoMeasure) || unpackedBytes(members) > MAX_UNPACKED) return failed('too-large')
  if (passphrase === undefined) return failed('passphrase-needed')
  try {
    return await checkContent(file, members, passphrase, check)
  } catch (error) {
    return failed(error instanceof WrongPassphrase ? 'wrong-passphrase' : 'archive-changed')
  }
}

const unpackedBytes = (members: readonly Member[]): number => members.reduce((sum, { size }) => sum + size, 0)
const unpacksToNoMeasure = ({ size, compressedSize }: Member): boolean => size > NO_MATTER_BYTES && size > MOST_RATIO * compressedSize

async function checkContent(file: ByteSource, members: readonly Member[], passphrase: string, { orgPublicKey, crypto, onProgress }: PackageCheck): Promise<EvidenceFinding> {
  const totalBytes = unpackedBytes(members)
  const files: PackageFile[] = []
  const smallByName = new Map<string, Uint8Array>()
  let bytes = 0
  let isOpened = false
  const headOf = headsAhead(file, members, passphrase, crypto)
  for (const member of members) {
    const isSmall = SIGNED_PARTS.includes(member.name)
    if (isSmall && member.size > MAX_SMALL_FILE) return failed('malformed')
    const hash = crypto.createSha256()
    const kept: Uint8Array[] = []
    // Streams: a service log of a million rows is hashed without being held.
    await readEntry(file, member, headOf, crypto, (chunk) => {
      hash.update(chunk)
      if (isSmall) kept.push(chunk.slice())
      onProgress?.({ bytes: (bytes += chunk.length), totalBytes })
    }).catch((error: unknown) => {
      // What opened one of them opens all: this one was worked on.
      throw isOpened && error instanceof WrongPassphrase ? new Error('an entry is not as it was sealed') : error
    })
    isOpened ||= member.encrypted
    if (isSmall) smallByName.set(member.name, joinBytes(kept))
    else files.push({ name: member.name, sizeBytes: member.size, sha256: hex(hash.digest()) })
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
