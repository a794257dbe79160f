// Checks of identity in a request, one identifier at a time: a second identifier never rides on the first one's proof.
//
//   verify ─passed→ identityChecks                                      (one-time-code, channel-proof, recent-use)
//          ─passed→ proposedCheck ─another person: enough→ identityChecks      (document-seen)
//                                 └──────────── not enough→ failedChecks
//          ─failed→ failedChecks; after three of one identifier only a document is left for it
import type { IdentifierId } from '../base/ids'
import { err, ok } from '../base/result'
import type { Actor, CaseIdentityCheck, CaseRequest } from './request'
import { withoutShownWords } from './field-evidence'
import { withoutSeenWords } from './request-maker'
import { isForOfficer } from './request-rights'
import { entry, withEntry, type ArgsOf, type Step } from './request-step'
import type { RulesPackBody } from './rules'
import { isSecondPerson } from './staff'
import { CLOSED_STATES, IDENTITY_METHODS, type IdentityMethod, type Right } from './vocabulary'

/** Of one identifier in one request: who guesses is stopped, who mistyped twice is not. Company policy. */
export const MOST_FAILED_CHECKS = 3

type Checked = Pick<CaseRequest, 'failedChecks'>

export function failedChecksOf(request: Checked, identifierId: IdentifierId): number {
  return (request.failedChecks ?? []).filter((check) => check.identifierId === identifierId).length
}

export type IdentityRules = Pick<RulesPackBody, 'identityMethods'>
export interface IdentityRule {
  readonly methods: readonly IdentityMethod[]
  readonly basis: RulesPackBody['identityMethods'][number]['basis']
  /** Absent: the pack in force says nothing of this right, and the app's own rule holds. */
  readonly source?: string
}

/** By what whoever asks for this right is checked, and on whose word it is so. */
export function identityRule(right: Right, rules: IdentityRules): IdentityRule {
  return rules.identityMethods.find((one) => one.right === right) ?? { methods: IDENTITY_METHODS, basis: 'policy' }
}

/** Of those the ones that fit the way in which the request came: whoever asked by telephone was signed in nowhere. In the order of the vocabulary. */
export function methodsOf(request: Pick<CaseRequest, 'right' | 'channel'>, rules: IdentityRules): readonly IdentityMethod[] {
  const { methods } = identityRule(request.right, rules)
  const isSignedInChannel = request.channel === 'website' || request.channel === 'applet'
  return IDENTITY_METHODS.filter((method) => methods.includes(method) && (isSignedInChannel || method !== 'channel-proof'))
}

/** The methods that are open for an identifier now: after too many failures only a document counts. */
export function methodsFor(request: Checked & Pick<CaseRequest, 'right' | 'channel'>, identifierId: IdentifierId, rules: IdentityRules): readonly IdentityMethod[] {
  return failedChecksOf(request, identifierId) >= MOST_FAILED_CHECKS ? ['document-seen'] : methodsOf(request, rules)
}

const isChecking = ({ state }: Pick<CaseRequest, 'state'>): boolean => state === 'verifying' || state === 'deciding'

/** Whether such a check can be made now. What an authority asks is not asked by the person: a check of their identifiers would prove nothing about it. */
export function isMethodOpen(request: Checked & Pick<CaseRequest, 'state' | 'right' | 'channel'>, { identifierId, method }: { readonly identifierId: IdentifierId; readonly method: IdentityMethod }, rules: IdentityRules): boolean {
  return isChecking(request) && !isForOfficer(request.right) && methodsFor(request, identifierId, rules).includes(method)
}

export function verify(current: CaseRequest, args: ArgsOf<'request.verify@1'>, by: Actor, rules: IdentityRules): Step {
  if (!isMethodOpen(current, args, rules)) return err({ code: 'precondition' })
  if (args.evidence.trim() === '') return err({ code: 'invalid', fields: ['evidence'] })
  const check: CaseIdentityCheck = { identifierId: args.identifierId, method: args.method, evidence: args.evidence, staffId: by.staffId, at: by.at }
  if (args.result === 'failed') return ok(failed(current, check, by))
  if (args.method !== 'document-seen') return ok(passed(current, check, by))
  // One at a time: whoever settles it must know which.
  if (current.proposedCheck) return err({ code: 'precondition' })
  return ok(withEntry({ ...current, proposedCheck: check }, entry(by, 'identity-proposed')))
}

/** The origin sent the code to the identifier and has compared it: nobody's word stands behind this. */
export function confirmByCode(current: CaseRequest, { identifierId, evidence, rules }: { readonly identifierId: IdentifierId; readonly evidence: string; readonly rules: IdentityRules }, by: Pick<Actor, 'staffId' | 'at'>): Step {
  if (!isMethodOpen(current, { identifierId, method: 'one-time-code' }, rules)) return err({ code: 'precondition' })
  return ok(passed(current, { identifierId, method: 'one-time-code', evidence, staffId: by.staffId, at: by.at, confirmed: true }, by))
}

/** A code that the origin sent was not read back rightly for the last time allowed. */
export function failByCode(current: CaseRequest, { identifierId, evidence }: { readonly identifierId: IdentifierId; readonly evidence: string }, by: Pick<Actor, 'staffId' | 'at'>): Step {
  if (!isChecking(current)) return err({ code: 'precondition' })
  return ok(failed(current, { identifierId, method: 'one-time-code', evidence, staffId: by.staffId, at: by.at, confirmed: true }, by))
}

export function settleCheck(current: CaseRequest, args: ArgsOf<'request.settle-check@1'>, by: Actor): Step {
  const check = current.proposedCheck
  if (!isChecking(current) || check?.identifierId !== args.identifierId) return err({ code: 'precondition' })
  if (!isSecondPerson(check.staffId, by.staffId)) return err({ code: 'needs_second_person' })
  const settled: CaseRequest = { ...current, proposedCheck: undefined }
  if (args.isEnough) return ok(passed(settled, { ...check, approvedBy: by.staffId }, by))
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const declined = { ...settled, failedChecks: [...(settled.failedChecks ?? []), check] }
  return ok(withEntry(declined, entry(by, 'identity-declined', args.reason)))
}

function passed(current: CaseRequest, check: CaseIdentityCheck, by: Pick<Actor, 'staffId' | 'at'>): CaseRequest {
  return withEntry({ ...current, state: 'deciding', identityChecks: [...current.identityChecks, check] }, entry(by, 'identity-verified'))
}

function failed(current: CaseRequest, check: CaseIdentityCheck, by: Pick<Actor, 'staffId' | 'at'>): CaseRequest {
  return withEntry({ ...current, failedChecks: [...(current.failedChecks ?? []), check] }, entry(by, 'identity-failed'))
}

export const withoutEvidence = (check: CaseIdentityCheck): CaseIdentityCheck => ({ ...check, evidence: '' })

/** What was read off a document or told of recent use serves the check alone: once the request is closed only that it was seen stays (data no longer than needed). */
export function withoutCheckWords(request: CaseRequest): CaseRequest {
  if (!CLOSED_STATES.includes(request.state)) return request
  const { proposedCheck: _, ...rest } = request
  const { madeBy, decision } = request
  return { ...rest, ...(decision ? { decision: withoutShownWords(decision) } : {}), ...(madeBy ? { madeBy: withoutSeenWords(madeBy) } : {}), identityChecks: request.identityChecks.map(withoutEvidence), ...(request.failedChecks ? { failedChecks: request.failedChecks.map(withoutEvidence) } : {}) }
}
