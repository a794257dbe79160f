// The spans of days that a report is asked for by name, counted from today.
import { addDays, type Day } from '../../../src-shared/base/clock'
import type { Period } from '../../../src-shared/domain/desk-report'

export const PRESETS = ['this-month', 'last-month', 'this-quarter', 'last-quarter', 'this-year', 'last-year'] as const
export type Preset = (typeof PRESETS)[number]
const MONTHS: Readonly<Record<Preset, number>> = { 'this-month': 1, 'last-month': 1, 'this-quarter': 3, 'last-quarter': 3, 'this-year': 12, 'last-year': 12 }

/** The first day of the month that is so many before or after that of `year` and `month` (1 to 12). */
function firstOf(year: number, month: number): Day {
  const index = year * 12 + month - 1
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`
}

/** Whole months; the present span ends today, since of the days to come nothing is known. */
export function periodOf(preset: Preset, today: Day): Period {
  const length = MONTHS[preset]
  const year = Number(today.slice(0, 4))
  const started = Math.floor((Number(today.slice(5, 7)) - 1) / length) * length + 1
  if (preset.startsWith('this-')) return { from: firstOf(year, started), to: today }
  return { from: firstOf(year, started - length), to: addDays(firstOf(year, started), -1) }
}
