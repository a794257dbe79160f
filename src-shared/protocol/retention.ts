// GET /retention: what falls due and the batches, also of products that have ended. POST /retention/propose, /endings, /agree, /decline: what people do with one. Counts
// alone; it names nobody.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import { day, epochMs, id, sha256Hex } from '../domain/fields'
import { DELETION_GROUNDS } from '../domain/deletion-grounds'
import { ENDING_REACHES, STAY_REASONS } from '../domain/product-ending'
import { BATCH_STATES, type RetentionBatchId } from '../domain/retention-batch'
import { CATEGORIES, CHANNELS, LOG_CATEGORIES, PRODUCTS } from '../domain/vocabulary'

const rows = z.number().int().nonnegative()
const scheduleLine = z.object({
  category: z.enum(LOG_CATEGORIES),
  /** From the day of the row. */
  months: z.number().int().positive(),
  then: z.enum(['delete', 'anonymise']),
  /** Code of the pack's rule where the law asks for as long or longer. */
  ground: z.string().max(32).optional(),
})

const byStaff = z.object({ staffId: id<StaffId>(), name: z.string(), at: epochMs })
const agreedBatch = z.object({
  id: id<RetentionBatchId>(),
  state: z.enum(BATCH_STATES),
  /** SHA-256 of the plan's canonical JSON (RFC 8785). */
  planHash: sha256Hex,
  madeAt: epochMs,
  agreed: z.array(byStaff).max(2),
  declined: byStaff.extend({ reason: z.string() }).optional(),
  doneAt: epochMs.optional(),
  /** Signed, once it is at its end: formats/batch-report.ts. */
  report: z.unknown().optional(),
})

export const retentionBatchSchema = agreedBatch.extend({
  plan: z.object({ v: z.literal(1), asOf: day, rulesPack: z.string().max(32), lines: z.array(scheduleLine.extend({ through: day, rows })) }),
  done: z.array(z.object({ category: z.enum(LOG_CATEGORIES), rows })),
})
export type RetentionBatchState = z.infer<typeof retentionBatchSchema>

/** Of a product that has ended: for everybody, or of those who ended it themselves (domain/product-ending.ts). */
export const endingBatchSchema = agreedBatch.extend({
  plan: z.object({
    v: z.literal(1),
    product: z.enum(PRODUCTS),
    reach: z.enum(ENDING_REACHES),
    deletionGround: z.enum(DELETION_GROUNDS),
    endsOn: day.optional(),
    asOf: day,
    rulesPack: z.string().max(32),
    people: rows,
    withoutAnother: rows,
    lines: z.array(z.object({
      category: z.enum(LOG_CATEGORIES), system: z.string().max(64), fields: z.array(z.string().max(64)), action: z.enum(['delete', 'anonymise', 'restrict']), rows, held: rows,
      ground: z.string().max(32).optional(), months: z.number().int().positive().optional(), kept: rows.optional(), releaseOn: day.optional(),
    })),
    stays: z.array(z.object({ category: z.enum(CATEGORIES), because: z.enum(STAY_REASONS) })),
  }),
  proposed: byStaff.extend({ reason: z.string(), told: z.enum(CHANNELS) }).optional(),
  peopleDone: rows,
  done: z.array(z.object({ category: z.enum(LOG_CATEGORIES), rows, kept: rows })),
  /** Signed, once it is at its end: formats/batch-report.ts. */
  report: z.unknown().optional(),
})
export type EndingBatchState = z.infer<typeof endingBatchSchema>

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
  /** Cancelled accounts whose keeping has ended with them (the inventory's `account-ends`) and of whom nobody is erasing anything: no batch takes an account, an erasure does. */
  accountsOver: rows,
  /** Newest first; the open one, if there is one, and the last ones. */
  batches: z.array(retentionBatchSchema),
  /** Newest first; an origin of before knows none. */
  endings: z.array(endingBatchSchema).optional(),
})
export type RetentionResponse = z.infer<typeof retentionResponse>

/** The day is today or later, and no more than a year ahead. `told`: how people learn of it. */
export const endProductRequest = z.object({ product: z.enum(PRODUCTS), endsOn: day, reason: z.string().min(1).max(2_000), told: z.enum(CHANNELS) })
export type EndProductRequest = z.infer<typeof endProductRequest>
export const retentionAgreeRequest = z.object({ batchId: id<RetentionBatchId>(), planHash: sha256Hex })
export type RetentionAgreeRequest = z.infer<typeof retentionAgreeRequest>
export const retentionDeclineRequest = z.object({ batchId: id<RetentionBatchId>(), reason: z.string().min(1).max(2_000) })
export type RetentionDeclineRequest = z.infer<typeof retentionDeclineRequest>

/**
 * `agreed`: the first of two. `stale`: more was due than the batch said. `not-yet`: the product has not ended. `restored` (the database was put back, and desks still send what they did since),
 * `same-person`, `changed`, `nothing-due`: nothing was done.
 */
export const RETENTION_OUTCOMES = ['proposed', 'agreed', 'approved', 'declined', 'stale', 'not-yet', 'restored', 'same-person', 'changed', 'nothing-due'] as const
export const retentionActResponse = z.object({ outcome: z.enum(RETENTION_OUTCOMES) })
export type RetentionActResponse = z.infer<typeof retentionActResponse>
