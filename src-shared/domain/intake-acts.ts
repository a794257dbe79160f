// Who asks for another and what they have shown, the withdrawal and the links of a request, as they stand in the record and on the wire; and the
// acts that make them.
import type { EpochMs } from '../base/clock'
import type { RequestId, StaffId } from '../base/ids'
import type { Channel, EvidenceKind, Representative } from './vocabulary'

/** The one who asks for the person. */
export interface Maker {
  readonly kind: Representative
  readonly name: string
  /** Where they are reached: a number, an address. */
  readonly contact: string
  /** What they are to the person, in words: lawyer, mother, widower. */
  readonly relation: string
}
export interface EvidenceItem {
  readonly kind: EvidenceKind
  /** Absent: missing. `what` says in words what was seen, and is empty once the request is closed. */
  readonly seen?: { readonly what: string; readonly staffId: StaffId; readonly at: EpochMs }
}
export interface MadeBy extends Maker {
  /** All that this kind of asker has to show, each once, as the pack in force at intake asked for it. */
  readonly evidence: EvidenceItem[]
}
export interface CaseWithdrawal {
  /** How the person said it. */
  readonly channel: Channel
  readonly reason: string
  readonly staffId: StaffId
  readonly at: EpochMs
}
export interface CaseLink {
  readonly requestId: RequestId
  readonly staffId: StaffId
  readonly at: EpochMs
}

/** Structurally the wire's operations (protocol/request-intake.ts). */
export type IntakeOperation =
  | { readonly op: 'request.see-evidence@1'; readonly args: { readonly requestId: RequestId; readonly evidence: EvidenceKind; readonly what: string } }
  | { readonly op: 'request.retract-evidence@1'; readonly args: { readonly requestId: RequestId; readonly evidence: EvidenceKind; readonly reason: string } }
  | { readonly op: 'request.withdraw@1'; readonly args: { readonly requestId: RequestId; readonly channel: Channel; readonly reason: string } }
  | { readonly op: 'request.step-back@1'; readonly args: { readonly requestId: RequestId; readonly reason: string } }
  | { readonly op: 'request.link@1'; readonly args: { readonly requestId: RequestId; readonly otherId: RequestId } }
  | { readonly op: 'request.unlink@1'; readonly args: { readonly requestId: RequestId; readonly otherId: RequestId } }
export type IntakeOperationName = IntakeOperation['op']
