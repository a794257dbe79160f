// The clock of one request: how its record is counted, and what pause, resumption and extension do to it; pure, the same on desk and origin.
//
//   pause   [from, to] of a category of the pack; never over another one, never begun tomorrow, never over a day that was missed before it was entered
//   resume  the day from which it counts again: cuts the pause that holds that day, and takes away one that begins on it
//   extend  once, with a coded reason and the notice; before the target, since afterwards it would only hide that the target was missed
//
// It runs from the day of receipt, and of a reopened case anew from the day of reopening: with the extension of its former run gone, and no pause left.
// A pause ends with what it waited for: of `identity` with the proof, every one with the proposal to erase.
//
// A day is judged by when the act was made, not by when it arrived: an act of a desk without a network is not late for that.
import { addDays, toDay, type Day } from '../base/clock'
import { err, ok, type Result } from '../base/result'
import type { CasePause, ClockOperation } from './clock-acts'
import { answerDue, countDeadline, type Deadline, type DeadlineInput } from './deadline'
import type { Actor, CaseRequest } from './request'
import { extensionReason, lateReason, type RulesPackBody } from './rules'
import { entry, withEntry, type ArgsOf, type Step } from './request-step'
import type { RequestState } from './vocabulary'

export type Counted = Pick<CaseRequest, 'right' | 'receivedOn' | 'pauses' | 'extension'> & Partial<Pick<CaseRequest, 'timeline'>>

/** While it waits for the person; what the company itself still has to do stops no clock. */
const PAUSABLE: readonly RequestState[] = ['received', 'verifying', 'deciding']
const EXTENDABLE: readonly RequestState[] = [...PAUSABLE, 'approval']

/** The day on which it was done, by the best time that its maker's desk knew. */
export function dayOf(by: Pick<Actor, 'at' | 'actedAt'>): Day {
  return toDay(by.actedAt ?? by.at)
}

/**
 * The day on which somebody took it up again, of a case that was; a line from before such days were kept is dated by itself. A plan that went
 * back, which nobody did, is no new beginning: nothing had been answered.
 */
export function reopenedOn({ timeline = [] }: Pick<Counted, 'timeline'>): Day | undefined {
  const last = timeline.findLast(({ event, staffId }) => event === 'reopened' && staffId !== undefined)
  return last && (last.from ?? toDay(last.at))
}

/** The day after which days count. */
export function countsFrom(request: Counted): Day {
  return reopenedOn(request) ?? request.receivedOn
}

export function deadlineInputOf(request: Counted, rules: RulesPackBody): DeadlineInput {
  const { right, pauses, extension } = request
  const reason = extension && extensionReason(extension.reason, rules)
  return {
    right,
    receivedOn: countsFrom(request),
    ...(pauses ? { pauses } : {}),
    ...(extension ? { extensionWorkingDays: extension.workingDays } : {}),
    // Only a reason that the pack lets pass the outer limit counts as one here.
    ...(extension && reason?.passesOuter === true ? { extensionReason: extension.reason } : {}),
  }
}

export function countRequest(request: Counted, rules: RulesPackBody): Deadline {
  return countDeadline(deadlineInputOf(request, rules), rules)
}

/** What a count depends on besides the pack, for whoever keeps counts; equal texts are counted alike. */
export function countKey(request: Counted): string {
  const { right, pauses, extension } = request
  const paused = (pauses ?? []).map(({ from, to, category }) => `${from} ${to} ${category}`)
  return [right, countsFrom(request), ...paused, ...(extension ? [`+${String(extension.workingDays)} ${extension.reason}`] : [])].join('|')
}

/** An answer on that day would be. */
export function isLate(request: Counted, on: Day, rules: RulesPackBody): boolean {
  return on > answerDue(countRequest(request, rules)).on
}

/** With the days that this pack counts, and its name: whoever counts by another one can tell why there is a difference. */
export function recounted(request: CaseRequest, rules: RulesPackBody): CaseRequest {
  const deadline = countRequest(request, rules)
  const { targetOn: _former, ...rest } = request
  return { ...rest, ...('targetOn' in deadline ? { targetOn: deadline.targetOn } : {}), outerOn: deadline.outerOn, countedBy: rules.version }
}

