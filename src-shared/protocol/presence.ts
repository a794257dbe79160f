// Presence: who looks at a request or works on it right now. POST /presence tells one's own; a `presence` line before `begin` of
// GET /changes tells the others'. Nothing of it is stored, counted or numbered on either side.
import { z } from 'zod'
import type { RequestId, StaffId } from '../base/ids'
import { id } from '../domain/fields'
import { DOINGS } from '../domain/vocabulary'

/** What is not told again for so long is over, on both sides. */
export const PRESENCE_LIVES_MS = 30_000
/** How often a desk tells again what it still does: two of three may be lost. */
export const PRESENCE_BEAT_MS = 10_000
/** After the line of a desk broke: long enough to come back on another one, shorter than a beat. */
export const PRESENCE_GRACE_MS = 3_000

export const placeSchema = z.object({ requestId: id<RequestId>(), doing: z.enum(DOINGS) })
export type Place = z.infer<typeof placeSchema>

/** A desk is at one request at most; without `at` it is at none. Who it is says the token, so nobody can be shown in another's name. */
export const presenceRequest = z.object({ at: placeSchema.optional() })
export type PresenceRequest = z.infer<typeof presenceRequest>
export const presenceResponse = z.object({})

/**
 * Everybody else at the requests that the device's scopes hold, as a whole: an empty list says that nobody is there any more. `tag` is handed
 * back unread with the next GET /changes (`presence=TAG`, empty at first); while it still stands the line is left out.
 */
export const presenceLine = z.object({
  t: z.literal('presence'),
  tag: z.string().max(64),
  people: z.array(placeSchema.extend({ staffId: id<StaffId>() })).max(500),
})
export type PresenceLine = z.infer<typeof presenceLine>
