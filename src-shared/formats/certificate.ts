// The erasure certificate: why and what was planned, who approved it, what was carried out where, what the law keeps and until when; signed by
// the origin, with the receipt of every device inside. v2 says why; v1, of a plan from before, is still issued for such a plan and still checked. It names no person: random ids, a case number and counts.
import { z } from 'zod'
import { toDay, type Day } from '../base/clock'
import type { DeviceId, ErasureId, RequestId, StaffId, SubjectId } from '../base/ids'
import { ok, type Result } from '../base/result'
import { DELETION_GROUNDS } from '../domain/deletion-grounds'
import { keptOf, type ErasurePlan, type PlanLine } from '../domain/erasure-plan'
import { day, epochMs, id, sha256Hex, systemName } from '../domain/fields'
import type { HoldId } from '../domain/hold-register'
import { isSecondPerson } from '../domain/staff'
import { CATEGORIES, type Category } from '../domain/vocabulary'
import { canonicalJson, hex, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { checkEraseReceipt } from './receipt'
import { checkSystemReceipt } from './system-receipt'
import { checkDocument, signBody, type Certificate, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

const action = z.enum(['delete', 'anonymise', 'restrict', 'hold'])
const fieldNames = z.array(z.string().max(40))
const holds = z.array(z.strictObject({ id: id<HoldId>(), reviewOn: day, fields: fieldNames.optional() }))
const bilingual = z.strictObject({ 'zh-CN': z.string().max(8_000), en: z.string().max(8_000) })

const planFields = {
  requestId: id<RequestId>(),
  subjectId: id<SubjectId>(),
  rulesPack: z.string().max(64),
  subjectVersion: z.number().int(),
  lines: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES),
      system: z.string().max(64),
      fields: fieldNames,
      action,
      rows: z.number().int().min(0),
      ground: z.string().max(32).optional(),
      releaseOn: day.optional(),
      holds: holds.optional(),
      then: z.enum(['delete', 'anonymise', 'restrict']).optional(),
    }),
  ),
}
const planBefore = z.strictObject({ v: z.literal(1), ...planFields })
const planWithGround = z.strictObject({ v: z.literal(2), ...planFields, deletionGround: z.enum(DELETION_GROUNDS) })
export const erasurePlanSchema = z.discriminatedUnion('v', [planBefore, planWithGround])

const withReceipt = z.strictObject({ id: id<DeviceId>(), name: z.string().max(80), receipt: z.unknown() })
/** It was taken out of service and its lease has ended since: it can answer no more, and nobody claims that its copy is gone. */
const withoutReceipt = z.strictObject({ id: id<DeviceId>(), name: z.string().max(80), noReceipt: z.literal('lease-ended'), revokedAt: epochMs, leaseEndedAt: epochMs })
/** It said, with the one-time token of the organisation's order, that its whole store is destroyed; nothing was searched for there. */
const wiped = z.strictObject({ id: id<DeviceId>(), name: z.string().max(80), wiped: z.literal('by-order'), orderId: id(), wipedAt: epochMs })
export type DeviceAnswer = z.infer<typeof withReceipt> | z.infer<typeof withoutReceipt> | z.infer<typeof wiped>

