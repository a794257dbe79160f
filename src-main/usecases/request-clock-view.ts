// What a screen says and offers about the clock of one request; and what an act on it would do to the day, before it is done.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ClockPreview, CodedText, CountedDays, RequestClock, RuledDays } from '../../src-shared/contract/request-clock'
import type { StaffRef } from '../../src-shared/contract/views'
import type { StaffId } from '../../src-shared/base/ids'
import type { Day } from '../../src-shared/base/clock'
import type { ClockOperation } from '../../src-shared/domain/clock-acts'
import { categoryText } from '../../src-shared/domain/clock-view'
import { shownTarget, type Deadline } from '../../src-shared/domain/deadline'
import { extensionLetter } from '../../src-shared/domain/extension-letter'
import { letterLanguageOf } from '../../src-shared/domain/letter-language'
import type { CaseRequest } from '../../src-shared/domain/request'
import { applyToClock, countRequest, isLate, pausedDays } from '../../src-shared/domain/request-clock'
import { deadlineRule, extensionReason, type DeadlineRule, type RulesPackBody } from '../../src-shared/domain/rules'
import { readRequest } from '../sync/read-requests'
import type { UnlockedDesk } from './unlocked-desk'

export interface ClockViewDeps {
  readonly rules: RulesPackBody
  readonly today: Day
  readonly nameOf: (staffId: StaffId) => StaffRef
}

export function requestClockView(request: CaseRequest, { rules, today, nameOf }: ClockViewDeps): RequestClock {
  const { pauses = [], extension } = request
  return {
    rests: restsOf(request, rules),
    ...(rules.changes ? { packChanges: rules.changes } : {}),
    pauses: pauses.map(({ category, staffId, from, to, reason, at }) => ({ from, to, reason, at, category: { code: category, text: categoryText(category, rules) }, by: nameOf(staffId) })),
    pausedDays: pausedDays(pauses, today),
    ...(extension
      ? { extension: { workingDays: extension.workingDays, reason: reasonText(extension.reason, rules), text: extension.text, by: nameOf(extension.staffId), at: extension.at, rulesPack: extension.rulesPack } }
      : {}),
    pauseCategories: rules.pauses.map(({ category, text, movesOuter }) => ({ code: category, text, movesOuter })),
    longestPauseDays: rules.closeAfterPausedDays,
    extensionReasons: rules.extensionReasons.map(({ code, text, passesOuter, maxWorkingDays }) => ({ code, text, passesOuter, maxWorkingDays })),
    ...lateReasonsNow(request, { rules, today }),
  }
}

function restsOf({ right }: CaseRequest, rules: RulesPackBody): RequestClock['rests'] {
  const { workingDays, outerCalendarDays, outer, ...target } = deadlineRule(right, rules)
  const ruled = (days: number, { basis, source }: Partial<Pick<DeadlineRule, 'basis' | 'source'>>): RuledDays => {
    const title = rules.sources.find((one) => one.id === source)?.title
    return { days, basis: basis ?? 'unconfirmed', ...(title ? { source: title } : {}) }
  }
  return { target: ruled(workingDays, target), outer: ruled(outerCalendarDays, outer ?? target), close: ruled(rules.closeAfterPausedDays, rules.closeAfter ?? {}) }
}

/** What an answer given now needs one of. */
export function lateReasonsNow(request: CaseRequest, { rules, today }: Pick<ClockViewDeps, 'rules' | 'today'>): Pick<RequestClock, 'lateReasons'> {
  if (request.decision !== undefined || rules.lateReasons.length === 0 || !isLate(request, today, rules)) return {}
  return { lateReasons: rules.lateReasons.map(({ code, text }) => ({ code, text })) }
}

/** A code that the pack in force no longer has is shown as it is. */
function reasonText(code: string, rules: RulesPackBody): CodedText {
  return { code, text: extensionReason(code, rules)?.text ?? { 'zh-CN': code, en: code } }
}

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'clock' | 'knownTime'>
type Act = ParsedRequestOf<'request.previewClock'>['act']

export async function previewClock(deps: Deps, { requestId, act }: ParsedRequestOf<'request.previewClock'>): Promise<Result<ClockPreview, DeskError>> {
  const rules = deps.rules.current()
  const seen = await readRequest(deps.vault.reader, requestId, rules)
  if (!seen) return err({ kind: 'not-found' })
  const { request } = seen
  const by = { staffId: deps.me.staffId, role: deps.me.role, at: deps.clock.now(), actedAt: deps.knownTime.now() }
  const before = countRequest(request, rules)
  const done = applyToClock(request, operationOf(request, act, rules), by, rules)
  if (!done.ok) return ok({ before: daysOf(before), fields: done.error.fields ?? [] })
  const after = countRequest(done.value, rules)
  const notice = act.kind === 'extend' ? noticeOf(request, act, { before, after, rules }) : undefined
  return ok({ before: daysOf(before), after: daysOf(after), fields: [], ...(notice === undefined ? {} : { notice }) })
}

/** What is still to be written does not count: it moves no day. */
const NOT_YET_WRITTEN = '…'

function operationOf({ id: requestId }: CaseRequest, act: Act, { version: rulesPack }: RulesPackBody): ClockOperation {
  switch (act.kind) {
    case 'pause':
      return { op: 'request.pause@1', args: { requestId, category: act.category, from: act.from, to: act.to, reason: NOT_YET_WRITTEN, rulesPack } }
    case 'resume':
      return { op: 'request.resume@1', args: { requestId, on: act.on } }
    case 'extend':
      return { op: 'request.extend@1', args: { requestId, workingDays: act.workingDays, reason: act.reason, text: NOT_YET_WRITTEN, rulesPack } }
    case 'unextend':
      return { op: 'request.unextend@1', args: { requestId, reason: NOT_YET_WRITTEN } }
  }
}

function daysOf(deadline: Deadline): CountedDays {
  return { ...shownTarget(deadline), outerOn: deadline.outerOn }
}

interface Noticed {
  readonly before: Deadline
  readonly after: Deadline
  readonly rules: RulesPackBody
}

function noticeOf(request: CaseRequest, { reason, first = letterLanguageOf(request) }: Extract<Act, { kind: 'extend' }>, { before, after, rules }: Noticed): string | undefined {
  const template = rules.extensionLetter
  if (!template) return undefined
  const { caseNo, receivedOn } = request
  return extensionLetter({ template, language: first, caseNo, receivedOn, reason: reasonText(reason, rules).text, former: before, extended: after })
}
