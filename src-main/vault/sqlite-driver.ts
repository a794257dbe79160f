// The only file that knows the database driver: one SQLite handle as promises.
//
// Text from a person never leaves here inside an error: a message is kept only where the statement was a constant without
// parameters, or where SQLite names a constraint (tables and columns). FTS errors echo what was typed.
import sqlite3 from 'sqlite3'

export type SqlValue = string | number | bigint | boolean | null | Uint8Array
export type SqlRow = Readonly<Record<string, unknown>>

export interface RunOutcome {
  readonly changes: number
  readonly lastId: number
}

export interface SqliteHandle {
  all(sql: string, params?: readonly unknown[]): Promise<readonly SqlRow[]>
  run(sql: string, params?: readonly unknown[]): Promise<RunOutcome>
  /** For statements whose text holds a key: not even a constant's message is kept. */
  runSecret(sql: string): Promise<readonly SqlRow[]>
  /** Several statements at once, without parameters. */
  exec(sql: string): Promise<void>
  /** Steps the statement chunk by chunk: memory stays at one chunk, and the handle stays in use until the end. */
  stream(sql: string, params: readonly unknown[], chunkRows: number): AsyncGenerator<readonly SqlRow[], void>
  /** Ends what runs on this handle with SQLITE_INTERRUPT. */
  interrupt(): void
  close(): Promise<void>
}

/** A failure of SQLite: its code, and a message only if it can hold no data. */
export class StoreFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'StoreFault'
  }
}

export type OpenMode = 'read-only' | 'read-write' | 'create'

function faultOf(error: Error, mayTell: boolean): StoreFault {
  const code = (error as NodeJS.ErrnoException).code ?? 'SQLITE_UNKNOWN'
  const told = mayTell || code === 'SQLITE_CONSTRAINT'
  return new StoreFault(code, told ? error.message : code)
}

/** The driver binds a Buffer as a blob, but some other byte arrays as text; and it has no 64-bit integers beyond a double. */
function bindable(value: unknown): unknown {
  if (value === undefined) throw new Error('invariant: undefined cannot be bound')
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new Error('invariant: an integer beyond 2^53 cannot be bound')
    return number
  }
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return value
}

function flagsOf(mode: OpenMode): number {
  // OPEN_URI: `VACUUM INTO 'file:…?key=…'` is read as a URI only if the connection allows URIs.
  if (mode === 'read-only') return sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
  if (mode === 'read-write') return sqlite3.OPEN_READWRITE | sqlite3.OPEN_URI
  return sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_URI
}

function callAll(db: sqlite3.Database, sql: string, params: readonly unknown[], mayTell: boolean): Promise<readonly SqlRow[]> {
  return new Promise((resolve, reject) => {
    db.all(sql, params.map(bindable), (error: Error | null, rows: SqlRow[]) => {
      if (error) reject(faultOf(error, mayTell))
      else resolve(rows)
    })
  })
}

function prepare(db: sqlite3.Database, sql: string, params: readonly unknown[]): Promise<sqlite3.Statement> {
  return new Promise((resolve, reject) => {
    const statement = db.prepare(sql, params.map(bindable), (error) => {
      if (error) reject(faultOf(error, params.length === 0))
      else resolve(statement)
    })
  })
}

function step(statement: sqlite3.Statement): Promise<SqlRow | undefined> {
  return new Promise((resolve, reject) => {
    statement.get((error: Error | null, row?: SqlRow) => {
      if (error) reject(faultOf(error, false))
      else resolve(row)
    })
  })
}

async function* streamRows(db: sqlite3.Database, sql: string, params: readonly unknown[], chunkRows: number): AsyncGenerator<readonly SqlRow[], void> {
  const statement = await prepare(db, sql, params)
  try {
    let chunk: SqlRow[] = []
    for (let row = await step(statement); row !== undefined; row = await step(statement)) {
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

function handleOf(db: sqlite3.Database): SqliteHandle {
  return {
    all: (sql, params = []) => callAll(db, sql, params, params.length === 0),
    runSecret: (sql) => callAll(db, sql, [], false),
    run: (sql, params = []) =>
      new Promise((resolve, reject) => {
        db.run(sql, params.map(bindable), function (error: Error | null) {
          if (error) reject(faultOf(error, params.length === 0))
          else resolve({ changes: this.changes, lastId: this.lastID })
        })
      }),
    exec: (sql) =>
      new Promise((resolve, reject) => {
        db.exec(sql, (error) => {
          if (error) reject(faultOf(error, true))
          else resolve()
        })
      }),
    stream: (sql, params, chunkRows) => streamRows(db, sql, params, chunkRows),
    interrupt: () => {
      db.interrupt()
    },
    close: () =>
      new Promise((resolve, reject) => {
        db.close((error) => {
          if (error) reject(faultOf(error, true))
          else resolve()
        })
      }),
  }
}

export function openSqlite(path: string, mode: OpenMode): Promise<SqliteHandle> {
  // `path` is a file name of ours, never a URI: a leading "file:" would be read as one.
  if (path.startsWith('file:')) throw new Error('invariant: a store path is not a URI')
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(path, flagsOf(mode), (error) => {
      if (error) reject(faultOf(error, true))
      else resolve(handleOf(db))
    })
  })
}
