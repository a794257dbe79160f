// Channel group `identity`: checks that the origin makes itself by a one-time code, and the second person's word on a document. Codes go online only.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { IdentifierId, RequestId } from '../base/ids'
import { id } from '../domain/fields'
import { channel } from './channel'

/** As the origin answered (protocol/identity.ts); `expiresAt` by its time. */
export type SendCodeAnswer =
  | { readonly t: 'sent'; readonly expiresAt: EpochMs }
  | { readonly t: 'no-sender' | 'not-sent' | 'too-soon' | 'not-now'; readonly retryAfterS?: number }
export type ConfirmCodeAnswer = { readonly t: 'confirmed' } | { readonly t: 'wrong'; readonly left: number } | { readonly t: 'over' | 'not-now' }

const which = z.object({ requestId: id<RequestId>(), identifierId: id<IdentifierId>() })

export const identity = {
  'identity.sendCode': channel<SendCodeAnswer>()('work-request', which),
  'identity.confirmCode': channel<ConfirmCodeAnswer>()('work-request', which.extend({ code: z.string().regex(/^\d{6}$/) })),
  'identity.settle': channel<void>()('approve-identity', which.extend({ version: z.number().int(), isEnough: z.boolean(), reason: z.string().max(2_000) })),
} as const
