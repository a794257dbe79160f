// How long to wait before the next try: full jitter, so that a fleet of desks does not come back in step after an outage.
import type { DeskError } from '../../src-shared/contract/errors'

const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * `random` gives [0, 1). A Retry-After of the origin is a lower bound, never shortened by luck. The ceiling doubles with every failure, so
 * the desks of an outage come back over about as long as it lasted, five minutes at most; what the origin cannot take even so it sends away
 * for up to ten, each desk to a moment of its own.
 */
export function backoffMs(attempt: number, error: DeskError | undefined, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20))
  const asked = Number(error?.params?.['retryAfterS'] ?? 0) * 1_000
  return Math.round(Math.max(asked, FIRST_MS / 4 + random() * ceiling))
}

/** Until the next question where the origin holds no line: what it asked for and up to as much again, so that desks do not ask in step. */
export function pauseMs(askedS: number, random: () => number): number {
  return Math.round(Math.min(LONGEST_MS, askedS * 1_000 * (1 + random())))
}

/** Waits; ends early when the signal is raised. Handed in, so that tests drive the loop without a clock. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export const realSleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
