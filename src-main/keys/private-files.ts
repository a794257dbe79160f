// Files that are ours alone (0600, never a link) and writes that survive a power cut: for keys and the store's own files.
import { chmod, lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assert } from '../../src-shared/base/assert'

/** SQLite gives -wal and -shm the mode of the main file, so an empty 0600 file first makes all three private, whatever the umask. */
export async function createPrivateFile(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  await file.chmod(0o600)
  await file.close()
}

/** A link is refused: it may lead out of the profile. A mode wider than ours is narrowed. */
export async function mustBePrivateFile(path: string): Promise<void> {
  const stat = await lstat(path)
  assert(stat.isFile(), 'a store file is a plain file')
  if ((stat.mode & 0o077) !== 0) await chmod(path, 0o600)
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Makes names that were created, renamed or removed in the folder survive a power cut. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return // a folder cannot be opened there; NTFS journals the names
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Old or new, never half: temporary file, fsync, rename, fsync of the folder. `onRenamed` tells a failure before the rename (the old file
 * stands) from one after it (the new one stands, though a power cut may yet undo it).
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string, onRenamed?: () => void): Promise<void> {
  const temporary = `${path}.tmp`
  await removeIfThere(temporary)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  onRenamed?.()
  await syncFolder(dirname(path))
}

export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** A disk that is nearly full takes a part and says so by the count alone; the next part then fails. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}
