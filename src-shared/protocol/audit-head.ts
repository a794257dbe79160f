// POST /audit/head: how far a device's audit record has come, for the origin to sign. A device proves with each that it only went on from the one before: it shows
// what stands in its record at the number that the origin saw last.
import { z } from 'zod'
import { epochMs, sha256Hex } from '../domain/fields'

const head = z.object({ size: z.number().int().min(1), headHash: sha256Hex })
export const auditHeadRequest = z.object({
  head,
  /** The hash at that number; 64 zeros where the record does not reach so far. */
  shown: head.optional(),
})
export type AuditHeadRequest = z.infer<typeof auditHeadRequest>

export const auditHeadResponse = z.discriminatedUnion('state', [
  /** `witness`: `{body, certificate, sig}` (formats/audit-witness.ts). */
  z.object({ state: z.literal('witnessed'), witness: z.unknown() }),
  /** Which number is to be shown first. */
  z.object({ state: z.literal('show'), size: z.number().int().min(1) }),
  /** At that number the origin saw another hash, or the record was longer: it was rewritten or put back. */
  z.object({ state: z.literal('differs'), size: z.number().int().min(1) }),
])
export type AuditHeadResponse = z.infer<typeof auditHeadResponse>

/** Of a device, as the officer sees it. `differsSince`: when the origin first saw that the record is another than before. */
export const auditState = z.object({ size: z.number().int(), at: epochMs, differsSince: epochMs.optional() })
