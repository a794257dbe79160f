// Reads times and days as a company's systems write them; what does not exist (30 February, 25 o'clock) is refused, never rolled over.
import { isDay, type Day, type EpochMs } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { TimeRule } from './mapping'
import type { RefusalCode } from './refusal'

const DAY_MS = 86_400_000
/** Nothing that is imported happened before it; a number of seconds read as milliseconds is found this way. */
const EARLIEST = Date.UTC(1990, 0, 1)

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const LOCAL = /^(\d{4}[-/]\d{2}[-/]\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/

/** Clocks differ: a day of grace towards the future. */
export function readTime(text: string, rule: TimeRule, now: EpochMs): Result<EpochMs, RefusalCode> {
  const at = parseTime(text, rule)
  if (at === undefined) return err('time-format')
  return at < EARLIEST || at > now + DAY_MS ? err('time-range') : ok(at)
}

function parseTime(text: string, { format, offset }: TimeRule): EpochMs | undefined {
  switch (format) {
    case 'epoch-ms':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined
    case 'epoch-s':
      return /^\d{1,11}$/.test(text) ? Number(text) * 1_000 : undefined
    case 'iso-8601': {
      const found = ISO.exec(text)
      return found ? combine(found[1], found.slice(2, 6), found[6] ?? offset) : undefined
    }
    case 'YYYY-MM-DD HH:mm:ss':
    case 'YYYY/MM/DD HH:mm:ss': {
      const [, day = '', ...parts] = LOCAL.exec(text) ?? []
      // One separator all through: the one that the format has.
      return day.replaceAll(format.charAt(4), '').length === 8 ? combine(day.replaceAll('/', '-'), parts, offset) : undefined
    }
  }
}

function combine(day: string | undefined, parts: readonly (string | undefined)[], offset: string): EpochMs | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(0, 3).map((part) => Number(part ?? 0))
  const ms = Number((parts[3] ?? '').slice(0, 3).padEnd(3, '0'))
  if (day === undefined || !isDay(day) || hours > 23 || minutes > 59 || seconds > 59) return undefined
  const local = Date.parse(`${day}T00:00:00Z`) + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms
  return local - offsetMs(offset)
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0
  const digits = offset.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000
}

/** `2019-05-01`, `2019/5/1`, `20190501`, also with the midnight that databases write behind it. */
export function readDay(text: string): Day | undefined {
  const found = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|(\d{2})(\d{2}))(?:[T ]00:00(?::00)?)?$/.exec(text)
  if (!found) return undefined
  // Groups that took no part are undefined, whatever their type says.
  const [year = '', month = '', date = ''] = found.slice(1).filter(Boolean)
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : undefined
}
