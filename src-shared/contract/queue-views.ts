// Channel group `queue` for a person's own views: a view with its filter and order under a name; on this desk alone.
import { z } from 'zod'
import { savedQuerySchema, type SavedQuery } from '../domain/queue-query'
import { channel } from './channel'

/** More than a sidebar holds helps nobody. */
export const SAVED_VIEWS_MAX = 20

export interface SavedView extends SavedQuery {
  readonly viewId: string
  readonly name: string
}

export const queueViews = {
  'queue.views': channel<readonly SavedView[]>()('read-queue', z.object({})),
  'queue.saveView': channel<{ readonly viewId: string }>()('read-queue', savedQuerySchema.extend({ name: z.string().trim().min(1).max(40) })),
  'queue.dropView': channel<void>()('read-queue', z.object({ viewId: z.uuid() })),
} as const
