// Channel group `queue` for several requests at once: what an act would do to each is said before it, and what it did after it.
import { z } from 'zod'
import type { Day } from '../base/clock'
import type { MutationId, RequestId, StaffId } from '../base/ids'
import { day, id } from '../domain/fields'
import { queueFilterSchema, queueSortSchema } from '../domain/queue-query'
import { QUEUE_VIEWS } from '../domain/queue-views'
import { channel } from './channel'

/** More at once would fill the outbox before the origin has taken any. */
export const BULK_MAX = 500

export const bulkActSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('take') }),
  z.object({ kind: z.literal('assign'), assigneeId: id<StaffId>() }),
  /** Mine alone; a day that is no later than today ends it. */
  z.object({ kind: z.literal('snooze'), untilOn: day }),
])
export type BulkAct = z.infer<typeof bulkActSchema>

/** Why a request cannot take part. */
export const BULK_REASONS = ['gone', 'closed', 'already-theirs', 'not-takeable', 'unsettled', 'due', 'outbox-full', 'upgrade-required'] as const
export type BulkReason = (typeof BULK_REASONS)[number]

export interface BulkLine {
  readonly requestId: RequestId
  /** Empty: it has none yet, or it is gone. */
  readonly caseNo: string
  readonly outcome: 'possible' | 'done' | BulkReason
  /** Of a snooze: when it comes back, on its last day at the latest. */
  readonly untilOn?: Day
  /** Of a done act that can still be taken back. */
  readonly mid?: MutationId
}

const bulk = z.object({ requestIds: z.array(id<RequestId>()).min(1).max(BULK_MAX), act: bulkActSchema })

export const queueBulk = {
  /** Who is in a list, in its order; `more`: beyond the first five hundred. */
  'queue.ids': channel<{ readonly ids: readonly RequestId[]; readonly more: boolean }>()(
    'read-queue',
    z.object({ view: z.enum(QUEUE_VIEWS), filter: queueFilterSchema.optional(), sort: queueSortSchema.optional() }),
  ),
  'queue.bulkPreview': channel<readonly BulkLine[]>()('work-request', bulk),
  'queue.bulk': channel<readonly BulkLine[]>()('work-request', bulk),
} as const
