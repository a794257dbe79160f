// One SQLite handle as promises: what every database driver offers, and what may be said when a statement fails.
//
// Text from a person never leaves a driver inside an error: a message is kept only where the statement was a constant without
// parameters, or where SQLite names a constraint (tables and columns). FTS errors echo what was typed.
import { assert } from '../../../src-shared/base/assert'

export type SqlRow = Readonly<Record<string, unknown>>

export interface RunOutcome {
  readonly changes: number
  readonly lastId: number
}

/** A plain object of closures: whoever wraps one may spread it. */
export interface SqliteHandle {
  /** Gives the connection its key (`keyLiteral` in open-recipe.ts) and reads for the first time, then sees to it that what is read is really encrypted and authenticated. */
  unlock(key: string): Promise<void>
  all(sql: string, params?: readonly unknown[]): Promise<readonly SqlRow[]>
  /** Of a statement that gives no rows. */
  run(sql: string, params?: readonly unknown[]): Promise<RunOutcome>
  /** Several statements at once, without parameters. */
  exec(sql: string): Promise<void>
  /** Steps the statement chunk by chunk: memory stays at one chunk, and the handle stays in use until the end. */
  stream(sql: string, params: readonly unknown[], chunkRows: number): AsyncGenerator<readonly SqlRow[], void>
  /** Live cells alone, into an empty file, under another key. The caller brings it to the disk. */
  copyInto(path: string, key: string): Promise<void>
  /** How many pages of the file do not have the sum that was written with them; reads the file and not the log. */
  brokenSeals(): Promise<number>
  /** Ends what runs on this handle with SQLITE_INTERRUPT: at once with the first driver, with the second before the next row (decision 0082). */
  interrupt(): void
  close(): Promise<void>
}

export type OpenMode = 'read-only' | 'read-write' | 'create'
export type OpenSqlite = (path: string, mode: OpenMode) => Promise<SqliteHandle>

/** Of every store, whichever driver made it (decision 0005). */
export const PAGE_BYTES = 4096

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

/** `mayTell`: the statement was a constant. */
export function faultOf(code: string, message: string, mayTell: boolean): StoreFault {
  return new StoreFault(code, mayTell || code === 'SQLITE_CONSTRAINT' ? message : code)
}

/** What both drivers take for a parameter; neither has 64-bit integers beyond a double. */
export function bindable(value: unknown): unknown {
  if (value === undefined) throw new Error('invariant: undefined cannot be bound')
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error('invariant: an integer beyond 2^53 cannot be bound')
  return number
}

/** A setting that reads back as something else is a defect of the build: nobody works on such a connection. */
export async function setPragma(all: SqliteHandle['all'], pragma: string, set: string, expected: string): Promise<void> {
  await all(`PRAGMA ${pragma} = ${set}`)
  await expectPragma(all, pragma, expected)
}

export async function expectPragma(all: SqliteHandle['all'], pragma: string, expected: string): Promise<void> {
  const [row] = await all(`PRAGMA ${pragma}`)
  assert(row !== undefined && String(Object.values(row)[0]) === expected, `pragma ${pragma} is ${expected}`)
}
