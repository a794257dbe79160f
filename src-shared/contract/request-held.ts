// What is held about the person of a request stays out of sight until whoever asks is proved, or somebody says why they
// have to see it before (docs/decisions/0040).
import { z } from 'zod'
import type { RequestId } from '../base/ids'
import { id } from '../domain/fields'
import { channel } from './channel'

/** Closed, since the reason stands in the audit, where no words about a person may stand. */
export const LOOK_REASONS = [
  'compare-answers', // with what the person says about recent use
  'right-person', // whether it is they whom the request is about
  'find-duplicates',
  'answer-complaint',
] as const
export type LookReason = (typeof LOOK_REASONS)[number]

/** `needs`: what would show it by itself; nothing does for an authority abroad. `looked`: on this desk, until it locks. */
export type HeldLook =
  | { readonly t: 'shown' }
  | { readonly t: 'hidden'; readonly needs: 'identity' | 'evidence' | 'authority' }
  | { readonly t: 'looked'; readonly reason: LookReason }

export const requestHeld = {
  'request.lookAtHeld': channel<void>()('read-person', z.object({ requestId: id<RequestId>(), reason: z.enum(LOOK_REASONS) })),
} as const
