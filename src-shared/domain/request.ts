// One request as an aggregate, as the pure state machine sees it: structurally the wire's `request` record (a type test keeps them equal).
import type { Day, EpochMs } from '../base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../base/ids'
import type { CaseExtension, CasePause, ClockOperation } from './clock-acts'
import type { CaseLink, CaseWithdrawal, IntakeOperation, MadeBy, Maker } from './intake-acts'
import type {
  AnswerForm, Channel, EvidenceKind, Explained, FieldEvidence, IdentityMethod, ItemOutcome, Outcome, PersonField, Product, Purpose, RequestState, Right, Role, TimelineEvent, TransferCondition,
} from './vocabulary'

export const CHECK_RESULTS = ['passed', 'failed'] as const
/** Absent on the wire: passed. */
export type CheckResult = (typeof CHECK_RESULTS)[number]

export interface CaseIdentityCheck {
  readonly identifierId: IdentifierId
  readonly method: IdentityMethod
  readonly evidence: string
  readonly staffId: StaffId
  readonly at: EpochMs
  /** The origin itself sent the code and compared what came back. */
  readonly confirmed?: boolean
  /** The second person, where the method needs one. */
  readonly approvedBy?: StaffId
}
export interface ItemDecision {
  readonly item: string
  readonly outcome: ItemOutcome
  readonly ground?: string
}
/** What was shown that the value of a granted field is right. `words` are gone once the case is closed. */
export interface FieldShown {
  readonly field: PersonField
  readonly kind: FieldEvidence
  readonly words?: string
}
/** Whether each condition is met, as found by whoever decided. */
export type TransferConditions = Record<TransferCondition, boolean>
/** What a decision says beside its outcome, its ground and its text. */
export interface DecisionDetails {
  readonly items?: ItemDecision[]
  readonly conditions?: TransferConditions
  readonly form?: AnswerForm
  readonly lawyer?: string
  /** Of a correction of a mobile or an e-mail where the person has several: which of them it takes the place of. */
  readonly replaces?: IdentifierId[]
  /** Of a correction and a supplement: one line for each granted field. Absent in decisions from before it was asked for. */
  readonly shown?: FieldShown[]
}
export interface CaseDecision extends DecisionDetails {
  readonly outcome: Outcome
  /** Of several items' grounds the first. */
  readonly ground?: string
  readonly text: string
  readonly staffId: StaffId
  readonly at: EpochMs
  readonly rulesPack: string
  /** Code of the rules pack: why it was decided after the target. */
  readonly lateReason?: string
}
export interface CaseTimelineEntry {
  readonly at: EpochMs
  readonly staffId?: StaffId
  readonly event: TimelineEvent
  readonly text?: string
  /** Set with `decided`: a reopened request loses its decision, never the memory of it. */
  readonly outcome?: Outcome
  readonly ground?: string
  /** With `paused`, `resumed` and `extended`: what it did to the clock; `from` of a resumption is the first day that counts again. */
  readonly code?: string
  readonly from?: Day
  readonly to?: Day
  readonly workingDays?: number
  /** Set with `assigned`: to whom. */
  readonly assigneeId?: StaffId
  /** Set with `evidence-seen` and `evidence-retracted`. */
  readonly evidence?: EvidenceKind
  /** Set with `linked` and `unlinked`: the other request. */
  readonly otherId?: RequestId
}
export interface Correction {
  readonly field: PersonField
  readonly value: string
}
/** What the origin wrote when it carried out a decision: nothing was there before where `before` is absent. */
export interface FieldChange {
  readonly field: PersonField
  readonly before?: string
  readonly after: string
  readonly at: EpochMs
  readonly shown?: FieldEvidence
}
/** A request that went to the officer, who alone decides on it. */
export interface Escalation {
  readonly staffId: StaffId
  readonly at: EpochMs
  readonly reason: string
}
/** What is asked in particular, by right (request-rights.ts). */
export interface Asked {
  readonly corrections?: Correction[]
  readonly purposes?: Purpose[]
  readonly products?: Product[]
  readonly explains?: Explained
  readonly transferTo?: string
  readonly authority?: string
}
/** Arrays are plain, not readonly, so that the type is the wire's own; nothing here changes one in place. */
export interface CaseRequest extends Asked {
  readonly id: RequestId
  readonly caseNo: string
  readonly subjectId: SubjectId
  readonly right: Right
  readonly state: RequestState
  readonly channel: Channel
  readonly receivedOn: Day
  readonly keyedAt: EpochMs
  readonly text: string
  readonly assigneeId?: StaffId
  /** Those that were passed; nothing rests on the others. */
  /** Absent: the person themself. */
  readonly madeBy?: MadeBy
  /** The request that a complaint is about. */
  readonly about?: RequestId
  /** Made to try something out: it is counted nowhere, and nothing of the person's is changed or erased by it. */
  readonly test?: boolean
  readonly withdrawal?: CaseWithdrawal
  /** Requests that are worked on together with this one; each link stands in one of the two. */
  readonly links?: CaseLink[]
  readonly identityChecks: CaseIdentityCheck[]
  /** Attempts that failed: too many of one identifier and its easy methods are over (domain/identity.ts). */
  readonly failedChecks?: CaseIdentityCheck[]
  /** A document was seen, and a second person has not yet said that this is enough. */
  readonly proposedCheck?: CaseIdentityCheck
  readonly decision?: CaseDecision
  readonly escalation?: Escalation
  /** Oldest first, over all decisions on this request. */
  readonly changes?: FieldChange[]
  readonly targetOn?: Day
  readonly outerOn: Day
  /** Version of the pack that these two days were counted by. */
  readonly countedBy?: string
  /** By their days, none over another. */
  readonly pauses?: CasePause[]
  readonly extension?: CaseExtension
  /** First day on which an approved erasure runs; stays when the plan became stale meanwhile, so that nobody waits twice. */
  readonly runsOn?: Day
  readonly erasureId?: ErasureId
  readonly closedAt?: EpochMs
  readonly timeline: CaseTimelineEntry[]
}

