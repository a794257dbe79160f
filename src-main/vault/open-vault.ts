// Opens the encrypted store by the recipe, or says in one word why not.
//
// Order, and why: lock → is the file there, ours, encrypted → key and settings read back → version (nothing written to a newer store)
// → checkpoint (a check before it gives false alarms after a torn write, measured) → quick_check, unless it may be read later (store-check.ts) → migrations → readers.
import { stat, open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../../src-shared/base/assert'
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import { createPrivateFile, exists, mustBePrivateFile, syncFolder } from '../keys/private-files'
import type { Secret } from '../keys/secret'
import { MIGRATIONS } from './migrations/all'
import type { Migration } from './migrations/migration'
import { checkVersion, migrate } from './migrator'
import { openSqlite } from './driver/open-sqlite'
import { PAGE_BYTES, StoreFault, type SqliteHandle } from './driver/sqlite-handle'
import { applyRecipe, assertEngine } from './open-recipe'
import { isOfIndex, markLost, sqlOfHandle } from './lost-index'
import { anyPageOpens } from './page-reader'
import { areTablesWhole, mayBeReadLater, noteStoreCheck, READ_AT_OPENING_BYTES } from './store-check'
import { freeBytes, generationOf, takeStoreLock, type StoreLock } from './store-files'
import { checkpointTruncate, StoreVault, waitingFileOf, type StoreHandles, type Vault } from './vault'
import { WaitingLines } from './waiting-lines'

/** Part of what `openVault` answers. */
export type { Vault } from './vault'

export type OpenError = 'store-damaged' | 'store-newer' | 'store-busy' | 'store-missing' | 'wrong-key' | 'disk-full'

export interface OpenVaultInput {
  readonly dir: string
  readonly fileName: string
  /** 48 bytes: key and salt (keys/key-slots.ts `storeKey`). Lent: the vault neither keeps nor purges it. */
  readonly key: Secret
  readonly mode: 'create' | 'open'
  readonly clock: Clock
  /** Tests only: an older app, or a store that an older app left. */
  readonly migrations?: readonly Migration[]
  /** Tests only: a store that counts as large. */
  readonly readAtOpeningBytes?: number
}

/** Two: a long read beside a search. More would take threads from the file system (libuv has four). */
const READERS = 2
const PLAINTEXT_MAGIC = 'SQLite format 3\0'
/** Below this a full disk is the likely cause of an I/O error: SQLite cannot even make its -shm file. */
const NO_SPACE_BYTES = 1_048_576

/** A checkpoint that was cut off while it made the file longer leaves half a page at its end, and the log still has the whole one: what the log says is then read first. */
async function mayBeMended(path: string): Promise<boolean> {
  const log = `${path}-wal`
  return (await exists(log)) && (await stat(log)).size > 0
}

async function fileLooksEncrypted(path: string): Promise<boolean> {
  const { size } = await stat(path)
  if (size < PAGE_BYTES) return false
  if (size % PAGE_BYTES !== 0 && !(await mayBeMended(path))) return false
  const file = await openFile(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.toString('latin1') !== PLAINTEXT_MAGIC
  } finally {
    await file.close()
  }
}

async function openErrorOf(error: unknown, path: string, dir: string, key: Secret): Promise<OpenError> {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 'disk-full'
  if (!(error instanceof StoreFault)) throw error
  if (error.code === 'SQLITE_FULL') return 'disk-full'
  if (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED') return 'store-busy'
  if (error.code === 'SQLITE_CORRUPT') return 'store-damaged'
  if (error.code === 'SQLITE_NOTADB') return (await anyPageOpens(path, key)) ? 'store-damaged' : 'wrong-key'
  if (error.code === 'SQLITE_IOERR' || error.code === 'SQLITE_CANTOPEN') return (await freeBytes(dir)) < NO_SPACE_BYTES ? 'disk-full' : 'store-damaged'
  throw error
}

async function openReaders(path: string, key: Secret): Promise<readonly SqliteHandle[]> {
  const readers: SqliteHandle[] = []
  try {
    for (let at = 0; at < READERS; at++) {
      const reader = await openSqlite(path, 'read-only')
      readers.push(reader)
      await applyRecipe(reader, key, 'read')
    }
  } catch (error) {
    for (const reader of readers) await reader.close()
    throw error
  }
  return readers
}

/** A lost search index is no damage: everything in it stands in the other tables, and it is made anew (lost-index.ts). */
async function isWhole(writer: SqliteHandle): Promise<boolean> {
  try {
    const complaint = (await writer.all('PRAGMA quick_check(1)'))[0]?.['quick_check']
    if (complaint === 'ok') return true
    if (!isOfIndex(complaint)) return false
  } catch (error) {
    // An index that cannot even be opened keeps the check from beginning: the other tables are then asked about one by one.
    if (!(error instanceof StoreFault) || error.code !== 'SQLITE_ERROR') throw error
    if (!(await areTablesWhole(sqlOfHandle(writer)))) return false
  }
  await markLost(sqlOfHandle(writer))
  return true
}

/** Whether somebody has read all of a file: a copy that a purge has just checked, more strictly than an opening does; or a large store that was right when it was last read. */
type Known = 'checked' | 'unchecked'

/** One handle set on one file; the caller holds the lock. */
async function openHandles(path: string, input: OpenVaultInput, known: Known): Promise<Result<StoreHandles, 'store-newer' | 'store-damaged'>> {
  const migrations = input.migrations ?? MIGRATIONS
  const writer = await openSqlite(path, 'read-write')
  try {
    await applyRecipe(writer, input.key, 'write')
    await assertEngine(writer)
    const version = await checkVersion(writer, migrations)
    if (version.ok) {
      assert((await checkpointTruncate(writer)) === 'done', 'no reader holds the WAL before the store is open')
      if (known === 'checked' || (await isWhole(writer))) {
        await migrate(writer, migrations, input.clock)
        return ok({ writer, readers: await openReaders(path, input.key) })
      }
    }
    await writer.close()
    return err(version.ok ? 'store-damaged' : version.error)
  } catch (error) {
    await writer.close()
    throw error
  }
}

async function prepareFile(path: string, input: OpenVaultInput): Promise<OpenError | undefined> {
  if (input.mode === 'create') {
    // Never over an existing file, whatever it is: the caller picks a free generation.
    await createPrivateFile(path)
    await syncFolder(input.dir)
    return undefined
  }
  if (!(await exists(path))) return 'store-missing'
  await mustBePrivateFile(path)
  return (await fileLooksEncrypted(path)) ? undefined : 'store-damaged'
}

async function reopen(fileName: string, key: Secret, input: OpenVaultInput): Promise<StoreHandles> {
  const handles = await openHandles(join(input.dir, fileName), { ...input, fileName, key, mode: 'open' }, 'checked')
  assert(handles.ok, 'a copy that was checked opens')
  return handles.value
}

async function withWaiting(input: OpenVaultInput, handles: StoreHandles, lock: StoreLock): Promise<Vault> {
  const { dir, fileName } = input
  const waiting = new WaitingLines(waitingFileOf(dir, fileName, input.key))
  try {
    await waiting.read()
  } catch (error) {
    await waiting.end(new Error('the store is closed'))
    for (const handle of [...handles.readers, handles.writer]) await handle.close()
    throw error
  }
  return new StoreVault({ dir, fileName, handles, waiting, lock, reopen: (next, key) => reopen(next, key, input) })
}

export async function openVault(input: OpenVaultInput): Promise<Result<Vault, OpenError>> {
  assert(generationOf(input.fileName) !== undefined, 'a store file is named by its generation')
  const path = join(input.dir, input.fileName)
  const lock = await takeStoreLock(input.dir)
  if (lock === 'store-busy') return err('store-busy')
  try {
    const fault = await prepareFile(path, input)
    const known = fault === undefined && input.mode === 'open' && (await mayBeReadLater(input.dir, path, input.readAtOpeningBytes ?? READ_AT_OPENING_BYTES)) ? 'checked' : 'unchecked'
    const opened = fault === undefined ? await openHandles(path, input, known) : err(fault)
    if (opened.ok && input.mode === 'open' && known === 'unchecked') await noteStoreCheck(input.dir, 'whole', input.clock.now())
    if (opened.ok) return ok(await withWaiting(input, opened.value, lock))
    await lock.release()
    return opened
  } catch (error) {
    await lock.release()
    return err(await openErrorOf(error, path, input.dir, input.key))
  }
}
