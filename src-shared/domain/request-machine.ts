// The states of a request and what each act does to them: one pure function, the truth at the origin and the preview on the desk.
//
//   received ─take→ verifying ─verify→ deciding ─decide→ granted | granted-in-part | refused ─reopen→ deciding
//                      └─refuse: identity could not be verified─→ refused
//                                        └─propose (delete only)→ approval ─approve→ executing ─completed→ granted
//                                                                   └──────stale/declined──────→ deciding
import { toDay, type EpochMs } from '../base/clock'
import { assertNever } from '../base/assert'
import { err, ok } from '../base/result'
import { countDeadline } from './deadline'
import { settleCheck, verify, withoutDocuments } from './identity'
import type { Actor, CaseRequest, CreateRequest, Operation } from './request'
import { assign } from './request-assign'
import { applyToClock, lateReasonOf } from './request-clock'
import { entry, ownEntry, withEntry, type ArgsOf, type Step } from './request-step'
import { groundOf, UNIDENTIFIED_GROUND, type Ground, type RulesPackBody } from './rules'
import { hasPermission, isSecondPerson } from './staff'
import { CLOSED_STATES, OUTCOMES, type Outcome, type Permission, type RequestOperationName } from './vocabulary'

export type { Refusal } from './request-step'
export type { Actor, CaseRequest, Operation } from './request'

const PERMISSION_BY_OPERATION: Readonly<Record<RequestOperationName, Permission>> = {
  'request.create@1': 'work-request',
  'request.take@1': 'work-request',
  'request.verify@1': 'work-request',
  'request.decide@1': 'decide-request',
  'request.reopen@1': 'work-request',
  'request.settle-check@1': 'approve-identity',
  'erasure.propose@1': 'propose-erasure',
  'erasure.approve@1': 'approve-erasure',
  'request.pause@1': 'work-request',
  'request.resume@1': 'work-request',
  // What the person is told is a decision about their request.
  'request.extend@1': 'decide-request',
  'request.unextend@1': 'decide-request',
  'request.assign@1': 'work-request',
}

/**
 * `current` is undefined for a create alone. What needs other records is the caller's to check: that the identifier is the person's, that
 * the plan has the hash, that the sign-in is fresh, that the version is the one the operator saw.
 */
export function applyOperation(current: CaseRequest | undefined, operation: Operation, by: Actor, rules: RulesPackBody): Step {
  const next = decideStep(current, operation, by, rules)
  return next.ok ? ok(withoutDocuments(next.value)) : next
}

function decideStep(current: CaseRequest | undefined, operation: Operation, by: Actor, rules: RulesPackBody): Step {
  if (!hasPermission(by.role, PERMISSION_BY_OPERATION[operation.op])) return err({ code: 'forbidden' })
  if (operation.op === 'request.create@1') return current ? err({ code: 'precondition' }) : create(operation.args, by, rules)
  if (!current) return err({ code: 'not_found' })
  switch (operation.op) {
    case 'request.take@1':
      return take(current, by)
    case 'request.verify@1':
      return verify(current, operation.args, by)
    case 'request.decide@1':
      return decide(current, operation.args, by, rules)
    case 'request.assign@1':
      return assign(current, operation.args, by)
    case 'request.reopen@1':
      return reopen(current, operation.args, by)
    case 'request.settle-check@1':
      return settleCheck(current, operation.args, by)
    case 'erasure.propose@1':
      return propose(current, operation.args, by, rules)
    case 'erasure.approve@1':
      return approve(current, operation.args, by)
    case 'request.pause@1':
    case 'request.resume@1':
    case 'request.extend@1':
    case 'request.unextend@1':
      return applyToClock(current, operation, by, rules)
    default:
      return assertNever(operation)
  }
}

function create(args: CreateRequest, by: Actor, rules: RulesPackBody): Step {
  const fields: string[] = []
  if (args.text.trim() === '') fields.push('text')
  if (args.receivedOn > toDay(by.at)) fields.push('receivedOn')
  if (args.right === 'correct' && !args.corrections?.length) fields.push('corrections')
  if (args.right === 'withdraw' && !args.purposes?.length) fields.push('purposes')
  if (fields.length > 0) return err({ code: 'invalid', fields })
  const deadline = countDeadline({ right: args.right, receivedOn: args.receivedOn }, rules)
  return ok({
    id: args.requestId,
    caseNo: by.caseNo ?? '',
    subjectId: args.subjectId,
    right: args.right,
    state: 'received',
    channel: args.channel,
    receivedOn: args.receivedOn,
    keyedAt: by.at,
    text: args.text,
    ...(args.right === 'correct' && args.corrections ? { corrections: [...args.corrections] } : {}),
    ...(args.right === 'withdraw' && args.purposes ? { purposes: [...args.purposes] } : {}),
    identityChecks: [],
    ...('targetOn' in deadline ? { targetOn: deadline.targetOn } : {}),
    outerOn: deadline.outerOn,
    countedBy: rules.version,
    timeline: [entry(by, 'received')],
  })
}

/** Taking over from a colleague is allowed until somebody decides; taking what is one's own already changes nothing and is refused. */
function take(current: CaseRequest, by: Actor): Step {
  const isOpenForTaking = current.state === 'received' || current.state === 'verifying' || current.state === 'deciding'
  if (!isOpenForTaking) return err({ code: 'precondition' })
  if (current.state !== 'received' && current.assigneeId === by.staffId) return err({ code: 'precondition' })
  return ok(withEntry({ ...current, state: current.state === 'received' ? 'verifying' : current.state, assigneeId: by.staffId }, entry(by, 'taken')))
}

