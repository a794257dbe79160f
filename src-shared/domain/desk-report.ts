// The requests of a period in figures: what came, what became of it and why, how long it took, and how old is what is open. Counted from facts alone:
// no name, no number of anybody's stands in a report.
//
// A day counts as in the law's own clocks: working days of the rules pack, from the day after receipt up to and with the day of the decision. A pause is not
// taken out: it is what the person waited. Whether a request was in time its own outer day says, which pauses and extensions have moved.
import { addDays, isDay, type Day } from '../base/clock'
import { workingDaysBetween } from './deadline'
import type { RulesPackBody } from './rules'
import { RIGHTS, type Outcome, type Right } from './vocabulary'

/** Of one request what a report reads. */
export interface ReportCase {
  readonly right: Right
  readonly receivedOn: Day
  /** By when it is answered; the outer limit where there is no target. */
  readonly targetOn: Day
  readonly outerOn: Day
  /** Not closed yet: the day by which the queue orders it. */
  readonly open?: { readonly dueOn: Day }
  readonly decided?: { readonly on: Day; readonly outcome: Outcome; readonly ground?: string; readonly by: string }
  /** Taken back by the person, undecided. */
  readonly withdrawnOn?: Day
}
/** Both days count. */
export interface Period {
  readonly from: Day
  readonly to: Day
}

/** Ten years: what a desk holds is younger. */
const MOST_DAYS = 3_660

export function isPeriod({ from, to }: Period): boolean {
  return isDay(from) && isDay(to) && from <= to && to <= addDays(from, MOST_DAYS)
}

/** Whole working days; of an even number of cases the lower one, so that it is a time that somebody waited. */
export interface Spread {
  readonly median: number
  readonly p90: number
  readonly most: number
}
export const REPORTED = ['granted', 'granted-in-part', 'refused', 'withdrawn'] as const
export type Reported = (typeof REPORTED)[number]

export interface RightLine {
  readonly right: Right
  readonly received: number
  readonly ended: Readonly<Record<Reported, number>>
  /** Of those decided in the period. */
  readonly days?: Spread
  /** Decided after the target, and of these after the outer limit. */
  readonly late: number
  readonly beyond: number
}
export const AGES = [5, 10, 15, 30] as const
export interface DeskReport {
  readonly period: Period
  readonly rights: readonly RightLine[]
  readonly total: Omit<RightLine, 'right'>
  readonly months: readonly { readonly month: string; readonly received: number; readonly ended: number }[]
  /** Of refusals, whole or in part, the most frequent first. */
  readonly grounds: readonly { readonly ground: string; readonly count: number }[]
  /** Open on `asOf`, by the working days since receipt: up to each of AGES, and beyond (`upTo` absent). */
  readonly ageing: readonly { readonly upTo?: number; readonly count: number }[]
  readonly open: number
  readonly overdue: number
  readonly asOf: Day
  /** Whoever decided in the period, by the number of decisions. */
  readonly staff: readonly { readonly by: string; readonly decided: number; readonly median: number }[]
}

type CountDays = (from: Day, to: Day) => number

/** Few pairs of days occur among many cases, and each is walked day by day. */
function dayCounter(rules: RulesPackBody): CountDays {
  const known = new Map<string, number>()
  return (from, to) => {
    const key = `${from} ${to}`
    const days = known.get(key) ?? workingDaysBetween(from, to, rules)
    known.set(key, days)
    return days
  }
}

