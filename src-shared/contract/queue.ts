// Channel group `queue`: lists of requests, keyset-paged.
import { z } from 'zod'
import { channel } from './channel'
import type { Freshness, RequestRow } from './views'

export const QUEUE_VIEWS = ['mine', 'team', 'due-today', 'overdue', 'to-approve', 'to-verify', 'closed'] as const
export type QueueView = (typeof QUEUE_VIEWS)[number]

export interface QueuePage {
  readonly rows: readonly RequestRow[]
  readonly total: number
  /** Opaque; absent on the last page. */
  readonly after?: string
  readonly freshness: Freshness
}
export type QueueCounts = Readonly<Record<QueueView, number>>

export const queue = {
  'queue.list': channel<QueuePage>()(
    'read-queue',
    z.object({ view: z.enum(QUEUE_VIEWS), after: z.string().max(200).optional(), limit: z.number().int().min(1).max(100) }),
  ),
  'queue.counts': channel<QueueCounts>()('read-queue', z.object({})),
} as const
