// Writes numbers, days and times the way each language does; everything is Asia/Shanghai, records are always absolute.
import { isDay, type Day, type EpochMs } from '../src-shared/base/clock'
import type { Language } from '../src-shared/contract/shell'

export interface Formats {
  readonly number: (value: number) => string
  readonly percent: (share: number) => string
  readonly bytes: (bytes: number) => string
  /** In sentences: 6月17日 / 17 Jun; with the year where it is not this one. */
  readonly dayLong: (day: Day, today: Day) => string
  /** In tables: 06-17 / 17 Jun; with the year where it is not this one. */
  readonly dayShort: (day: Day, today: Day) => string
  /** 10:42 on the day itself, else the day. */
  readonly recent: (at: EpochMs, today: Day) => string
  /** 2026-06-15 10:42, in both languages: records are absolute. */
  readonly dateTime: (at: EpochMs) => string
  readonly day: (at: EpochMs) => Day
  readonly month: (at: EpochMs) => string
  readonly time: (at: EpochMs) => string
  readonly timeSeconds: (at: EpochMs) => string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const ZONE = 'Asia/Shanghai'
/** sv-SE writes ISO dates with a 24 h clock, which is exactly the form of our records. */
const DATE_TIME = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' })

// A day has no zone: Date.parse reads it as midnight UTC, and so it is written.
const CHINESE_DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', month: 'long', day: 'numeric' })
const CHINESE_DAY_AND_YEAR = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' })

const record = (at: EpochMs): string => DATE_TIME.format(at)

function englishDay(day: Day, today: Day): string {
  const [year = '', month = '', date = ''] = day.split('-')
  const short = `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}`
  return year === today.slice(0, 4) ? short : `${short} ${year}`
}

function chineseDay(day: Day, today: Day): string {
  // A formatter throws at what is no day; a screen shows it as it stands.
  if (!isDay(day)) return day
  return (day.slice(0, 4) === today.slice(0, 4) ? CHINESE_DAY : CHINESE_DAY_AND_YEAR).format(Date.parse(day))
}

const UNITS = ['B', 'KB', 'MB', 'GB'] as const

function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`
}

export function createFormats(language: Language): Formats {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const percent = new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const isChinese = language === 'zh-CN'
  const dayShort = (day: Day, today: Day): string => {
    if (!isChinese) return englishDay(day, today)
    return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day
  }
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    bytes: formatBytes,
    dayLong: isChinese ? chineseDay : englishDay,
    dayShort,
    recent: (at, today) => (record(at).slice(0, 10) === today ? record(at).slice(11, 16) : dayShort(record(at).slice(0, 10), today)),
    dateTime: (at) => record(at).slice(0, 16),
    day: (at) => record(at).slice(0, 10),
    month: (at) => record(at).slice(0, 7),
    time: (at) => record(at).slice(11, 16),
    timeSeconds: (at) => record(at).slice(11, 19),
  }
}
