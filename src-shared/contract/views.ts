// Views that several channel groups answer with; everything personal is masked in the data process before it gets here.
import type { Day, EpochMs } from '../base/clock'
import type { IdentifierId, RequestId, StaffId, SubjectId } from '../base/ids'
import type { IdentifierKind, Language, Proof, RequestState, Right } from '../domain/vocabulary'

export interface IdentifierView {
  readonly id: IdentifierId
  readonly kind: IdentifierKind
  readonly masked: string
  readonly proof: Proof
}

export interface StaffRef {
  readonly id: StaffId
  readonly name: string
}

/** A deadline as the screens say it; every number was computed from the rules pack in the data process. */
export interface ClockView {
  readonly receivedOn: Day
  /** Of a case that was reopened: its days count from here. */
  readonly reopenedOn?: Day
  /** The day that comes first, and what is to be done by it: the answer, or the stop of a processing that the person no longer wants. */
  readonly due: { readonly on: Day; readonly what: 'target' | 'outer' | 'stop' }
  /** Absent when the calendar does not cover it. */
  readonly targetOn?: Day
  /** Set instead of targetOn: estimated from weekends and statutory days; `year` has no published calendar. */
  readonly provisional?: { readonly on: Day; readonly year: number }
  readonly outerOn: Day
  readonly today: Day
  /** Working days from today to that day: negative when over; absent where it is estimated. */
  readonly workingDaysLeft?: number
  readonly phase: 'calm' | 'soon' | 'today' | 'over' | 'estimated' | 'paused' | 'closed'
  readonly rulesPack: string
  readonly calendarUntil: Day
  readonly basis: 'law' | 'policy' | 'unconfirmed'
  /** The origin counted another day by the same rules: shown, never hidden. */
  readonly originTargetOn?: Day
  /** The pause of today: until when, both days included, and what it waits for. */
  readonly pause?: { readonly to: Day; readonly text: Readonly<Record<Language, string>> }
  /** So long paused that closing is proposed; nothing closes by itself. */
  readonly closeProposed?: { readonly pausedDays: number }
  /** A newer pack counts other days than `former` did, by which the origin's record was counted. */
  readonly moved?: {
    readonly former: string
    /** Without `from`: no published calendar told it; without `to`: none does now. */
    readonly target?: { readonly from?: Day; readonly to?: Day }
    readonly outer?: { readonly from: Day; readonly to: Day }
  }
}

/** What stands between the screen's view and the origin's rows. */
export type SendMark = 'sent' | 'to-send' | 'refused' | 'conflict'

export interface RequestRow {
  readonly id: RequestId
  readonly caseNo: string
  readonly subjectId: SubjectId
  readonly right: Right
  readonly state: RequestState
  readonly maskedName: string
  readonly assignee?: StaffRef
  readonly clock: ClockView
  readonly updatedAt: EpochMs
  readonly mark: SendMark
  /** Made to try something out; counted nowhere. */
  readonly test: boolean
}

/** Present wherever data of the origin are shown. */
export interface Freshness {
  readonly dataAsOf?: EpochMs
  readonly stale: boolean
}
