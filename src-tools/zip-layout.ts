// What the signed manifest cannot see of an archive: its headers. The desk writes every package the same way (table), so the headers are
// built again from names, sizes and check sums alone and compared byte for byte; a file with one other byte was worked on.
//
//   per entry  local header · data · data descriptor        then the directory · its end, and nothing before, between or after
//   encrypted  version 5.1, method 99 with the AE-2 field (AES-256, deflate inside), no check sum of the plain content
//   plain      version 2.0, deflate                          both: 1980-01-01, mode 0644, no comment, no disk, no Zip64
import { Buffer } from 'node:buffer'
import type { FileEntry } from '@zip.js/zip.js'
import type { FileReader } from './file-reader'

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
const AES_FIELD = Buffer.from('0199070002004145030800', 'hex')

interface Member {
  readonly name: Buffer
  readonly extra: Buffer
  readonly version: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressedSize: number
  readonly size: number
}

export async function hasOurLayout(entries: readonly FileEntry[], file: FileReader): Promise<boolean> {
  let at = 0
  const directory: Buffer[] = []
  for (const entry of entries) {
    const member = memberOf(entry)
    const header = localHeader(member)
    const descriptor = numbers([DATA_DESCRIPTOR, 4], [member.crc, 4], [member.compressedSize, 4], [member.size, 4])
    const dataEnd = at + header.length + member.compressedSize
    if (!(await holds(file, at, header)) || !(await holds(file, dataEnd, descriptor))) return false
    directory.push(directoryHeader(member, at))
    at = dataEnd + descriptor.length
  }
  const listed = Buffer.concat(directory)
  const end = numbers([DIRECTORY_END, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [listed.length, 4], [at, 4], [0, 2])
  const rest = Buffer.concat([listed, end])
  return file.size === at + rest.length && holds(file, at, rest)
}

function memberOf(entry: FileEntry): Member {
  const name = Buffer.from(entry.filename, 'utf8')
  const unicode = name.length === entry.filename.length ? 0 : FLAG.utf8
  const sizes = { compressedSize: entry.compressedSize, size: entry.uncompressedSize }
  if (entry.encrypted) return { ...sizes, name, extra: AES_FIELD, version: 51, flags: FLAG.encrypted | FLAG.descriptor | unicode, method: 99, crc: 0 }
  return { ...sizes, name, extra: Buffer.alloc(0), version: 20, flags: FLAG.descriptor | unicode, method: 8, crc: entry.crc32 ?? 0 }
}

/** Sum and sizes follow behind the data. */
function localHeader({ name, extra, version, flags, method }: Member): Buffer {
  const head = numbers([LOCAL_HEADER, 4], [version, 2], [flags, 2], [method, 2], [0, 2], [DATE_1980_01_01, 2], [0, 4], [0, 4], [0, 4], [name.length, 2], [extra.length, 2])
  return Buffer.concat([head, name, extra])
}

function directoryHeader(member: Member, offset: number): Buffer {
  const { name, extra } = member
  const head = numbers(
    [DIRECTORY_HEADER, 4], [MADE_BY_UNIX, 2], [member.version, 2], [member.flags, 2], [member.method, 2], [0, 2], [DATE_1980_01_01, 2],
    [member.crc, 4], [member.compressedSize, 4], [member.size, 4], [name.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [REGULAR_FILE_0644, 4], [offset, 4],
  )
  return Buffer.concat([head, name, extra])
}

/** Little-endian numbers, each with its width in bytes; one that does not fit has no place in a package of ours. */
function numbers(...fields: readonly (readonly [value: number, width: 2 | 4])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, width]) => sum + width, 0))
  let at = 0
  for (const [value, width] of fields) at = bytes.writeUIntLE(value, at, width)
  return bytes
}

async function holds(file: FileReader, at: number, expected: Buffer): Promise<boolean> {
  if (at + expected.length > file.size) return false
  return expected.equals(await file.readUint8Array(at, expected.length))
}
