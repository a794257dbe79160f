// Those who wait for the next feed row, each woken by the rows of its own scopes: of a fleet that waits, one change must not make everybody
// read the feed.
import { sql } from 'kysely'
import type { Db } from '../store/database'
import { deviceScope } from './emit'
import { loadHeads } from './state'

export interface Readers {
  /** A notification carries a partition that has new rows, or the own scope of a device of which something has changed that no row tells. */
  readonly heard: (payload: string) => void
  readonly wakeAll: () => void
  readonly wait: (ms: number, signal: AbortSignal, scopes?: Scopes) => Promise<void>
}
type Scopes = () => readonly string[] | undefined
interface Waiter {
  readonly wake: () => void
  readonly scopes: Scopes | undefined
}

export function createReaders(db: Db): Readers {
  const waiters = new Set<Waiter>()
  const seen = new Map<string, number>()
  let looking = false
  let again = false
  const wakeAll = (): void => {
    for (const { wake } of [...waiters]) wake()
  }
  const wakeScopes = (changed: ReadonlySet<string>): void => {
    for (const { wake, scopes } of [...waiters]) {
      const wanted = scopes?.()
      if (wanted === undefined || wanted.some((scope) => changed.has(scope))) wake()
    }
  }
  /** One look for all who wait; what is notified meanwhile is looked at together afterwards. */
  const look = async (): Promise<void> => {
    again = true
    if (looking) return
    looking = true
    while (again) {
      again = false
      // Where nothing can be looked at, whoever waits reads for itself.
      const changed = await newScopes(db, seen).catch(() => undefined)
      if (changed) wakeScopes(changed)
      else wakeAll()
    }
    looking = false
  }
  return {
    wakeAll,
    heard: (payload) => {
      if (payload.startsWith(deviceScope(''))) wakeScopes(new Set([payload]))
      else void look()
    },
    wait: (ms, signal, scopes) => waitFor(waiters, (wake) => ({ wake, scopes }), ms, signal),
  }
}

/** Scopes with rows that were not seen before, and moves `seen`; undefined where a partition is looked at for the first time. */
async function newScopes(db: Db, seen: Map<string, number>): Promise<ReadonlySet<string> | undefined> {
  const scopes = new Set<string>()
  let isNew = false
  for (const [part, { head }] of await loadHeads(db)) {
    const from = seen.get(part)
    if (from === undefined) isNew = true
    else if (head > from) {
      const { rows } = await sql<{ scope: string }>`select distinct scope from feed where part = ${part} and seq > ${from}::bigint and seq <= ${head}::bigint`.execute(db)
      for (const { scope } of rows) scopes.add(scope)
    }
    seen.set(part, head)
  }
  return isNew ? undefined : scopes
}

/** Until it is woken through what `enter` puts among the waiters, the time is over, or the signal is raised. */
export function waitFor<Waiting>(waiters: Set<Waiting>, enter: (wake: () => void) => Waiting, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      waiters.delete(waiting)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const waiting = enter(done)
    const timer = setTimeout(done, ms)
    waiters.add(waiting)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
