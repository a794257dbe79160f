// POST /identity/code, /identity/confirm: a one-time code that the origin itself sends to an identifier of the person, and compares.
import { z } from 'zod'
import type { IdentifierId, RequestId } from '../base/ids'
import { epochMs, id } from '../domain/fields'

/** Digits of a code: with three tries of one code, and three failures of an identifier, guessing is hopeless. */
export const CODE_DIGITS = 6

export const codeRequest = z.object({ requestId: id<RequestId>(), identifierId: id<IdentifierId>() })
export type CodeRequest = z.infer<typeof codeRequest>

/** Why no code went out: nothing at this origin can send to such an identifier · what sends did not take it · one went out a moment ago · the request is not being checked, or easy methods are over. */
export const CODE_REFUSALS = ['no-sender', 'not-sent', 'too-soon', 'not-now'] as const
export const codeResponse = z.discriminatedUnion('t', [
  z.object({ t: z.literal('sent'), expiresAt: epochMs }),
  z.object({ t: z.enum(CODE_REFUSALS), retryAfterS: z.number().int().nonnegative().optional() }),
])
export type CodeResponse = z.infer<typeof codeResponse>

export const confirmRequest = codeRequest.extend({ code: z.string().regex(/^\d{6}$/) })
export type ConfirmRequest = z.infer<typeof confirmRequest>

/** `confirmed` stands in the request with the version `v`; `over`: the code's time is over, or none was sent; `wrong` with tries left, none after the last. */
export const confirmResponse = z.discriminatedUnion('t', [
  z.object({ t: z.literal('confirmed'), v: z.number().int() }),
  z.object({ t: z.literal('wrong'), left: z.number().int().nonnegative() }),
  z.object({ t: z.enum(['over', 'not-now']) }),
])
export type ConfirmResponse = z.infer<typeof confirmResponse>
