// The second driver's addon, SQLite with the cipher of SQLCipher 4 beside others: a synchronous connection, which lives on a thread of its own. The only file that names it.
//
// What SQLCipher has a pragma for and this one has not is done by other means, with the same outcome: the state of the cipher is asked of its own functions, a
// copy under another key is a copy under the same one whose pages are then written anew, and seals are counted by our own page reader.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { assert, must } from '../../../src-shared/base/assert'
import { Secret } from '../../keys/secret'
import { countBrokenSeals } from '../page-reader'
import { KeptStatements } from './kept-statements'
import { faultOf, PAGE_BYTES, StoreFault, type OpenMode, type RunOutcome } from './sqlite-handle'
import type { Rows } from './threaded-messages'

/** As long as the first driver waits for somebody's lock, until the recipe says otherwise. */
const FIRST_BUSY_MS = 1_000
/** SQLCipher 4's own format, in this build's numbers. */
const FORMAT = { legacy: 4, legacy_page_size: PAGE_BYTES, hmac_use: 1, hmac_algorithm: 2, hmac_pgno: 1, plaintext_header_size: 0 } as const
/** Any number above none keeps ANALYZE from taking samples of values, which this build would (STAT4). Nothing of ours runs one. */
const ANALYSIS_LIMIT = 1_000
/** In `x'…'`, behind the 32 bytes of the key. */
const SALT_AT = 2 + 64
const INT32 = 0x7fff_ffff

type Statement = Database.Statement

/** Named, so that neither the package `bindings` nor a search through folders is needed. */
function addonFile(): string {
  return join(dirname(createRequire(__filename).resolve('better-sqlite3-multiple-ciphers/package.json')), 'build', 'Release', 'better_sqlite3.node')
}

/** `SQLITE_CONSTRAINT_UNIQUE` is a `SQLITE_CONSTRAINT`: callers know the codes of the first driver. */
function faultFrom(error: unknown, mayTell: boolean): unknown {
  if (error instanceof Database.SqliteError) {
    const code = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? 'SQLITE_UNKNOWN'
    return faultOf(code, `${code}: ${error.message}`, mayTell)
  }
  // What the addon itself refuses: too few parameters, a value that it cannot bind, a closed connection.
  if (error instanceof TypeError || error instanceof RangeError) return faultOf('SQLITE_MISUSE', `SQLITE_MISUSE: ${error.message}`, mayTell)
  return error
}

function told<T>(mayTell: boolean, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw faultFrom(error, mayTell)
  }
}

/** The addon binds every number as a double and refuses truth values: a small whole number goes in as the integer that the first driver makes of it. */
function bound(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1n : 0n
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= INT32 ? BigInt(value) : value
}

interface Stream {
  readonly columns: readonly string[]
  readonly rows: IterableIterator<unknown>
}

/** Asked before each row; throws where whoever asked wants no more. */
export type MayGoOn = () => void

export class CiphersConnection {
  readonly #db: Database.Database
  readonly #path: string
  readonly #streams = new Map<number, Stream>()
  /** The addon finalizes what nobody holds any more, and all of them when it closes. */
  readonly #kept = new KeptStatements<Statement>(() => undefined)
  #key: string | undefined

  constructor(path: string, mode: OpenMode) {
    // The addon cuts blanks off a name.
    assert(path === path.trim(), 'a store path begins and ends with no blank')
    this.#path = path
    try {
      this.#db = new Database(path, { readonly: mode === 'read-only', fileMustExist: mode === 'read-write', timeout: FIRST_BUSY_MS, nativeBinding: addonFile() })
    } catch (error) {
      // It says of a missing folder by itself what SQLite has a code for.
      throw error instanceof TypeError ? new StoreFault('SQLITE_CANTOPEN', 'SQLITE_CANTOPEN: the folder is not there') : faultFrom(error, true)
    }
    // Without it the addon lets nobody write to the tables of a search index (defensive mode), which a lost one has to be made anew from.
    this.#db.unsafeMode(true)
  }

