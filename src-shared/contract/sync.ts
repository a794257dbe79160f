// Channel group `sync`: the state of the connection, the outbox, refused items.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { ErasureId, MutationId, RequestId } from '../base/ids'
import { id } from '../domain/fields'
import type { OperationName, RejectionCode } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'

export interface BootstrapProgress {
  readonly scope: 'case' | 'directory'
  readonly rows: number
  readonly total: number
  readonly rowsPerSecond: number
  readonly secondsLeft?: number
}
export interface SyncStatus {
  readonly connection: 'synced' | 'syncing' | 'offline' | 'blocked'
  /** For offline and blocked. */
  readonly reason?: DeskErrorKind
  /** Why what waits here is not taken by the origin; whatever the connection says, which is about what comes in. */
  readonly pushReason?: DeskErrorKind
  readonly dataAsOf?: EpochMs
  readonly toSend: number
  readonly refused: number
  readonly bootstrap?: BootstrapProgress
  readonly directoryRows: number
  readonly leaseNotAfter?: EpochMs
  /** Fields and types that the origin sent outside the declared inventory: dropped, counted by name. */
  readonly undeclared: readonly { readonly type: string; readonly field: string; readonly count: number; readonly lastSeenAt: EpochMs }[]
}
export interface OutboxItemView {
  readonly mid: MutationId
  readonly op: OperationName
  readonly requestId?: RequestId
  readonly erasureId?: ErasureId
  readonly caseNo?: string
  readonly madeAt: EpochMs
  readonly state: 'to-send' | 'sending' | 'refused' | 'applied'
  readonly rejection?: RejectionCode
  readonly base: number
  /** For a refused decision: mine against the origin's, differing fields only. */
  readonly differences: readonly { readonly field: 'state' | 'outcome' | 'ground' | 'text' | 'assignee'; readonly mine?: string; readonly origin?: string }[]
  /** Who changed the record meanwhile, and when. */
  readonly originBy?: string
  readonly originAt?: EpochMs
}

export const sync = {
  'sync.status': channel<SyncStatus>()('staff', z.object({})),
  'sync.now': channel<SyncStatus>()('staff', z.object({})),
  'sync.outbox': channel<readonly OutboxItemView[]>()('read-queue', z.object({})),
  /** take-origin: mine is dropped, its text stays in the audit; resubmit: made anew on the present version. */
  'sync.settle': channel<void>()('work-request', z.object({ mid: id<MutationId>(), choice: z.enum(['take-origin', 'resubmit']) })),
} as const
