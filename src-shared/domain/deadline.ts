// Counts the two deadlines of a request from the rules pack, on plain dates in Asia/Shanghai.
//
//   target   the Nth working day after the day of receipt; days of a pause do not count
//   outer    the Mth calendar day after it, never rolled forward; a pause moves it only where the pack says so for its category
//   stop     the day by which the processing ends that the person no longer wants, where the pack sets one; it waits for a pause to end
//
// What is done by which day: the earliest of them. An answer is late after the target or the outer limit, whichever is first; a reason that lets an
// extension pass the outer limit takes the limit with it.
//
// A year without a published calendar gives `uncovered` with an estimate, never a plain date and never an exception.
import { addDays, weekday, type Day } from '../base/clock'
import { deadlineRule, type RulesPackBody } from './rules'
import type { Right } from './vocabulary'
import { calendarUntil } from './published-calendar'

export interface Pause {
  /** Both days belong to the pause. */
  readonly from: Day
  readonly to: Day
  readonly category: string
}
export interface DeadlineInput {
  readonly right: Right
  readonly receivedOn: Day
  readonly pauses?: readonly Pause[]
  readonly extensionWorkingDays?: number
  /** Without a coded reason an extension ends at the outer limit. */
  readonly extensionReason?: string
}
interface Limits {
  readonly outerOn: Day
  /** The outer limit, or the day to which a coded reason moved it. */
  readonly limitOn: Day
  readonly stopOn?: Day
}
export type Target = { readonly targetOn: Day } | { readonly uncovered: { readonly year: number }; readonly provisionalOn: Day }
export type Deadline = Limits & Target
/** The day that comes first, and what is to be done by it. */
export interface Due {
  readonly on: Day
  readonly what: 'target' | 'outer' | 'stop'
}

/** Structurally the ClockView of the desk contract, which the domain may not import. */
export interface DeadlineView {
  readonly due: Due
  readonly receivedOn: Day
  readonly targetOn?: Day
  readonly provisional?: { readonly on: Day; readonly year: number }
  readonly outerOn: Day
  readonly today: Day
  readonly workingDaysLeft?: number
  readonly phase: 'calm' | 'soon' | 'today' | 'over' | 'estimated' | 'paused' | 'closed'
  readonly rulesPack: string
  readonly calendarUntil: Day
  readonly basis: 'law' | 'policy' | 'unconfirmed'
  readonly originTargetOn?: Day
}

/** The part of the working days left at which a clock turns from calm to soon (a quarter). */
export const SOON_PART = 4

/** Undefined: the year's calendar is not published, so nobody knows. */
export function isWorkingDay(day: Day, rules: RulesPackBody): boolean | undefined {
  const year = rules.calendar.years[day.slice(0, 4)]
  if (!year) return undefined
  if (year.work.includes(day)) return true
  return weekday(day) <= 5 && !year.off.includes(day)
}

/** As `isWorkingDay`; for an unpublished year from weekends and the statutory days. */
function isLikelyWorkingDay(day: Day, rules: RulesPackBody): boolean {
  return isWorkingDay(day, rules) ?? (weekday(day) <= 5 && !(rules.calendar.statutory[day.slice(0, 4)] ?? []).includes(day))
}

/** `uncoveredYear` is the first year met without a published calendar; `on` is then an estimate. */
export interface WorkingDayEnd {
  readonly on: Day
  readonly uncoveredYear?: number
}

/** The `count`th working day after `from`; days for which `isPaused` holds are stepped over. */
export function addWorkingDays(from: Day, count: number, rules: RulesPackBody, isPaused: (day: Day) => boolean = () => false): WorkingDayEnd {
  let on = from
  let left = count
  let uncoveredYear: number | undefined
  while (left > 0) {
    on = addDays(on, 1)
    if (isPaused(on)) continue
    if (uncoveredYear === undefined && isWorkingDay(on, rules) === undefined) uncoveredYear = Number(on.slice(0, 4))
    if (isLikelyWorkingDay(on, rules)) left -= 1
  }
  return uncoveredYear === undefined ? { on } : { on, uncoveredYear }
}

/** Working days after `from` up to and with `to`; negative when `to` is earlier. Unpublished years are estimated. */
export function workingDaysBetween(from: Day, to: Day, rules: RulesPackBody): number {
  if (to < from) return 0 - workingDaysBetween(to, from, rules)
  let count = 0
  for (let on = from; on < to; ) {
    on = addDays(on, 1)
    if (isLikelyWorkingDay(on, rules)) count += 1
  }
  return count
}

