// Channel group `consent`: what a person had agreed to on any day, which clause governed and why, what is wrong with the history.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { SubjectId } from '../base/ids'
import type { ConsentFinding } from '../domain/consent-findings'
import { day, id } from '../domain/fields'
import type { LegalBasis } from '../domain/inventory'
import type { PrecedenceReason } from '../domain/policy-precedence'
import type { ServiceChannel } from '../domain/policy-words'
import type { Category, Channel, ConsentKind, Product, PolicyTopic, Purpose } from '../domain/vocabulary'
import { channel } from './channel'
import type { Freshness, StaffRef } from './views'

export interface VersionRef {
  readonly product?: Product
  readonly version: string
}
export interface ClauseRef extends VersionRef {
  readonly number: string
  readonly topic: PolicyTopic
  readonly prevails: boolean
}
/** Which clause governed, why, and whether it binds the person. */
export interface GoverningView {
  readonly clause?: ClauseRef
  readonly why: PrecedenceReason
  readonly binding: 'bound' | 'assumed' | 'instead' | 'agreedLast' | 'none'
  readonly boundBy?: ConsentKind
  /** With `instead` and `agreedLast`. */
  readonly other?: ClauseRef
}
export interface PurposeAnswer {
  readonly purpose: Purpose
  readonly state: 'in-force' | 'withdrawn' | 'never-agreed'
  readonly by?: ConsentKind
  readonly since?: EpochMs
  /** What had been agreed to last, in force or withdrawn. */
  readonly agreement?: { readonly kind: ConsentKind; readonly at: EpochMs; readonly policy?: VersionRef; readonly channel: Channel | ServiceChannel; readonly wordingHash: string }
  readonly clause?: ClauseRef
  /** Products for which the answer is the same stand together; none: the service as a whole. */
  readonly governing: readonly (GoverningView & { readonly products: readonly Product[] })[]
  readonly stopped?: { readonly at: EpochMs; readonly categories: readonly Category[]; readonly goesOn: readonly { readonly category: Category; readonly basis: LegalBasis }[] }
}
export interface AskView extends VersionRef {
  readonly need: 'explicit-consent' | 'agreement'
  readonly purposes: readonly Purpose[]
}
export interface FindingView {
  readonly finding: ConsentFinding
  /** The act that it is about. */
  readonly event?: { readonly kind: ConsentKind; readonly purpose?: Purpose; readonly policy: VersionRef }
}
export interface ConsentAnswer {
  readonly subjectId: SubjectId
  readonly maskedName: string
  readonly maskedAccountNo: string
  readonly asOf: Day
  /** The form of the service that the answer is about: the one used last. */
  readonly channel: ServiceChannel
  /** Acts up to that day, and all of them. */
  readonly events: { readonly until: number; readonly all: number; readonly lastAt?: EpochMs }
  readonly purposes: readonly PurposeAnswer[]
  readonly findings: readonly FindingView[]
  /** Findings of use are as complete as the service log on this desk. */
  readonly logs: 'all' | 'part' | 'none'
  /** Versions in force that day which did not bind yet. */
  readonly ask: readonly AskView[]
  readonly rulesPack: string
  readonly freshness: Freshness
}
/** The answer, and who prints it when: what a person is handed says from whom it is. */
export interface PrintedAnswer {
  readonly answer: ConsentAnswer
  readonly by: StaffRef
  readonly at: EpochMs
}

const question = z.object({ subjectId: id<SubjectId>(), day })

export const consent = {
  'consent.asOf': channel<ConsentAnswer>()('read-person', question),
  /** The same for the printer, with the printing on record. */
  'consent.print': channel<PrintedAnswer>()('read-person', question),
} as const
