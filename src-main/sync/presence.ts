// Presence: tells the origin where the person at this desk is, and keeps where the colleagues are. In memory alone, on both sides.
//
//   tell(place) → send now, then every 10 s while it lasts      a page of changes → heard(line?) → list(), for 30 s by the monotonic clock
import type { Clock } from '../../src-shared/base/clock'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { PRESENCE_BEAT_MS, PRESENCE_LIVES_MS, type Place, type PresenceLine } from '../../src-shared/protocol/presence'
import type { Sleep } from './backoff'

/** Whoever leafs through the queue passes many requests: the last one counts. */
const GAP_MS = 1_000
/** A screen that is left for the next one, or for writing on the same, is no leaving. */
const SETTLE_MS = 300

export type PresentPerson = PresenceLine['people'][number]
export interface Presence {
  /** Where the person at this desk is from now on; nowhere without a place. */
  readonly tell: (at: Place | undefined) => void
  /** Tells it once more: the line to the origin was broken and is well again. */
  readonly again: () => void
  /** Names what this desk holds of the others; handed back with every question for changes. */
  readonly tag: () => string
  /** A page of changes came: with a line it replaces what was held, without one that still stands. */
  readonly heard: (line: PresenceLine | undefined) => void
  readonly list: () => readonly PresentPerson[]
  readonly stop: () => void
}
export interface PresenceDeps {
  readonly clock: Clock
  readonly sleep: Sleep
  readonly send: (at: Place | undefined) => Promise<Result<unknown, DeskError>>
  /** The colleagues' places have changed. */
  readonly onChange: () => void
}

export function createPresence(deps: PresenceDeps): Presence {
  const { clock } = deps
  const teller = createTeller(deps)
  let held: PresenceLine | undefined
  let heardMono = 0
  let watch = new AbortController()
  const isOver = (): boolean => clock.mono() - heardMono >= PRESENCE_LIVES_MS
  const list = (): readonly PresentPerson[] => (held && !isOver() ? held.people : [])
  /** What nobody confirms any more disappears from the screen by itself. */
  const watchEnd = async (signal: AbortSignal): Promise<void> => {
    await deps.sleep(PRESENCE_LIVES_MS, signal)
    if (!signal.aborted && isOver()) deps.onChange()
  }
  return {
    ...teller,
    tag: () => (held && !isOver() ? held.tag : ''),
    heard: (line) => {
      const before = list()
      held = line ?? (isOver() ? undefined : held)
      heardMono = clock.mono()
      watch.abort()
      watch = new AbortController()
      if (list().length > 0) void watchEnd(watch.signal)
      if (before !== list() && before.length + list().length > 0) deps.onChange()
    },
    list,
    stop: () => {
      watch.abort()
      teller.stop()
    },
  }
}

/** One message at a time; what is told meanwhile goes next. A failure is not repeated: the next beat says it again. */
function createTeller({ sleep, send }: PresenceDeps): Pick<Presence, 'tell' | 'again' | 'stop'> {
  const stopped = new AbortController()
  let at: Place | undefined
  let told: Place | undefined
  let isRunning = false
  let news = new AbortController()
  const run = async (): Promise<void> => {
    await Promise.resolve()
    while (!stopped.signal.aborted && (at ?? told)) {
      if (!at) await sleep(SETTLE_MS, stopped.signal)
      news = new AbortController()
      const sent = at
      if ((await send(sent)).ok) told = sent
      else if (!sent) told = undefined
      await sleep(GAP_MS, stopped.signal)
      if (at === sent) await sleep(sent ? PRESENCE_BEAT_MS - GAP_MS : 0, AbortSignal.any([news.signal, stopped.signal]))
    }
    isRunning = false
  }
  const start = (): void => {
    news.abort()
    if (isRunning || stopped.signal.aborted) return
    isRunning = true
    void run()
  }
  return {
    tell: (next) => {
      if (next?.requestId === at?.requestId && next?.doing === at?.doing) return
      at = next
      start()
    },
    again: () => {
      if (at) start()
    },
    stop: () => stopped.abort(),
  }
}
