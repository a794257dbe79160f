// The first driver: SQLCipher's own addon, asynchronous by itself (a statement runs in libuv's pool). The only file that names it.
import { createRequire } from 'node:module'
import type sqlite3 from 'sqlite3'
import { KeptStatements } from './kept-statements'
import { bindable, expectPragma, faultOf, PAGE_BYTES, setPragma, type OpenMode, type OpenSqlite, type RunOutcome, type SqliteHandle, type SqlRow, type StoreFault } from './sqlite-handle'

function faultFrom(error: Error, mayTell: boolean): StoreFault {
  return faultOf((error as NodeJS.ErrnoException).code ?? 'SQLITE_UNKNOWN', error.message, mayTell)
}

/** This driver binds a Buffer as a blob, but some other byte arrays as text. */
function bound(value: unknown): unknown {
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return bindable(value)
}

/** Loaded when a store is opened and not at the head: the package is not there on Windows. Node keeps what it has loaded. */
function loadAddon(): typeof sqlite3 {
  // The cast is safe: these are the package's own types.
  return createRequire(__filename)('sqlite3') as typeof sqlite3
}

function flagsOf(mode: OpenMode, { OPEN_READONLY, OPEN_READWRITE, OPEN_CREATE, OPEN_URI }: typeof sqlite3): number {
  // OPEN_URI: `VACUUM INTO 'file:…?key=…'` is read as a URI only if the connection allows URIs.
  if (mode === 'read-only') return OPEN_READONLY | OPEN_URI
  return mode === 'read-write' ? OPEN_READWRITE | OPEN_URI : OPEN_READWRITE | OPEN_CREATE | OPEN_URI
}

function callAll(db: sqlite3.Database, sql: string, mayTell: boolean): Promise<readonly SqlRow[]> {
  return new Promise((resolve, reject) => {
    db.all(sql, (error: Error | null, rows: SqlRow[]) => {
      if (error) reject(faultFrom(error, mayTell))
      else resolve(rows)
    })
  })
}

function prepare(db: sqlite3.Database, sql: string, mayTell: boolean): Promise<sqlite3.Statement> {
  return new Promise((resolve, reject) => {
    const statement = db.prepare(sql, (error: Error | null) => {
      if (error) reject(faultFrom(error, mayTell))
      else resolve(statement)
    })
  })
}

type Kept = KeptStatements<sqlite3.Statement>

/** How one run of a statement ended. */
type Ended<T> = (error: Error | null, value: T) => void

/** A statement that is prepared already, or is from now on. After a run to its end it is kept; after a failure its own end is waited for, which gives up what it still holds of the store. */
async function runKept<T>(db: sqlite3.Database, kept: Kept, { sql, params }: { readonly sql: string; readonly params: readonly unknown[] }, run: (statement: sqlite3.Statement, values: readonly unknown[], ended: Ended<T>) => void): Promise<T> {
  // What cannot be bound is refused before there is a statement to end.
  const values = params.map(bound)
  const statement = kept.take(sql) ?? (await prepare(db, sql, false))
  return new Promise((resolve, reject) => {
    run(statement, values, (error, value) => {
      if (error) {
        statement.finalize(() => reject(faultFrom(error, false)))
        return
      }
      kept.give(sql, statement)
      resolve(value)
    })
  })
}

const keptAll = (db: sqlite3.Database, kept: Kept, sql: string, params: readonly unknown[]): Promise<readonly SqlRow[]> =>
  runKept<readonly SqlRow[]>(db, kept, { sql, params }, (statement, values, ended) => statement.all(values, ended))

const keptRun = (db: sqlite3.Database, kept: Kept, sql: string, params: readonly unknown[]): Promise<RunOutcome> =>
  runKept<RunOutcome>(db, kept, { sql, params }, (statement, values, ended) => {
    statement.run(values, function (this: sqlite3.RunResult, error: Error | null) {
      ended(error, { changes: this.changes, lastId: this.lastID })
    })
  })

