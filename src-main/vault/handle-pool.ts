// Lends SQLite handles in the order asked for: a pool of one is the writer's queue, a larger one the readers.
import { must } from '../../src-shared/base/assert'
import type { SqliteHandle } from './driver/sqlite-handle'

interface Waiting {
  readonly resolve: (handle: SqliteHandle) => void
  readonly reject: (error: Error) => void
}

export class HandlePool {
  #idle: SqliteHandle[]
  #all: readonly SqliteHandle[]
  #queue: Waiting[] = []
  #drained: (() => void) | undefined
  #ended: Error | undefined

  constructor(handles: readonly SqliteHandle[]) {
    this.#all = handles
    this.#idle = [...handles]
  }

  acquire(): Promise<SqliteHandle> {
    if (this.#ended) return Promise.reject(this.#ended)
    const handle = this.#drained === undefined ? this.#idle.pop() : undefined
    if (handle) return Promise.resolve(handle)
    return new Promise((resolve, reject) => this.#queue.push({ resolve, reject }))
  }

  release(handle: SqliteHandle): void {
    const next = this.#drained === undefined ? this.#queue.shift() : undefined
    if (next) {
      next.resolve(handle)
      return
    }
    this.#idle.push(handle)
    if (this.#idle.length === this.#all.length) this.#drained?.()
  }

  /** Would whoever asks now have to wait? Of an ended pool nobody waits. */
  isBusy(): boolean {
    return this.#ended === undefined && (this.#drained !== undefined || this.#idle.length === 0)
  }

  /** Resolves with every handle once all are back; nobody gets one until `refill`. One drain at a time: the vault sees to it. */
  async drain(): Promise<readonly SqliteHandle[]> {
    if (this.#ended) throw this.#ended
    await new Promise<void>((resolve) => {
      this.#drained = resolve
      if (this.#idle.length === this.#all.length) resolve()
    })
    return this.#all
  }

  /** Opens the pool again, with the same handles or with those of another file. */
  refill(handles: readonly SqliteHandle[]): void {
    if (this.#ended) return
    this.#all = handles
    this.#idle = [...handles]
    this.#drained = undefined
    while (this.#queue.length > 0 && this.#idle.length > 0) must(this.#queue.shift(), 'waiting').resolve(must(this.#idle.pop(), 'handle'))
  }

  /** Whoever waits, and whoever asks later, gets this error. */
  end(error: Error): void {
    this.#ended = error
    this.#idle = []
    for (const waiting of this.#queue.splice(0)) waiting.reject(error)
  }

  /** While drained: what the next `refill` gives out. */
  replace(handles: readonly SqliteHandle[]): void {
    this.#all = handles
  }

  /** What the pool holds; whoever closes them must have drained it. */
  handles(): readonly SqliteHandle[] {
    return this.#all
  }

  interrupt(): void {
    for (const handle of this.#all) if (!this.#idle.includes(handle)) handle.interrupt()
  }
}
