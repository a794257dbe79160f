// The open store: its readers, its one writer, and the moments when writes are held so that the file can be exchanged.
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { assert, must } from '../../src-shared/base/assert'
import type { Random } from '../keys/device-key'
import type { Secret } from '../keys/secret'
import { HandlePool } from './handle-pool'
import { PoolDialect } from './kysely-dialect'
import type { VaultSchema } from './schema'
import type { SqliteHandle } from './driver/sqlite-handle'
import { generationOf, waitingFileName, type StoreLock } from './store-files'
import { asReader, createTransaction, type Reader, type Tx } from './transaction'
import { WaitingFile, waitingKey } from './waiting-file'
import type { WaitingLines} from './waiting-lines';
import { type CarriedLines, type WaitingHead } from './waiting-lines'

/** The store while nobody else can write; reads go on, but for the moments that need them gone. */
export interface HeldStore {
  readonly writer: SqliteHandle
  readonly dir: string
  readonly fileName: string
  /** Brings the WAL into the file and cuts it to nothing. */
  checkpoint(): Promise<void>
  /** Lends one of the readers; whoever reads meanwhile has the others. */
  read<T>(work: (reader: SqliteHandle) => Promise<T>): Promise<T>
  /** Opens another file beside the present one, which goes on; everything that can fail about the exchange fails here. */
  openNext(fileName: string, key: Secret): Promise<NextStore>
}
/** Opened and waiting: exactly one of the two is called, once. Neither rejects. */
export interface NextStore {
  /** Brings the waiting lines along; nobody leaves one from then on until one of the two is called. */
  carryWaiting(random: Random): Promise<void>
  /** Closes the present file and goes on with the next one; whoever waits then runs on that. */
  swap(): Promise<void>
  /** Closes the next file; the present one goes on. */
  drop(): Promise<void>
}

/**
 * Never await a write inside the loop of a stream of `reader`: a checkpoint that holds the writer would wait for the stream, and the
 * stream for the write. Page by key instead; every read below a page ends by itself.
 */
export interface Vault {
  readonly reader: Reader
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Would a transaction that is asked for now have to wait for another one, or for a hold? */
  isBusy(): boolean
  /** Leaves a line beside the store: on the disk when it resolves, without the writer. Rejects, with nothing left, where it cannot be written. */
  leave(text: string, random: Random): Promise<WaitingHead>
  /** What was left and is not yet taken over. */
  readonly waiting: Pick<WaitingLines, 'list' | 'settled' | 'follow' | 'claim'>
  /** Brings the WAL into the file and cuts it to nothing; waits for running reads where it must. */
  checkpoint(): Promise<void>
  /** Waits for the running transaction and holds those that come later while `work` runs. */
  holdWrites<T>(work: (store: HeldStore) => Promise<T>): Promise<T>
  close(): Promise<void>
  /** Number of the key generation, counted from 1. */
  readonly generation: number
  /** Full path of the store file. */
  readonly file: string
  /** How many pages of the file do not have the sum that was written with them. A checkpoint meanwhile may be taken for damage. */
  brokenSeals(): Promise<number>
  /** Ends running reads with SQLITE_INTERRUPT (a search that took too long). */
  interruptReads(): void
}

/** Some ways of a vault changed, all else as the one inside has it; its generation and its file are asked for anew: a purge changes them. */
export function overVault(inner: Vault, changed: Pick<Vault, 'transaction'> & Partial<Pick<Vault, 'holdWrites' | 'leave' | 'close'>>): Vault {
  return {
    reader: inner.reader,
    isBusy: () => inner.isBusy(),
    leave: (text, random) => inner.leave(text, random),
    waiting: inner.waiting,
    checkpoint: () => inner.checkpoint(),
    holdWrites: (work) => inner.holdWrites(work),
    close: () => inner.close(),
    get generation() {
      return inner.generation
    },
    get file() {
      return inner.file
    },
    brokenSeals: () => inner.brokenSeals(),
    interruptReads: () => inner.interruptReads(),
    ...changed,
  }
}

export interface StoreHandles {
  readonly writer: SqliteHandle
  readonly readers: readonly SqliteHandle[]
}
export interface OpenedStore {
  readonly dir: string
  readonly fileName: string
  readonly handles: StoreHandles
  readonly waiting: WaitingLines
  readonly lock: StoreLock
  /** Opens another file of the same folder by the recipe. */
  readonly reopen: (fileName: string, key: Secret) => Promise<StoreHandles>
}

/** Checks busy=0: SQLite reports a checkpoint that a reader kept from finishing as a row, not as an error. */
export async function checkpointTruncate(handle: SqliteHandle): Promise<'done' | 'busy'> {
  const [row] = await handle.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return Number(must(row, 'checkpoint row')['busy']) === 0 ? 'done' : 'busy'
}

