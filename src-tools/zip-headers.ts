// What the signed manifest cannot see of an archive: the headers of its entries. Every package is written the same way, so headers that
// are not all alike, or a local header that says something else than the directory, mean that somebody worked on the file.
import type { FileEntry } from '@zip.js/zip.js'
import { PACKAGE_ENTRY_TIME } from '../src-shared/formats/package'
import type { FileReader } from './file-reader'

/** Offsets in a local file header (APPNOTE 4.3.7). */
const LOCAL = { size: 30, version: 4, time: 10, name: 26, extra: 28 } as const

export async function hasUniformHeaders(entries: readonly FileEntry[], file: FileReader): Promise<boolean> {
  const first = entries[0]
  if (!first) return false
  const time = dosTime(PACKAGE_ENTRY_TIME)
  for (const entry of entries) {
    if (Number(entry.rawLastModDate) !== time || entry.comment !== '') return false
    if (headerKey(entry) !== headerKey(entries.find((one) => one.encrypted === entry.encrypted) ?? first)) return false
    if (!(await localHeaderAgrees(entry, file))) return false
  }
  return true
}

/** All of a directory entry that does not depend on its name and content. */
function headerKey(entry: FileEntry): string {
  return [entry.version, entry.versionMadeBy, entry.internalFileAttributes, entry.externalFileAttributes, entry.compressionMethod, entry.zip64, hexOf(entry.rawExtraField)].join(' ')
}

async function localHeaderAgrees(entry: FileEntry, file: FileReader): Promise<boolean> {
  const bytes = await file.readUint8Array(entry.offset, LOCAL.size)
  if (bytes.length < LOCAL.size) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint16(LOCAL.version, true) !== entry.version) return false
  if (view.getUint32(LOCAL.time, true) !== Number(entry.rawLastModDate)) return false
  const extra = await file.readUint8Array(entry.offset + LOCAL.size + view.getUint16(LOCAL.name, true), view.getUint16(LOCAL.extra, true))
  return hexOf(extra) === hexOf(entry.rawExtraField)
}

/** MS-DOS date and time as a ZIP header holds them, date in the upper half. */
function dosTime(iso: string): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = iso.split(/[-T:]/).map(Number)
  return (((year - 1980) << 25) | (month << 21) | (day << 16) | (hour << 11) | (minute << 5) | (second >> 1)) >>> 0
}

function hexOf(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString('hex') : ''
}
