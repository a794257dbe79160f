// Channel group `reveal`: one masked value of one person, shown in full for a reason. What it answers is kept by nobody.
import { z } from 'zod'
import type { SubjectId } from '../base/ids'
import { MOST_REASON_WORDS } from '../domain/access-limits'
import { id } from '../domain/fields'
import { channel } from './channel'

/** `other` is said in words. */
export const REVEAL_REASONS = ['call-back', 'compare', 'write-to', 'tell-apart', 'other'] as const
export type RevealReason = (typeof REVEAL_REASONS)[number]

/** An identifier by the id that the masked view gave it. */
const fieldSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('name') }),
  z.object({ of: z.literal('account') }),
  z.object({ of: z.literal('identifier'), id: z.string().min(1).max(64) }),
])
export type RevealField = z.infer<typeof fieldSchema>

export const reveal = {
  'reveal.field': channel<{ readonly value: string }>()(
    'reveal',
    z.object({ subjectId: id<SubjectId>(), field: fieldSchema, reason: z.enum(REVEAL_REASONS), words: z.string().trim().min(1).max(MOST_REASON_WORDS).optional() }),
  ),
} as const
