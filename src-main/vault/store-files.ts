// Names, modes and durable writes of the files in the profile folder, and the lock that lets one process alone use the store.
import { chmod, lstat, open, readdir, rename, statfs, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assert } from '../../src-shared/base/assert'
import { openSqlite, StoreFault, type SqliteHandle } from './sqlite-driver'

export const LOCK_FILE = 'store.lock'
const STORE_FILE = /^store-(\d{6})\.db$/

/** One file a key generation: `store-000001.db`. */
export function storeFileName(generation: number): string {
  assert(Number.isSafeInteger(generation) && generation > 0 && generation < 1_000_000, 'a generation is 1 … 999999')
  return `store-${String(generation).padStart(6, '0')}.db`
}

export function generationOf(fileName: string): number | undefined {
  const digits = STORE_FILE.exec(fileName)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** A generation that no file in the folder carries, so that a left-over of a broken attempt is never written over. */
export async function freeGeneration(dir: string, above: number): Promise<number> {
  const taken = (await readdir(dir)).map((name) => generationOf(name.replace(/-(wal|shm|journal)$/, '')) ?? 0)
  return Math.max(above, ...taken) + 1
}

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

/** Old or new, never half: temporary file, fsync, rename, fsync of the folder. */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
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
  await syncFolder(dirname(path))
}

export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

export async function removeStoreFile(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await removeIfThere(path + suffix)
}

/** Bytes an ordinary user may still write on the disk that holds `dir`. */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

export interface StoreLock {
  release(): Promise<void>
}

/**
 * `BEGIN EXCLUSIVE` on an empty SQLite file, held for life: a second process gets SQLITE_BUSY, and a killed one frees it at once.
 * Not locking_mode=EXCLUSIVE on the store itself: that locks out our own readers (measured).
 */
export async function takeStoreLock(dir: string): Promise<StoreLock | 'store-busy'> {
  let handle: SqliteHandle | undefined
  try {
    const path = join(dir, LOCK_FILE)
    if (!(await exists(path))) await createPrivateFile(path)
    handle = await openSqlite(path, 'read-write')
    await handle.exec('BEGIN EXCLUSIVE')
    const held = handle
    return { release: () => held.close() }
  } catch (error) {
    await handle?.close()
    const raced = (error as NodeJS.ErrnoException).code === 'EEXIST'
    if (raced || (error instanceof StoreFault && error.code === 'SQLITE_BUSY')) return 'store-busy'
    throw error
  }
}
