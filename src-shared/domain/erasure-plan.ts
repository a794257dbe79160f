// What an erasure will do, per category and field: a pure function of inventory, rules pack, holds and the person's holdings; hashed, and
// what is approved is exactly what runs.
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { RequestId, SubjectId } from '../base/ids'
import type { DeletionGround } from './deletion-grounds'
import { isHeldBy, isHolding, keptBy, keptTogether, type HoldEntry, type HoldId, type Kept } from './hold-register'
import { inventoryOf } from './inventory'
import { addMonths } from './months'
import type { RetentionRule, RulesPackBody } from './rules'
import { CATEGORIES, type Category } from './vocabulary'

/** What becomes of a line for good. */
export type FinalAction = 'delete' | 'anonymise' | 'restrict'
/** `hold`: nothing of the rows goes until the holds on them are lifted, then what its `then` says. No duty to keep asks for it. */
export type ErasureAction = FinalAction | 'hold'

export interface PlanLine {
  readonly category: Category
  readonly system: string
  /** Field names of the inventory. */
  readonly fields: readonly string[]
  readonly action: ErasureAction
  readonly rows: number
  /** For restrict, now or after a hold: code of the rules pack's retention rule, and its last release date. */
  readonly ground?: string
  readonly releaseOn?: Day
  /**
   * Which, in the order of their ids, when each is looked at again, and of which fields alone; without fields: of the whole row. On a line that is not `hold`
   * these fields stay for now, and all the rest of the rows goes as the line says.
   */
  readonly holds?: readonly { readonly id: HoldId; readonly reviewOn: Day; readonly fields?: readonly string[] }[]
  readonly then?: FinalAction
}
interface PlanBody {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly rulesPack: string
  /** Feed position the counts were taken at: changed data make the plan stale. */
  readonly subjectVersion: number
  readonly lines: readonly PlanLine[]
}
/** v1: of before plans said why; made no more, and carried out and certified as it was approved. */
export type ErasurePlan = (PlanBody & { readonly v: 1 }) | (PlanBody & { readonly v: 2; readonly deletionGround: DeletionGround })

export interface PlannedHolding {
  readonly category: Category
  readonly system: string
  readonly rows: number
  readonly toAt?: EpochMs
}
export interface PlanInput {
  /** Undefined alone for what is compared with a plan of before. */
  readonly deletionGround: DeletionGround | undefined
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly subjectVersion: number
  readonly holdings: readonly PlannedHolding[]
  /** All that are known; those that keep none of it change nothing. */
  readonly holds: readonly HoldEntry[]
  readonly today: Day
  readonly rules: RulesPackBody
  readonly packVersion: string
}

/** The same input gives the same lines in the same order on desk and origin, so that their hashes are equal. */
export function createErasurePlan(input: PlanInput): ErasurePlan {
  const lines = input.holdings
    .filter((holding) => holding.rows > 0)
    .map((holding) => withHolds(planLine(holding, input.today, input.rules), holdsOn(holding.category, input)))
    .sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || (a.system < b.system ? -1 : 1))
  const body: PlanBody = {
    requestId: input.requestId,
    subjectId: input.subjectId,
    rulesPack: input.packVersion,
    subjectVersion: input.subjectVersion,
    lines,
  }
  return input.deletionGround === undefined ? { v: 1, ...body } : { v: 2, ...body, deletionGround: input.deletionGround }
}

/** Why it is deleted; a plan of before does not say. */
export function deletionGroundOf(plan: ErasurePlan): DeletionGround | undefined {
  return plan.v === 1 ? undefined : plan.deletionGround
}

export type HoldsInput = Pick<PlanInput, 'subjectId' | 'holds' | 'today'>