/** What can be decided now. What is deleted goes by plan and second person, and without a check nothing is granted: those are only refused. */
export function outcomesOf(current: Pick<CaseRequest, 'state' | 'right' | 'identityChecks'>): readonly Outcome[] {
  if (current.state !== 'verifying' && current.state !== 'deciding') return []
  if (current.identityChecks.length === 0) return ['refused']
  return current.state === 'verifying' ? [] : current.right === 'delete' ? ['refused'] : OUTCOMES
}

/** Without a check it can only be refused for want of one. */
export function groundsOf(current: Pick<CaseRequest, 'right' | 'identityChecks'>, rules: RulesPackBody): readonly Ground[] {
  const fitting = rules.grounds.filter((ground) => ground.rights.includes(current.right))
  return current.identityChecks.length > 0 ? fitting : fitting.filter((ground) => ground.code === UNIDENTIFIED_GROUND)
}

function decide(current: CaseRequest, args: ArgsOf<'request.decide@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!outcomesOf(current).includes(args.outcome)) return err({ code: 'precondition' })
  if (current.identityChecks.length === 0 && args.ground !== UNIDENTIFIED_GROUND) return err({ code: 'precondition' })
  const fields: string[] = []
  if (args.text.trim() === '') fields.push('text')
  const needsGround = args.outcome !== 'granted'
  if (needsGround && (args.ground === undefined || !groundOf(args.ground, current.right, rules))) fields.push('ground')
  if (!needsGround && args.ground !== undefined) fields.push('ground')
  const late = lateReasonOf(current, args.lateReason, by, rules)
  if (!late.ok) fields.push('lateReason')
  if (!late.ok || fields.length > 0) return err({ code: 'invalid', fields })
  const reason = { outcome: args.outcome, ...(args.ground === undefined ? {} : { ground: args.ground }) }
  const decision = { ...reason, text: args.text, staffId: by.staffId, at: by.at, rulesPack: args.rulesPack, ...lateness(late.value) }
  const decided = withEntry({ ...current, state: args.outcome, decision, closedAt: by.at }, { ...entry(by, 'decided', args.text), ...reason })
  if (args.outcome === 'refused') return ok(decided)
  if (current.right === 'correct') return ok(withEntry(decided, entry(by, 'corrected')))
  if (current.right === 'withdraw') return ok(withEntry(decided, entry(by, 'consent-withdrawn')))
  return ok(decided)
}

function reopen(current: CaseRequest, args: ArgsOf<'request.reopen@1'>, by: Actor): Step {
  if (!CLOSED_STATES.includes(current.state)) return err({ code: 'precondition' })
  // A completed erasure cannot be taken up again: nothing of the person is left.
  if (current.erasureId !== undefined) return err({ code: 'precondition' })
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  // Its own history names the former decision; the request itself is undecided again. Without a check it goes back to verifying.
  const state = current.identityChecks.length > 0 ? 'deciding' : 'verifying'
  return ok(withEntry({ ...current, state, decision: undefined, closedAt: undefined }, entry(by, 'reopened', args.reason)))
}

/** It stands with the decision that it explains. */
function lateness(lateReason: string | undefined): { readonly lateReason?: string } {
  return lateReason === undefined ? {} : { lateReason }
}

function propose(current: CaseRequest, args: ArgsOf<'erasure.propose@1'>, by: Actor, rules: RulesPackBody): Step {
  if (current.right !== 'delete' || current.state !== 'deciding' || current.identityChecks.length === 0) return err({ code: 'precondition' })
  if (args.text.trim() === '') return err({ code: 'invalid', fields: ['text'] })
  const late = lateReasonOf(current, args.lateReason, by, rules)
  if (!late.ok) return err({ code: 'invalid', fields: ['lateReason'] })
  const decision = { outcome: 'granted' as const, text: args.text, staffId: by.staffId, at: by.at, rulesPack: args.rulesPack, ...lateness(late.value) }
  return ok(withEntry({ ...current, state: 'approval', erasureId: args.erasureId, decision }, { ...entry(by, 'erasure-proposed', args.text), outcome: 'granted' }))
}

function approve(current: CaseRequest, args: ArgsOf<'erasure.approve@1'>, by: Actor): Step {
  if (current.state !== 'approval' || current.erasureId !== args.erasureId) return err({ code: 'precondition' })
  const proposer = current.decision?.staffId
  if (proposer === undefined) return err({ code: 'precondition' })
  if (!isSecondPerson(proposer, by.staffId)) return err({ code: 'needs_second_person' })
  return ok(withEntry({ ...current, state: 'executing' }, entry(by, 'erasure-approved')))
}

/** What the origin itself tells about an erasure; `stale` and `declined` give the request back for a new decision. */
export type ErasureStep = 'executed' | 'completed' | 'stale' | 'declined'

export function advanceErasure(current: CaseRequest, step: ErasureStep, at: EpochMs): Step {
  const isWaiting = current.state === 'approval' || current.state === 'executing'
  if (current.erasureId === undefined || !isWaiting) return err({ code: 'precondition' })
  switch (step) {
    case 'executed':
      return current.state === 'executing' ? ok(withEntry(current, ownEntry(at, 'erasure-executed'))) : err({ code: 'precondition' })
    case 'completed':
      if (current.state !== 'executing') return err({ code: 'precondition' })
      return ok(withoutDocuments(withEntry({ ...current, state: 'granted', closedAt: at }, ownEntry(at, 'erasure-completed'))))
    case 'stale':
    case 'declined':
      return ok(withEntry({ ...current, state: 'deciding', erasureId: undefined, decision: undefined }, ownEntry(at, 'reopened')))
    default:
      return assertNever(step)
  }
}
