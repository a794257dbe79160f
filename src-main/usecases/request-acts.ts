// What can be done with a request now, and where not, the reason; the same rules the acts themselves follow.
import type { Day } from '../../src-shared/base/clock'
import type { RequestView } from '../../src-shared/contract/request'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import type { Freshness } from '../../src-shared/contract/views'
import type { CaseRequest } from '../../src-shared/domain/request'
import { canExtend, canPause, canResume, canUnextend } from '../../src-shared/domain/request-clock'
import { canSeeEvidence, canStepBack, canWithdraw, isTheirs } from '../../src-shared/domain/request-intake'
import { outcomesOf } from '../../src-shared/domain/request-machine'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { lacksEvidence } from '../../src-shared/domain/request-maker'
import { endsInErasure, handsOutPackage, isForOfficer } from '../../src-shared/domain/request-rights'
import { isSecondPerson, lackOf } from '../../src-shared/domain/staff'
import { CLOSED_STATES, type Permission } from '../../src-shared/domain/vocabulary'
import type { OverlaidRequest } from '../sync/overlay'

export type ActName = keyof RequestView['acts']
type Verdict = 'possible' | DeskErrorKind

export interface ActsInput {
  readonly seen: OverlaidRequest
  readonly me: Me
  readonly rules: RulesPackBody
  readonly today: Day
  readonly freshness: Freshness
  /** Whether the person is here in full. */
  readonly hasSubject: boolean
  readonly isOnline: boolean
  /** The origin asks for a newer app: nothing new is begun here. */
  readonly isReadOnly: boolean
}

export function actsOf(input: ActsInput): RequestView['acts'] {
  const permitted = (permission: Permission, verdict: (input: ActsInput) => Verdict): Verdict =>
    lackOf(input.me, permission) ?? verdict(input)
  /** What would wait for the origin. */
  const writing = (permission: Permission, verdict: (input: ActsInput) => Verdict): Verdict =>
    permitted(permission, (given) => (given.isReadOnly ? 'upgrade-required' : verdict(given)))
  return {
    take: writing('work-request', canTake),
    verify: writing('work-request', canVerify),
    'settle-check': writing('approve-identity', canSettleCheck),
    decide: writing('decide-request', canDecide),
    'propose-erasure': writing('propose-erasure', canPropose),
    'approve-erasure': writing('approve-erasure', canApprove),
    export: permitted('export-package', canExport),
    reopen: writing('work-request', canReopen),
    pause: writing('work-request', onRequest(canPause)),
    resume: writing('work-request', onRequest(canResume)),
    extend: writing('decide-request', ({ seen, today, rules }) => onRequest((request) => canExtend(request, today, rules))({ seen })),
    unextend: writing('decide-request', onRequest(canUnextend)),
    escalate: writing('work-request', canEscalate),
    evidence: writing('work-request', onRequest(canSeeEvidence)),
    withdraw: writing('work-request', theirs(canWithdraw)),
    'step-back': writing('work-request', theirs(canStepBack)),
    link: writing('work-request', onRequest(() => true)),
  }
}

/** Of an authority abroad the officer's alone. */
function theirs(possible: (request: CaseRequest) => boolean): (input: Pick<ActsInput, 'seen' | 'me'>) => Verdict {
  return ({ seen, me }) => (isTheirs(seen.request, me.role) ? onRequest(possible)({ seen }) : 'not-permitted')
}

function onRequest(possible: (request: CaseRequest) => boolean): (input: Pick<ActsInput, 'seen'>) => Verdict {
  return ({ seen }) => (!seen.isUnsettled && possible(seen.request) ? 'possible' : 'state-changed')
}

export function canTake(input: Pick<ActsInput, 'seen' | 'me'>): Verdict {
  const { request } = input.seen
  if (input.seen.isUnsettled) return 'state-changed'
  if (request.state === 'received') return 'possible'
  const isOpen = request.state === 'verifying' || request.state === 'deciding'
  return isOpen && request.assigneeId !== input.me.staffId ? 'possible' : 'state-changed'
}

function canVerify(input: ActsInput): Verdict {
  const { state } = input.seen.request
  if (input.seen.isUnsettled || isForOfficer(input.seen.request.right) || (state !== 'verifying' && state !== 'deciding')) return 'state-changed'
  return input.hasSubject ? 'possible' : 'not-found'
}

/** Only where a document waits: not the word of whoever saw it. */
function canSettleCheck(input: ActsInput): Verdict {
  const { proposedCheck } = input.seen.request
  if (input.seen.isUnsettled || !proposedCheck) return 'state-changed'
  return isSecondPerson(proposedCheck.staffId, input.me.staffId) ? 'possible' : 'own-proposal'
}

function canDecide(input: ActsInput): Verdict {
  if (input.seen.isUnsettled || outcomesOf(input.seen.request).length === 0) return 'state-changed'
  return isForOfficer(input.seen.request.right) && input.me.role !== 'officer' ? 'officer-decides' : 'possible'
}

function canEscalate(input: ActsInput): Verdict {
  const { request } = input.seen
  const isBefore = request.state === 'received' || request.state === 'verifying'
  return !input.seen.isUnsettled && isForOfficer(request.right) && isBefore ? 'possible' : 'state-changed'
}

function canPropose(input: ActsInput): Verdict {
  const { request } = input.seen
  if (!endsInErasure(request.right)) return 'state-changed'
  const decidable = canDecide(input)
  if (decidable !== 'possible') return decidable
  if (request.identityChecks.length === 0) return 'identity-not-verified'
  if (lacksEvidence(request)) return 'evidence-missing'
  if (!input.hasSubject) return 'not-found'
  return input.freshness.stale ? 'stale-data' : 'possible'
}

/** Only what the origin has can be approved: an approval of a proposal that still waits here would approve nothing. */
function canApprove(input: ActsInput): Verdict {
  const { request, mark } = input.seen
  if (request.state !== 'approval' || request.decision === undefined) return 'state-changed'
  if (request.test === true) return 'test-request'
  if (lacksEvidence(request)) return 'evidence-missing'
  if (!isSecondPerson(request.decision.staffId, input.me.staffId)) return 'own-proposal'
  if (mark !== 'sent' || !input.isOnline) return 'needs-online'
  return input.freshness.stale ? 'stale-data' : 'possible'
}

function canExport(input: ActsInput): Verdict {
  const { request } = input.seen
  if (!handsOutPackage(request.right) || request.state === 'refused' || request.state === 'withdrawn') return 'state-changed'
  if (request.identityChecks.length === 0) return 'identity-not-verified'
  if (lacksEvidence(request)) return 'evidence-missing'
  // What goes to another handler is made once all four conditions are found met (NDSR 25).
  if (request.right === 'transfer' && request.state !== 'granted') return 'state-changed'
  if (!input.hasSubject) return 'not-found'
  return input.freshness.stale ? 'stale-data' : 'possible'
}

function canReopen(input: ActsInput): Verdict {
  const { request } = input.seen
  const isClosed = CLOSED_STATES.includes(request.state)
  return !input.seen.isUnsettled && isClosed && request.erasureId === undefined ? 'possible' : 'state-changed'
}
