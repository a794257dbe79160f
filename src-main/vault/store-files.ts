// Names of the store's files, and the lock that lets one process alone use the store.
import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../../src-shared/base/assert'
import { createPrivateFile, exists, removeIfThere } from '../keys/private-files'
import { openSqlite } from './driver/open-sqlite'
import { StoreFault, type SqliteHandle } from './driver/sqlite-handle'

export const LOCK_FILE = 'store.lock'
const STORE_FILE = /^store-(\d{6})\.db$/
const WAITING_FILE = /^waiting-(\d{6})\.lines$/

/** One file a key generation: `store-000001.db`. */
export function storeFileName(generation: number): string {
  assert(Number.isSafeInteger(generation) && generation > 0 && generation < 1_000_000, 'a generation is 1 … 999999')
  return `store-${String(generation).padStart(6, '0')}.db`
}

export function generationOf(fileName: string): number | undefined {
  return numberIn(fileName, STORE_FILE)
}

/** Beside the store of the same generation, while lines wait for its writer: `waiting-000001.lines`. */
export function waitingFileName(generation: number): string {
  return storeFileName(generation).replace('store-', 'waiting-').replace('.db', '.lines')
}

/** Of the store file, of what SQLite lays beside it, or of its waiting lines. */
export function generationOfAny(name: string): number | undefined {
  return numberIn(name, WAITING_FILE) ?? generationOf(name.replace(/-(wal|shm|journal)$/, ''))
}

function numberIn(fileName: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(fileName)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** A generation that no file in the folder carries, so that a left-over of a broken attempt is never written over. */
export async function freeGeneration(dir: string, above: number): Promise<number> {
  const taken = (await readdir(dir)).map((name) => generationOfAny(name) ?? 0)
  return Math.max(above, ...taken) + 1
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
