// What people do to the clock of a request, as it stands in the record and on the wire: pauses, the one extension, and the acts that make them.
import type { Day, EpochMs } from '../base/clock'
import type { RequestId, StaffId } from '../base/ids'

/** Both days belong to it. It has an end from the beginning, so that a clock never stands still because nobody thought of it. */
export interface CasePause {
  readonly from: Day
  readonly to: Day
  /** Code of the rules pack. */
  readonly category: string
  readonly reason: string
  readonly staffId: StaffId
  readonly at: EpochMs
}
export interface CaseExtension {
  readonly workingDays: number
  /** Code of the rules pack. */
  readonly reason: string
  /** The notice that the person reads. */
  readonly text: string
  readonly staffId: StaffId
  readonly at: EpochMs
  readonly rulesPack: string
}

/** Structurally the wire's operations (protocol/request-clock.ts). */
export type ClockOperation =
  | {
      readonly op: 'request.pause@1'
      readonly args: { readonly requestId: RequestId; readonly category: string; readonly from: Day; readonly to: Day; readonly reason: string; readonly rulesPack: string }
    }
  /** `on`: the first day that counts again. */
  | { readonly op: 'request.resume@1'; readonly args: { readonly requestId: RequestId; readonly on: Day } }
  | {
      readonly op: 'request.extend@1'
      readonly args: { readonly requestId: RequestId; readonly workingDays: number; readonly reason: string; readonly text: string; readonly rulesPack: string }
    }
  | { readonly op: 'request.unextend@1'; readonly args: { readonly requestId: RequestId; readonly reason: string } }
export type ClockOperationName = ClockOperation['op']
