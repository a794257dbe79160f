// GET /policies/{id}/reach: how many of the whole population a version binds today and how many are to be asked, slice by slice, as numbers.
import { z } from 'zod'
import type { SubjectId } from '../base/ids'
import { id } from '../domain/fields'

export const reachResponse = z.object({
  /** Looked at in this slice; the others of it are neither bound nor to be asked. */
  people: z.number().int().nonnegative(),
  bound: z.number().int().nonnegative(),
  /** To be asked; `explicit` of them for an explicit consent (PIPL 14). */
  ask: z.number().int().nonnegative(),
  explicit: z.number().int().nonnegative(),
  /** To be handed back for the next slice; absent: everybody was looked at. */
  after: id<SubjectId>().optional(),
})
export type ReachResponse = z.infer<typeof reachResponse>
