// What the signed manifest cannot see of an archive: its headers. The desk writes every package the same way (table), so the headers are
// built again from names, sizes and check sums alone and compared byte for byte; a file with one other byte was worked on.
//
//   per entry  local header · data · data descriptor        then the directory · its end, and nothing before, between or after
//   encrypted  version 5.1, method 99 with the AE-2 field (AES-256, deflate inside), no check sum of the plain content
//   plain      version 2.0, deflate                          both: 1980-01-01, mode 0644, no comment, no disk, no Zip64
import type { FileEntry } from '@zip.js/zip.js'
import { assert } from '../../base/assert'
import { utf8 } from '../canonical'
import { joinBytes, sameBytes, type ByteSource } from './bytes'

/** APPNOTE 4.3 and the WinZip AES specification; field widths in brackets. */
const LOCAL_HEADER = 0x04034b50
const DATA_DESCRIPTOR = 0x08074b50
const DIRECTORY_HEADER = 0x02014b50
const DIRECTORY_END = 0x06054b50
const FLAG = { encrypted: 0x1, descriptor: 0x8, utf8: 0x800 } as const
const MADE_BY_UNIX = 0x0300
const REGULAR_FILE_0644 = 0x81a40000
const DATE_1980_01_01 = 0x21
/** Header 0x9901, 7 bytes: AE-2, vendor "AE", strength 3 (256 bit), real method 8. */
const AES_FIELD = Uint8Array.of(0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 8, 0)

interface Member {
  readonly name: Uint8Array
  readonly extra: Uint8Array
  readonly version: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressedSize: number
  readonly size: number
}

export async function hasOurLayout(entries: readonly FileEntry[], file: ByteSource): Promise<boolean> {
  let at = 0
  const directory: Uint8Array[] = []
  for (const entry of entries) {
    const member = memberOf(entry)
    const header = localHeader(member)
    const descriptor = numbers([DATA_DESCRIPTOR, 4], [member.crc, 4], [member.compressedSize, 4], [member.size, 4])
    const dataEnd = at + header.length + member.compressedSize
    if (!(await holds(file, at, header)) || !(await holds(file, dataEnd, descriptor))) return false
    directory.push(directoryHeader(member, at))
    at = dataEnd + descriptor.length
  }
  const listed = joinBytes(directory)
  const end = numbers([DIRECTORY_END, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [listed.length, 4], [at, 4], [0, 2])
  const rest = joinBytes([listed, end])
  return file.size === at + rest.length && holds(file, at, rest)
}

function memberOf(entry: FileEntry): Member {
  const name = utf8(entry.filename)
  const unicode = name.length === entry.filename.length ? 0 : FLAG.utf8
  const sizes = { compressedSize: entry.compressedSize, size: entry.uncompressedSize }
  if (entry.encrypted) return { ...sizes, name, extra: AES_FIELD, version: 51, flags: FLAG.encrypted | FLAG.descriptor | unicode, method: 99, crc: 0 }
  return { ...sizes, name, extra: new Uint8Array(), version: 20, flags: FLAG.descriptor | unicode, method: 8, crc: entry.crc32 ?? 0 }
}

/** Sum and sizes follow behind the data. */
function localHeader({ name, extra, version, flags, method }: Member): Uint8Array {
  const head = numbers([LOCAL_HEADER, 4], [version, 2], [flags, 2], [method, 2], [0, 2], [DATE_1980_01_01, 2], [0, 4], [0, 4], [0, 4], [name.length, 2], [extra.length, 2])
  return joinBytes([head, name, extra])
}

function directoryHeader(member: Member, offset: number): Uint8Array {
  const { name, extra } = member
  const head = numbers(
    [DIRECTORY_HEADER, 4], [MADE_BY_UNIX, 2], [member.version, 2], [member.flags, 2], [member.method, 2], [0, 2], [DATE_1980_01_01, 2],
    [member.crc, 4], [member.compressedSize, 4], [member.size, 4], [name.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [REGULAR_FILE_0644, 4], [offset, 4],
  )
  return joinBytes([head, name, extra])
}

/** Little-endian numbers, each with its width in bytes; one that does not fit has no place in a package of ours. */
function numbers(...fields: readonly (readonly [value: number, width: 2 | 4])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [, width]) => sum + width, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [value, width] of fields) {
    assert(value < 2 ** (8 * width), 'a field of a header holds its number')
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += width
  }
  return bytes
}

/** What a directory of ours takes at most, with room: names are short, and there are at most forty. */
const MAX_DIRECTORY_BYTES = 16_384
const END_BYTES = 22

/**
 * Whether the end of the file is one that we write, with a directory that is short: looked at first, since whoever reads a directory of a stranger's
 * takes as much memory as the stranger likes.
 */
export async function hasShortDirectory(file: ByteSource): Promise<boolean> {
  if (file.size < END_BYTES) return false
  const end = await file.read(file.size - END_BYTES, END_BYTES)
  const view = new DataView(end.buffer, end.byteOffset, END_BYTES)
  const length = view.getUint32(12, true)
  return view.getUint32(0, true) === DIRECTORY_END && length <= MAX_DIRECTORY_BYTES && view.getUint32(16, true) + length + END_BYTES === file.size
}

export async function isArchive(file: ByteSource): Promise<boolean> {
  if (file.size < 4) return false
  return sameBytes(await file.read(0, 4), numbers([LOCAL_HEADER, 4]))
}

async function holds(file: ByteSource, at: number, expected: Uint8Array): Promise<boolean> {
  if (at + expected.length > file.size) return false
  return sameBytes(expected, await file.read(at, expected.length))
}
