// The states of a request and what each act does to them: one pure function, the truth at the origin and the preview on the desk.
//
//   received ─take→ verifying ─verify→ deciding ─decide→ granted | granted-in-part | refused ─reopen→ deciding
//                      │                 ├─propose (what ends in an erasure)→ approval ─approve→ executing, at once or on its day ─completed→ granted
//                      │                 │                                      └──────stale/declined──────→ deciding
//                      ├─refuse: identity could not be verified─→ refused
//                      ├─decide: what needs no proof of who asks (request-rights.ts)─→ granted | granted-in-part | refused
//                      └─escalate (a foreign authority; also from received)→ deciding ─refuse: the officer alone─→ refused
//
//   A step back, the withdrawal, what somebody who asks for another has shown, and links between requests: request-intake.ts.
//
// The decision is in request-decision.ts, the erasure in request-erasure.ts, what each right needs in request-rights.ts.
import { toDay } from '../base/clock'
import { assertNever } from '../base/assert'
import { err, ok } from '../base/result'
import { countDeadline } from './deadline'
import { settleCheck, verify, withoutCheckWords } from './identity'
import type { Actor, CaseRequest, CreateRequest, Operation } from './request'
import { assign } from './request-assign'
import { applyToClock, withClockAnew, withPauseEnded } from './request-clock'
import { decide } from './request-decision'
import { applyIntake } from './request-intake'
import { madeByOf, makerProblems } from './request-maker'
import { approve, propose } from './request-erasure'
import { askedOf, askedProblems, isForOfficer } from './request-rights'
import { entry, withEntry, type ArgsOf, type Step } from './request-step'
import type { RulesPackBody } from './rules'
import { hasPermission } from './staff'
import { CLOSED_STATES, type Permission, type RequestOperationName } from './vocabulary'

export type { Refusal } from './request-step'
export type { Actor, CaseRequest, Operation } from './request'
export { groundsOf, isUnidentified, outcomesOf } from './request-decision'
export { advanceErasure, type ErasureStep } from './request-erasure'

const PERMISSION_BY_OPERATION: Readonly<Record<RequestOperationName, Permission>> = {
  'request.create@1': 'work-request',
  'request.take@1': 'work-request',
  'request.verify@1': 'work-request',
  'request.decide@1': 'decide-request',
  'request.reopen@1': 'work-request',
  'request.settle-check@1': 'approve-identity',
  'request.escalate@1': 'work-request',
  'erasure.propose@1': 'propose-erasure',
  'erasure.approve@1': 'approve-erasure',
  'request.pause@1': 'work-request',
  'request.resume@1': 'work-request',
  // What the person is told is a decision about their request.
  'request.extend@1': 'decide-request',
  'request.unextend@1': 'decide-request',
  'request.assign@1': 'work-request',
  'request.see-evidence@1': 'work-request',
  'request.retract-evidence@1': 'work-request',
  'request.withdraw@1': 'work-request',
  'request.step-back@1': 'work-request',
  'request.link@1': 'work-request',
  'request.unlink@1': 'work-request',
}

/**
 * `current` is undefined for a create alone. What needs other records is the caller's to check: that the identifier is the person's, that
 * the plan has the hash, that the sign-in is fresh, that the version is the one the operator saw, that a minor is answered in writing, that a
 * guardian fits the person's age, that the other request of a link or a complaint is there.
 */
export function applyOperation(current: CaseRequest | undefined, operation: Operation, by: Actor, rules: RulesPackBody): Step {
  const next = decideStep(current, operation, by, rules)
  if (!next.ok) return next
  const value = current ? withPauseEnded(current, next.value, by, rules) : next.value
  // Closed, it waits for no day any more.
  return ok(withoutCheckWords(value.runsOn !== undefined && CLOSED_STATES.includes(value.state) ? { ...value, runsOn: undefined } : value))
}

function decideStep(current: CaseRequest | undefined, operation: Operation, by: Actor, rules: RulesPackBody): Step {
  if (!hasPermission(by.role, PERMISSION_BY_OPERATION[operation.op])) return err({ code: 'forbidden' })
  if (operation.op === 'request.create@1') return current ? err({ code: 'precondition' }) : create(operation.args, by, rules)
  if (!current) return err({ code: 'not_found' })
  switch (operation.op) {
    case 'request.take@1':
      return take(current, by)
    case 'request.verify@1':
      return verify(current, operation.args, by, rules)
    case 'request.decide@1':
      return decide(current, operation.args, by, rules)
    case 'request.assign@1':
      return assign(current, operation.args, by)
    case 'request.reopen@1':
      return reopen(current, operation.args, by, rules)
    case 'request.settle-check@1':
      return settleCheck(current, operation.args, by)
    case 'request.escalate@1':
      return escalate(current, operation.args, by)
    case 'erasure.propose@1':
      return propose(current, operation.args, by, rules)
    case 'erasure.approve@1':
      return approve(current, operation.args, by, rules)
    case 'request.pause@1':
    case 'request.resume@1':
    case 'request.extend@1':
    case 'request.unextend@1':
      return applyToClock(current, operation, by, rules)
    case 'request.see-evidence@1':
    case 'request.retract-evidence@1':
    case 'request.withdraw@1':
    case 'request.step-back@1':
    case 'request.link@1':
    case 'request.unlink@1':
      return applyIntake(current, operation, by)
    default:
      return assertNever(operation)
  }
}

function create(args: CreateRequest, by: Actor, rules: RulesPackBody): Step {
  const fields: string[] = []
  if (args.text.trim() === '') fields.push('text')
  if (args.receivedOn > toDay(by.at)) fields.push('receivedOn')
  fields.push(...askedProblems(args), ...makerProblems(args))
  if (args.about !== undefined && args.right !== 'complain') fields.push('about')
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
    keyedAt: by.actedAt ?? by.at,
    text: args.text,
    ...askedOf(args),
    ...(args.madeBy === undefined ? {} : { madeBy: madeByOf(args.madeBy, rules) }),
    ...(args.about === undefined ? {} : { about: args.about }),
    ...(args.test === true ? { test: true } : {}),
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

/** Once, by whoever meets it first: from here on it is the officer's. */
function escalate(current: CaseRequest, args: ArgsOf<'request.escalate@1'>, by: Actor): Step {
  const isBefore = current.state === 'received' || current.state === 'verifying'
  if (!isForOfficer(current.right) || !isBefore || current.escalation) return err({ code: 'precondition' })
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const escalation = { staffId: by.staffId, at: by.at, reason: args.reason }
  return ok(withEntry({ ...current, state: 'deciding', escalation }, entry(by, 'escalated', args.reason)))
}

function reopen(current: CaseRequest, args: ArgsOf<'request.reopen@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!CLOSED_STATES.includes(current.state)) return err({ code: 'precondition' })
  // A completed erasure cannot be taken up again: nothing of the person is left.
  if (current.erasureId !== undefined) return err({ code: 'precondition' })
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  // Its own history names the former decision; the request itself is undecided again. Without a check it goes back to verifying.
  const state = current.identityChecks.length > 0 || current.escalation ? 'deciding' : 'verifying'
  return ok(withClockAnew({ ...current, state, decision: undefined, withdrawal: undefined, closedAt: undefined }, by, rules, args.reason))
}
