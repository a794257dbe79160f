// Time is handed in: nothing here or in any room reads the wall clock by itself, but the two compose files.

/** Epoch milliseconds, UTC. */
export type EpochMs = number
/** A calendar date in Asia/Shanghai, `YYYY-MM-DD`; never a `Date`. */
export type Day = string

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): EpochMs
  /** Monotonic milliseconds since an arbitrary start. */
  mono(): number
}

/** Asia/Shanghai has had one offset, without summer time, since 1991-09-15 (IANA tz database, `asia`). */
export const SHANGHAI_OFFSET_MS = 8 * 3_600_000

export function toDay(at: EpochMs): Day {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}

/** Midnight in Shanghai at which the day begins. */
export function dayStart(day: Day): EpochMs {
  return Date.parse(`${day}T00:00:00Z`) - SHANGHAI_OFFSET_MS
}

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/

export function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().slice(0, 10) === text
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function weekday(day: Day): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
}
