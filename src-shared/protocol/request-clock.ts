// Arguments of the acts on the clock of a request, and what they leave in its record.
import { z } from 'zod'
import type { RequestId, StaffId } from '../base/ids'
import type { ClockOperationName } from '../domain/clock-acts'
import { code, day, epochMs, id } from '../domain/fields'

export const CLOCK_ARGS = {
  'request.pause@1': z.object({
    requestId: id<RequestId>(),
    /** Of the pack that is named. */
    category: code,
    /** Both days belong to the pause. */
    from: day,
    to: day,
    reason: z.string().min(1).max(2_000),
    rulesPack: z.string().max(64),
  }),
  /** `on`: the first day that counts again. */
  'request.resume@1': z.object({ requestId: id<RequestId>(), on: day }),
  'request.extend@1': z.object({
    requestId: id<RequestId>(),
    workingDays: z.number().int().min(1).max(60),
    reason: code,
    /** The notice that the person will read. */
    text: z.string().min(1).max(8_000),
    rulesPack: z.string().max(64),
  }),
  'request.unextend@1': z.object({ requestId: id<RequestId>(), reason: z.string().min(1).max(2_000) }),
} as const satisfies Readonly<Record<ClockOperationName, z.ZodType>>

export const casePauseSchema = z.object({ from: day, to: day, category: z.string().max(32), reason: z.string().max(2_000), staffId: id<StaffId>(), at: epochMs })
export type CasePauseRecord = z.infer<typeof casePauseSchema>

export const caseExtensionSchema = z.object({
  workingDays: z.number().int(),
  reason: z.string().max(32),
  text: z.string().max(8_000),
  staffId: id<StaffId>(),
  at: epochMs,
  rulesPack: z.string().max(64),
})
export type CaseExtensionRecord = z.infer<typeof caseExtensionSchema>
