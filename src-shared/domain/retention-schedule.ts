// When rows of a person who stays are over: the schedule by category, what falls due of it week by week, and the batch that two people let go.
//
//   a row's day ── months of its category ──→ last day of its keeping ── the day after ──→ due
//
// What has no day of its own (the account, its consents) ends with the account, by an erasure, and is no part of this.
import { addDays, weekday, type Day } from '../base/clock'
import type { SubjectId } from '../base/ids'
import { isHeldBy, isHolding, type HoldEntry } from './hold-register'
import { INVENTORY } from './inventory'
import { addMonths } from './months'
import type { RulesPackBody } from './rules'
import { LOG_CATEGORIES, type LogCategory } from './vocabulary'

export interface ScheduleLine {
  readonly category: LogCategory
  /** From the day of the row. */
  readonly months: number
  readonly then: 'delete' | 'anonymise'
  /** Code of the pack's rule where the law asks for as long or longer than the inventory says. */
  readonly ground?: string
}

/** In the order of the inventory. Never shorter than a law or an administrative regulation asks for. */
export function retentionSchedule(rules: RulesPackBody): readonly ScheduleLine[] {
  return INVENTORY.flatMap(({ category, ends }): ScheduleLine[] => {
    const own = LOG_CATEGORIES.find((one) => one === category)
    if (own === undefined || ends.after !== 'record-created') return []
    const duty = rules.retention.filter((rule) => rule.category === category && rule.clockStart === 'record-created' && rule.rank !== 'policy').sort((a, b) => b.months - a.months)[0]
    const isByLaw = duty !== undefined && duty.months >= ends.months
    return [{ category: own, months: isByLaw ? duty.months : ends.months, then: ends.then, ...(isByLaw ? { ground: duty.code } : {}) }]
  })
}

/** The last day of the period is one of it (Civil Code 201 and 202): a row is due on the day after. */
export function dueOn(day: Day, months: number): Day {
  return addDays(addMonths(day, months), 1)
}

/** The youngest rows that are due: those of this day and of every day before it. */
export function lastDayDue(months: number, on: Day): Day {
  let day = addMonths(on, -months)
  while (dueOn(day, months) > on) day = addDays(day, -1)
  // Several days at the end of a month end alike in a shorter one.
  while (dueOn(addDays(day, 1), months) <= on) day = addDays(day, 1)
  return day
}

export interface Week {
  readonly from: Day
  readonly to: Day
}

/** Calendar weeks of the days after `today`, the first and the last as far as they reach. */
export function weeksAfter(today: Day, days: number): readonly Week[] {
  const last = addDays(today, days)
  const weeks: Week[] = []
  for (let from = addDays(today, 1); from <= last; ) {
    const sunday = addDays(from, 7 - weekday(from))
    const to = sunday < last ? sunday : last
    weeks.push({ from, to })
    from = addDays(to, 1)
  }
  return weeks
}

/** How much of it falls into each week, by the day on which it falls due; what lies outside of them counts in none. */
export function sumByWeek(weeks: readonly Week[], counted: readonly { readonly day: Day; readonly rows: number }[]): readonly number[] {
  const sums = weeks.map(() => 0)
  for (const { day, rows } of counted) {
    const place = weeks.findIndex(({ from, to }) => from <= day && day <= to)
    if (place >= 0) sums[place] = (sums[place] ?? 0) + rows
  }
  return sums
}

/** Whose rows of a category are on hold today. */
export type HeldPeople = 'everybody' | readonly SubjectId[]

export function heldPeople(category: LogCategory, holds: readonly HoldEntry[], today: Day): HeldPeople {
  const holding = holds.filter((hold) => isHolding(hold, today))
  if (holding.some((hold) => hold.reach === 'everyone' && hold.categories?.includes(category) === true)) return 'everybody'
  const named = holding.flatMap(({ subjectId }) => subjectId ?? [])
  return [...new Set(named)].filter((subjectId) => holding.some((hold) => isHeldBy(hold, { subjectId, category })))
}

export interface BatchLine extends ScheduleLine {
  /** Rows of this day and of every day before it. */
  readonly through: Day
  /** Of nobody on hold, when it was counted. */
  readonly rows: number
}
/** What two people agree to: it is hashed, and no row more goes. */
export interface RetentionPlan {
  readonly v: 1
  readonly asOf: Day
  readonly rulesPack: string
  readonly lines: readonly BatchLine[]
}

/**
 * Whether what is there now is within what was agreed to. Less is: an erasure or a hold has taken rows out meanwhile. More is not: somebody would let go
 * what they have not seen.
 */
export function isWithin(plan: RetentionPlan, counts: ReadonlyMap<LogCategory, number>): boolean {
  return plan.lines.every(({ category, rows }) => (counts.get(category) ?? 0) <= rows)
}
