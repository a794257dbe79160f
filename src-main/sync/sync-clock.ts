// What time it is by the origin: offset samples, and a high-water mark below which time is never believed to have gone back.
import type { EpochMs } from '../../src-shared/base/clock'

/** Kept in the store; survives restarts. */
export interface ClockState {
  /** Origin minus desk, newest last. */
  readonly offsets: readonly number[]
  /** The latest moment that was ever believed. */
  readonly highWater: EpochMs
  /** Of the last answer of the origin: its time, and the monotonic clock of this run then. */
  readonly lastServerTime?: EpochMs
  readonly lastMono?: number
  readonly bootId?: string
  /** The last contact found the computer's clock so far off that it stands in the audit (clock-drift.ts). */
  readonly drifted?: true
}
export const NO_CLOCK_STATE: ClockState = { offsets: [], highWater: 0 }

/** A slow answer says little about the offset. */
export const MAX_RTT_MS = 2_000
/** Median of seven: one outlier on either side never moves it (sync: clocks). */
const SAMPLES = 7

export interface TimeSample {
  readonly serverTime: EpochMs
  readonly sentMono: number
  readonly receivedMono: number
  readonly receivedWall: EpochMs
}

/** The origin's time at the moment at which its answer was here: half of the way there and back after it was written. */
export function timeOf({ serverTime, sentMono, receivedMono }: TimeSample): EpochMs {
  return Math.round(serverTime + (receivedMono - sentMono) / 2)
}

export function addSample(state: ClockState, sample: TimeSample, bootId: string): ClockState {
  const rttMs = sample.receivedMono - sample.sentMono
  const seen = timeOf(sample)
  const offsets = rttMs > MAX_RTT_MS ? state.offsets : [...state.offsets, seen - sample.receivedWall].slice(-SAMPLES)
  return { offsets, highWater: Math.max(state.highWater, seen), lastServerTime: seen, lastMono: sample.receivedMono, bootId }
}

/** Undefined before the first sample: the desk's own time is then marked uncertain. */
export function offsetOf(state: ClockState): number | undefined {
  if (state.offsets.length === 0) return undefined
  const sorted = [...state.offsets].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
