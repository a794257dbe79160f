// Opens the encrypted store by the recipe and hands out its readers, its one writer, and the moments when nobody may use it.
//
// Order, and why: lock → is the file there, ours, encrypted → key and settings read back → version (nothing written to a newer store)
// → checkpoint (a check before it gives false alarms after a torn write, measured) → quick_check → migrations → readers.
import { stat, open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { assert, must } from '../../src-shared/base/assert'
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import { createPrivateFile, exists, mustBePrivateFile, syncFolder } from '../keys/private-files'
import type { Secret } from '../keys/secret'
import { HandlePool } from './handle-pool'
import { PoolDialect } from './kysely-dialect'
import { MIGRATIONS } from './migrations/all'
import type { Migration } from './migrations/migration'
import { checkVersion, migrate } from './migrator'
import { applyRecipe, assertEngine, PAGE_BYTES } from './open-recipe'
import { anyPageOpens } from './page-reader'
import type { VaultSchema } from './schema'
import { openSqlite, StoreFault, type SqliteHandle } from './sqlite-driver'
import { freeBytes, generationOf, takeStoreLock, type StoreLock } from './store-files'
import { asReader, createTransaction, type Reader, type Tx } from './transaction'

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
}

/** The store while nobody else can read or write. */
export interface ExclusiveStore {
  readonly writer: SqliteHandle
  readonly dir: string
  readonly fileName: string
  /** Closes the present file and goes on with another one; everything that waits then runs on that. */
  switchTo(fileName: string, key: Secret): Promise<void>
}

export interface Vault {
  readonly reader: Reader
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Brings the WAL into the file and cuts it to nothing; waits for running reads where it must. */
  checkpoint(): Promise<void>
  /** Waits for running work, holds everything that comes later, and runs alone. */
  exclusively<T>(work: (store: ExclusiveStore) => Promise<T>): Promise<T>
  close(): Promise<void>
  /** Number of the key generation, counted from 1. */
  readonly generation: number
  /** Full path of the store file. */
  readonly file: string
  /** Ends running reads with SQLITE_INTERRUPT (a search that took too long). */
  interruptReads(): void
}

/** Two: a long read beside a search. More would take threads from the file system (libuv has four). */
const READERS = 2
const PLAINTEXT_MAGIC = 'SQLite format 3\0'
/** Below this a full disk is the likely cause of an I/O error: SQLite cannot even make its -shm file. */
const NO_SPACE_BYTES = 1_048_576

interface Opened {
  readonly writer: SqliteHandle
  readonly readers: readonly SqliteHandle[]
}

/** Checks busy=0: SQLite reports a checkpoint that a reader kept from finishing as a row, not as an error. */
export async function checkpointTruncate(handle: SqliteHandle): Promise<'done' | 'busy'> {
  const [row] = await handle.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return Number(must(row, 'checkpoint row')['busy']) === 0 ? 'done' : 'busy'
}

async function fileLooksEncrypted(path: string): Promise<boolean> {
  const { size } = await stat(path)
  if (size < PAGE_BYTES || size % PAGE_BYTES !== 0) return false
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

/** One handle set on one file; the caller holds the lock. */
async function openHandles(path: string, input: OpenVaultInput): Promise<Result<Opened, 'store-newer' | 'store-damaged'>> {
  const migrations = input.migrations ?? MIGRATIONS
  const writer = await openSqlite(path, 'read-write')
  try {
    await applyRecipe(writer, input.key, 'write')
    await assertEngine(writer)
    const version = await checkVersion(writer, migrations)
    if (version.ok) {
      assert((await checkpointTruncate(writer)) === 'done', 'no reader holds the WAL before the store is open')
      const rows = await writer.all('PRAGMA quick_check(1)')
      if (rows[0]?.['quick_check'] === 'ok') {
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

function buildVault(opened: Opened, input: OpenVaultInput, lock: StoreLock): Vault {
  const { dir, clock } = input
  let fileName = input.fileName
  const writers = new HandlePool([opened.writer])
  const readers = new HandlePool(opened.readers)
  const writerDb = new Kysely<VaultSchema>({ dialect: new PoolDialect(writers) })
  const readerDb = new Kysely<VaultSchema>({ dialect: new PoolDialect(readers) })
  let turn: Promise<unknown> = Promise.resolve()

  const closeAll = async (handles: readonly SqliteHandle[]): Promise<void> => {
    for (const handle of handles) await handle.close()
  }

  const runAlone = async <T>(work: (store: ExclusiveStore) => Promise<T>): Promise<T> => {
    let writing = await writers.drain()
    let reading = await readers.drain()
    const switchTo = async (next: string, key: Secret): Promise<void> => {
      const now = await openHandles(join(dir, next), { ...input, fileName: next, key, clock })
      assert(now.ok, 'a copy that was checked opens')
      // Readers first: the last connection to close is the one that may checkpoint and remove the WAL.
      await closeAll([...reading, ...writing])
      writing = [now.value.writer]
      reading = now.value.readers
      fileName = next
    }
    try {
      return await work({ writer: must(writing[0], 'writer'), dir, fileName, switchTo })
    } finally {
      readers.refill(reading)
      writers.refill(writing)
    }
  }
  /** One at a time, in the order asked for: two drains at once would wait for each other. */
  const exclusively = <T>(work: (store: ExclusiveStore) => Promise<T>): Promise<T> => {
    const mine = turn.then(() => runAlone(work))
    turn = mine.catch(() => undefined)
    return mine
  }

  return {
    reader: asReader(readerDb),
    transaction: createTransaction(writerDb),
    exclusively,
    checkpoint: async () => {
      const writer = await writers.acquire()
      const outcome = await checkpointTruncate(writer).finally(() => {
        writers.release(writer)
      })
      if (outcome === 'busy') await exclusively(async (store) => assert((await checkpointTruncate(store.writer)) === 'done', 'a checkpoint without readers ends'))
    },
    close: async () => {
      const ended = new Error('the store is closed')
      await exclusively(async () => {
        readers.end(ended)
        writers.end(ended)
        await Promise.resolve()
      })
      await closeAll([...readers.handles(), ...writers.handles()])
      await lock.release()
    },
    get generation() {
      return must(generationOf(fileName), 'generation')
    },
    get file() {
      return join(dir, fileName)
    },
    interruptReads: () => {
      readers.interrupt()
    },
  }
}

export async function openVault(input: OpenVaultInput): Promise<Result<Vault, OpenError>> {
  assert(generationOf(input.fileName) !== undefined, 'a store file is named by its generation')
  const path = join(input.dir, input.fileName)
  const lock = await takeStoreLock(input.dir)
  if (lock === 'store-busy') return err('store-busy')
  try {
    const fault = await prepareFile(path, input)
    const opened = fault === undefined ? await openHandles(path, input) : err(fault)
    if (opened.ok) return ok(buildVault(opened.value, input, lock))
    await lock.release()
    return opened
  } catch (error) {
    await lock.release()
    return err(await openErrorOf(error, path, input.dir, input.key))
  }
}