  unlock(key: string): void {
    const salt = key.slice(SALT_AT, -1)
    told(true, () => this.#choose(this.#db))
    this.#keyed(this.#db, 'key', key)
    told(true, () => {
      this.#db.prepare('SELECT count(*) FROM sqlite_schema').get()
      assert(this.#value('SELECT sqlite3mc_config(?)', 'cipher') === 'sqlcipher', 'the cipher is SQLCipher')
      for (const [name, expected] of Object.entries(FORMAT)) assert(this.#value('SELECT sqlite3mc_config(?, ?)', 'sqlcipher', name) === expected, `${name} of the cipher is ${String(expected)}`)
      // Null where nothing is encrypted.
      assert(this.#value('SELECT lower(sqlite3mc_codec_data(?))', 'cipher_salt') === salt, 'the store is encrypted, with the salt of its key')
      assert(this.#value('PRAGMA page_size') === PAGE_BYTES, `pages have ${String(PAGE_BYTES)} bytes`)
    })
    this.#key = key
  }

  all(sql: string, params: readonly unknown[], mayGoOn: MayGoOn): Rows {
    return this.#prepared(sql, params, (statement) => {
      if (!statement.reader) {
        statement.run(...params.map(bound))
        return { columns: [], values: [] }
      }
      const values: unknown[][] = []
      // The cast is safe: `raw` rows are lists.
      for (const row of statement.raw().iterate(...params.map(bound)) as IterableIterator<unknown[]>) {
        mayGoOn()
        values.push(row)
      }
      return { columns: namesOf(statement), values }
    })
  }

  run(sql: string, params: readonly unknown[]): RunOutcome {
    return this.#prepared(sql, params, (statement) => {
      if (!statement.reader) {
        const { changes, lastInsertRowid } = statement.run(...params.map(bound))
        return { changes, lastId: Number(lastInsertRowid) }
      }
      statement.all(...params.map(bound))
      return { changes: Number(this.#value('SELECT changes()')), lastId: Number(this.#value('SELECT last_insert_rowid()')) }
    })
  }

  exec(sql: string): void {
    told(true, () => this.#db.exec(sql))
  }

  beginStream(id: number, sql: string, params: readonly unknown[]): void {
    told(params.length === 0, () => {
      const statement: Statement = this.#db.prepare(sql)
      const columns = namesOf(statement)
      this.#streams.set(id, { columns, rows: statement.raw().iterate(...params.map(bound)) })
    })
  }

  nextRows(id: number, count: number, mayGoOn: MayGoOn): Rows {
    const { columns, rows } = must(this.#streams.get(id), 'stream')
    return told(false, () => {
      const values: unknown[][] = []
      while (values.length < count) {
        const next = rows.next()
        if (next.done === true) break
        mayGoOn()
        values.push(next.value as unknown[])
      }
      return { columns, values }
    })
  }

  /** An unfinished statement would keep its read transaction, and a checkpoint would wait for ever. */
  endStream(id: number): void {
    this.#streams.get(id)?.rows.return?.()
    this.#streams.delete(id)
  }

  /**
   * VACUUM INTO takes this connection's key and its build reads no other one out of a name. So the copy is written under it and each of its pages, all of them live,
   * is then written over under the new key. Without a journal: a copy that was cut off is removed, never mended, and nothing else may lie beside it.
   */
  copyInto(path: string, key: string): void {
    const old = must(this.#key, 'key')
    told(false, () => this.#db.prepare(`VACUUM INTO '${path.replaceAll("'", "''")}'`).run())
    const copy = told(true, () => new Database(path, { fileMustExist: true, nativeBinding: addonFile() }))
    try {
      told(true, () => {
        copy.unsafeMode(true)
        this.#choose(copy)
      })
      this.#keyed(copy, 'key', old)
      told(true, () => {
        assert(copy.pragma('journal_mode = OFF', { simple: true }) === 'off', 'the copy has no journal')
        copy.pragma('synchronous = OFF')
      })
      this.#keyed(copy, 'rekey', key)
    } finally {
      copy.close()
    }
  }

  async brokenSeals(): Promise<number> {
    const key = Secret.take(Uint8Array.from(Buffer.from(must(this.#key, 'key').slice(2, -1), 'hex')))
    try {
      return await countBrokenSeals(this.#path, key)
    } finally {
      key.purge()
    }
  }

  close(): void {
    for (const id of this.#streams.keys()) this.endStream(id)
    this.#key = undefined
    this.#kept.clear()
    told(true, () => this.#db.close())
  }

  /** A constant is prepared each time: a pragma, the bounds of a transaction. */
  #prepared<T>(sql: string, params: readonly unknown[], work: (statement: Statement) => T): T {
    return told(params.length === 0, () => {
      if (params.length === 0) return work(this.#db.prepare(sql))
      const statement = this.#kept.take(sql) ?? this.#db.prepare(sql)
      const done = work(statement)
      this.#kept.give(sql, statement)
      return done
    })
  }

  #choose(db: Database.Database): void {
    assert(db.pragma("cipher = 'sqlcipher'", { simple: true }) === 'sqlcipher', 'the cipher is SQLCipher')
    assert(Number(db.pragma(`legacy = ${String(FORMAT.legacy)}`, { simple: true })) === FORMAT.legacy, "SQLCipher's format is that of version 4")
    db.pragma(`analysis_limit = ${String(ANALYSIS_LIMIT)}`)
  }

  /** Not even a constant's message is kept: the text holds a key. */
  #keyed(db: Database.Database, pragma: 'key' | 'rekey', key: string): void {
    told(false, () => db.pragma(`${pragma} = "${key}"`))
  }

  #value(sql: string, ...params: readonly string[]): unknown {
    return this.#db.prepare(sql).pluck().get(...params)
  }
}

function namesOf(statement: Statement): readonly string[] {
  return statement.columns().map(({ name }) => name)
}