/** Who acts, and when by the authority's time. */
export interface Actor {
  readonly staffId: StaffId
  readonly at: EpochMs
  readonly role: Role
  /** When it was done by the best time that the maker's desk knew, never later than `at`; days are judged by it. Absent: at once. */
  readonly actedAt?: EpochMs
  /** For a create: the running number, which the origin alone gives; a desk's preview has an empty one. */
  readonly caseNo?: string
}

export interface CreateRequest extends Asked {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly right: Right
  readonly channel: Channel
  readonly receivedOn: Day
  readonly text: string
  readonly madeBy?: Maker
  readonly about?: RequestId
  readonly test?: boolean
}
/** Structurally the wire's operations (protocol/push.ts). */
export type Operation =
  | ClockOperation
  | IntakeOperation
  | { readonly op: 'request.create@1'; readonly args: CreateRequest }
  | { readonly op: 'request.take@1'; readonly args: { readonly requestId: RequestId } }
  | {
      readonly op: 'request.verify@1'
      readonly args: { readonly requestId: RequestId; readonly identifierId: IdentifierId; readonly method: IdentityMethod; readonly evidence: string; readonly result?: CheckResult; readonly rulesPack?: string }
    }
  | { readonly op: 'request.settle-check@1'; readonly args: { readonly requestId: RequestId; readonly identifierId: IdentifierId; readonly isEnough: boolean; readonly reason: string } }
  | {
      readonly op: 'request.decide@1'
      readonly args: DecisionDetails & { readonly requestId: RequestId; readonly outcome: Outcome; readonly ground?: string; readonly text: string; readonly rulesPack: string; readonly lateReason?: string }
    }
  | { readonly op: 'request.escalate@1'; readonly args: { readonly requestId: RequestId; readonly reason: string } }
  | { readonly op: 'request.assign@1'; readonly args: { readonly requestId: RequestId; readonly assigneeId: StaffId } }
  | { readonly op: 'request.reopen@1'; readonly args: { readonly requestId: RequestId; readonly reason: string } }
  | {
      readonly op: 'erasure.propose@1'
      readonly args: {
        readonly requestId: RequestId
        readonly erasureId: ErasureId
        /** Required on the wire too; `unknown` makes zod infer it optional. */
        readonly plan?: unknown
        readonly planHash: string
        readonly text: string
        readonly rulesPack: string
        readonly lateReason?: string
      }
    }
  | { readonly op: 'erasure.approve@1'; readonly args: { readonly erasureId: ErasureId; readonly planHash: string } }