async function closeAll(handles: readonly SqliteHandle[]): Promise<void> {
  for (const handle of handles) await handle.close()
}

/** Of files that are let go: a handle that does not close ends with the process and keeps nobody from going on. */
async function closeUnused(handles: readonly SqliteHandle[]): Promise<void> {
  for (const handle of handles) await handle.close().catch(() => undefined)
}

/** Of the store file beside it; the key is lent. */
export function waitingFileOf(dir: string, fileName: string, key: Secret): WaitingFile {
  return new WaitingFile(join(dir, waitingFileName(must(generationOf(fileName), 'generation'))), waitingKey(key))
}

export class StoreVault implements Vault {
  readonly reader: Reader
  readonly waiting: WaitingLines
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly #store: OpenedStore
  readonly #writers: HandlePool
  readonly #readers: HandlePool
  #fileName: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: OpenedStore) {
    this.#store = store
    this.#fileName = store.fileName
    this.waiting = store.waiting
    this.#writers = new HandlePool([store.handles.writer])
    this.#readers = new HandlePool(store.handles.readers)
    this.reader = asReader(new Kysely<VaultSchema>({ dialect: new PoolDialect(this.#readers) }))
    this.transaction = createTransaction(new Kysely<VaultSchema>({ dialect: new PoolDialect(this.#writers) }))
  }

  get generation(): number {
    return must(generationOf(this.#fileName), 'generation')
  }

  get file(): string {
    return join(this.#store.dir, this.#fileName)
  }

  isBusy(): boolean {
    return this.#writers.isBusy()
  }

  leave(text: string, random: Random): Promise<WaitingHead> {
    return this.waiting.leave(text, random)
  }

  checkpoint(): Promise<void> {
    return this.holdWrites((store) => store.checkpoint())
  }

  /** One at a time, in the order asked for: two drains at once would wait for each other. */
  holdWrites<T>(work: (store: HeldStore) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => this.#runHeld(work))
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async close(): Promise<void> {
    const ended = new Error('the store is closed')
    await this.holdWrites(async () => {
      const readers = await this.#readers.drain()
      this.#readers.end(ended)
      this.#writers.end(ended)
      await this.waiting.end(ended)
      // Readers first: the last connection to close is the one that checkpoints and removes the WAL.
      await closeAll([...readers, ...this.#writers.handles()])
    })
    await this.#store.lock.release()
  }

  brokenSeals(): Promise<number> {
    return this.#lendReader((reader) => reader.brokenSeals())
  }

  interruptReads(): void {
    this.#readers.interrupt()
  }

  async #runHeld<T>(work: (store: HeldStore) => Promise<T>): Promise<T> {
    const [writer] = await this.#writers.drain()
    try {
      return await work({
        writer: must(writer, 'writer'),
        dir: this.#store.dir,
        fileName: this.#fileName,
        checkpoint: () => this.#checkpointHeld(),
        read: (work) => this.#lendReader(work),
        openNext: (fileName, key) => this.#openNext(fileName, key),
      })
    } finally {
      this.#writers.refill(this.#writers.handles())
    }
  }

  async #lendReader<T>(work: (reader: SqliteHandle) => Promise<T>): Promise<T> {
    const reader = await this.#readers.acquire()
    try {
      return await work(reader)
    } finally {
      this.#readers.release(reader)
    }
  }

  async #checkpointHeld(): Promise<void> {
    const writer = must(this.#writers.handles()[0], 'writer')
    if ((await checkpointTruncate(writer)) === 'done') return
    const readers = await this.#readers.drain()
    try {
      assert((await checkpointTruncate(writer)) === 'done', 'a checkpoint without readers ends')
    } finally {
      this.#readers.refill(readers)
    }
  }

  async #openNext(fileName: string, key: Secret): Promise<NextStore> {
    const next = await this.#store.reopen(fileName, key)
    const file = waitingFileOf(this.#store.dir, fileName, key)
    let carried: CarriedLines | undefined
    return {
      carryWaiting: async (random) => {
        carried = await this.waiting.carry(file, random)
      },
      swap: async () => {
        await this.#swap(fileName, next)
        await carried?.take()
      },
      drop: async () => {
        await (carried ? carried.drop() : file.close())
        await closeUnused([...next.readers, next.writer])
      },
    }
  }

  /** While writes are held nobody ends the pools (`close` waits its turn), so draining the readers cannot fail. */
  async #swap(fileName: string, next: StoreHandles): Promise<void> {
    const old = [...(await this.#readers.drain()), ...this.#writers.handles()]
    this.#writers.replace([next.writer])
    this.#readers.refill(next.readers)
    this.#fileName = fileName
    await closeUnused(old)
  }
}
