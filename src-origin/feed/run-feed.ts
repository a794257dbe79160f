// Keeps the feed moving: listens for new outbox rows, numbers them, and wakes those who wait for a page. A process does one, both or neither.
import type { Db, OriginDatabase } from '../store/database'
import { startListening } from '../store/listen'
import { FEED_CHANNEL, OUTBOX_CHANNEL, sequenceAll } from './sequencer'
import { createReaders, waitFor } from './readers'
import { loadHeads } from './state'

/** A notification can be lost with its connection; the poll finds what it announced. */
const POLL_MS = 250

export interface FeedRunner {
  /**
   * Resolves at the next feed row, at the end of the time, or when the signal ends it. `scopes` is asked at each row: where it names some, only
   * a row of one of them counts; undefined, every row.
   */
  waitForChange(ms: number, signal: AbortSignal, scopes?: () => readonly string[] | undefined): Promise<void>
  /** All that is committed so far is numbered when it resolves. */
  drain(): Promise<void>
  stop(): Promise<void>
}
export interface FeedOptions {
  /** Whether this process numbers outbox rows; any number of processes may. */
  readonly numbers: boolean
  /** What else this process listens to, on the same connection. */
  readonly also?: Readonly<Record<string, (payload: string) => void>>
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

export async function startFeed(database: OriginDatabase, { numbers, now, onError, also }: FeedOptions): Promise<FeedRunner> {
  const { db } = database
  const stopped = new AbortController()
  const readers = createReaders(db)
  const outbox = createSignal()
  const handlers = { [FEED_CHANNEL]: readers.heard, ...(numbers ? { [OUTBOX_CHANNEL]: outbox.raise } : {}), ...also }
  const listener = await startListening(database, { handlers, onListening: readers.wakeAll, onError })
  const numbering = numbers ? number(db, { outbox, signal: stopped.signal, now, onError }) : undefined
  return {
    waitForChange: (ms, signal, scopes) => readers.wait(ms, AbortSignal.any([signal, stopped.signal]), scopes),
    drain: () => sequenceEverything(db, now),
    stop: async () => {
      stopped.abort()
      await Promise.all([numbering, listener.stop()])
    },
  }
}

interface Numbering {
  readonly outbox: Signal
  readonly signal: AbortSignal
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

async function number(db: Db, { outbox, signal, now, onError }: Numbering): Promise<void> {
  while (!signal.aborted) {
    await outbox.wait(POLL_MS, signal)
    await sequenceEverything(db, now).catch(onError)
  }
}

/** The partitions are looked up every time: one that an operator adds is numbered from then on, without a new start. */
async function sequenceEverything(db: Db, now: () => number): Promise<void> {
  await sequenceAll(db, [...(await loadHeads(db)).keys()].sort(), now())
}

interface Signal {
  raise(): void
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** Remembers that it was raised while nobody waited. */
function createSignal(): Signal {
  let isRaised = false
  const waiters = new Set<() => void>()
  return {
    raise: () => {
      isRaised = true
      for (const wake of waiters) wake()
    },
    wait: async (ms, signal) => {
      if (!isRaised) await waitFor(waiters, (wake) => wake, ms, signal)
      isRaised = false
    },
  }
}
