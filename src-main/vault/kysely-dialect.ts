// Kysely on a pool of SQLite handles: the four interfaces Kysely asks for, and nothing that opens or closes a file.
import {
  CompiledQuery,
  DeleteQueryNode,
  InsertQueryNode,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  UpdateQueryNode,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from 'kysely'
import { assert } from '../../src-shared/base/assert'
import type { HandlePool } from './handle-pool'
import { StoreFault, type SqliteHandle } from './driver/sqlite-handle'

/** Rows a step of a stream; one step is one hop to the thread pool a row, so big reads page by key instead. */
const STREAM_CHUNK_ROWS = 500

class PooledConnection implements DatabaseConnection {
  constructor(readonly handle: SqliteHandle) {}

  async executeQuery<R>({ query, sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const writes = InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query)
    // Safe cast: Kysely's result type is what its own query builder inferred for these very rows.
    if (!writes || query.returning) return { rows: (await this.handle.all(sql, parameters)) as unknown as R[] }
    const { changes, lastId } = await this.handle.run(sql, parameters)
    return { rows: [], numAffectedRows: BigInt(changes), ...(InsertQueryNode.is(query) ? { insertId: BigInt(lastId) } : {}) }
  }

  async *streamQuery<R>({ query, sql, parameters }: CompiledQuery, chunkRows?: number): AsyncIterableIterator<QueryResult<R>> {
    if (!SelectQueryNode.is(query)) throw new Error('invariant: only a SELECT can be streamed')
    for await (const rows of this.handle.stream(sql, parameters, chunkRows ?? STREAM_CHUNK_ROWS)) yield { rows: rows as unknown as R[] }
  }
}

class PoolDriver implements Driver {
  constructor(private readonly pool: HandlePool) {}

  async init(): Promise<void> {
    // The vault opened the handles by its recipe before Kysely saw them.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new PooledConnection(await this.pool.acquire())
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    assert(connection instanceof PooledConnection, 'a connection of another driver')
    this.pool.release(connection.handle)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // IMMEDIATE: the write lock is taken here and not by the first write, where it could fail half-way.
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
    } catch (error) {
      // A full disk makes SQLite roll back by itself; the cause that led here is the error worth telling.
      if (!(error instanceof StoreFault) || !error.message.includes('no transaction is active')) throw error
    }
  }

  async destroy(): Promise<void> {
    // The vault closes its handles.
  }
}

export class PoolDialect implements Dialect {
  constructor(private readonly pool: HandlePool) {}

  createDriver(): Driver {
    return new PoolDriver(this.pool)
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter()
  }

  // `unknown` is what the interface of Kysely has here; the introspector reads table names only.
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
}
