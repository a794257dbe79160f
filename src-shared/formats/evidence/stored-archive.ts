// The archive of an evidence bundle: ZIP without compression, the headers of which are known from names, sizes and check sums alone. So every byte of the file
// is either content, which stands under a signed hash, or a header that is built again and compared: there is nothing in between that could be another, and
// nothing that unpacks to more than it is. (A deflate stream has spare bits that no reader looks at.)
//
//   per file  local header · content        then the directory · its end, and nothing before, between or after
//   method 0, version 2.0, 1980-01-01, mode 0644, no extra field, no comment, no disk, no Zip64
import { fromUtf8, utf8 } from '../canonical'
import { joinBytes, sameBytes, type ByteSource } from './bytes'
import { DATE_1980_01_01, DIRECTORY_END, DIRECTORY_HEADER, FLAG, LOCAL_HEADER, MADE_BY_UNIX, numbers, REGULAR_FILE_0644 } from './zip-layout'

export interface StoredFile {
  readonly name: string
  readonly size: number
  readonly crc: number
}
export interface StoredMember extends StoredFile {
  /** Where its content begins, in a file of this layout. */
  readonly dataAt: number
}

const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const VERSION = 20

/** Method, time, sum and sizes stand in both kinds of header alike. */
function headOf({ name, size, crc }: StoredFile, bytes: Uint8Array): readonly (readonly [number, 2 | 4])[] {
  const unicode = bytes.length === name.length ? 0 : FLAG.utf8
  return [[VERSION, 2], [unicode, 2], [0, 2], [0, 2], [DATE_1980_01_01, 2], [crc, 4], [size, 4], [size, 4], [bytes.length, 2], [0, 2]]
}

export function storedHeader(file: StoredFile): Uint8Array {
  const name = utf8(file.name)
  return joinBytes([numbers([LOCAL_HEADER, 4], ...headOf(file, name)), name])
}

/** The directory with its end, for these files one behind the other from the beginning. */
export function storedDirectory(files: readonly StoredFile[]): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (const file of files) {
    const name = utf8(file.name)
    parts.push(numbers([DIRECTORY_HEADER, 4], [MADE_BY_UNIX, 2], ...headOf(file, name), [0, 2], [0, 2], [0, 2], [REGULAR_FILE_0644, 4], [at, 4]), name)
    at += LOCAL_BYTES + name.length + file.size
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return joinBytes([...parts, numbers([DIRECTORY_END, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [length, 4], [at, 4], [0, 2])])
}

/** What its first header names; undefined where there is none. */
export async function firstNameOf(file: ByteSource): Promise<string | undefined> {
  if (file.size < LOCAL_BYTES) return undefined
  const head = await file.read(0, LOCAL_BYTES)
  const length = viewOf(head).getUint16(26, true)
  return LOCAL_BYTES + length > file.size ? undefined : fromUtf8(await file.read(LOCAL_BYTES, length))
}

/**
 * The files that the directory names; undefined where the archive is not byte for byte the one that would be written of them, but for their content. The
 * directory's length is judged before it is read.
 */
export async function readStoredArchive(file: ByteSource, maxDirectoryBytes: number): Promise<readonly StoredMember[] | undefined> {
  if (file.size < END_BYTES) return undefined
  const end = viewOf(await file.read(file.size - END_BYTES, END_BYTES))
  const [length, start] = [end.getUint32(12, true), end.getUint32(16, true)]
  if (end.getUint32(0, true) !== DIRECTORY_END || length > maxDirectoryBytes || start + length + END_BYTES !== file.size) return undefined
  const directory = await file.read(start, length + END_BYTES)
  const members = membersOf(directory.subarray(0, length))
  if (!members || members.length > 0xffff || !sameBytes(directory, storedDirectory(members))) return undefined
  for (const member of members) {
    const header = storedHeader(member)
    const at = member.dataAt - header.length
    if (member.dataAt + member.size > start || !sameBytes(header, await file.read(at, header.length))) return undefined
  }
  const last = members.at(-1)
  return start === (last ? last.dataAt + last.size : 0) ? members : undefined
}

function membersOf(directory: Uint8Array): readonly StoredMember[] | undefined {
  const members: StoredMember[] = []
  const view = viewOf(directory)
  let place = 0
  for (let at = 0; at < directory.length; ) {
    if (at + CENTRAL_BYTES > directory.length) return undefined
    const nameLength = view.getUint16(at + 28, true)
    const next = at + CENTRAL_BYTES + nameLength
    const name = next > directory.length ? undefined : fromUtf8(directory.slice(at + CENTRAL_BYTES, next))
    if (name === undefined) return undefined
    const [crc, size] = [view.getUint32(at + 16, true), view.getUint32(at + 24, true)]
    const dataAt = place + LOCAL_BYTES + nameLength
    // Beyond four bytes of an offset nothing of ours lies.
    if (dataAt + size > 0xffff_ffff) return undefined
    members.push({ name, size, crc, dataAt })
    place = dataAt + size
    at = next
  }
  return members
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
