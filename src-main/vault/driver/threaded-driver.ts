// The second driver's handle: a thread for each connection, because the addon behind it is synchronous and would keep the data process from everything else.
import { Worker } from 'node:worker_threads'
import { bindable, StoreFault, type OpenMode, type SqliteHandle, type SqlRow } from './sqlite-handle'
import type { Answers, Call, ConnectionPlace, Question, Reply, Rows } from './threaded-messages'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const LARGEST_ID = 0x7fff_ffff

/** Calls to one thread, answered in order. While nothing waits it keeps no process alive, as an idle connection of the first driver does not. */
class ConnectionThread {
  readonly #worker: Worker
  readonly #cut: Int32Array
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #ended: Error | undefined

  constructor(workerFile: string, path: string, mode: OpenMode) {
    const place: ConnectionPlace = { path, mode, cut: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) }
    this.#cut = new Int32Array(place.cut)
    // Nothing of the command line or the environment is wanted there, and nothing it might print is.
    this.#worker = new Worker(workerFile, { workerData: place, env: {}, execArgv: [], stdout: true, stderr: true, name: 'sqlite' })
    this.#worker.unref()
    this.#worker.on('message', (reply: Reply) => this.#take(reply))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new StoreFault('SQLITE_MISUSE', 'SQLITE_MISUSE: the connection is closed')))
  }

  ask<C extends Call>(call: C): Promise<Answers[C['kind']]> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = (this.#lastId % LARGEST_ID) + 1
    this.#lastId = id
    if (this.#waiting.size === 0) this.#worker.ref()
    return new Promise((resolve, reject) => {
      // The cast is safe: serve-connection.ts answers each kind with what `Answers` says of it.
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      this.#worker.postMessage({ id, call } satisfies Question)
    })
  }

  async open(): Promise<void> {
    try {
      await this.ask({ kind: 'open' })
    } catch (error) {
      await this.#worker.terminate()
      throw error
    }
  }

  /** The call that is being answered: those behind it wait in the order in which they were asked. */
  interrupt(): void {
    const [running] = this.#waiting.keys()
    if (running !== undefined) Atomics.store(this.#cut, 0, running)
  }

  async close(): Promise<void> {
    await this.ask({ kind: 'close' })
    await this.#worker.terminate()
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if ('value' in reply) waiting?.resolve(reply.value)
    else waiting?.reject(reply.fault.code === undefined ? new Error(reply.fault.message) : new StoreFault(reply.fault.code, reply.fault.message))
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}

/** A piece of a larger buffer would be sent with all that lies around it. */
function sendable(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : Uint8Array.from(value)
  return bindable(value)
}

/** Bytes arrive as plain arrays; callers know them as Buffers. */
function rowsOf({ columns, values }: Rows): readonly SqlRow[] {
  return values.map((row) => {
    const named: Record<string, unknown> = {}
    for (const [at, name] of columns.entries()) {
      const value = row[at]
      named[name] = value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
    }
    return named
  })
}

async function* streamRows(thread: ConnectionThread, sql: string, params: readonly unknown[], chunkRows: number): AsyncGenerator<readonly SqlRow[], void> {
  const stream = await thread.ask({ kind: 'begin-stream', sql, params: params.map(sendable) })
  try {
    for (;;) {
      const rows = rowsOf(await thread.ask({ kind: 'next-rows', stream, count: chunkRows }))
      if (rows.length > 0) yield rows
      if (rows.length < chunkRows) return
    }
  } finally {
    await thread.ask({ kind: 'end-stream', stream })
  }
}

/** `workerFile`: the built src-main/sqlite-worker.ts. */
export async function openThreaded(workerFile: string, path: string, mode: OpenMode): Promise<SqliteHandle> {
  const thread = new ConnectionThread(workerFile, path, mode)
  await thread.open()
  return {
    unlock: (key) => thread.ask({ kind: 'unlock', key }),
    all: async (sql, params = []) => rowsOf(await thread.ask({ kind: 'all', sql, params: params.map(sendable) })),
    run: async (sql, params = []) => thread.ask({ kind: 'run', sql, params: params.map(sendable) }),
    exec: (sql) => thread.ask({ kind: 'exec', sql }),
    stream: (sql, params, chunkRows) => streamRows(thread, sql, params, chunkRows),
    copyInto: (copy, key) => thread.ask({ kind: 'copy-into', path: copy, key }),
    brokenSeals: () => thread.ask({ kind: 'broken-seals' }),
    interrupt: () => thread.interrupt(),
    close: () => thread.close(),
  }
}
