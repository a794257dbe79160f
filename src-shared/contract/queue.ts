// Channel group `queue`: lists of requests, keyset-paged, and their figures.
import { z } from 'zod'
import { queueFilterSchema, queueSortSchema } from '../domain/queue-query'
import { QUEUE_VIEWS, type QueueSort, type QueueView } from '../domain/queue-views'
import { channel } from './channel'
import type { Freshness, RequestRow, StaffRef } from './views'

export { QUEUE_VIEWS, type QueueView } from '../domain/queue-views'

export interface QueuePage {
  readonly rows: readonly RequestRow[]
  /** Of the first page alone: counting goes over everything that fits. */
  readonly total?: number
  /** Opaque; absent on the last page. */
  readonly after?: string
  /** As the rows stand: digits of a case bring their own order. */
  readonly sort: QueueSort | 'case-digits'
  readonly freshness: Freshness
}
/** Of the open requests of the team, as the filters of the same names list them. */
export interface ClockHealth {
  readonly overdue: number
  readonly dueToday: number
  readonly atRisk: number
  readonly estimated: number
  readonly paused: number
}
export interface QueueCounts {
  readonly views: Readonly<Record<QueueView, number>>
  readonly clocks: ClockHealth
}

export const queue = {
  'queue.list': channel<QueuePage>()(
    'read-queue',
    z.object({
      view: z.enum(QUEUE_VIEWS),
      filter: queueFilterSchema.optional(),
      sort: queueSortSchema.optional(),
      after: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(100),
    }),
  ),
  'queue.counts': channel<QueueCounts>()('read-queue', z.object({})),
  /** Everybody to whom a case can be given, in the order of their names; inactive ones too where they still have some. */
  'queue.staff': channel<readonly (StaffRef & { readonly active: boolean })[]>()('read-queue', z.object({})),
} as const
