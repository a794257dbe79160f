// Reads a day as somebody on the phone says it: 3-3, 303, 3月3日, 3 March, 2025-03-03; without a year the last such day that is not to come.
import { isDay, type Day } from '../base/clock'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

/**
 * Undefined: no day, or not yet. What is only the beginning of something longer is no day either, so that a field can answer at every key:
 * `20…` and `19…` are the beginning of a year (2 February is 0202 or 2-2).
 */
export function typedDay(typed: string, today: Day): Day | undefined {
  const text = typed.normalize('NFKC').trim().toLowerCase()
  const parts = partsOf(text)
  if (!parts) return undefined
  const { year, month, date } = parts
  if (year !== undefined) return dayOf(year, month, date)
  const thisYear = Number(today.slice(0, 4))
  // 29 February may be up to eight years away.
  for (let back = 0; back <= 8; back++) {
    const day = dayOf(thisYear - back, month, date)
    if (day !== undefined && day <= today) return day
  }
  return undefined
}

interface Parts {
  readonly year?: number
  readonly month: number
  readonly date: number
}

function partsOf(text: string): Parts | undefined {
  const digits = /^(?:(\d{4})(\d{2})(\d{2})|(?!20|19)(\d)(\d{2})|(\d{2})(\d{2}))$/.exec(text)
  if (digits) {
    const [, year, month, date, shortMonth, shortDate, longMonth, longDate]: readonly (string | undefined)[] = digits
    return numbers(year, month ?? shortMonth ?? longMonth, date ?? shortDate ?? longDate)
  }
  const signs = /^(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$/.exec(text)
  if (signs) return numbers(signs[1], signs[2], signs[3])
  const words = /^(\d{1,2})\s*([a-z]{3,9})\.?(?:\s*(\d{4}))?$/.exec(text) ?? swapped(/^([a-z]{3,9})\.?\s*(\d{1,2})(?:,?\s+(\d{4}))?$/.exec(text))
  if (!words) return undefined
  const month = MONTHS.findIndex((name) => (words[2] ?? '').startsWith(name))
  return month < 0 ? undefined : numbers(words[3], String(month + 1), words[1])
}

function swapped(match: RegExpExecArray | null): readonly (string | undefined)[] | null {
  return match && [match[0], match[2], match[1], match[3]]
}

function numbers(year: string | undefined, month: string | undefined, date: string | undefined): Parts {
  return { ...(year === undefined ? {} : { year: Number(year) }), month: Number(month), date: Number(date) }
}

function dayOf(year: number, month: number, date: number): Day | undefined {
  const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  return isDay(day) ? day : undefined
}
