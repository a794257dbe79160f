// Until when a rules pack knows which days are worked.
import type { Day } from '../base/clock'
import type { RulesPackBody } from './rules'

/** The last day of the last year whose calendar is published. */
export function calendarUntil(rules: RulesPackBody): Day {
  const last = Object.keys(rules.calendar.years).sort().at(-1)
  return `${last ?? '0001'}-12-31`
}