function holdsOn(category: Category, { subjectId, holds, today }: HoldsInput): NonNullable<PlanLine['holds']> {
  const keeping = holds.filter((hold) => isHolding(hold, today) && isHeldBy(hold, { subjectId, category }))
  const named = (hold: HoldEntry) => {
    const kept = keptBy(hold, category)
    return { id: hold.id, reviewOn: hold.reviewOn, ...(kept === 'whole' ? {} : { fields: kept }) }
  }
  return keeping.map(named).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What the holds of a plan's line keep of its rows; no field: nothing. */
export function keptOf({ category, holds = [] }: { readonly category: Category; readonly holds?: readonly { readonly fields?: readonly string[] }[] }): Kept {
  return keptTogether(holds.map(({ fields }) => fields ?? 'whole'), category)
}

/** Of a row of this category: nothing goes. */
export function isAllOf(kept: Kept, category: Category): boolean {
  return kept === 'whole' || inventoryOf(category).fields.every((field) => kept.includes(field))
}

/**
 * Where every field of the rows is kept they stay as they are; a duty to keep goes on being named, since it may outlast the hold. Where single fields are, the rest
 * goes now; what would be made anonymous is deleted then: it is not anonymous while a piece of the same row stands apart.
 */
function withHolds(line: PlanLine, holds: NonNullable<PlanLine['holds']>): PlanLine {
  if (holds.length === 0 || line.action === 'hold') return line
  const all = inventoryOf(line.category).fields
  const kept = keptOf({ category: line.category, holds })
  if (isAllOf(kept, line.category)) return { ...line, fields: all, action: 'hold', holds, then: line.action }
  if (line.action === 'restrict') return { ...line, holds }
  return { ...line, fields: all.filter((field) => !kept.includes(field)), action: 'delete', holds }
}

/** Whether each line names the holds of today, and no others. */
export function isPlanOfHolds(plan: ErasurePlan, input: HoldsInput): boolean {
  const named = (holds: PlanLine['holds'] = []): string => holds.map(({ id, reviewOn, fields }) => `${id} ${reviewOn} ${fields?.join(' ') ?? ''}`).join()
  return plan.lines.every((line) => named(line.holds) === named(holdsOn(line.category, input)))
}

/** What a refusal names where a hold is why: it was placed, lifted or extended since, or keeps everything. */
export const HOLD_FIELD = 'hold'

/** Nothing would be erased: it waits until a hold is lifted. */
export function isWhollyHeld({ lines }: ErasurePlan): boolean {
  return lines.length > 0 && lines.every((line) => line.action === 'hold')
}

function planLine(holding: PlannedHolding, today: Day, rules: RulesPackBody): PlanLine {
  const entry = inventoryOf(holding.category)
  const base = { category: holding.category, system: holding.system, rows: holding.rows }
  const remove: PlanLine = { ...base, fields: entry.fields, action: 'delete' }
  switch (entry.erasure.action) {
    case 'delete':
      return remove
    case 'anonymise':
      return { ...base, fields: entry.erasure.fields, action: 'anonymise' }
    case 'restrict': {
      const rule = statutoryRule(entry.erasure.ground, holding.category, rules)
      if (!rule) return remove
      const releaseOn = addMonths(holding.toAt === undefined ? today : toDay(holding.toAt), rule.months)
      // Every row's duty has ended: nothing is left that the law would keep.
      if (releaseOn <= today) return remove
      return { ...base, fields: entry.erasure.fields, action: 'restrict', ground: rule.code, releaseOn }
    }
  }
}

/** Only a law or an administrative regulation holds back an erasure (PIPL 47(2)); policy and standard alone do not. */
export function statutoryRule(code: string, category: Category, rules: RulesPackBody): RetentionRule | undefined {
  return rules.retention.find((rule) => rule.code === code && rule.category === category && rule.clockStart === 'record-created' && rule.rank !== 'policy')
}

export interface PlanTotals {
  readonly systems: number
  readonly rows: Readonly<Record<ErasureAction, number>>
}

export function planTotals(plan: ErasurePlan): PlanTotals {
  const rows = { delete: 0, anonymise: 0, restrict: 0, hold: 0 }
  for (const line of plan.lines) rows[line.action] += line.rows
  return { systems: new Set(plan.lines.map((line) => line.system)).size, rows }
}
