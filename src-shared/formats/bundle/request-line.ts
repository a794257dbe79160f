// One request as an evidence bundle tells of it: what was asked, when, what was decided by whom and why, and the proof of an erasure. Codes, days and ids
// alone: not a word of the person's, nothing that was checked or changed, no id of theirs.
import { z } from 'zod'
import { toDay, type Day, type EpochMs } from '../../base/clock'
import type { ErasureId, StaffId } from '../../base/ids'
import type { Period } from '../../domain/desk-report'
import { day, epochMs, id, sha256Hex } from '../../domain/fields'
import type { CaseRequest } from '../../domain/request'
import { ANSWER_FORMS, CHANNELS, CLOSED_STATES, ERASURE_STATES, IDENTITY_METHODS, ITEM_OUTCOMES, OUTCOMES, PERSON_FIELDS, PRODUCTS, PURPOSES, REPRESENTATIVES, REQUEST_STATES, RIGHTS, type ErasureState } from '../../domain/vocabulary'
import { CSV_BOM, csvLine } from '../csv'

export const staffSchema = z.strictObject({ id: id<StaffId>(), name: z.string().max(80) })
export type NamedStaff = z.infer<typeof staffSchema>

const code = z.string().max(32)
const pack = z.string().max(64)
/** Keys of items (domain/request-items.ts): closed words, so that nothing else can stand there. */
const item = z.enum([...PERSON_FIELDS.map((one) => `field:${one}` as const), ...PURPOSES.map((one) => `purpose:${one}` as const), ...PRODUCTS.map((one) => `product:${one}` as const)])

export const requestLineSchema = z.strictObject({
  caseNo: z.string().min(1).max(16),
  right: z.enum(RIGHTS),
  state: z.enum(REQUEST_STATES),
  channel: z.enum(CHANNELS),
  receivedOn: day,
  targetOn: day.optional(),
  outerOn: day,
  /** Version of the pack that both days were counted by. */
  countedBy: pack.optional(),
  /** Who asked for the person; absent: the person. */
  askedBy: z.enum(REPRESENTATIVES).optional(),
  /** Checks of identity that were passed. `approvedBy`: the second person, where the method needs one. */
  identity: z.array(z.strictObject({ method: z.enum(IDENTITY_METHODS), at: epochMs, by: staffSchema, approvedBy: staffSchema.optional() })),
  pauses: z.array(z.strictObject({ from: day, to: day, category: code, by: staffSchema })).optional(),
  extension: z.strictObject({ workingDays: z.number().int(), reason: code, at: epochMs, by: staffSchema }).optional(),
  decision: z
    .strictObject({
      outcome: z.enum(OUTCOMES),
      ground: code.optional(),
      items: z.array(z.strictObject({ item, outcome: z.enum(ITEM_OUTCOMES), ground: code.optional() })).optional(),
      form: z.enum(ANSWER_FORMS).optional(),
      lateReason: code.optional(),
      at: epochMs,
      by: staffSchema,
      rulesPack: pack,
    })
    .optional(),
  /** Decisions that were undone by opening it again, oldest first. */
  earlier: z.array(z.strictObject({ outcome: z.enum(OUTCOMES), ground: code.optional(), at: epochMs, by: staffSchema.optional() })).optional(),
  withdrawnAt: epochMs.optional(),
  closedAt: epochMs.optional(),
  /** `certificate`: SHA-256 of its file in the bundle. */
  erasure: z
    .strictObject({
      id: id<ErasureId>(),
      state: z.enum(ERASURE_STATES),
      proposedBy: staffSchema,
      proposedAt: epochMs,
      approvedBy: staffSchema.optional(),
      approvedAt: epochMs.optional(),
      executedAt: epochMs.optional(),
      completedAt: epochMs.optional(),
      certificate: sha256Hex.optional(),
    })
    .optional(),
})
export type RequestLine = z.infer<typeof requestLineSchema>

/** Of the wire's `erasure` record what a line tells. */
export interface ErasureToTell {
  readonly id: ErasureId
  readonly state: ErasureState
  readonly proposedBy: StaffId
  readonly proposedAt: EpochMs
  readonly approvedBy?: StaffId | undefined
  readonly approvedAt?: EpochMs | undefined
  readonly executedAt?: EpochMs | undefined
  readonly completedAt?: EpochMs | undefined
}
interface Told {
  readonly nameOf: (staffId: StaffId) => string
  /** Of the request as it stands; one that was given up is none. */
  readonly erasure?: ErasureToTell | undefined
  readonly certificate?: string | undefined
}