/** With values it begins anew. */
function step(statement: sqlite3.Statement, values: readonly unknown[] = []): Promise<SqlRow | undefined> {
  return new Promise((resolve, reject) => {
    statement.get(values, (error: Error | null, row?: SqlRow) => {
      if (error) reject(faultFrom(error, false))
      else resolve(row)
    })
  })
}

async function* streamRows(db: sqlite3.Database, sql: string, params: readonly unknown[], chunkRows: number): AsyncGenerator<readonly SqlRow[], void> {
  const values = params.map(bound)
  const statement = await prepare(db, sql, params.length === 0)
  try {
    let chunk: SqlRow[] = []
    for (let row = await step(statement, values); row !== undefined; row = await step(statement)) {
      chunk.push(row)
      if (chunk.length < chunkRows) continue
      yield chunk
      chunk = []
    }
    if (chunk.length > 0) yield chunk
  } finally {
    // An unfinished statement would keep its read transaction, and a checkpoint would wait for ever.
    await new Promise<void>((resolve) => statement.finalize(() => resolve()))
  }
}

/** For statements whose text holds a key: not even a constant's message is kept. */
const callSecret = (db: sqlite3.Database, sql: string): Promise<unknown> => callAll(db, sql, false)

async function unlock(db: sqlite3.Database, key: string): Promise<void> {
  const all: SqliteHandle['all'] = (sql) => callAll(db, sql, true)
  await setPragma(all, 'cipher_log_level', 'NONE', 'NONE')
  await setPragma(all, 'cipher_memory_security', 'OFF', '0')
  await callSecret(db, `PRAGMA key = "${key}"`)
  await setPragma(all, 'cipher_page_size', String(PAGE_BYTES), String(PAGE_BYTES))
  await all('SELECT count(*) FROM sqlite_schema')
  await expectPragma(all, 'cipher_status', '1')
  await expectPragma(all, 'cipher_hmac_algorithm', 'HMAC_SHA512')
}

/** The new key goes into the name, because a plain VACUUM INTO keeps the old one. */
async function copyInto(db: sqlite3.Database, path: string, key: string): Promise<void> {
  const uri = `file:${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}?key=${key}`
  await callSecret(db, `VACUUM INTO '${uri.replaceAll("'", "''")}'`)
}

/** A constant: a pragma, the bounds of a transaction, a change of the structure. */
function runConstant(db: sqlite3.Database, sql: string): Promise<RunOutcome> {
  return new Promise((resolve, reject) => {
    db.run(sql, function (error: Error | null) {
      if (error) reject(faultFrom(error, true))
      else resolve({ changes: this.changes, lastId: this.lastID })
    })
  })
}

function handleOf(db: sqlite3.Database): SqliteHandle {
  const kept: Kept = new KeptStatements((statement) => statement.finalize())
  return {
    unlock: (key) => unlock(db, key),
    all: (sql, params = []) => (params.length === 0 ? callAll(db, sql, true) : keptAll(db, kept, sql, params)),
    run: (sql, params = []) => (params.length === 0 ? runConstant(db, sql) : keptRun(db, kept, sql, params)),
    exec: (sql) =>
      new Promise((resolve, reject) => {
        db.exec(sql, (error) => {
          if (error) reject(faultFrom(error, true))
          else resolve()
        })
      }),
    stream: (sql, params, chunkRows) => streamRows(db, sql, params, chunkRows),
    copyInto: (path, key) => copyInto(db, path, key),
    brokenSeals: async () => (await callAll(db, 'PRAGMA cipher_integrity_check', true)).length,
    interrupt: () => {
      db.interrupt()
    },
    close: () =>
      new Promise((resolve, reject) => {
        kept.clear()
        db.close((error) => {
          if (error) reject(faultFrom(error, true))
          else resolve()
        })
      }),
  }
}

export const openSqlcipher: OpenSqlite = (path, mode) =>
  new Promise((resolve, reject) => {
    const addon = loadAddon()
    const db = new addon.Database(path, flagsOf(mode, addon), (error) => {
      if (error) reject(faultFrom(error, true))
      else resolve(handleOf(db))
    })
  })
