// Looks for a package file where it was written, and destroys it there: overwritten, removed, its folder synced. What is not the very file that the
// desk wrote is left alone, whatever its name.
//
// Before its first byte is overwritten the file takes a name by which it is known again: half overwritten it has its hash no more, and the rest of it can
// still be read by whoever has the passphrase. A destruction that a kill or a failing drive cut off is ended under that name.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PackagePlace } from '../../src-shared/contract/package'
import { exists, syncFolder, writeAll } from '../keys/private-files'

type Lost = Exclude<PackagePlace, 'here' | 'destroyed'>
export interface WrittenFile {
  readonly bytes: number
  readonly sha256: string
}

/** A link is not followed: it leads to something else than we wrote. Windows has no such flag, nor links that anybody may make. */
const FOLLOW_NOTHING = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0
const PIECE_BYTES = 1 << 20

/** By size alone: a list is looked at more often than a hundred packages can be hashed. */
export async function placeOfPackage(path: string, { bytes }: WrittenFile): Promise<'here' | Lost> {
  try {
    const stat = await lstat(path)
    return stat.isFile() && stat.size === bytes ? 'here' : 'changed'
  } catch (error) {
    return lostBy(error, path)
  }
}

/** By every byte. @throws where it cannot be told */
export async function isPackageAt(path: string, written: WrittenFile): Promise<boolean> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDONLY | FOLLOW_NOTHING)
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
  return isThisFile(file, written).finally(() => file.close())
}

/**
 * Overwriting says nothing about what a flash disk keeps besides; what it keeps is encrypted, and its passphrase is nowhere. `fileId`: a random id of the
 * register, of this file alone.
 */
export async function destroyPackageFile(path: string, written: WrittenFile, fileId: string): Promise<'destroyed' | Lost> {
  const wasBegun = await endDestruction(dirname(path), fileId)
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDWR | FOLLOW_NOTHING)
  } catch (error) {
    return wasBegun ? 'destroyed' : lostBy(error, path)
  }
  try {
    if (!(await isThisFile(file, written))) return wasBegun ? 'destroyed' : 'changed'
    await rename(path, begunPath(dirname(path), fileId))
    await syncFolder(dirname(path))
    await overwrite(file, written.bytes)
  } finally {
    await file.close()
  }
  await removeBegun(dirname(path), fileId)
  return 'destroyed'
}

/** Of a file whose destruction was begun in this folder and not ended; false: there is none. */
export async function endDestruction(folder: string, fileId: string): Promise<boolean> {
  let file: FileHandle
  try {
    file = await open(begunPath(folder, fileId), constants.O_RDWR | FOLLOW_NOTHING)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
  try {
    await overwrite(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
  await removeBegun(folder, fileId)
  return true
}

/** The name of a file whose destruction was begun. */
export const begunName = (fileId: string): string => `.access-package-${fileId}.destroying`

function begunPath(folder: string, fileId: string): string {
  return join(folder, begunName(fileId))
}

async function overwrite(file: FileHandle, bytes: number): Promise<void> {
  const zeros = new Uint8Array(PIECE_BYTES)
  for (let at = 0; at < bytes; at += PIECE_BYTES) await writeAll(file, zeros.subarray(0, Math.min(PIECE_BYTES, bytes - at)), at)
  await file.sync()
}

async function removeBegun(folder: string, fileId: string): Promise<void> {
  await unlink(begunPath(folder, fileId))
  await syncFolder(folder)
}

async function isThisFile(file: FileHandle, { bytes, sha256 }: WrittenFile): Promise<boolean> {
  const stat = await file.stat()
  if (!stat.isFile() || stat.size !== bytes) return false
  const hash = createHash('sha256')
  const piece = new Uint8Array(PIECE_BYTES)
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at)
    if (bytesRead === 0) return false
    hash.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  return hash.digest('hex') === sha256
}

/** A folder that is not there was a drive or a share: what is on it may still be whole. */
async function lostBy(error: unknown, path: string): Promise<Lost> {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ELOOP' || code === 'EISDIR') return 'changed'
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return 'unreachable'
  return (await exists(dirname(path)).catch(() => false)) ? 'not-found' : 'unreachable'
}
