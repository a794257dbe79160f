// Channel group `request`: one request, and the acts on it; each act is one transaction {rows, audit event, outbox item}.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { ErasureId, IdentifierId, RequestId, SubjectId } from '../base/ids'
import { day, id } from '../domain/fields'
import { CHECK_RESULTS, type CheckResult, type DecisionDetails, type FieldShown, type TransferConditions } from '../domain/request'
import { askedFields, decisionFields, intakeFields, itemDecisionSchema } from '../domain/request-fields'
import {
  CHANNELS, IDENTITY_METHODS, LANGUAGES, OUTCOMES, RIGHTS,
  type Channel, type EvidenceKind, type Explained, type FieldEvidence, type IdentityMethod, type ItemOutcome, type Language, type Outcome, type PersonField, type Product, type Purpose, type TimelineEvent,
} from '../domain/vocabulary'
import { channel } from './channel'
import type { DraftView, REQUEST_FORMS, SetAsideView } from './draft'
import type { DeskErrorKind } from './errors'
import type { CodedText, RequestClock } from './request-clock'
import type { HeldLook } from './request-held'
import type { MadeByView, RelatedView, WithdrawalView } from './request-intake'
import type { Freshness, IdentifierView, RequestRow, StaffRef } from './views'

export interface GroundView {
  readonly code: string
  readonly text: { readonly 'zh-CN': string; readonly en: string }
  readonly provision: { readonly 'zh-CN': string; readonly en: string }
  readonly rank: 'law' | 'administrative-regulation' | 'standard' | 'policy'
  /** A lawyer agrees before each use. */
  readonly approval?: 'lawyer'
}
/** One check as it was made. `evidence` is empty where it was deleted: what was read off a document is, once the case is closed. */
export interface AttemptView {
  readonly result: CheckResult
  readonly method: IdentityMethod
  readonly at: EpochMs
  readonly by: StaffRef
  /** By the origin itself. */
  readonly confirmed: boolean
  readonly approvedBy?: StaffRef
  readonly evidence: string
}
export interface IdentityView extends IdentifierView {
  readonly check?: Omit<AttemptView, 'result' | 'evidence'>
  /** A document was seen; a second person has not yet said that it is enough. */
  readonly proposed?: { readonly evidence: string; readonly at: EpochMs; readonly by: StaffRef }
  readonly failed: number
  /** Every settled check of it, newest first. */
  readonly attempts: readonly AttemptView[]
  readonly methods: readonly IdentityMethod[]
}
/** By what whoever asks for this is checked, each enough, and on whose word it is so; without `source` the app's own rule holds. */
export interface IdentityRuleView {
  readonly methods: readonly IdentityMethod[]
  readonly basis: 'law' | 'policy' | 'unconfirmed'
  readonly source?: CodedText['text']
  readonly rulesPack: string
}
/** What an act on the clock said: why, and the days of a pause, the first day that counts again, or the days of an extension. */
export interface TimelineClock {
  readonly why?: CodedText
  readonly from?: Day
  readonly to?: Day
  readonly workingDays?: number
}
/** One thing that is asked, and what was decided on it. */
export type ItemView = { readonly key: string; readonly decided?: { readonly outcome: ItemOutcome; readonly ground?: GroundView } } & (
  | {
      readonly kind: 'field'
      readonly field: PersonField
      /** Masked; absent: nothing is held, or the person is not here in full, or what is held is not shown (`held`). */
      readonly before?: string
      /** As it was asked for. */
      readonly value: string
    }
  | { readonly kind: 'purpose'; readonly purpose: Purpose }
  | { readonly kind: 'product'; readonly product: Product }
)
export interface RequestView {
  readonly row: RequestRow
  readonly channel: Channel
  readonly keyedAt: EpochMs
  readonly text: string
  readonly items: readonly ItemView[]
  readonly explains?: Explained
  readonly transferTo?: string
  readonly authority?: string
  readonly escalation?: { readonly by: StaffRef; readonly at: EpochMs; readonly reason: string }
  /** What the origin wrote into the person's own records, masked; oldest first. */
  readonly changes: readonly { readonly field: PersonField; readonly before?: string; readonly after: string; readonly at: EpochMs; readonly shown?: FieldEvidence }[]
  /** Day by which the processing stops that the person no longer wants, and how binding that is; until it was decided. */
  readonly stops?: { readonly on: Day; readonly basis: 'law' | 'policy' | 'unconfirmed' }
  /** Its erasure is approved and runs on this day, unless it is called off before. */
  readonly runsOn?: Day
  /** Who asks for the person; absent: the person themself. */
  readonly madeBy?: MadeByView
  readonly related: RelatedView
  readonly withdrawal?: WithdrawalView
  /** Under eighteen: every answer is written. */
  readonly isMinor: boolean
  /** Needed, and not there: it can only be refused for want of a check. */
  readonly isUnidentified: boolean
  /** One line per identifier of the person: the check that was passed, those that failed, and what can be tried now. */
  readonly identity: readonly IdentityView[]
  readonly identityRule: IdentityRuleView
  /** Whether what is held about the person is put beside the request. */
  readonly held: HeldLook
  readonly decision?: { readonly outcome: Outcome; readonly ground?: GroundView; readonly text: string; readonly by: StaffRef; readonly at: EpochMs; readonly rulesPack: string; readonly lateReason?: CodedText; readonly conditions?: TransferConditions; readonly form?: DecisionDetails['form']; readonly lawyer?: string; readonly shown?: readonly FieldShown[] }
  readonly clock: RequestClock
  /** When the file of a closed case is deleted; absent for an open one, and for one that is the proof of an erasure. */
  readonly goesOn?: Day
  readonly erasureId?: ErasureId
  readonly timeline: readonly { readonly at: EpochMs; readonly by?: StaffRef; readonly event: TimelineEvent; readonly text?: string; readonly to?: StaffRef; readonly pending: boolean; readonly clock?: TimelineClock; readonly evidence?: EvidenceKind; /** Its number; absent: it is not on this desk. */ readonly other?: { readonly requestId: RequestId; readonly caseNo?: string } }[]
  /** What the person at the desk typed on this request and has not sent, and what of theirs came back and was set aside. */
  readonly drafts: { readonly [Form in (typeof REQUEST_FORMS)[number]]?: DraftView<Form> }
  readonly setAside: readonly SetAsideView[]
  /** Version the operator sees: pending items counted on. */
  readonly version: number
  /** What can be decided now, and the grounds for it: without an identity check only the refusal that says so. */
  readonly outcomes: readonly Outcome[]
  readonly grounds: readonly GroundView[]
  /** What can be done now; what cannot, with the error kind that says why. */
  readonly acts: Readonly<Record<'take' | 'verify' | 'settle-check' | 'decide' | 'propose-erasure' | 'approve-erasure' | 'export' | 'reopen' | 'escalate' | 'pause' | 'resume' | 'extend' | 'unextend' | 'evidence' | 'withdraw' | 'step-back' | 'link', 'possible' | DeskErrorKind>>
  /** A first wording for the letter, both languages, by outcome. */
  readonly letters: Readonly<Record<Outcome, string>>
  /** Comes first in them where nobody chooses: as the person wrote. */
  readonly letterLanguage: Language
  readonly freshness: Freshness
}

