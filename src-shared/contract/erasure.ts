// Channel group `erasure`: plan, proposal, second person, execution, residue check, certificate.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { ErasureId, RequestId } from '../base/ids'
import { DELETION_GROUNDS, type DeletionGround, type DeletionGroundRule } from '../domain/deletion-grounds'
import type { PlanLine } from '../domain/erasure-plan'
import { day, id } from '../domain/fields'
import type { HoldId, HoldState } from '../domain/hold-register'
import { RECIPIENT_DUTIES, TELLING_WAYS, type RecipientDuty, type TellingWay } from '../domain/recipient-tasks'
import type { RecipientId } from '../domain/recipients'
import type { Bilingual } from '../domain/rules'
import type { Category, ErasureState, Language, SystemProblem } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskError, DeskErrorKind } from './errors'
import type { ActVerdict } from './inventory'
import type { CodedText } from './request-clock'
import type { Freshness, SendMark, StaffRef } from './views'

export interface PlanLineView extends PlanLine {
  readonly groundText?: { readonly 'zh-CN': string; readonly en: string }
  readonly rank?: 'law' | 'administrative-regulation' | 'policy'
  /** The holds as they stand in the register; `state` is absent where one is not here. */
  readonly holdViews?: readonly { readonly id: HoldId; readonly reviewOn: Day; readonly matter: string; readonly state?: HoldState }[]
}
/** Why the information is deleted; without a provision where the pack in force has none. */
export interface DeletionGroundView {
  readonly ground: DeletionGround
  readonly name: Readonly<Record<Language, string>>
  readonly provision?: Bilingual
  readonly rank?: DeletionGroundRule['rank']
}
export interface ToldView {
  readonly on: Day
  readonly way: TellingWay
  readonly by: StaffRef
  readonly mark: SendMark
}
export interface RecipientTaskView {
  readonly recipientId?: RecipientId
  /** Absent where it was disclosed to everybody. */
  readonly name?: string
  readonly contact?: string
  readonly duty: RecipientDuty
  readonly categories: readonly Category[]
  /** False: no second person has confirmed yet that anything was handed over. */
  readonly isConfirmed: boolean
  /** First to last. */
  readonly told: readonly ToldView[]
}
export interface ResidueView {
  /** Places searched, each with the number of hits; a needle that others share too is left out and counted. `unread`: files the browser kept to itself. */
  readonly places: readonly { readonly place: string; readonly bytes: number; readonly hits: number; readonly unread?: number }[]
  readonly needles: number
  readonly notDistinctive: number
  readonly encodings: number
  readonly hits: number
  readonly checkedAt: EpochMs
}
export interface ErasureView {
  readonly requestId: RequestId
  readonly caseNo: string
  readonly maskedName: string
  readonly erasureId?: ErasureId
  /** 'draft': planned on this desk, not proposed. */
  readonly state: 'draft' | ErasureState
  readonly pending: boolean
  readonly planHash: string
  readonly lines: readonly PlanLineView[]
  /** Of the plan; absent of one from before plans said why. */
  readonly deletionGround?: DeletionGroundView
  /** Of a draft: what a proposal may name, the usual one first, each with the hash of the plan that names it. */
  readonly deletionGrounds?: readonly (DeletionGroundView & { readonly planHash: string })[]
  /** Of what was on hold: what has gone on since, and when; `left`: the fields that other holds still keep. */
  readonly released?: readonly { readonly category: Category; readonly at: EpochMs; readonly left?: readonly string[] | undefined }[]
  /** Categories of which a hold that was placed while the erasure ran keeps something. */
  readonly late?: readonly { readonly category: Category }[]
  readonly letter: string
  /** What a proposal now needs one of; absent while it would be in time. */
  readonly lateReasons?: readonly CodedText[]
  /** Who received what goes, and what is asked of them: as of now, and from the approval on as of then. */
  readonly recipients: readonly RecipientTaskView[]
  /** Whether it can be entered that one of them was told. */
  readonly tell: ActVerdict
  readonly checks: readonly { readonly check: 'identity' | 'fresh-data' | 'second-person' | 'plan-unchanged' | 'hold'; readonly state: 'met' | 'open' | DeskErrorKind }[]
  readonly proposedBy?: StaffRef
  readonly proposedAt?: EpochMs
  readonly approvedBy?: StaffRef
  readonly approvedAt?: EpochMs
  /** Of one that is cooling off: the first day on which it runs. Of a draft or proposal: the one it would be, approved today; absent: it runs at once. */
  readonly runsOn?: Day
  readonly executedAt?: EpochMs
  readonly completedAt?: EpochMs
  /** Systems beside the origin that it erases in. `removed` counts in the system's own unit. */
  readonly systems: readonly { readonly system: string; readonly name: Bilingual; readonly tries: number; readonly problem?: SystemProblem; readonly removed?: number; readonly doneAt?: EpochMs }[]
  /** `noReceipt`: taken out of service and no longer waited for, since its lease ended or its whole store was wiped. */
  readonly devices: readonly { readonly name: string; readonly receivedAt?: EpochMs; readonly noReceipt?: 'lease-ended' | 'wiped'; readonly thisDesk: boolean }[]
  readonly purge?: { readonly state: 'pending' | 'running' | 'done'; readonly at?: EpochMs; readonly error?: DeskError }
  readonly residue?: ResidueView
  readonly certificate?: { readonly fileName: string; readonly signedAt: EpochMs; readonly keptUntil?: Day }
  readonly freshness: Freshness
}

export const erasure = {
  /** The plan as of now, or the erasure already proposed for this request. */
  'erasure.open': channel<ErasureView>()('read-case', z.object({ requestId: id<RequestId>() })),
  /** `confirm`: the last four digits of the case number, typed. Works offline: it is a proposal. */
  'erasure.propose': channel<{ readonly erasureId: ErasureId }>()(
    'propose-erasure',
    z.object({ requestId: id<RequestId>(), version: z.number().int(), deletionGround: z.enum(DELETION_GROUNDS), planHash: z.string().length(64), confirm: z.string().max(8), text: z.string().min(1).max(8_000), lateReason: z.string().max(32).optional() }),
  ),
  /** Online only, with the passphrase typed anew (fresh sign-in at the origin). */
  'erasure.approve': channel<void>()(
    'approve-erasure',
    z.object({ erasureId: id<ErasureId>(), planHash: z.string().length(64), confirm: z.string().max(8), passphrase: z.string().max(400) }),
  ),
  /** That a recipient was told, on a day that is not to come; works offline. Entered again it adds to what is there. */
  'erasure.tell': channel<void>()(
    'propose-erasure',
    z.object({ erasureId: id<ErasureId>(), recipientId: id<RecipientId>().optional(), duty: z.enum(RECIPIENT_DUTIES), on: day, way: z.enum(TELLING_WAYS) }),
  ),
  /** Copies the signed certificate to the export folder, with its picture as a PDF; without `pdfName` it could not be printed. */
  'erasure.saveCertificate': channel<{ readonly fileName: string; readonly pdfName?: string }>()('read-case', z.object({ erasureId: id<ErasureId>() })),
} as const
