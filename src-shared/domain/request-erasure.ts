// The acts of a request that ends in an erasure: proposed by one person, approved by another, and what the origin tells of its course.
import { addDays, toDay, type Day, type EpochMs } from '../base/clock'
import { assertNever } from '../base/assert'
import { err, ok } from '../base/result'
import { withoutCheckWords } from './identity'
import type { Actor, CaseRequest } from './request'
import { lateness, lateReasonOf } from './request-clock'
import { lacksEvidence } from './request-maker'
import { endsInErasure } from './request-rights'
import { entry, EVIDENCE_FIELD, ownEntry, TEST_FIELD, withEntry, type ArgsOf, type Step } from './request-step'
import type { RulesPackBody } from './rules'
import { isSecondPerson } from './staff'
import { hasTestMark } from './test-request'
import type { ErasureState } from './vocabulary'

export function propose(current: CaseRequest, args: ArgsOf<'erasure.propose@1'>, by: Actor, rules: RulesPackBody): Step {
  if (!endsInErasure(current.right) || current.state !== 'deciding' || current.identityChecks.length === 0) return err({ code: 'precondition' })
  if (lacksEvidence(current)) return err({ code: 'precondition', fields: [EVIDENCE_FIELD] })
  if (args.text.trim() === '' || (current.test === true && !hasTestMark(args.text))) return err({ code: 'invalid', fields: ['text'] })
  const late = lateReasonOf(current, args.lateReason, by, rules)
  if (!late.ok) return err({ code: 'invalid', fields: ['lateReason'] })
  const decision = { outcome: 'granted' as const, text: args.text, staffId: by.staffId, at: by.at, rulesPack: args.rulesPack, ...lateness(late.value) }
  return ok(withEntry({ ...current, state: 'approval', erasureId: args.erasureId, decision }, { ...entry(by, 'erasure-proposed', args.text), outcome: 'granted' }))
}

/** Approved, and its day not begun: the one erasure that can still be called off. */
export function isCooling({ state, runsOn }: Pick<CaseRequest, 'state' | 'runsOn'>): boolean {
  return state === 'executing' && runsOn !== undefined
}

/** Of an erasure: its person is gone, or going. */
export function isBegun(state: ErasureState): boolean {
  return state === 'approved' || state === 'executed' || state === 'completed'
}

/** The first day on which an erasure that is approved today runs; none: at once. Whoever has waited once has had their days. */
export function coolsOffUntil({ runsOn }: Pick<CaseRequest, 'runsOn'>, today: Day, { coolingOff }: Pick<RulesPackBody, 'coolingOff'>): Day | undefined {
  const until = runsOn ?? (coolingOff ? addDays(today, coolingOff.days) : undefined)
  return until !== undefined && until > today ? until : undefined
}

export function approve(current: CaseRequest, args: ArgsOf<'erasure.approve@1'>, by: Actor, rules: RulesPackBody): Step {
  if (current.state !== 'approval' || current.erasureId !== args.erasureId) return err({ code: 'precondition' })
  if (current.test === true) return err({ code: 'precondition', fields: [TEST_FIELD] })
  if (lacksEvidence(current)) return err({ code: 'precondition', fields: [EVIDENCE_FIELD] })
  const proposer = current.decision?.staffId
  if (proposer === undefined) return err({ code: 'precondition' })
  if (!isSecondPerson(proposer, by.staffId)) return err({ code: 'needs_second_person' })
  const runsOn = coolsOffUntil(current, toDay(by.at), rules)
  return ok(withEntry({ ...current, state: 'executing', runsOn }, { ...entry(by, 'erasure-approved'), ...(runsOn === undefined ? {} : { from: runsOn }) }))
}

/** What the origin itself tells about an erasure; `begun`: its day has come; `stale` and `declined` give the request back for a new decision. */
export type ErasureStep = 'begun' | 'executed' | 'completed' | 'stale' | 'declined'

export function advanceErasure(current: CaseRequest, step: ErasureStep, at: EpochMs): Step {
  const isWaiting = current.state === 'approval' || current.state === 'executing'
  if (current.erasureId === undefined || !isWaiting) return err({ code: 'precondition' })
  switch (step) {
    case 'begun':
      return current.state === 'executing' ? ok({ ...current, runsOn: undefined }) : err({ code: 'precondition' })
    case 'executed':
      return current.state === 'executing' ? ok(withEntry(current, ownEntry(at, 'erasure-executed'))) : err({ code: 'precondition' })
    case 'completed':
      if (current.state !== 'executing') return err({ code: 'precondition' })
      return ok(withoutCheckWords(withEntry({ ...current, state: 'granted', closedAt: at }, ownEntry(at, 'erasure-completed'))))
    case 'stale':
    case 'declined':
      return ok(withEntry({ ...current, state: 'deciding', erasureId: undefined, decision: undefined }, ownEntry(at, 'reopened')))
    default:
      return assertNever(step)
  }
}