const certificateFields = {
  kind: z.literal('erasure-certificate'),
  erasureId: id<ErasureId>(),
  caseNo: z.string().max(16),
  tenant: z.string().max(80),
  receivedOn: day,
  planHash: sha256Hex,
  proposedBy: z.strictObject({ id: id<StaffId>(), name: z.string().max(80) }),
  proposedAt: epochMs,
  approvedBy: z.strictObject({ id: id<StaffId>(), name: z.string().max(80) }),
  approvedAt: epochMs,
  executedAt: epochMs,
  completedAt: epochMs,
  /** What the origin did in its own tables. */
  executed: z.array(z.strictObject({ category: z.enum(CATEGORIES), action, rows: z.number().int().min(0) })),
  /** Every device that held a copy: with its signed receipt, its wipe, or why there is neither. */
  devices: z.array(z.union([withoutReceipt, wiped, withReceipt])),
  /** Systems beside the origin that it erased in, each with what the origin attests of its answer. */
  systems: z.array(z.strictObject({ system: systemName, name: bilingual, receipt: z.unknown() })).max(50).optional(),
  /** What the law keeps: never more than the plan says. */
  restricted: z.array(z.strictObject({ category: z.enum(CATEGORIES), rows: z.number().int().min(0), ground: z.string().max(32), provision: bilingual, releaseOn: day })),
  /**
   * What a hold keeps for now: no duty of law. Absent where there was none. `fields`: of each row these alone; else whole rows. `narrowedAt` once the other fields
   * went on as the line says, `releasedAt` once all of it did; `provision` for restrict.
   */
  held: z
    .array(
      z.strictObject({
        category: z.enum(CATEGORIES),
        rows: z.number().int().min(0),
        holds,
        fields: fieldNames.optional(),
        then: z.enum(['delete', 'anonymise', 'restrict']),
        provision: bilingual.optional(),
        /** A hold among them was placed while the erasure ran: these rows are among those that are counted as carried out. */
        late: z.literal(true).optional(),
        narrowedAt: epochMs.optional(),
        releasedAt: epochMs.optional(),
      }),
    )
    .optional(),
  /** What the end of a product had put apart by law before: no part of the plan, and the erasure's since. Absent where there was nothing. */
  apart: z.array(z.strictObject({ category: z.enum(CATEGORIES), rows: z.number().int().min(1), ground: z.string().max(32), provision: bilingual.optional(), releaseOn: day })).max(20).optional(),
  rulesPack: z.string().max(64),
  text: bilingual,
}
export const erasureCertificateSchema = z.discriminatedUnion('v', [
  z.strictObject({ v: z.literal(1), ...certificateFields, plan: planBefore }),
  // The provision is of the plan's rules pack, where that has one.
  z.strictObject({ v: z.literal(2), ...certificateFields, plan: planWithGround, deletionGround: z.strictObject({ code: z.enum(DELETION_GROUNDS), provision: bilingual.optional() }) }),
])
export type ErasureCertificate = z.infer<typeof erasureCertificateSchema>
export type SignedErasureCertificate = Signed<ErasureCertificate>

export function planHash(plan: ErasurePlan, crypto: FormatCrypto): string {
  return hex(crypto.sha256(utf8(canonicalJson(plan))))
}

export function signErasureCertificate(body: ErasureCertificate, signer: Signer, certificate: SignedCertificate): SignedErasureCertificate {
  return signBody(body, signer, certificate)
}

export type CertificateError =
  | SignedError
  | 'plan-hash-differs'
  | 'deletion-ground-differs'
  | 'own-approval'
  | 'executed-differs'
  | 'restricted-differs'
  | 'held-differs'
  | 'device-receipt-invalid'
  | 'system-receipt-invalid'
export interface CheckedErasureCertificate {
  readonly certificate: ErasureCertificate
  readonly signer: Certificate
  readonly devices: number
  /** Of these, how many gave no receipt. */
  readonly withoutReceipt: number
}