/** Days on which it was paused, up to and with `today`; a day of two pauses would count once. */
export function pausedDays(pauses: readonly Pick<CasePause, 'from' | 'to'>[], today: Day): number {
  const days = new Set<Day>()
  for (const { from, to } of pauses) for (let on = from; on <= to && on <= today; on = addDays(on, 1)) days.add(on)
  return days.size
}

export function pauseOn<P extends Pick<CasePause, 'from' | 'to'>>(pauses: readonly P[], on: Day): P | undefined {
  return pauses.find((pause) => pause.from <= on && on <= pause.to)
}

/** Those since its days count: a case that was reopened was not paused yet. */
function pausesOfRun(request: Counted): readonly CasePause[] {
  return (request.pauses ?? []).filter(({ to }) => to >= countsFrom(request))
}

/** Never closed by itself: whoever works on it is told that it may be, after so many paused days. */
export function closeProposed(request: Counted & Pick<CaseRequest, 'state'>, today: Day, rules: RulesPackBody): number | undefined {
  const days = PAUSABLE.includes(request.state) ? pausedDays(pausesOfRun(request), today) : 0
  return days >= rules.closeAfterPausedDays ? days : undefined
}

export function canPause({ state }: Pick<CaseRequest, 'state'>): boolean {
  return PAUSABLE.includes(state)
}

/** There is a pause that can be cut: one that runs, or has run and lasted too long. */
export function canResume({ state, pauses }: Pick<CaseRequest, 'state' | 'pauses'>): boolean {
  return PAUSABLE.includes(state) && (pauses ?? []).length > 0
}

export function canExtend(request: CaseRequest, on: Day, rules: RulesPackBody): boolean {
  return EXTENDABLE.includes(request.state) && request.extension === undefined && rules.extensionReasons.length > 0 && !isLate(request, on, rules)
}

export function canUnextend({ state, extension }: Pick<CaseRequest, 'state' | 'extension'>): boolean {
  return EXTENDABLE.includes(state) && extension !== undefined
}

export function applyToClock(current: CaseRequest, operation: ClockOperation, by: Actor, rules: RulesPackBody): Step {
  switch (operation.op) {
    case 'request.pause@1':
      return pause(current, operation.args, by, rules)
    case 'request.resume@1':
      return resume(current, operation.args, by, rules)
    case 'request.extend@1':
      return extend(current, operation.args, by, rules)
    case 'request.unextend@1':
      return unextend(current, operation.args, by, rules)
  }
}

function pause(current: CaseRequest, args: ArgsOf<'request.pause@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!canPause(current)) return err({ code: 'precondition' })
  const { from, to, category, reason } = args
  const pauses = current.pauses ?? []
  const fields: string[] = []
  if (!rules.pauses.some((one) => one.category === category)) fields.push('category')
  if (reason.trim() === '') fields.push('reason')
  const today = dayOf(by)
  const isBegun = countsFrom(current) <= from && from <= today
  const { on: dueOn } = answerDue(countRequest(current, rules))
  // Entered after the day was missed it may go on from there, and not take the miss away.
  const hidesMiss = today > dueOn && from <= dueOn
  if (!isBegun || hidesMiss || pauses.some((one) => one.from <= to && from <= one.to)) fields.push('from')
  // Longer than after which closing is proposed, a pause would be no pause.
  if (to < from || to > addDays(from, rules.closeAfterPausedDays - 1)) fields.push('to')
  if (fields.length > 0) return err({ code: 'invalid', fields })
  const added: CasePause = { from, to, category, reason, staffId: by.staffId, at: by.at }
  const paused = recounted({ ...current, pauses: byDay([...pauses, added]) }, rules)
  return ok(withEntry(paused, { ...entry(by, 'paused', reason), code: category, from, to }))
}

/** In the order of their days, whatever order they were entered in. */
function byDay(pauses: readonly CasePause[]): CasePause[] {
  return [...pauses].sort((a, b) => (a.from < b.from ? -1 : 1))
}

