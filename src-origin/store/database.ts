// Opens the pool and the typed handle of the origin's database; with create-database.ts beside it the one place of the origin that imports pg.
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { OriginSchema } from './schema'

/** Of the embedded server; a company's own stands in DATABASE_URL. */
export const DATABASE_NAME = 'privacy_desk'

export type Db = Kysely<OriginSchema>
export type Tx = Transaction<OriginSchema>

/** NUMERIC is what sum() over bigint gives. */
const { INT8, NUMERIC, DATE } = pg.types.builtins

/** Our own parsers on our own pool, so that no other user of pg in the process is affected. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format): unknown {
    if (format !== 'binary') {
      if (oid === INT8 || oid === NUMERIC) return toSafeInteger
      if (oid === DATE) return (text: string) => text
    }
    return pg.types.getTypeParser(oid, format)
  },
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('invariant: a number of the database is beyond 2^53')
  return value
}

export interface OriginDatabase {
  readonly db: Db
  /** For COPY-like bulk work and LISTEN, which Kysely does not speak. */
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** `onLost` hears of idle connections that broke (the server ended); the pool replaces them by itself. */
export function openDatabase(connection: { readonly url: string; readonly max?: number }, onLost: (error: Error) => void): OriginDatabase {
  const pool = new pg.Pool({ connectionString: connection.url, max: connection.max ?? 16, types, application_name: 'privacy-desk-origin' })
  pool.on('error', onLost)
  // Of a connection in use, which the pool does not listen to: its queries are rejected, and each error after the first would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<OriginSchema>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
