// Arguments of the acts of an intake and of the life of a request beside its decision, and what they leave in its record.
import { z } from 'zod'
import type { RequestId, StaffId } from '../base/ids'
import { epochMs, id } from '../domain/fields'
import type { IntakeOperationName } from '../domain/intake-acts'
import { makerSchema } from '../domain/request-fields'
import { CHANNELS, EVIDENCE_KINDS } from '../domain/vocabulary'

const requestId = id<RequestId>()
const reason = z.string().min(1).max(2_000)

export const INTAKE_ARGS = {
  /** In words; papers themselves are no part of it. */
  'request.see-evidence@1': z.object({ requestId, evidence: z.enum(EVIDENCE_KINDS), what: z.string().min(1).max(400) }),
  'request.retract-evidence@1': z.object({ requestId, evidence: z.enum(EVIDENCE_KINDS), reason }),
  /** `channel`: how the person said it. */
  'request.withdraw@1': z.object({ requestId, channel: z.enum(CHANNELS), reason }),
  'request.step-back@1': z.object({ requestId, reason }),
  /** `otherId`: a request that the device holds too. */
  'request.link@1': z.object({ requestId, otherId: requestId }),
  'request.unlink@1': z.object({ requestId, otherId: requestId }),
} as const satisfies Readonly<Record<IntakeOperationName, z.ZodType>>

const seenSchema = z.object({ what: z.string().max(400), staffId: id<StaffId>(), at: epochMs })
export const madeBySchema = makerSchema.extend({ evidence: z.array(z.object({ kind: z.enum(EVIDENCE_KINDS), seen: seenSchema.optional() })).max(EVIDENCE_KINDS.length) })
export const withdrawalSchema = z.object({ channel: z.enum(CHANNELS), reason: z.string().max(2_000), staffId: id<StaffId>(), at: epochMs })
export const caseLinkSchema = z.object({ requestId, staffId: id<StaffId>(), at: epochMs })