function resume(current: CaseRequest, { on }: ArgsOf<'request.resume@1'>, by: Actor, rules: RulesPackBody): Step {
  const pauses = current.pauses ?? []
  if (!canResume(current)) return err({ code: 'precondition' })
  const cut = pauseOn(pauses, on)
  if (!cut || on > dayOf(by)) return err({ code: 'invalid', fields: ['on'] })
  return ok(withEntry(recounted(withCutPause(current, cut, on), rules), { ...entry(by, 'resumed'), code: cut.category, from: on }))
}

/** Over on the day before; one that began on the day itself has not been. */
function withCutPause(current: CaseRequest, cut: CasePause, on: Day): CaseRequest {
  const to = addDays(on, -1)
  const left = (current.pauses ?? []).flatMap((one) => (one !== cut ? [one] : to < one.from ? [] : [{ ...one, to }]))
  const { pauses: _former, ...rest } = current
  return { ...rest, ...(left.length > 0 ? { pauses: left } : {}) }
}

/** Codes of the pack are open, and this one means something to the app: what ends it is known here. */
const IDENTITY_PAUSE = 'identity'

/** What it waited for has come with the act, so it counts again from that day; else nobody would remember to end it. */
export function withPauseEnded(former: CaseRequest, next: CaseRequest, by: Actor, rules: RulesPackBody): CaseRequest {
  const on = dayOf(by)
  const pause = pauseOn(next.pauses ?? [], on)
  const isProved = former.state === 'verifying' && next.state === 'deciding' && next.identityChecks.length > former.identityChecks.length
  const isProposed = next.state === 'approval' && former.state !== 'approval'
  if (!pause || !(isProposed || (isProved && pause.category === IDENTITY_PAUSE))) return next
  return withEntry(recounted(withCutPause(next, pause, on), rules), { ...entry(by, 'resumed'), code: pause.category, from: on })
}

/** For a case that is taken up again: days count anew from this one. */
export function withClockAnew(current: CaseRequest, by: Actor, rules: RulesPackBody, reason: string): CaseRequest {
  const on = dayOf(by)
  const running = pauseOn(current.pauses ?? [], on)
  const { extension: _former, ...rest } = running ? withCutPause(current, running, on) : current
  return recounted(withEntry(rest, { ...entry(by, 'reopened', reason), from: on }), rules)
}

function extend(current: CaseRequest, args: ArgsOf<'request.extend@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!canExtend(current, dayOf(by), rules)) return err({ code: 'precondition' })
  const reason = extensionReason(args.reason, rules)
  const fields: string[] = []
  if (!reason) fields.push('reason')
  if (args.text.trim() === '') fields.push('text')
  if (args.workingDays < 1 || (reason && args.workingDays > reason.maxWorkingDays)) fields.push('workingDays')
  if (fields.length > 0) return err({ code: 'invalid', fields })
  const extension = { workingDays: args.workingDays, reason: args.reason, text: args.text, staffId: by.staffId, at: by.at, rulesPack: args.rulesPack }
  return ok(withEntry(recounted({ ...current, extension }, rules), { ...entry(by, 'extended', args.text), code: args.reason, workingDays: args.workingDays }))
}

function unextend(current: CaseRequest, args: ArgsOf<'request.unextend@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!canUnextend(current)) return err({ code: 'precondition' })
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const { extension: _former, ...rest } = current
  return ok(withEntry(recounted(rest, rules), entry(by, 'extension-withdrawn', args.reason)))
}

/** The code that a decision keeps: none in time, whatever was offered. `missing`: it is late and names none that the pack has. */
export function lateReasonOf(current: CaseRequest, offered: string | undefined, by: Actor, rules: RulesPackBody): Result<string | undefined, 'missing'> {
  // A pack from before there were such reasons asks for none.
  if (rules.lateReasons.length === 0 || !isLate(current, dayOf(by), rules)) return ok(undefined)
  return offered !== undefined && lateReason(offered, rules) ? ok(offered) : err('missing')
}

/** It stands with the decision that it explains. */
export function lateness(reason: string | undefined): { readonly lateReason?: string } {
  return reason === undefined ? {} : { lateReason: reason }
}
