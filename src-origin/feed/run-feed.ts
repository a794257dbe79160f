// Keeps the feed moving: listens for new outbox rows, numbers them, and wakes those who wait for a page.
import { setTimeout as delay } from 'node:timers/promises'
import type { Db, OriginDatabase } from '../store/database'
import { FEED_CHANNEL, OUTBOX_CHANNEL, sequenceAll } from './sequencer'

/** A notification can be lost with its connection; the poll finds what it announced. */
const POLL_MS = 250
const RECONNECT_MS = 500

export interface FeedRunner {
  /** Resolves at the next feed row, at the end of the time, or when the signal ends it. */
  waitForChange(ms: number, signal: AbortSignal): Promise<void>
  /** All that is committed so far is numbered when it resolves. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export async function startFeed(database: OriginDatabase, now: () => number, onError: (error: unknown) => void): Promise<FeedRunner> {
  const { db } = database
  const parts = await loadParts(db)
  const stopped = new AbortController()
  const waiters = new Set<() => void>()
  const wakeReaders = () => {
    for (const wake of waiters) wake()
  }
  const outbox = createSignal()
  const listening = listen(database, stopped.signal, { [OUTBOX_CHANNEL]: outbox.raise, [FEED_CHANNEL]: wakeReaders }, onError)
  const numbering = (async () => {
    while (!stopped.signal.aborted) {
      await outbox.wait(POLL_MS, stopped.signal)
      // The poll also stands in for feed notifications that were lost.
      await sequenceAll(db, parts, now()).catch(onError)
    }
  })()
  return {
    waitForChange: (ms, signal) => waitFor(waiters, ms, AbortSignal.any([signal, stopped.signal])),
    drain: () => sequenceAll(db, parts, now()),
    stop: async () => {
      stopped.abort()
      await Promise.all([numbering, listening])
    },
  }
}

async function loadParts(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('feed_head').select('part').orderBy('part').execute()
  return rows.map((row) => row.part)
}

function waitFor(waiters: Set<() => void>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      waiters.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    waiters.add(done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

/** Remembers that it was raised while nobody waited. */
function createSignal() {
  let isRaised = false
  const waiters = new Set<() => void>()
  return {
    raise: () => {
      isRaised = true
      for (const wake of waiters) wake()
    },
    wait: async (ms: number, signal: AbortSignal) => {
      if (!isRaised) await waitFor(waiters, ms, signal)
      isRaised = false
    },
  }
}

/** One connection of its own; opened again when it breaks. */
async function listen(database: OriginDatabase, signal: AbortSignal, handlers: Readonly<Record<string, () => void>>, onError: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await database.pool.connect()
      const broken = new Promise<void>((resolve) => {
        client.once('error', () => resolve())
        client.once('end', () => resolve())
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      client.on('notification', (message) => handlers[message.channel]?.())
      for (const channel of Object.keys(handlers)) await client.query(`listen ${channel}`)
      await broken
      // Never back into the pool: it listens, and may be broken.
      client.release(true)
    } catch (error) {
      onError(error)
    }
    // Ends at once where it is aborted already.
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined)
  }
}
