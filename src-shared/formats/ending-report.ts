// What the origin attests once a product has ended: what was planned and what was done, who agreed, what is on hold and what the law keeps. Counts; it names
// nobody but the staff who acted.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { DELETION_GROUNDS } from '../domain/deletion-grounds'
import { day, epochMs, id, sha256Hex } from '../domain/fields'
import { ENDING_REACHES, STAY_REASONS } from '../domain/product-ending'
import type { RetentionBatchId } from '../domain/retention-batch'
import { CATEGORIES, CHANNELS, LOG_CATEGORIES, PRODUCTS } from '../domain/vocabulary'
import type { FormatCrypto, Signer } from './crypto'
import { checkSigned, signBody, type Signed, type SignedCertificate, type SignedError } from './signed'

const count = z.number().int().nonnegative()
const byStaff = z.strictObject({ staffId: id<StaffId>(), name: z.string().max(80), at: epochMs })

export const endingReportSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('ending-report'),
  batchId: id<RetentionBatchId>(),
  product: z.enum(PRODUCTS),
  reach: z.enum(ENDING_REACHES),
  deletionGround: z.enum(DELETION_GROUNDS),
  /** For everyone. */
  endsOn: day.optional(),
  proposed: byStaff.extend({ reason: z.string().max(2_000), told: z.enum(CHANNELS) }).optional(),
  /** What the two agreed to, counted on this day. */
  asOf: day,
  rulesPack: z.string().max(32),
  planHash: sha256Hex,
  agreed: z.array(byStaff).length(2),
  people: z.strictObject({ planned: count, done: count, withoutAnother: count }),
  lines: z.array(z.strictObject({
    category: z.enum(LOG_CATEGORIES),
    action: z.enum(['delete', 'anonymise', 'restrict']),
    planned: count,
    /** Gone from the log. Fewer than planned: an erasure or a hold came in between. */
    done: count,
    /** Of those, kept apart by law until their days, and by what. */
    kept: count,
    ground: z.string().max(32).optional(),
    releaseOn: day.optional(),
    /** Still there at the end, since people are on hold. */
    held: count,
  })),
  stays: z.array(z.strictObject({ category: z.enum(CATEGORIES), because: z.enum(STAY_REASONS) })),
  doneAt: epochMs,
})
export type EndingReport = z.infer<typeof endingReportSchema>

export function signEndingReport(body: Omit<EndingReport, 'v' | 'kind'>, signer: Signer, certificate: SignedCertificate): Signed<EndingReport> {
  return signBody({ v: 1, kind: 'ending-report', ...body }, signer, certificate)
}

/** `orgPublicKey` undefined: whose origin it was is not known. The body is the signed one. */
export function checkEndingReport(signed: unknown, orgPublicKey: Uint8Array | undefined, crypto: FormatCrypto): Result<EndingReport, SignedError> {
  const read = z.object({ body: endingReportSchema }).safeParse(signed)
  if (!read.success) return err('malformed')
  const checked = checkSigned(signed, orgPublicKey, crypto, read.data.body.doneAt, { kind: 'origin' })
  return checked.ok ? ok(read.data.body) : checked
}
