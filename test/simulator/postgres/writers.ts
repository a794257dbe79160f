// Transactions of other systems that have begun and are not committed yet: real ones, with their locks.
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../src-origin/store/database'

interface OpenWrite {
  readonly key: string
  readonly commit: () => Promise<void>
  readonly rollback: () => Promise<void>
}

const LOOK_MS = 3

export class Writers {
  readonly #open: OpenWrite[] = []

  constructor(readonly db: Db) {}

  get count(): number {
    return this.#open.length
  }

  isOpen(key: string): boolean {
    return this.#open.some((write) => write.key === key)
  }

  async begin(key: string, write: (tx: Tx) => Promise<void>): Promise<void> {
    if (this.isOpen(key)) return
    const tx = await this.db.startTransaction().execute()
    await this.unblocked(() => write(tx))
    this.#open.push({ key, commit: () => tx.commit().execute(), rollback: () => tx.rollback().execute() })
  }

  async commit(which: number): Promise<void> {
    await this.#open.splice(which % Math.max(1, this.#open.length), 1)[0]?.commit()
  }

  async commitAll(): Promise<void> {
    while (this.count > 0) await this.commit(0)
  }

  async rollbackAll(): Promise<void> {
    for (const write of this.#open.splice(0)) await write.rollback()
  }

  /** Who waits for the lock of a writer waits until that one has committed, as it would: the oldest ends first. */
  async unblocked<T>(work: () => Promise<T>): Promise<T> {
    const run = { isDone: false }
    const done = work().finally(() => (run.isDone = true))
    // A failure is the caller's, below.
    done.catch(() => undefined)
    while (this.count > 0) {
      await delay(LOOK_MS)
      if (run.isDone) break
      if (await this.#isWaiting()) await this.commit(0)
    }
    return done
  }

  async #isWaiting(): Promise<boolean> {
    const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(this.db)
    return rows.length > 0
  }
}