/** `certificate`: the text of the file, or what JSON.parse made of it. */
export function checkErasureCertificate(certificate: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<CheckedErasureCertificate, CertificateError> {
  const checked = checkDocument(certificate, orgPublicKey, crypto, { schema: erasureCertificateSchema, signedAt, contradiction: (body, key) => contradiction(body, key, crypto) })
  if (!checked.ok) return checked
  const { body, signer } = checked.value
  return ok({ certificate: body, signer, devices: body.devices.length, withoutReceipt: body.devices.filter((device) => 'noReceipt' in device).length })
}

/** It is signed anew whenever something that was on hold has gone on. */
function signedAt({ completedAt, held = [] }: ErasureCertificate): number {
  return Math.max(completedAt, ...held.map((line) => line.releasedAt ?? line.narrowedAt ?? 0))
}

/** What even a signed certificate may not say. */
function contradiction(body: ErasureCertificate, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): CertificateError | undefined {
  if (planHash(body.plan, crypto) !== body.planHash) return 'plan-hash-differs'
  if (body.v === 2 && body.deletionGround.code !== body.plan.deletionGround) return 'deletion-ground-differs'
  if (!isSecondPerson(body.proposedBy.id, body.approvedBy.id)) return 'own-approval'
  const { lines } = body.plan
  if (differ(lines, body.executed)) return 'executed-differs'
  if (differ(lines.filter((line) => line.action === 'restrict'), body.restricted.map((line) => ({ ...line, action: 'restrict' })))) return 'restricted-differs'
  if (heldDiffers(body)) return 'held-differs'
  if (body.devices.some((device) => !isAnswered(device, body, orgPublicKey, crypto))) return 'device-receipt-invalid'
  return (body.systems ?? []).some((system) => !isAttested(system, body, orgPublicKey, crypto)) ? 'system-receipt-invalid' : undefined
}

type HeldLine = NonNullable<ErasureCertificate['held']>[number]

/** Each line that holds are on stands there once, under the same holds, and of no row more is kept than they name. */
function heldDiffers({ plan, held = [] }: ErasureCertificate): boolean {
  // The schema's inference has no readonly; the plan's lines are these.
  const isLate = (category: string): boolean => held.some((one) => one.category === category && one.late === true)
  const lines = (plan.lines as readonly PlanLine[]).filter((line) => line.action === 'hold' || (line.holds?.length ?? 0) > 0 || isLate(line.category))
  return lines.length !== held.length || lines.some((line) => !held.some((one) => isHeldLine(line, one)))
}

function isHeldLine(line: PlanLine, { category, rows, holds: by, fields, then, late }: HeldLine): boolean {
  // Of a hold that came later the plan knows nothing; it keeps no more than it names, of no more rows than there were.
  const named = late === true ? { ...line, holds: by as NonNullable<PlanLine['holds']> } : line
  if (late === true && (line.action === 'hold' || (line.holds ?? []).some(({ id: one }) => !by.some((other) => other.id === one)))) return false
  if (line.category !== category || canonicalJson(by) !== canonicalJson(named.holds ?? [])) return false
  const kept = keptOf(named)
  if (kept !== 'whole' && (fields === undefined || fields.some((field) => !kept.includes(field)))) return false
  // Of single fields: a row may have none of them.
  return line.action === 'hold' ? then === (line.then ?? 'delete') && (rows === line.rows || (fields !== undefined && rows <= line.rows)) : (then === 'delete' || (late === true && then === 'anonymise' && line.action === 'anonymise')) && rows <= line.rows
}

function isAnswered(device: DeviceAnswer, { erasureId, completedAt }: ErasureCertificate, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): boolean {
  // Nobody may say so of a device that could still answer when the erasure was called complete.
  if ('noReceipt' in device) return device.revokedAt <= completedAt && device.leaseEndedAt <= completedAt
  if ('wiped' in device) return device.wipedAt <= completedAt
  const checked = checkEraseReceipt(device.receipt, orgPublicKey, crypto)
  if (checked.ok) return checked.value.receipt.erasureId === erasureId && checked.value.receipt.device === device.id
  // Without the organisation's key nobody is known; the certificate as a whole says so.
  return orgPublicKey === undefined && checked.error === 'unknown-signer'
}

function isAttested({ system, receipt }: { readonly system: string; readonly receipt?: unknown }, { erasureId, completedAt }: ErasureCertificate, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): boolean {
  const checked = checkSystemReceipt(receipt, orgPublicKey, crypto)
  if (checked.ok) return checked.value.erasureId === erasureId && checked.value.system === system && checked.value.doneAt <= completedAt
  return orgPublicKey === undefined && checked.error === 'unknown-signer'
}

export interface KeptLine {
  readonly category: Category
  readonly rows: number
  /** Absent where the certificate is older than this part of it: then the rules pack's code alone says why. */
  readonly provision?: ErasureCertificate['text']
  readonly ground: string
  readonly releaseOn: Day
}

/** What the law keeps: of the plan, and what the end of a product had put apart before. */
export function keptByLaw(body: ErasureCertificate): readonly KeptLine[] {
  const apart = (body.apart ?? []).map(({ provision, ...line }): KeptLine => ({ ...line, ...(provision === undefined ? {} : { provision }) }))
  return [...keptOfPlan(body), ...apart]
}

/** Of the plan: from the beginning, or since its hold was lifted or left but single fields, unless the duty had ended by then. */
export function keptOfPlan({ plan, restricted, held = [] }: ErasureCertificate): readonly KeptLine[] {
  const afterHold = held.flatMap(({ category, rows, then, provision, narrowedAt, releasedAt = narrowedAt }): KeptLine[] => {
    const { ground, releaseOn } = plan.lines.find((line) => line.category === category && line.action === 'hold') ?? {}
    if (then !== 'restrict' || releasedAt === undefined || ground === undefined || releaseOn === undefined || releaseOn <= toDay(releasedAt)) return []
    return [{ category, rows, ground, releaseOn, ...(provision === undefined ? {} : { provision }) }]
  })
  return [...restricted, ...afterHold]
}

interface CountedLine {
  readonly category: string
  readonly action: string
  readonly rows: number
}

/** Not the same rows for each category and action. */
function differ(planned: readonly CountedLine[], done: readonly CountedLine[]): boolean {
  const [expected, told] = [sums(planned), sums(done)]
  return expected.size !== told.size || [...expected].some(([key, rows]) => told.get(key) !== rows)
}

function sums(lines: readonly CountedLine[]): ReadonlyMap<string, number> {
  const rowsByKey = new Map<string, number>()
  for (const { category, action: what, rows } of lines) {
    const key = `${category} ${what}`
    rowsByKey.set(key, (rowsByKey.get(key) ?? 0) + rows)
  }
  return rowsByKey
}

/** The sentences on the certificate, in both languages: what was done, what is on hold, and where devices did not answer. */
export function certificateText(caseNo: string, receivedOn: string, { silentDevices = 0, held = 0, heldInPart = 0, heldLate = 0, apart = 0 }: { readonly silentDevices?: number; readonly held?: number; readonly heldInPart?: number; readonly heldLate?: number; readonly apart?: number } = {}): ErasureCertificate['text'] {
  const zh = [`针对 ${receivedOn} 提出的 ${caseNo} 号请求，本公司已按批准的计划删除、匿名化或限制存储相关个人信息，并完成残留核验，结果如下。`]
  const en = [`In response to request ${caseNo} of ${receivedOn}, the personal information below was deleted, anonymised or placed in restricted storage under the approved plan, and a residue check was completed.`]
  if (held > 0) {
    zh.push(`另有 ${held} 类信息因诉讼或调查保全暂未删除，只在服务器单独存放；这不是法定留存，解除保全后即按计划处理。`)
    en.push(`Categories on hold for a lawsuit or an inquiry, not erased yet: ${held}. They are stored apart on the server alone; no law asks for it, and they go on as planned once the hold is lifted.`)
  }
  if (heldInPart > 0) {
    zh.push(`其中 ${heldInPart} 类只留所列字段，其余已处理。`)
    en.push(`Of these, kept in the listed fields alone, with the rest dealt with: ${heldInPart}.`)
  }
  if (heldLate > 0) {
    zh.push(`另有 ${heldLate} 类在执行期间被保全：届时尚在的部分单独存放，计入完成数，解除后删除或匿名化。`)
    en.push(`Put on hold while the erasure ran: ${heldLate}. What was still there of them is stored apart, is counted as done, and is deleted or made anonymous once the hold is lifted.`)
  }
  if (apart > 0) {
    zh.push(`产品终止时已依法单独存放的登录记录 ${apart} 条不在计划之内，继续保存至法定期限届满。`)
    en.push(`Log-in records that the end of a product had put apart by law before, outside the plan: ${apart}. They stay until the period that the law sets is over.`)
  }
  if (silentDevices > 0) {
    zh.push(`另有 ${silentDevices} 台设备没有回执：设备已停用，其租约已到期，残留核验不包括这些设备。`)
    en.push(`Devices without a receipt: ${silentDevices}. They were taken out of service and their lease has ended; the residue check does not cover them.`)
  }
  return { 'zh-CN': zh.join(''), en: en.join(' ') }
}