/** The value that `share` of the sorted ones do not exceed (nearest rank). */
function atShare(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function spreadOf(days: readonly number[]): Spread | undefined {
  if (days.length === 0) return undefined
  const sorted = [...days].sort((a, b) => a - b)
  return { median: atShare(sorted, 0.5), p90: atShare(sorted, 0.9), most: atShare(sorted, 1) }
}

/** `already-done` ends as granted and `not-theirs` as refused, as the states of a request do. */
function reportedAs(outcome: Outcome): Reported {
  if (outcome === 'already-done') return 'granted'
  return outcome === 'not-theirs' ? 'refused' : outcome
}

interface Ended {
  readonly one: ReportCase
  readonly on: Day
  readonly as: Reported
  readonly days: number
}

function endOf(one: ReportCase, count: CountDays): Ended | undefined {
  const { decided, withdrawnOn } = one
  if (decided) return { one, on: decided.on, as: reportedAs(decided.outcome), days: count(one.receivedOn, decided.on) }
  return withdrawnOn === undefined ? undefined : { one, on: withdrawnOn, as: 'withdrawn', days: count(one.receivedOn, withdrawnOn) }
}

const isIn = (day: Day, { from, to }: Period): boolean => from <= day && day <= to

function lineOf(received: readonly ReportCase[], ended: readonly Ended[]): Omit<RightLine, 'right'> {
  const decided = ended.filter(({ as }) => as !== 'withdrawn')
  const days = spreadOf(decided.map((end) => end.days))
  const count = (as: Reported): number => ended.filter((end) => end.as === as).length
  return {
    received: received.length,
    ended: { granted: count('granted'), 'granted-in-part': count('granted-in-part'), refused: count('refused'), withdrawn: count('withdrawn') },
    ...(days ? { days } : {}),
    late: decided.filter(({ one, on }) => on > one.targetOn).length,
    beyond: decided.filter(({ one, on }) => on > one.targetOn && on > one.outerOn).length,
  }
}

function tally<Key extends string>(keys: readonly Key[]): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const monthOf = (day: Day): string => day.slice(0, 7)

/** Every month of the period, also one in which nothing happened. */
function monthsOf({ from, to }: Period): readonly string[] {
  const months: string[] = []
  for (let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]; ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1]
    const name = `${String(year)}-${String(month).padStart(2, '0')}`
    if (name > monthOf(to)) return months
    months.push(name)
  }
}

function ageingOf(open: readonly ReportCase[], asOf: Day, count: CountDays): DeskReport['ageing'] {
  const ages = open.map(({ receivedOn }) => count(receivedOn, asOf))
  const beyond = AGES[AGES.length - 1] ?? 0
  return [
    ...AGES.map((upTo, at) => ({ upTo, count: ages.filter((age) => age <= upTo && age > (AGES[at - 1] ?? -Infinity)).length })),
    { count: ages.filter((age) => age > beyond).length },
  ]
}

function staffOf(ended: readonly Ended[]): DeskReport['staff'] {
  const byStaff = new Map<string, number[]>()
  for (const { one: { decided }, days } of ended) if (decided) byStaff.set(decided.by, [...(byStaff.get(decided.by) ?? []), days])
  return [...byStaff].map(([by, days]) => ({ by, decided: days.length, median: spreadOf(days)?.median ?? 0 })).sort((a, b) => b.decided - a.decided)
}

/** `cases` without the ones that were made to try something out. */
export function reportOn(cases: readonly ReportCase[], period: Period, { asOf, rules }: { readonly asOf: Day; readonly rules: RulesPackBody }): DeskReport {
  const count = dayCounter(rules)
  const received = cases.filter(({ receivedOn }) => isIn(receivedOn, period))
  const ended = cases.flatMap((one) => endOf(one, count) ?? []).filter(({ on }) => isIn(on, period))
  const open = cases.filter((one) => one.open !== undefined)
  const [receivedBy, endedBy] = [tally(received.map(({ receivedOn }) => monthOf(receivedOn))), tally(ended.map(({ on }) => monthOf(on)))]
  const refusals = ended.flatMap(({ as, one: { decided } }) => ((as === 'refused' || as === 'granted-in-part') && decided?.ground !== undefined ? [decided.ground] : []))
  const rights = RIGHTS.map((right) => ({ right, ...lineOf(received.filter((one) => one.right === right), ended.filter(({ one }) => one.right === right)) }))
  return {
    period,
    rights: rights.filter((line) => line.received > 0 || REPORTED.some((as) => line.ended[as] > 0)),
    total: lineOf(received, ended),
    months: monthsOf(period).map((month) => ({ month, received: receivedBy.get(month) ?? 0, ended: endedBy.get(month) ?? 0 })),
    grounds: [...tally(refusals)].map(([ground, times]) => ({ ground, count: times })).sort((a, b) => b.count - a.count),
    ageing: ageingOf(open, asOf, count),
    open: open.length,
    overdue: open.filter((one) => one.open && one.open.dueOn < asOf).length,
    asOf,
    staff: staffOf(ended),
  }
}