/** Field by field: what is new in a request tomorrow is not told by itself. */
export function requestLineOf(request: CaseRequest, { nameOf, erasure, certificate }: Told): RequestLine {
  const by = (staffId: StaffId): NamedStaff => ({ id: staffId, name: nameOf(staffId) })
  const { caseNo, right, state, channel, receivedOn, targetOn, outerOn, countedBy, madeBy, pauses = [], extension, decision, withdrawal, closedAt } = request
  const earlier = earlierOf(request)
  return requestLineSchema.parse({
    caseNo, right, state, channel, receivedOn, targetOn, outerOn, countedBy, askedBy: madeBy?.kind,
    identity: request.identityChecks.map(({ method, at, staffId, approvedBy }) => ({ method, at, by: by(staffId), approvedBy: approvedBy && by(approvedBy) })),
    pauses: pauses.length === 0 ? undefined : pauses.map(({ from, to, category, staffId }) => ({ from, to, category, by: by(staffId) })),
    extension: extension && { workingDays: extension.workingDays, reason: extension.reason, at: extension.at, by: by(extension.staffId) },
    decision: decision && {
      outcome: decision.outcome, ground: decision.ground, items: decision.items?.map((one) => ({ item: one.item, outcome: one.outcome, ground: one.ground })), form: decision.form, lateReason: decision.lateReason,
      at: decision.at, by: by(decision.staffId), rulesPack: decision.rulesPack,
    },
    earlier: earlier.length === 0 ? undefined : earlier.map(({ outcome, ground, at, staffId }) => ({ outcome, ground, at, by: staffId && by(staffId) })),
    withdrawnAt: withdrawal?.at, closedAt,
    erasure: erasure && {
      id: erasure.id, state: erasure.state, proposedBy: by(erasure.proposedBy), proposedAt: erasure.proposedAt, approvedBy: erasure.approvedBy && by(erasure.approvedBy), approvedAt: erasure.approvedAt,
      executedAt: erasure.executedAt, completedAt: erasure.completedAt, certificate,
    },
  })
}

/** The history keeps each decision; of a request that has one, the last of them is that one. */
function earlierOf({ timeline, decision }: CaseRequest) {
  const decided = timeline.filter(({ outcome }) => outcome !== undefined)
  return decision === undefined ? decided : decided.slice(0, -1)
}

const isIn = (one: Day, { from, to }: Period): boolean => from <= one && one <= to
const wasIn = (at: EpochMs | undefined, period: Period): boolean => at !== undefined && isIn(toDay(at), period)

/** What of a request lies in the period; where nothing does, it is in no bundle of it. */
export interface InPeriod {
  readonly received: boolean
  /** Also by a decision that was undone later. */
  readonly decided: boolean
  readonly closed: boolean
}
export function inPeriod({ receivedOn, decision, earlier = [], closedAt }: RequestLine, period: Period): InPeriod {
  return { received: isIn(receivedOn, period), decided: wasIn(decision?.at, period) || earlier.some(({ at }) => wasIn(at, period)), closed: wasIn(closedAt, period) }
}

/** As of the bundle's moment: nothing is left to do. */
export const isClosedLine = ({ state }: RequestLine): boolean => CLOSED_STATES.includes(state)

/** Both languages in one table: the codes below them are the ones of the lines. */
const HEADER = [
  '案号 case', '权利 right', '状态 state', '渠道 channel', '收到日 received', '目标日 target', '最长期限 limit', '决定日 decided', '结果 outcome', '理由 ground', '决定人 by',
  '规则包 rules pack', '逾期原因 reason for lateness', '撤销过的决定 decisions undone', '办结日 closed', '删除编号 erasure', '提出人 proposed by', '复核人 approved by', '复核日 approved', '删除证明 SHA-256 certificate',
] as const

export const REQUESTS_TABLE_HEAD = CSV_BOM + csvLine(HEADER)

export function requestTableLine({ caseNo, right, state, channel, receivedOn, targetOn, outerOn, decision, earlier, closedAt, erasure }: RequestLine): string {
  const on = (at: EpochMs | undefined): string => (at === undefined ? '' : toDay(at))
  return csvLine([
    caseNo, right, state, channel, receivedOn, targetOn ?? '', outerOn, on(decision?.at), decision?.outcome ?? '', decision?.ground ?? '', decision?.by.name ?? '',
    decision?.rulesPack ?? '', decision?.lateReason ?? '', earlier?.length ?? 0, on(closedAt), erasure?.id ?? '', erasure?.proposedBy.name ?? '', erasure?.approvedBy?.name ?? '', on(erasure?.approvedAt), erasure?.certificate ?? '',
  ])
}
