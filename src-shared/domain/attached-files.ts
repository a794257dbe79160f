// What may be attached to a note: how large, of which types, and under what name. A file is told by its first bytes and its extension
// together; nothing here or anywhere else opens one.

/** Company policy: a scan of a few pages at a good resolution fits. */
export const MAX_FILE_BYTES = 20 * 1_048_576
export const MAX_CASE_FILES = 20
export const MAX_CASE_BYTES = 100 * 1_048_576

export const FILE_TYPES = ['pdf', 'png', 'jpeg', 'docx', 'xlsx', 'txt', 'csv'] as const
export type FileType = (typeof FILE_TYPES)[number]

interface TypeRule {
  readonly extensions: readonly [string, ...string[]]
  /** First bytes; undefined for a text, which has none of its own. */
  readonly magic: readonly number[] | undefined
}
/** Macro-enabled documents, archives, pages and programs are not among them. */
const RULES: Readonly<Record<FileType, TypeRule>> = {
  pdf: { extensions: ['pdf'], magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  png: { extensions: ['png'], magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  jpeg: { extensions: ['jpg', 'jpeg'], magic: [0xff, 0xd8, 0xff] },
  // Both are zip archives; what is in them nobody here looks at.
  docx: { extensions: ['docx'], magic: [0x50, 0x4b, 0x03, 0x04] },
  xlsx: { extensions: ['xlsx'], magic: [0x50, 0x4b, 0x03, 0x04] },
  txt: { extensions: ['txt'], magic: undefined },
  csv: { extensions: ['csv'], magic: undefined },
}
export const FILE_EXTENSIONS: readonly string[] = FILE_TYPES.flatMap((type) => RULES[type].extensions)

/** By its extension alone; undefined: not on the list. */
export function typeByName(name: string): FileType | undefined {
  const extension = extensionOf(name)
  return FILE_TYPES.find((type) => RULES[type].extensions.includes(extension))
}

/** Whether bytes can be of the type: of `first` ones the magic, of a text that every one of them is written. */
export function fitsType(type: FileType, bytes: Uint8Array, place: 'first' | 'later'): boolean {
  const { magic } = RULES[type]
  if (!magic) return bytes.every(isWritten)
  return place === 'later' || magic.every((byte, at) => bytes[at] === byte)
}

const TAB = 0x09
const FIRST_PRINTED = 0x20
/** Line feed, form feed and carriage return; any byte above is a letter in one encoding or another. */
function isWritten(byte: number): boolean {
  return byte >= FIRST_PRINTED || byte === TAB || byte === 0x0a || byte === 0x0c || byte === 0x0d
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** A name without its extension: what whoever attached the file said of it. */
export function fileStem(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? name : name.slice(0, dot)
}

/** Bytes of UTF-8; with its extension, and a number behind it where there is one of that name, a name has at most 120, so that a path has room for the folder too. */
const MAX_STEM_BYTES = 108
/** Names that are devices on Windows, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i
/** Controls, and what turns the reading direction or is not seen at all: 「gpj.exe」 can be made to read 「exe.jpg」. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu
const FORBIDDEN = /[<>:"|?*]/g

/** A name that is safe to write on any file system and reads as what it is; cleaning it again changes nothing. */
export function cleanFileName(name: string, type: FileType): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const seen = last.normalize('NFC').replaceAll(UNSEEN, '').replaceAll(FORBIDDEN, '_').replaceAll(/\s+/gu, ' ')
  const extension = extensionOf(seen)
  const isOwn = RULES[type].extensions.includes(extension)
  const stem = trimmed(isOwn ? seen.slice(0, -extension.length - 1) : seen)
  // Shortened last: the sign before a device's name counts.
  const safe = trimmed(shortened(stem === '' ? 'file' : RESERVED.test(stem) ? `_${stem}` : stem))
  return `${safe}.${isOwn ? extension : RULES[type].extensions[0]}`
}

export function isCleanFileName(name: string, type: FileType): boolean {
  return cleanFileName(name, type) === name
}

/** Dots and blanks at an end are dropped by some file systems, and a leading dot hides a file. */
function trimmed(stem: string): string {
  return stem.replace(/^[\s.]+/u, '').replace(/[\s.]+$/u, '')
}

function utf8Length(character: string): number {
  const point = character.codePointAt(0) ?? 0
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

function shortened(stem: string): string {
  let bytes = 0
  let kept = ''
  for (const character of stem) {
    bytes += utf8Length(character)
    if (bytes > MAX_STEM_BYTES) break
    kept += character
  }
  return kept
}
