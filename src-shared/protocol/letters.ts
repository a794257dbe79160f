// The letters of a case on the wire: one record a version, and the acts that write it and enter how it reached the person.
import { z } from 'zod'
import type { RequestId, StaffId, SubjectId } from '../base/ids'
import { DELIVERY_CHANNELS, LETTER_KINDS, WRITTEN_KINDS, type DeliveryId, type LetterId } from '../domain/case-letters'
import { day, epochMs, id } from '../domain/fields'
import { LANGUAGES, type LetterOperationName } from '../domain/vocabulary'

const version = z.number().int().min(1).max(999)
const reason = z.string().min(1).max(2_000)
const name = { requestId: id<RequestId>(), kind: z.enum(LETTER_KINDS), version }

export const LETTER_ARGS = {
  /** `version`: one more than the newest of the kind that the writer saw. */
  'letter.write@1': z.object({
    requestId: id<RequestId>(),
    kind: z.enum(WRITTEN_KINDS),
    version,
    first: z.enum(LANGUAGES),
    /** What the person will read. */
    text: z.string().min(1).max(8_000),
    rulesPack: z.string().max(64),
  }),
  'letter.deliver@1': z.object({ ...name, deliveryId: id<DeliveryId>(), channel: z.enum(DELIVERY_CHANNELS), on: day }),
  'letter.undeliver@1': z.object({ ...name, deliveryId: id<DeliveryId>(), reason }),
} as const satisfies Readonly<Record<LetterOperationName, z.ZodType>>

const deliverySchema = z.object({
  id: id<DeliveryId>(),
  channel: z.enum(DELIVERY_CHANNELS),
  on: day,
  staffId: id<StaffId>(),
  at: epochMs,
  withdrawn: z.object({ staffId: id<StaffId>(), at: epochMs, reason: z.string().max(2_000) }).optional(),
})
export type LetterDeliveryRecord = z.infer<typeof deliverySchema>

/** `letter`: of a decision or an extension it holds the deliveries alone; their text stands in the request. */
export const letterSchema = z.object({
  /** Request id, kind and version: `UUID:closure:2`. The cast only adds the brand. */
  id: z.string().regex(/^[0-9a-f-]{36}:[a-z]{1,20}:\d{1,3}$/) as unknown as z.ZodType<LetterId, LetterId>,
  requestId: id<RequestId>(),
  subjectId: id<SubjectId>(),
  kind: z.enum(LETTER_KINDS),
  version,
  first: z.enum(LANGUAGES).optional(),
  text: z.string().max(8_000).optional(),
  rulesPack: z.string().max(64).optional(),
  staffId: id<StaffId>().optional(),
  at: epochMs,
  deliveries: z.array(deliverySchema).max(50),
})
export type LetterRecord = z.infer<typeof letterSchema>
