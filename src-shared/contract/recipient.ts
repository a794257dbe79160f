// Channel groups `recipient` and `transfer`: who receives information, and what was handed over to them.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { ErasureId, RequestId } from '../base/ids'
import type { EntryState } from '../domain/exception-register'
import { day, id } from '../domain/fields'
import { PROCESSING_METHODS, type ProcessingMethod } from '../domain/policy-words'
import { RECIPIENT_RELATIONS, type RecipientId, type RecipientRelation, type TransferId } from '../domain/recipients'
import type { EntryGround } from '../domain/transfer-register'
import { CATEGORIES, PURPOSES, type Category, type Purpose } from '../domain/vocabulary'
import { channel } from './channel'
import type { RecipientTaskView } from './erasure'
import type { ActVerdict, DeclinedView, EndView, EntryView } from './inventory'
import type { Freshness, StaffRef } from './views'

export interface RecipientView extends EntryView<'approve' | 'change'> {
  readonly id: RecipientId
  readonly name: string
  readonly contact: string
  readonly proposedBy: StaffRef
  readonly proposedAt: EpochMs
  readonly approvedBy?: StaffRef
  readonly state: 'proposed' | 'in-force' | 'changing'
  readonly change?: { readonly name: string; readonly contact: string; readonly by: StaffRef; readonly at: EpochMs }
}
export interface TransferView extends EntryView<'approve' | 'end'> {
  readonly id: TransferId
  readonly recipient?: { readonly id: RecipientId; readonly name: string }
  readonly relation: RecipientRelation
  readonly category: Category
  readonly fields: readonly string[]
  readonly purpose: Purpose
  readonly method: ProcessingMethod
  readonly at: EpochMs
  readonly until?: EpochMs
  readonly frequency: 'once' | 'ongoing'
  readonly ground: EntryGround
  readonly reach: 'everyone' | 'listed'
  readonly people?: number
  readonly recordedBy: StaffRef
  readonly recordedAt: EpochMs
  readonly approvedBy?: StaffRef
  readonly ending?: EndView<EpochMs>
  readonly declined?: DeclinedView
  readonly state: EntryState
  /** Absent while it goes on. */
  readonly keptUntil?: Day
}
/** What an erasure asks of a recipient: who is told, and whether they were. */
export interface OpenTaskView extends RecipientTaskView {
  readonly erasureId: ErasureId
  readonly requestId: RequestId
  /** Absent where the case has left this desk. */
  readonly caseNo?: string
  readonly since: EpochMs
}
export interface RecipientList {
  readonly recipients: readonly RecipientView[]
  /** Newest first, what waits before the rest. */
  readonly transfers: readonly TransferView[]
  /** Of the erasures that this desk holds: nobody told yet first, then the newest. */
  readonly tasks: readonly OpenTaskView[]
  readonly propose: ActVerdict
  readonly tell: ActVerdict
  readonly freshness: Freshness
}

const seenRecipient = { recipientId: id<RecipientId>(), version: z.number().int() }
const seenTransfer = { transferId: id<TransferId>(), version: z.number().int() }
const passphrase = z.string().max(400)
const ground = z.discriminatedUnion('by', [
  z.object({ by: z.literal('contract'), reference: z.string().max(200), from: day, until: day.optional() }),
  z.object({ by: z.literal('consent') }),
  z.object({ by: z.literal('statute'), title: z.string().max(200), article: z.string().max(200) }),
])

export const recipient = {
  'recipient.list': channel<RecipientList>()('read-inventory', z.object({})),
  /** A new one, or a new name or contact of one that is there; works offline. */
  'recipient.propose': channel<{ readonly recipientId: RecipientId }>()(
    'keep-inventory',
    z.object({ known: z.object(seenRecipient).optional(), name: z.string().max(200), contact: z.string().max(400) }),
  ),
  'recipient.approve': channel<void>()('approve-inventory', z.object({ ...seenRecipient, passphrase })),
  'transfer.record': channel<{ readonly transferId: TransferId }>()(
    'keep-inventory',
    z.object({
      recipientId: id<RecipientId>().optional(),
      relation: z.enum(RECIPIENT_RELATIONS),
      category: z.enum(CATEGORIES),
      fields: z.array(z.string().max(64)).max(30),
      purpose: z.enum(PURPOSES),
      method: z.enum(PROCESSING_METHODS),
      on: day,
      frequency: z.enum(['once', 'ongoing']),
      ground,
      /** The person of this case alone; absent: everybody of whom the category is held. */
      caseNo: z.string().max(16).optional(),
    }),
  ),
  'transfer.approve': channel<void>()('approve-inventory', z.object({ ...seenTransfer, passphrase })),
  'transfer.end': channel<void>()('keep-inventory', z.object({ ...seenTransfer, on: day, reason: z.string().min(1).max(2_000) })),
} as const
