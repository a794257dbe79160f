// The best time that this desk knows, whatever its own clock is set to: by it days are counted, and a clock that was moved is noticed.
//
//   heard from the origin in this run   the origin's time then, carried on by the monotonic clock, which nobody can set
//   not yet                             the computer's clock by the difference that the origin last told, never earlier than time was once
//                                       seen to be, and never standing still while the desk runs
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import { offsetOf, type ClockState } from './sync-clock'

/** `byMs` is never negative. */
export interface ClockWatch {
  readonly state: 'right' | 'ahead' | 'behind' | 'went-back'
  readonly byMs: number
}
export interface KnownTime {
  readonly now: () => EpochMs
  /** The origin's time, and the monotonic clock at that moment; both of a measured answer. */
  readonly hear: (time: EpochMs, mono: number) => void
  /** It is later than this by now, nobody knows by how much: a page may have been long on its way. Tells when the monotonic clock stood still. */
  readonly hearAtLeast: (time: EpochMs) => void
  readonly watch: () => ClockWatch
}
export interface KnownTimeDeps {
  readonly clock: Clock
  readonly state: ClockState
  /** How far time was seen to have come in earlier runs (usecases/lease.ts). */
  readonly reached: EpochMs
}

/** What a line and two clocks that nobody set may differ by; more than it is worth a word. */
export const CLOCK_TOLERANCE_MS = 2 * 60_000

export function createKnownTime({ clock, state, reached }: KnownTimeDeps): KnownTime {
  const offset = offsetOf(state) ?? 0
  const byComputer = (): EpochMs => clock.now() + offset
  const start = { at: Math.max(byComputer(), reached, state.highWater), mono: clock.mono() }
  let heard: { readonly at: EpochMs; readonly mono: number } | undefined
  const since = (from: { readonly at: EpochMs; readonly mono: number }): EpochMs => Math.round(from.at + clock.mono() - from.mono)
  const now = (): EpochMs => (heard ? since(heard) : Math.max(since(start), byComputer()))
  return {
    now,
    hear: (time, mono) => {
      heard = { at: time, mono }
    },
    hearAtLeast: (time) => {
      if (heard && time > now()) heard = { at: time, mono: clock.mono() }
    },
    watch: () => {
      const wall = clock.now()
      const byMs = Math.abs(now() - wall)
      if (!heard && now() - byComputer() > CLOCK_TOLERANCE_MS) return { state: 'went-back', byMs: now() - byComputer() }
      if (byMs <= CLOCK_TOLERANCE_MS) return { state: 'right', byMs: 0 }
      return { state: wall > now() ? 'ahead' : 'behind', byMs }
    },
  }
}
