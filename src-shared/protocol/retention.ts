// GET /retention: what falls due and the batches. POST /retention/propose, /agree, /decline: what people do with one. Counts alone; it names nobody.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import { day, epochMs, id, sha256Hex } from '../domain/fields'
import { BATCH_STATES, type RetentionBatchId } from '../domain/retention-batch'
import { LOG_CATEGORIES } from '../domain/vocabulary'

const rows = z.number().int().nonnegative()
const scheduleLine = z.object({
  category: z.enum(LOG_CATEGORIES),
  /** From the day of the row. */
  months: z.number().int().positive(),
  then: z.enum(['delete', 'anonymise']),
  /** Code of the pack's rule where the law asks for as long or longer. */
  ground: z.string().max(32).optional(),
})

export const retentionBatchSchema = z.object({
  id: id<RetentionBatchId>(),
  state: z.enum(BATCH_STATES),
  plan: z.object({ v: z.literal(1), asOf: day, rulesPack: z.string().max(32), lines: z.array(scheduleLine.extend({ through: day, rows })) }),
  /** SHA-256 of the plan's canonical JSON (RFC 8785). */
  planHash: sha256Hex,
  madeAt: epochMs,
  agreed: z.array(z.object({ staffId: id<StaffId>(), name: z.string(), at: epochMs })).max(2),
  declined: z.object({ staffId: id<StaffId>(), name: z.string(), at: epochMs, reason: z.string() }).optional(),
  done: z.array(z.object({ category: z.enum(LOG_CATEGORIES), rows })),
  doneAt: epochMs.optional(),
})
export type RetentionBatchState = z.infer<typeof retentionBatchSchema>

export const retentionResponse = z.object({
  asOf: day,
  rulesPack: z.string(),
  weeks: z.array(z.object({ from: day, to: day })),
  categories: z.array(
    scheduleLine.extend({
      /** Over today. `held` of nobody's: rows that stay since they are on hold. */
      due: z.object({ rows, held: rows }),
      /** Rows that fall due, for each week. */
      byWeek: z.array(rows),
    }),
  ),
  /** What ends by itself, for each week, on the day that is set for it: rows that the law keeps of erased people, and the files of closed cases. */
  byItself: z.object({ restricted: z.array(rows), cases: z.array(rows) }),
  /** Newest first; the open one, if there is one, and the last ones. */
  batches: z.array(retentionBatchSchema),
})
export type RetentionResponse = z.infer<typeof retentionResponse>

export const retentionAgreeRequest = z.object({ batchId: id<RetentionBatchId>(), planHash: sha256Hex })
export type RetentionAgreeRequest = z.infer<typeof retentionAgreeRequest>
export const retentionDeclineRequest = z.object({ batchId: id<RetentionBatchId>(), reason: z.string().min(1).max(2_000) })
export type RetentionDeclineRequest = z.infer<typeof retentionDeclineRequest>

/**
 * `agreed`: the first of two. `stale`: more was due than the batch said. `restored` (the database was put back, and desks still send what they did since),
 * `same-person`, `changed`, `nothing-due`: nothing was done.
 */
export const RETENTION_OUTCOMES = ['proposed', 'agreed', 'approved', 'declined', 'stale', 'restored', 'same-person', 'changed', 'nothing-due'] as const
export const retentionActResponse = z.object({ outcome: z.enum(RETENTION_OUTCOMES) })
export type RetentionActResponse = z.infer<typeof retentionActResponse>