export function countDeadline(input: DeadlineInput, rules: RulesPackBody): Deadline {
  const rule = deadlineRule(input.right, rules)
  const pauses = input.pauses ?? []
  const isPaused = (day: Day): boolean => pauses.some((pause) => pause.from <= day && day <= pause.to)
  const target = addWorkingDays(input.receivedOn, rule.workingDays, rules, isPaused)
  const outerOn = outerDay(input.receivedOn, rule.outerCalendarDays, pauses, rules)
  const end = extended(target, input, outerOn, rules, isPaused)
  const isPassed = input.extensionReason !== undefined && (input.extensionWorkingDays ?? 0) > 0 && end.on > outerOn
  const stopOn = rule.stops && firstDay(addDays(input.receivedOn, rule.stops.withinDays), isPaused)
  const limits = { outerOn, limitOn: isPassed ? end.on : outerOn, ...(stopOn === undefined ? {} : { stopOn }) }
  if (end.uncoveredYear === undefined) return { targetOn: end.on, ...limits }
  return { uncovered: { year: end.uncoveredYear }, provisionalOn: end.on, ...limits }
}

function firstDay(from: Day, isPaused: (day: Day) => boolean): Day {
  let on = from
  while (isPaused(on)) on = addDays(on, 1)
  return on
}

/** By when it is answered. An estimate of a target is nobody's deadline: make-up days make the true one earlier, days off make it later. */
export function answerDue(deadline: Deadline): Due {
  const { limitOn } = deadline
  return 'targetOn' in deadline && deadline.targetOn <= limitOn ? { on: deadline.targetOn, what: 'target' } : { on: limitOn, what: 'outer' }
}

/** The next day of an open request: until it is decided, what the person no longer wants is still being done. */
export function nextDue(deadline: Deadline): Due {
  const answer = answerDue(deadline)
  return deadline.stopOn !== undefined && deadline.stopOn <= answer.on ? { on: deadline.stopOn, what: 'stop' } : answer
}

/** Nothing but the outer limit is known of it. */
export function isEstimated(deadline: Deadline): boolean {
  return 'uncovered' in deadline && nextDue(deadline).what === 'outer'
}

function outerDay(receivedOn: Day, calendarDays: number, pauses: readonly Pause[], rules: RulesPackBody): Day {
  const moving = pauses.filter((pause) => rules.pauses.some((one) => one.category === pause.category && one.movesOuter))
  if (moving.length === 0) return addDays(receivedOn, calendarDays)
  let on = receivedOn
  for (let left = calendarDays; left > 0; ) {
    on = addDays(on, 1)
    if (!moving.some((pause) => pause.from <= on && on <= pause.to)) left -= 1
  }
  return on
}

/** An extension never passes the outer limit without a coded reason, and never makes a target earlier than it was. */
function extended(target: WorkingDayEnd, input: DeadlineInput, outerOn: Day, rules: RulesPackBody, isPaused: (day: Day) => boolean): WorkingDayEnd {
  if (!input.extensionWorkingDays) return target
  const later = addWorkingDays(target.on, input.extensionWorkingDays, rules, isPaused)
  const uncoveredYear = target.uncoveredYear ?? later.uncoveredYear
  if (input.extensionReason !== undefined || later.on <= outerOn) return uncoveredYear === undefined ? { on: later.on } : { on: later.on, uncoveredYear }
  return outerOn > target.on ? { ...target, on: outerOn } : target
}

export interface ClockInput extends DeadlineInput {
  readonly closed: boolean
  readonly today: Day
  readonly originTargetOn?: Day
}

/** The deadline as the screens say it. */
export function viewClock(input: ClockInput, rules: RulesPackBody, packVersion: string): DeadlineView {
  const deadline = countDeadline(input, rules)
  const rule = deadlineRule(input.right, rules)
  const base = {
    receivedOn: input.receivedOn,
    outerOn: deadline.outerOn,
    due: nextDue(deadline),
    today: input.today,
    rulesPack: packVersion,
    calendarUntil: calendarUntil(rules),
    basis: rule.basis,
  }
  const target = shownTarget(deadline)
  const days = { ...base, ...target, ...originDifference(input.originTargetOn, target.targetOn) }
  if (input.closed) return { ...days, phase: 'closed' }
  if (isEstimated(deadline)) return { ...days, phase: input.today > deadline.limitOn ? 'over' : 'estimated' }
  const workingDaysLeft = workingDaysBetween(input.today, base.due.on, rules)
  return { ...days, workingDaysLeft, phase: phaseOf(input.today, base.due.on, workingDaysLeft, rule.workingDays) }
}

/** As screens have it: the day, or that of an estimate with the year that no calendar tells. */
export function shownTarget(target: Target): Pick<DeadlineView, 'targetOn' | 'provisional'> {
  return 'targetOn' in target ? { targetOn: target.targetOn } : { provisional: { on: target.provisionalOn, year: target.uncovered.year } }
}

function phaseOf(today: Day, dueOn: Day, left: number, total: number): 'calm' | 'soon' | 'today' | 'over' {
  if (today > dueOn) return 'over'
  if (today === dueOn) return 'today'
  return left * SOON_PART < total ? 'soon' : 'calm'
}

/** Only a difference is worth a word. */
function originDifference(originTargetOn: Day | undefined, targetOn: Day | undefined): { readonly originTargetOn?: Day } {
  return originTargetOn === undefined || originTargetOn === targetOn ? {} : { originTargetOn }
}
