// The names of an access package's entries, in the order of the archive. Each version has its own list, and a reader takes no other.
//
//   v1   the fixed entries alone
//   v2   with the notes that were handed out, and their files as files/NN.EXT: numbers, since whoever lacks the passphrase reads the names
//
// Behind them the same three in both: the manifest, its signature, and the certificate of the device that signed.
import { FILE_EXTENSIONS, MAX_CASE_FILES } from '../domain/attached-files'

export const HOW_TO_OPEN = '打开方法-HOW-TO-OPEN.txt'

const BEFORE_NOTES = [
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
] as const
const NOTES = ['data/notes.json', 'data/notes.csv'] as const
const SERVICE_LOG = ['data/service-log.ndjson', 'data/service-log.csv'] as const

/** What every package that is made now holds, before the files that were handed out. */
export const PACKAGE_CONTENT = [...BEFORE_NOTES, ...NOTES, ...SERVICE_LOG] as const
export type PackageContent = (typeof PACKAGE_CONTENT)[number]

export const MANIFEST_NAME = 'manifest.json'
export const SIGNATURE_NAME = 'manifest.sig'
export const CERTIFICATE_NAME = 'certificate.json'
export const SIGNED_PARTS: readonly string[] = [MANIFEST_NAME, SIGNATURE_NAME, CERTIFICATE_NAME]
/** The one entry without encryption: somebody must be able to read how to open the rest. */
export const PLAIN_NAMES: readonly string[] = [HOW_TO_OPEN]

export type PackageVersion = 1 | 2
const CONTENT: Readonly<Record<PackageVersion, readonly string[]>> = { 1: [...BEFORE_NOTES, ...SERVICE_LOG], 2: PACKAGE_CONTENT }
const ATTACHED = /^files\/(\d{2})\.([a-z]+)$/

/** `n` counts from 1, through all notes of the package. */
export function attachedName(n: number, extension: string): string {
  return `files/${String(n).padStart(2, '0')}.${extension}`
}

/** Whether these are the entries before the signed three, all of them, in order. */
export function isContentOf(version: PackageVersion, names: readonly string[]): boolean {
  const fixed = CONTENT[version]
  const attached = names.slice(fixed.length)
  if (fixed.some((name, at) => name !== names[at]) || attached.length > (version === 1 ? 0 : MAX_CASE_FILES)) return false
  return attached.every((name, at) => {
    const extension = ATTACHED.exec(name)?.[2] ?? ''
    return name === attachedName(at + 1, extension) && FILE_EXTENSIONS.includes(extension)
  })
}

/** Whether these are the entries of a whole package, of whichever version: the manifest says which. */
export function arePackageNames(names: readonly string[]): boolean {
  const content = names.slice(0, -SIGNED_PARTS.length)
  return SIGNED_PARTS.every((name, at) => name === names[content.length + at]) && (isContentOf(1, content) || isContentOf(2, content))
}
