// What every act on a request makes: the request after it, or why not; and the line that it leaves in the history.
import type { EpochMs } from '../base/clock'
import type { Result } from '../base/result'
import type { Actor, CaseRequest, CaseTimelineEntry, Operation } from './request'
import type { RejectionCode, RequestOperationName, TimelineEvent } from './vocabulary'

export interface Refusal {
  readonly code: RejectionCode
  /** For `invalid`, and where a `precondition` is of one of the fields below: names of fields, never values. */
  readonly fields?: string[]
}
/** Of a refused `precondition`: somebody who asks for another has not shown all they have to. */
export const EVIDENCE_FIELD = 'evidence'
/** Of a refused `precondition`: a test erases nobody. */
export const TEST_FIELD = 'test'
/** Of a refused `precondition`: the letter says that something was erased, and it was not. */
export const ERASURE_FIELD = 'erasure'
export type Step = Result<CaseRequest, Refusal>
export type ArgsOf<Op extends RequestOperationName> = Extract<Operation, { readonly op: Op }>['args']

export function entry(by: Pick<Actor, 'staffId' | 'at'>, event: TimelineEvent, text?: string): CaseTimelineEntry {
  return { at: by.at, staffId: by.staffId, event, ...(text === undefined ? {} : { text }) }
}

/** What the origin itself tells, or the person. */
export function ownEntry(at: EpochMs, event: TimelineEvent): CaseTimelineEntry {
  return { at, event }
}

export function withEntry(request: CaseRequest, added: CaseTimelineEntry): CaseRequest {
  return { ...request, timeline: [...request.timeline, added] }
}
