// What happens to a request besides its decision: the asker's evidence is seen, the person takes it back, it goes a step back, it is linked to another.
//
//   step-back   verifying → received, deciding → verifying, approval → deciding, an erasure that waits for its day → deciding; what was done stays
//               in the history and counts no more
//   withdraw    every open state but executing → withdrawn; executing too, while the erasure waits for its day
import { assertNever } from '../base/assert'
import { err, ok } from '../base/result'
import type { IntakeOperation } from './intake-acts'
import type { Actor, CaseRequest } from './request'
import { isCooling } from './request-erasure'
import { isForOfficer } from './request-rights'
import { entry, withEntry, type ArgsOf, type Step } from './request-step'
import { CLOSED_STATES, type Role } from './vocabulary'

type Waiting = Pick<CaseRequest, 'state' | 'runsOn'>

/** What an approved erasure has begun to remove cannot be taken back by anybody. */
const isChangeable = (request: Waiting): boolean => (request.state !== 'executing' || isCooling(request)) && !CLOSED_STATES.includes(request.state)

type Seen = Pick<CaseRequest, 'state' | 'runsOn' | 'madeBy'>

export function canSeeEvidence(current: Seen): boolean {
  return isChangeable(current) && current.madeBy !== undefined
}
export function canWithdraw(current: Waiting): boolean {
  return isChangeable(current)
}
export function canStepBack(current: Waiting): boolean {
  return isChangeable(current) && current.state !== 'received'
}

export function applyIntake(current: CaseRequest, operation: IntakeOperation, by: Actor): Step {
  switch (operation.op) {
    case 'request.see-evidence@1':
      return seeEvidence(current, operation.args, by)
    case 'request.retract-evidence@1':
      return retractEvidence(current, operation.args, by)
    case 'request.withdraw@1':
      return withdraw(current, operation.args, by)
    case 'request.step-back@1':
      return stepBack(current, operation.args, by)
    case 'request.link@1':
      return link(current, operation.args, by)
    case 'request.unlink@1':
      return unlink(current, operation.args, by)
    default:
      return assertNever(operation)
  }
}

/** In words, and not in the history: what was read off papers goes when the request is closed. */
function seeEvidence(current: CaseRequest, { evidence, what }: ArgsOf<'request.see-evidence@1'>, by: Actor): Step {
  const { madeBy } = current
  const item = madeBy?.evidence.find((one) => one.kind === evidence)
  if (!canSeeEvidence(current) || !madeBy || !item || item.seen) return err({ code: 'precondition' })
  if (what.trim() === '') return err({ code: 'invalid', fields: ['what'] })
  const seen = { kind: evidence, seen: { what: what.trim(), staffId: by.staffId, at: by.at } }
  const next = { ...current, madeBy: { ...madeBy, evidence: madeBy.evidence.map((one) => (one.kind === evidence ? seen : one)) } }
  return ok(withEntry(next, { ...entry(by, 'evidence-seen'), evidence }))
}

function retractEvidence(current: CaseRequest, { evidence, reason }: ArgsOf<'request.retract-evidence@1'>, by: Actor): Step {
  const { madeBy } = current
  const isSeen = madeBy?.evidence.some((one) => one.kind === evidence && one.seen) === true
  if (!canSeeEvidence(current) || !madeBy || !isSeen) return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const next = { ...current, madeBy: { ...madeBy, evidence: madeBy.evidence.map((one) => (one.kind === evidence ? { kind: evidence } : one)) } }
  return ok(withEntry(next, { ...entry(by, 'evidence-retracted', reason), evidence }))
}

/** What an authority abroad asks is ended, or taken a step back, by the officer alone, as it is decided by them alone. */
export function isTheirs({ right }: Pick<CaseRequest, 'right'>, role: Role): boolean {
  return !isForOfficer(right) || role === 'officer'
}

/** A proposed erasure goes with it: whoever took the request back asked for nothing to be erased. */
function withdraw(current: CaseRequest, { channel, reason }: ArgsOf<'request.withdraw@1'>, by: Actor): Step {
  if (!isTheirs(current, by.role)) return err({ code: 'forbidden' })
  if (!canWithdraw(current)) return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const withdrawal = { channel, reason: reason.trim(), staffId: by.staffId, at: by.at }
  return ok(withEntry({ ...withoutProposal(current), state: 'withdrawn', withdrawal, closedAt: by.at }, entry(by, 'withdrawn', withdrawal.reason)))
}

function stepBack(current: CaseRequest, { reason }: ArgsOf<'request.step-back@1'>, by: Actor): Step {
  if (!isTheirs(current, by.role)) return err({ code: 'forbidden' })
  if (!canStepBack(current)) return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  return ok(withEntry(oneStepBack(current), entry(by, 'stepped-back', reason)))
}

function oneStepBack(current: CaseRequest): CaseRequest {
  switch (current.state) {
    case 'approval':
    case 'executing':
      return { ...withoutProposal(current), state: 'deciding' }
    case 'deciding':
      // Checks that were enough are what is stepped back from: with them left standing it could be neither decided nor refused for want of one.
      return { ...current, state: 'verifying', identityChecks: [], escalation: undefined }
    default:
      // Nobody's again, as it came.
      return { ...current, state: 'received', assigneeId: undefined }
  }
}

function withoutProposal(current: CaseRequest): CaseRequest {
  return current.state === 'approval' || current.state === 'executing' ? { ...current, erasureId: undefined, decision: undefined, runsOn: undefined } : current
}

/** More would be a list of its own, and no record a desk takes. */
export const MOST_LINKS = 200

/** Closed or open: an answer that was given is what the next one is worked on beside. That the other one is here is the caller's to check. */
function link(current: CaseRequest, { otherId }: ArgsOf<'request.link@1'>, by: Actor): Step {
  const isKnown = current.links?.some((one) => one.requestId === otherId) === true
  if (otherId === current.id || isKnown || (current.links ?? []).length >= MOST_LINKS) return err({ code: 'precondition' })
  const links = [...(current.links ?? []), { requestId: otherId, staffId: by.staffId, at: by.at }]
  return ok(withEntry({ ...current, links }, { ...entry(by, 'linked'), otherId }))
}

function unlink(current: CaseRequest, { otherId }: ArgsOf<'request.unlink@1'>, by: Actor): Step {
  const links = (current.links ?? []).filter((one) => one.requestId !== otherId)
  if (links.length === (current.links ?? []).length) return err({ code: 'precondition' })
  return ok(withEntry({ ...current, links }, { ...entry(by, 'unlinked'), otherId }))
}
