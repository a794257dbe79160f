// Channel group `sync`: the state of the connection, the outbox, refused items.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { ErasureId, MutationId, RequestId, SubjectId } from '../base/ids'
import type { ActAbout } from '../domain/act-about'
import { id } from '../domain/fields'
import { MACRO_STEP_KINDS } from '../domain/macro-steps'
import type { RejectionWay } from '../domain/rejection-ways'
import type { OperationName, Outcome, RejectionCode } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'
import type { InstallState, NoticeRefusal } from './support'
import { BULK_MAX } from './queue-bulk'

/** A macro does several acts on each case. */
const mids = z.array(id<MutationId>()).min(1).max(BULK_MAX * MACRO_STEP_KINDS.length)

export interface BootstrapProgress {
  /** `index`: everybody is here and the search index is being made; `rows` are its parts then. `rebuild`: it was lost and is made anew from what is here. */
  readonly scope: 'case' | 'directory' | 'index' | 'rebuild'
  readonly rows: number
  readonly total: number
  /** 0: not known. */
  readonly rowsPerSecond: number
  readonly secondsLeft?: number
}
export interface DroppedName {
  readonly type: string
  /** `*` for a whole type. */
  readonly field: string
  readonly count: number
  readonly lastSeenAt: EpochMs
  /** Positions of the feed at which it came first and last, where the origin tells them: `case 812`. */
  readonly firstPosition?: string
  readonly lastPosition?: string
  /** Declared by this version of the desk; its records are on their way. */
  readonly isFetchedAgain: boolean
}
export interface RulesStatus {
  readonly version: string
  readonly calendarUntil: Day
  /** The year of today's deadlines whose holiday arrangement is not published. */
  readonly missingYear?: number
  /** Why the pack that the origin offered last was not taken: the one above stays in force. */
  readonly refused?: RefusedOffer
}
/** The computer's clock beside the best time known; `byMs` is never negative. */
export interface ClockStatus {
  readonly state: 'right' | 'ahead' | 'behind' | 'went-back'
  readonly byMs: number
  /** By which days are counted. */
  readonly now: EpochMs
}
/** Why what the origin offered last was not taken, and what was there stays in force. */
export interface RefusedOffer {
  readonly reason: 'malformed' | 'bad-signature' | 'unknown-signer' | 'older'
  readonly at: EpochMs
}
/** `newer`: of the officer's notice; the desk fetches and installs nothing. `refused`: why the notice that the origin handed out last shows nothing. */
export interface ProgramStatus {
  readonly version: string
  readonly installFolder: InstallState
  readonly newer?: string
  readonly refused?: { readonly reason: NoticeRefusal; readonly at: EpochMs }
}
export interface SyncStatus {
  readonly connection: 'synced' | 'syncing' | 'offline' | 'blocked'
  /** For offline and blocked. */
  readonly reason?: DeskErrorKind
  /** Why what waits here is not taken by the origin; whatever the connection says, which is about what comes in. */
  readonly pushReason?: DeskErrorKind
  readonly dataAsOf?: EpochMs
  /** Of the person signed in. */
  readonly toSend: number
  readonly refused: number
  /** Of colleagues at this desk: they leave, or are settled, when those are here. */
  readonly ofOthers?: number
  readonly bootstrap?: BootstrapProgress
  /** The store is being written anew after an erasure: whoever saves waits for it. */
  readonly writesHeld?: true
  /** Nothing can be saved; it ends by itself when there is room. */
  readonly diskFull?: true
  readonly directoryRows: number
  readonly leaseNotAfter?: EpochMs
  readonly rules: RulesStatus
  /** Of a list of new server keys. */
  readonly pinsRefused?: RefusedOffer
  readonly clock: ClockStatus
  readonly program: ProgramStatus
  /** Fields and types that the origin sent outside the declared inventory: dropped, counted by name. */
  readonly undeclared: readonly DroppedName[]
}
/**
 * `evidence`, `reason`, `words`, `clockReason` and `notice` are what was typed in a check, a reopening, a new request, a pause or an extension
 * taken back, and an extension.
 */
export type DifferenceField = 'state' | 'outcome' | 'ground' | 'text' | 'assignee' | 'evidence' | 'reason' | 'words' | 'clockReason' | 'notice'
export interface OutboxItemView {
  readonly mid: MutationId
  readonly op: OperationName
  readonly requestId?: RequestId
  readonly erasureId?: ErasureId
  readonly caseNo?: string
  /** Of the inventory or the register of policies: which entry, and by what name, where it is known here. */
  readonly entry?: { readonly type: 'exception' | 'recipient' | 'transfer' | 'preset' | 'hold' | 'incident' | 'policy'; readonly id: string }
  readonly about?: ActAbout
  readonly subjectId?: SubjectId
  readonly madeAt: EpochMs
  readonly state: 'to-send' | 'sending' | 'refused' | 'applied'
  /** How long it can still be undone, in ms from the answer; absent: not any more, not by this person, or not before a later act of its case. */
  readonly undoMs?: number
  readonly outcome?: Outcome
  readonly rejection?: RejectionCode
  /** What can be done with a refused item now; empty while an earlier one of its case is to be settled first. */
  readonly ways: readonly RejectionWay[]
  /** Of a refused item: the earlier one that it waits for, and the later ones that go the same way with it. */
  readonly waitsFor?: MutationId
  readonly followers: readonly MutationId[]
  readonly base: number
  /** For a refused item: mine against the origin's, differing fields only. */
  readonly differences: readonly { readonly field: DifferenceField; readonly mine?: string; readonly origin?: string }[]
  /** Who changed the record meanwhile, and when. */
  readonly originBy?: string
  readonly originAt?: EpochMs
}

export const sync = {
  'sync.status': channel<SyncStatus>()('staff', z.object({})),
  'sync.now': channel<SyncStatus>()('staff', z.object({})),
  'sync.outbox': channel<readonly OutboxItemView[]>()('read-queue', z.object({})),
  /**
   * take-origin: mine is dropped with what followed it, its text set aside; resubmit: made anew on the present version, with what followed
   * it; edit: what was typed becomes a draft on the present version.
   */
  'sync.settle': channel<void>()('work-request', z.object({ mid: id<MutationId>(), choice: z.enum(['take-origin', 'edit', 'resubmit']) })),
  /** The newest act that this person can still take back: asked on every screen, so nothing else is looked at for it. */
  'sync.undoable': channel<{ readonly item?: OutboxItemView }>()('staff', z.object({})),
  /** Takes back an act that has not left the desk. */
  'sync.undo': channel<void>()('work-request', z.object({ mid: id<MutationId>() })),
  /**
   * The same for the acts of one batch, newest first; one that has gone stops no other. What it put off is shown again, and its words are no draft:
   * they stand in the batch. `undone`: cases; `tooLate`: acts.
   */
  'sync.undoBatch': channel<{ readonly undone: number; readonly tooLate: number }>()('work-request', z.object({ mids, snoozed: z.array(id<RequestId>()).max(BULK_MAX) })),
  /** Their windows begin anew. */
  'sync.extendUndo': channel<void>()('work-request', z.object({ mids })),
} as const
