// The report of a batch of rows whose keeping was over, by the schedule or since their product has ended: what two people agreed to, what went of it and what
// stayed on hold, by category; signed by the origin once the batch is at its end. It names nobody but the staff who acted: counts, days and random ids.
import { z } from 'zod'
import type { Id, StaffId } from '../base/ids'
import { ok, type Result } from '../base/result'
import { day, epochMs, id, sha256Hex } from '../domain/fields'
import { isSecondPerson } from '../domain/staff'
import { CATEGORIES, CHANNELS, PRODUCTS } from '../domain/vocabulary'
import { canonicalJson, hex, parseJson, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { checkDocument, signBody, type Certificate, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

const rows = z.number().int().nonnegative()
const byStaff = z.strictObject({ id: id<StaffId>(), name: z.string().max(80), at: epochMs })
const bilingual = z.strictObject({ 'zh-CN': z.string().max(8_000), en: z.string().max(8_000) })

export const batchReportSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('batch-report'),
  batchId: id<Id<string>>(),
  tenant: z.string().max(80),
  /** What was agreed to, to the letter: its hash is `planHash`. */
  plan: z.record(z.string(), z.unknown()),
  planHash: sha256Hex,
  lines: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES),
      then: z.enum(['delete', 'anonymise', 'restrict']),
      /** By the schedule: rows of this day and of every day before it. */
      through: day.optional(),
      planned: rows,
      done: rows,
      /** With `restrict`: of those done, kept apart by law until their own days. */
      kept: rows.optional(),
      /** Over as well when the batch ended, and there still since they are on hold. */
      held: rows,
    }),
  ),
  /** Of a product that has ended; its day, its ground and what stays are in the plan. */
  ending: z
    .strictObject({
      product: z.enum(PRODUCTS),
      /** Whose use of it ended with the batch, or had ended before. */
      peopleDone: rows,
      /** Where the company ended it: who proposed it and why, and how people were told. */
      proposed: byStaff.extend({ reason: z.string().max(2_000), told: z.enum(CHANNELS) }).optional(),
    })
    .optional(),
  agreed: z.array(byStaff).length(2),
  doneAt: epochMs,
  rulesPack: z.string().max(64),
  text: bilingual,
})
export type BatchReport = z.infer<typeof batchReportSchema>
export type SignedBatchReport = Signed<BatchReport>

export function signBatchReport(body: BatchReport, signer: Signer, certificate: SignedCertificate): SignedBatchReport {
  return signBody(body, signer, certificate)
}

export type BatchReportError = SignedError | 'plan-hash-differs' | 'own-approval' | 'executed-differs'
export interface CheckedBatchReport {
  readonly report: BatchReport
  readonly signer: Certificate
}

/** `report`: the text of the file, or what JSON.parse made of it. */
export function checkBatchReport(report: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<CheckedBatchReport, BatchReportError> {
  const checked = checkDocument(report, orgPublicKey, crypto, { schema: batchReportSchema, signedAt: ({ doneAt }) => doneAt, contradiction: (body) => contradiction(body, crypto) })
  return checked.ok ? ok({ report: checked.value.body, signer: checked.value.signer }) : checked
}

/** Of either kind of plan, what a report repeats of it. */
const planned = z.object({
  product: z.string().optional(),
  people: rows.optional(),
  lines: z.array(z.union([
    z.object({ category: z.string(), then: z.string(), through: z.string(), rows }),
    z.object({ category: z.string(), action: z.string(), rows }).transform(({ action, ...line }) => ({ ...line, then: action, through: undefined })),
  ])),
})

/** What even a signed one may not say. */
function contradiction({ plan, planHash, agreed, lines, ending }: BatchReport, crypto: FormatCrypto): Exclude<BatchReportError, SignedError> | undefined {
  if (hex(crypto.sha256(utf8(canonicalJson(plan)))) !== planHash) return 'plan-hash-differs'
  const [first, second] = agreed
  if (!first || !second || !isSecondPerson(first.id, second.id)) return 'own-approval'
  const read = planned.safeParse(plan)
  if (!read.success) return 'executed-differs'
  const asPlanned = read.data.lines.map(({ category, then, through, rows: most }) => canonicalJson({ category, then, through, planned: most })).join()
  const asTold = lines.map(({ category, then, through, planned: most }) => canonicalJson({ category, then, through, planned: most })).join()
  // Less may go than was agreed to, since holds and erasures outrank it; never more.
  const isMore = lines.some(({ planned: most, done, kept = 0 }) => done > most || kept > done) || (ending?.peopleDone ?? 0) > (read.data.people ?? 0)
  return asPlanned !== asTold || isMore || ending?.product !== read.data.product ? 'executed-differs' : undefined
}

/** Whether this text is one of these, rather than a certificate. */
export function isBatchReport(text: string): boolean {
  return z.object({ body: z.object({ kind: z.literal('batch-report') }) }).safeParse(parseJson(text)).success
}

export function batchReportText(asOf: string, ending?: BatchReport['ending']): BatchReport['text'] {
  if (ending !== undefined) {
    return {
      'zh-CN': `产品 ${ending.product} 已停止或已由本人结束。按 ${asOf} 的清点，经两人同意后已按下列数量删除、匿名化或依法单独留存其数据；账号保留，保全中的数据不在其内。`,
      en: `The product ${ending.product} has ended, for everybody or for those who ended it. As counted on ${asOf}, its data was deleted, made anonymous or kept apart by law in these numbers, once two people had agreed; accounts stay, and what is on hold was left out.`,
    }
  }
  return {
    'zh-CN': `截至 ${asOf} 保存期限已满的数据，经两人同意后已按下列数量删除或匿名化；保全中的数据不在其内。`,
    en: `Data whose keeping was over on ${asOf} was deleted or made anonymous in these numbers, once two people had agreed; what is on hold was left out.`,
  }
}
