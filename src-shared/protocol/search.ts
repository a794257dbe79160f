// POST /search: online search for a desk without the directory scope, and POST /intake: requests from the website's and applet's servers.
import { z } from 'zod'
import type { RequestId } from '../base/ids'
import { day, epochMs, id } from '../domain/fields'
import { askedFields, intakeFields } from '../domain/request-fields'
import { IDENTIFIER_KINDS, RIGHTS } from '../domain/vocabulary'
import { directorySchema } from './records'

/** POST, so that no personal data stand in a URL. */
export const searchRequest = z.object({ text: z.string().min(1).max(200), limit: z.number().int().min(1).max(50) })
/** A lease: the desk forgets the rows at `leaseUntil` (24 h). */
export const searchResponse = z.object({ results: z.array(directorySchema), leaseUntil: epochMs })
export type SearchResponse = z.infer<typeof searchResponse>

const { authority: _, ...asked } = askedFields

/** `requestId` is the caller's own idempotency key: the same id again gets the same answer and makes nothing. */
export const intakeRequest = z.object({
  requestId: id<RequestId>(),
  person: z.union([z.object({ accountNo: z.string().min(1).max(32) }), z.object({ kind: z.enum(IDENTIFIER_KINDS), value: z.string().min(1).max(320) })]),
  /** A court or an authority abroad does not ask by the website. */
  right: z.enum(RIGHTS).exclude(['foreign-authority']),
  channel: z.enum(['website', 'applet']),
  receivedOn: day,
  text: z.string().min(1).max(8_000),
  ...asked,
  ...intakeFields,
})
export type IntakeRequest = z.infer<typeof intakeRequest>
export const intakeResponse = z.object({ requestId: id<RequestId>(), caseNo: z.string().max(16), targetOn: day.optional(), outerOn: day })
export type IntakeResponse = z.infer<typeof intakeResponse>
