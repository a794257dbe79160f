// One request on one screen: what is asked, whose it is, what was checked and decided, what can be done, and the first words of the letter.
import type { StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RequestView } from '../../src-shared/contract/request'
import type { CodedText } from '../../src-shared/contract/request-clock'
import type { StaffRef } from '../../src-shared/contract/views'
import { caseGoesOn } from '../../src-shared/domain/case-retention'
import { isAboutMinor } from '../../src-shared/domain/minors'
import { letterLanguageOf } from '../../src-shared/domain/letter-language'
import type { CaseRequest, CaseTimelineEntry } from '../../src-shared/domain/request'
import { groundsOf, isUnidentified, outcomesOf } from '../../src-shared/domain/request-machine'
import { extensionReason, lateReason, type RulesPackBody } from '../../src-shared/domain/rules'
import type { OverlaidRequest } from '../sync/overlay'
import { getRecord } from '../vault/repositories/records'
import { isOnline, isReadOnly } from './act-on-request'
import { askedViews, groundView } from './asked-views'
import { viewDrafts } from './drafts'
import { readFreshness } from './freshness'
import { heldLook } from './held-looks'
import { identityRuleView, identityViews } from './identity-views'
import { actsOf } from './request-acts'
import { requestClockView } from './request-clock-view'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'
import { intakeViews, readCaseNos, type CaseNoOf } from './intake-views'
import { readRelated } from './related-requests'
import { lettersOf } from './write-letter'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules' | 'auditLook' | 'loop' | 'heldLooks'>

export async function openRequest(deps: Deps, { requestId }: ParsedRequestOf<'request.open'>): Promise<Result<RequestView, DeskError>> {
  const { reader } = deps.vault
  const rules = deps.rules.current()
  const reading = await readRequests(reader, [requestId], { rules, today: deps.today() })
  const seen = reading.overlaid.get(requestId)
  if (!seen) return err({ kind: 'not-found' })
  const { request } = seen
  const subject = await getRecord(reader, 'subject', request.subjectId)
  const freshness = await readFreshness(deps)
  await deps.auditLook({ type: 'request.open', subjectId: request.subjectId, objectId: requestId })
  return ok({
    row: reading.rowOf(requestId),
    channel: request.channel,
    keyedAt: request.keyedAt,
    text: request.text,
    ...askedViews(request, subject?.body, { rules, isHeldShown: heldLook(request, deps.heldLooks).t !== 'hidden' }),
    ...intakeViews(request, reading.staffName),
    related: await readRelated(reader, seen, { rules, today: deps.today() }),
    isMinor: isAboutMinor({ birthDay: subject?.body.birthDay, madeBy: request.madeBy }, deps.today()),
    isUnidentified: isUnidentified(request),
    ...(request.escalation ? { escalation: { by: reading.staffName(request.escalation.staffId), at: request.escalation.at, reason: request.escalation.reason } } : {}),
    identity: identityViews(request, subject?.body, { rules, nameOf: reading.staffName }),
    identityRule: identityRuleView(request, rules),
    held: heldLook(request, deps.heldLooks),
    ...(request.decision ? { decision: decisionView(seen, rules, reading.staffName) } : {}),
    ...(request.erasureId === undefined ? {} : { erasureId: request.erasureId }),
    clock: requestClockView(request, { rules, today: deps.today(), nameOf: reading.staffName }),
    ...goesOnView(request, rules),
    timeline: timelineViews(seen, { rules, nameOf: reading.staffName, caseNoOf: await readCaseNos(reader, request) }),
    version: seen.version,
    outcomes: outcomesOf(request),
    grounds: groundsOf(request, rules, deps.today()).map(groundView),
    acts: actsOf({ seen, me: deps.me, rules, today: deps.today(), freshness, hasSubject: subject !== undefined, isOnline: isOnline(deps), isReadOnly: isReadOnly(deps) }),
    ...(await viewDrafts(deps, requestId)),
    letters: await lettersOf(deps, request),
    letterLanguage: letterLanguageOf(request),
    freshness,
  })
}

function goesOnView(request: CaseRequest, rules: RulesPackBody): Pick<RequestView, 'goesOn'> {
  const goesOn = caseGoesOn(request, rules)
  return goesOn === undefined ? {} : { goesOn }
}

type NameOf = (staffId: StaffId) => StaffRef

function decisionView({ request }: OverlaidRequest, rules: RulesPackBody, nameOf: NameOf): RequestView['decision'] {
  const { decision } = request
  if (!decision) return undefined
  const ground = rules.grounds.find((one) => one.code === decision.ground)
  return {
    outcome: decision.outcome,
    ...(ground ? { ground: groundView(ground) } : {}),
    text: decision.text,
    by: nameOf(decision.staffId),
    at: decision.at,
    rulesPack: decision.rulesPack,
    ...(decision.lateReason === undefined ? {} : { lateReason: codedText(decision.lateReason, rules) }),
    ...(decision.conditions === undefined ? {} : { conditions: decision.conditions }),
    ...(decision.form === undefined ? {} : { form: decision.form }),
    ...(decision.lawyer === undefined ? {} : { lawyer: decision.lawyer }),
    ...(decision.shown === undefined ? {} : { shown: decision.shown }),
  }
}

/** Of a category or a reason; a code that the pack in force no longer has is shown as it is. */
function codedText(code: string, rules: RulesPackBody): CodedText {
  const category = rules.pauses.find((one) => one.category === code)
  const text = category?.text ?? extensionReason(code, rules)?.text ?? lateReason(code, rules)?.text
  return { code, text: text ?? { 'zh-CN': code, en: code } }
}

interface TimelineDeps {
  readonly rules: RulesPackBody
  readonly nameOf: NameOf
  readonly caseNoOf: CaseNoOf
}

/** Newest last, as things happened; what the origin has not confirmed is marked. */
function timelineViews({ request, sentTimeline }: OverlaidRequest, { rules, nameOf, caseNoOf }: TimelineDeps): RequestView['timeline'] {
  return request.timeline.map((entry, at) => ({
    at: entry.at,
    ...(entry.staffId === undefined ? {} : { by: nameOf(entry.staffId) }),
    event: entry.event,
    ...(entry.text === undefined ? {} : { text: entry.text }),
    ...(entry.assigneeId === undefined ? {} : { to: nameOf(entry.assigneeId) }),
    ...(entry.evidence === undefined ? {} : { evidence: entry.evidence }),
    ...(entry.otherId === undefined ? {} : { other: { requestId: entry.otherId, ...caseNoOf(entry.otherId) } }),
    pending: at >= sentTimeline,
    ...clockPart(entry, rules),
  }))
}

function clockPart({ code, from, to, workingDays }: CaseTimelineEntry, rules: RulesPackBody): Pick<RequestView['timeline'][number], 'clock'> {
  if (code === undefined) return {}
  const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(workingDays === undefined ? {} : { workingDays }) }
  return { clock: { why: codedText(code, rules), ...days } }
}
