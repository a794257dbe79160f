// Says when the computer's clock has gone from the origin's time, and when it is back: each once, for the audit (security.md S-6). What counts meanwhile is
// the origin's time in either case (known-time.ts).
import { MAX_RTT_MS, timeOf, type ClockState, type TimeSample } from './sync-clock'

/** More than two clocks that nobody set come to, and more than a person is told of (CLOCK_TOLERANCE_MS). */
export const DRIFT_MS = 5 * 60_000

export interface DriftEvent {
  readonly type: 'clock.drifted' | 'clock.right'
  /** The computer's clock less the origin's, in whole seconds: negative where it is behind. */
  readonly detail: { readonly bySeconds: number }
}

/** The state as it is to be kept, and what is to be written down if that changed. A slow answer says too little. */
export function judgeDrift(state: ClockState, sample: TimeSample, before: ClockState): { readonly state: ClockState; readonly event?: DriftEvent } {
  const wasOff = before.drifted === true
  const byMs = sample.receivedWall - timeOf(sample)
  const isOff = sample.receivedMono - sample.sentMono > MAX_RTT_MS ? wasOff : Math.abs(byMs) > DRIFT_MS
  const kept = isOff ? { ...state, drifted: true as const } : state
  if (isOff === wasOff) return { state: kept }
  return { state: kept, event: { type: isOff ? 'clock.drifted' : 'clock.right', detail: { bySeconds: Math.round(byMs / 1_000) } } }
}
