// What the signed manifest cannot see of an archive: its headers. The desk writes every package the same way (table), so the headers are
// built again from names, sizes and check sums alone and compared byte for byte; a file with one other byte was worked on.
//
//   per entry  local header · data · data descriptor        then the directory · its end, and nothing before, between or after
//   encrypted  version 5.1, method 99 with the AE-2 field (AES-256, deflate inside), no check sum of the plain content
//   plain      version 2.0, deflate                          both: 1980-01-01, mode 0644, no comment, no disk, no Zip64
import { assert } from '../../base/assert'
import { fromUtf8, utf8 } from '../canonical'
import { joinBytes, sameBytes, type ByteSource } from './bytes'

/** APPNOTE 4.3 and the WinZip AES specification; field widths in brackets. */
export const LOCAL_HEADER = 0x04034b50
const DATA_DESCRIPTOR = 0x08074b50
export const DIRECTORY_HEADER = 0x02014b50
export const DIRECTORY_END = 0x06054b50
export const FLAG = { encrypted: 0x1, descriptor: 0x8, utf8: 0x800 } as const
export const MADE_BY_UNIX = 0x0300
export const REGULAR_FILE_0644 = 0x81a40000
export const DATE_1980_01_01 = 0x21
/** Header 0x9901, 7 bytes: AE-2, vendor "AE", strength 3 (256 bit), real method 8. */
const AES_FIELD = Uint8Array.of(0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 8, 0)

export interface Member {
  readonly name: string
  readonly encrypted: boolean
  /** Of the plain content; 0 where that is encrypted. */
  readonly crc: number
  /** As it lies in the file, seal included. */
  readonly compressedSize: number
  readonly size: number
  /** Where its data begin, in a file of our layout. */
  readonly dataAt: number
}

const LOCAL_BYTES = 30
const DESCRIPTOR_BYTES = 16
const CENTRAL_BYTES = 46
const END_BYTES = 22
/** What a directory of ours takes at most, with room: names are short, and there are at most forty. */
const MAX_DIRECTORY_BYTES = 16_384

/**
 * What the directory says, or undefined where the file has none that we could have written. Its end is looked at first and its length judged by that:
 * whoever reads a directory of a stranger's takes as much memory as the stranger likes.
 */
export async function readDirectory(file: ByteSource): Promise<readonly Member[] | undefined> {
  if (file.size < END_BYTES) return undefined
  const end = viewOf(await file.read(file.size - END_BYTES, END_BYTES))
  const [length, start] = [end.getUint32(12, true), end.getUint32(16, true)]
  if (end.getUint32(0, true) !== DIRECTORY_END || length > MAX_DIRECTORY_BYTES || start + length + END_BYTES !== file.size) return undefined
  return membersOf(await file.read(start, length))
}

function membersOf(directory: Uint8Array): readonly Member[] | undefined {
  const members: Member[] = []
  const view = viewOf(directory)
  let place = 0
  for (let at = 0; at < directory.length; ) {
    if (at + CENTRAL_BYTES > directory.length || view.getUint32(at, true) !== DIRECTORY_HEADER) return undefined
    const [nameLength, extraLength, commentLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)]
    const next = at + CENTRAL_BYTES + nameLength + extraLength + commentLength
    const name = next > directory.length ? undefined : fromUtf8(directory.slice(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength))
    if (name === undefined) return undefined
    const encrypted = (view.getUint16(at + 8, true) & FLAG.encrypted) !== 0
    const dataAt = place + LOCAL_BYTES + nameLength + (encrypted ? AES_FIELD.length : 0)
    const compressedSize = view.getUint32(at + 20, true)
    members.push({ name, encrypted, crc: view.getUint32(at + 16, true), compressedSize, size: view.getUint32(at + 24, true), dataAt })
    place = dataAt + compressedSize + DESCRIPTOR_BYTES
    at = next
  }
  return members
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** Whether these members, written as we write them, are the file, but for their data. */
export async function hasOurLayout(members: readonly Member[], file: ByteSource): Promise<boolean> {
  let at = 0
  const directory: Uint8Array[] = []
  for (const member of members) {
    const head = headOf(member)
    const header = localHeader(head)
    const descriptor = numbers([DATA_DESCRIPTOR, 4], [head.crc, 4], [head.compressedSize, 4], [head.size, 4])
    const dataEnd = at + header.length + member.compressedSize
    if (!(await holds(file, at, header)) || !(await holds(file, dataEnd, descriptor))) return false
    directory.push(directoryHeader(head, at))
    at = dataEnd + descriptor.length
  }
  const listed = joinBytes(directory)
  const end = numbers([DIRECTORY_END, 4], [0, 2], [0, 2], [members.length, 2], [members.length, 2], [listed.length, 4], [at, 4], [0, 2])
  const rest = joinBytes([listed, end])
  return file.size === at + rest.length && holds(file, at, rest)
}

interface Head {
  readonly name: Uint8Array
  readonly extra: Uint8Array
  readonly version: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressedSize: number
  readonly size: number
}

function headOf({ name: given, encrypted, crc, compressedSize, size }: Member): Head {
  const name = utf8(given)
  const unicode = name.length === given.length ? 0 : FLAG.utf8
  if (encrypted) return { compressedSize, size, name, extra: AES_FIELD, version: 51, flags: FLAG.encrypted | FLAG.descriptor | unicode, method: 99, crc: 0 }
  return { compressedSize, size, name, extra: new Uint8Array(), version: 20, flags: FLAG.descriptor | unicode, method: 8, crc }
}

/** Sum and sizes follow behind the data. */
function localHeader({ name, extra, version, flags, method }: Head): Uint8Array {
  const head = numbers([LOCAL_HEADER, 4], [version, 2], [flags, 2], [method, 2], [0, 2], [DATE_1980_01_01, 2], [0, 4], [0, 4], [0, 4], [name.length, 2], [extra.length, 2])
  return joinBytes([head, name, extra])
}

function directoryHeader({ name, extra, version, flags, method, crc, compressedSize, size }: Head, offset: number): Uint8Array {
  const head = numbers(
    [DIRECTORY_HEADER, 4], [MADE_BY_UNIX, 2], [version, 2], [flags, 2], [method, 2], [0, 2], [DATE_1980_01_01, 2],
    [crc, 4], [compressedSize, 4], [size, 4], [name.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [REGULAR_FILE_0644, 4], [offset, 4],
  )
  return joinBytes([head, name, extra])
}

/** Little-endian numbers, each with its width in bytes; one that does not fit has no place in a package of ours. */
export function numbers(...fields: readonly (readonly [value: number, width: 2 | 4])[]): Uint8Array {
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

export async function isArchive(file: ByteSource): Promise<boolean> {
  if (file.size < 4) return false
  return sameBytes(await file.read(0, 4), numbers([LOCAL_HEADER, 4]))
}

async function holds(file: ByteSource, at: number, expected: Uint8Array): Promise<boolean> {
  if (at + expected.length > file.size) return false
  return sameBytes(expected, await file.read(at, expected.length))
}
