// One request on one screen: what is asked, whose it is, what was checked and decided, what can be done, and the first words of the letter.
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { GroundView, IdentityView, RequestView } from '../../src-shared/contract/request'
import type { CodedText } from '../../src-shared/contract/request-clock'
import type { StaffRef } from '../../src-shared/contract/views'
import { createErasurePlan, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { failedChecksOf, methodsFor } from '../../src-shared/domain/identity'
import { letterFor } from '../../src-shared/domain/letters'
import { maskIdentifier, masksOf } from '../../src-shared/domain/masking'
import type { CaseIdentityCheck } from '../../src-shared/domain/request'
import { groundsOf, outcomesOf } from '../../src-shared/domain/request-machine'
import type { CaseTimelineEntry } from '../../src-shared/domain/request'
import { extensionReason, lateReason, type Ground, type RulesPackBody } from '../../src-shared/domain/rules'
import { OUTCOMES, type Outcome } from '../../src-shared/domain/vocabulary'
import type { OverlaidRequest } from '../sync/overlay'
import type { StoredRecord } from '../vault/codecs'
import { getRecord, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { isOnline, isReadOnly } from './act-on-request'
import { viewDrafts } from './drafts'
import { readFreshness } from './freshness'
import { actsOf } from './request-acts'
import { requestClockView } from './request-clock-view'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules' | 'audit' | 'loop'>

export async function openRequest(deps: Deps, { requestId }: ParsedRequestOf<'request.open'>): Promise<Result<RequestView, DeskError>> {
  const { reader } = deps.vault
  const rules = deps.rules.current()
  const reading = await readRequests(reader, [requestId], { rules, today: deps.today() })
  const seen = reading.overlaid.get(requestId)
  if (!seen) return err({ kind: 'not-found' })
  const { request } = seen
  const subject = await getRecord(reader, 'subject', request.subjectId)
  const freshness = await readFreshness(deps)
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'request.open', subjectId: request.subjectId, objectId: requestId }))
  return ok({
    row: reading.rowOf(requestId),
    channel: request.channel,
    keyedAt: request.keyedAt,
    text: request.text,
    corrections: request.corrections ?? [],
    purposes: request.purposes ?? [],
    identity: identityViews(seen, subject, deps, reading.staffName),
    ...(request.decision ? { decision: decisionView(seen, rules, reading.staffName) } : {}),
    ...(request.erasureId === undefined ? {} : { erasureId: request.erasureId }),
    clock: requestClockView(request, { rules, today: deps.today(), nameOf: reading.staffName }),
    timeline: timelineViews(seen, rules, reading.staffName),
    version: seen.version,
    outcomes: outcomesOf(request),
    grounds: groundsOf(request, rules).map(groundView),
    acts: actsOf({ seen, me: deps.me, rules, today: deps.today(), freshness, hasSubject: subject !== undefined, isOnline: isOnline(deps), isReadOnly: isReadOnly(deps) }),
    ...(await viewDrafts(deps, requestId)),
    letters: await lettersOf(deps, seen, subject),
    freshness,
  })
}

type Subject = StoredRecord<'subject'> | undefined
type NameOf = (staffId: StaffId) => StaffRef

/** One line per identifier; the newest check of it in this request beside it. */
function identityViews({ request }: OverlaidRequest, subject: Subject, deps: Deps, nameOf: NameOf): RequestView['identity'] {
  const masks = masksOf(deps.rules.current().masks)
  return (subject?.body.identifiers ?? []).map(({ id, kind, value, proof }) => {
    const check = request.identityChecks.findLast((one) => one.identifierId === id)
    const proposed = request.proposedCheck?.identifierId === id ? request.proposedCheck : undefined
    return {
      id, kind, masked: maskIdentifier(kind, value, masks), proof, failed: failedChecksOf(request, id), methods: methodsFor(request, id),
      ...(check ? { check: checkView(check, nameOf) } : {}),
      ...(proposed ? { proposed: { evidence: proposed.evidence, at: proposed.at, by: nameOf(proposed.staffId) } } : {}),
    }
  })
}

function checkView({ method, at, staffId, confirmed, approvedBy }: CaseIdentityCheck, nameOf: NameOf): NonNullable<IdentityView['check']> {
  return { method, at, by: nameOf(staffId), confirmed: confirmed === true, ...(approvedBy === undefined ? {} : { approvedBy: nameOf(approvedBy) }) }
}

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
  }
}

/** Of a category or a reason; a code that the pack in force no longer has is shown as it is. */
function codedText(code: string, rules: RulesPackBody): CodedText {
  const category = rules.pauses.find((one) => one.category === code)
  const text = category?.text ?? extensionReason(code, rules)?.text ?? lateReason(code, rules)?.text
  return { code, text: text ?? { 'zh-CN': code, en: code } }
}

function groundView({ code, text, provision, rank }: Ground): GroundView {
  return { code, text, provision, rank }
}

/** Newest last, as things happened; what the origin has not confirmed is marked. */
function timelineViews({ request, sentTimeline }: OverlaidRequest, rules: RulesPackBody, nameOf: NameOf): RequestView['timeline'] {
  return request.timeline.map((entry, at) => ({
    at: entry.at,
    ...(entry.staffId === undefined ? {} : { by: nameOf(entry.staffId) }),
    event: entry.event,
    ...(entry.text === undefined ? {} : { text: entry.text }),
    ...(entry.assigneeId === undefined ? {} : { to: nameOf(entry.assigneeId) }),
    pending: at >= sentTimeline,
    ...clockPart(entry, rules),
  }))
}

function clockPart({ code, from, to, workingDays }: CaseTimelineEntry, rules: RulesPackBody): Pick<RequestView['timeline'][number], 'clock'> {
  if (code === undefined) return {}
  const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(workingDays === undefined ? {} : { workingDays }) }
  return { clock: { why: codedText(code, rules), ...days } }
}

async function lettersOf(deps: Deps, { request }: OverlaidRequest, subject: Subject): Promise<RequestView['letters']> {
  const rules = deps.rules.current()
  const plan = request.right === 'delete' && subject ? await planFor(deps.vault.reader, deps, request.id, subject) : undefined
  const letters = {} as Record<Outcome, string>
  for (const outcome of OUTCOMES) {
    letters[outcome] = letterFor({
      right: request.right,
      outcome,
      language: 'zh-CN',
      request: { caseNo: request.caseNo, receivedOn: request.receivedOn, ...(request.purposes ? { purposes: request.purposes } : {}), ...(request.corrections ? { corrections: request.corrections } : {}) },
      ...(plan ? { plan } : {}),
      rules,
    })
  }
  return letters
}

/** The plan as of now, from what is held; the same function makes it at the origin. */
export async function planFor(reader: Reader, deps: Pick<Deps, 'today' | 'rules'>, requestId: RequestId, subject: StoredRecord<'subject'>): Promise<ErasurePlan> {
  const holdings = (await listRecordsOfSubject(reader, 'holding', subject.body.id)).map(({ body }) => ({
    category: body.category,
    system: body.system,
    rows: body.rows,
    ...(body.toAt === undefined ? {} : { toAt: body.toAt }),
  }))
  const rules = deps.rules.current()
  return createErasurePlan({ requestId, subjectId: subject.body.id, subjectVersion: subject.v, holdings, today: deps.today(), rules, packVersion: rules.version })
}