export const request = {
  'request.open': channel<RequestView>()('read-case', z.object({ requestId: id<RequestId>() })),
  'request.create': channel<{ readonly requestId: RequestId }>()(
    'work-request',
    z.object({
      subjectId: id<SubjectId>(),
      right: z.enum(RIGHTS),
      channel: z.enum(CHANNELS),
      receivedOn: day,
      text: z.string().min(1).max(8_000),
      ...askedFields,
      ...intakeFields,
    }),
  ),
  'request.take': channel<void>()('work-request', z.object({ requestId: id<RequestId>(), version: z.number().int() })),
  'request.verify': channel<void>()(
    'work-request',
    z.object({ requestId: id<RequestId>(), version: z.number().int(), identifierId: id<IdentifierId>(), method: z.enum(IDENTITY_METHODS), evidence: z.string().min(1).max(400), result: z.enum(CHECK_RESULTS).optional() }),
  ),
  'request.decide': channel<void>()(
    'decide-request',
    z.object({ requestId: id<RequestId>(), version: z.number().int(), outcome: z.enum(OUTCOMES), ground: z.string().max(32).optional(), lateReason: z.string().max(32).optional(), text: z.string().min(1).max(8_000), ...decisionFields }),
  ),
  'request.escalate': channel<void>()('work-request', z.object({ requestId: id<RequestId>(), version: z.number().int(), reason: z.string().min(1).max(2_000) })),
  /** The very letter that these choices make, as the pack in force words it; `first` is the language that comes first, absent the person's. */
  'request.letter': channel<{ readonly text: string }>()(
    'work-request',
    z.object({ requestId: id<RequestId>(), outcome: z.enum(OUTCOMES), ground: z.string().max(32).optional(), items: z.array(itemDecisionSchema).max(20).optional(), first: z.enum(LANGUAGES).optional() }),
  ),
  'request.reopen': channel<void>()('work-request', z.object({ requestId: id<RequestId>(), version: z.number().int(), reason: z.string().min(1).max(2_000) })),
} as const
