// What an erasure will do, per category and field: a pure function of inventory, rules pack, holds and the person's holdings; hashed, and
// what is approved is exactly what runs.
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { RequestId, SubjectId } from '../base/ids'
import type { DeletionGround } from './deletion-grounds'
import { isHeldBy, isHolding, type HoldEntry, type HoldId } from './hold-register'
import { inventoryOf } from './inventory'
import { addMonths } from './months'
import type { RetentionRule, RulesPackBody } from './rules'
import { CATEGORIES, type Category } from './vocabulary'

/** What becomes of a line for good. */
export type FinalAction = 'delete' | 'anonymise' | 'restrict'
/** `hold`: kept as it is until the holds on it are lifted, then what its `then` says. No duty to keep asks for it. */
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
  /** For hold: which, in the order of their ids, and when each is looked at again. */
  readonly holds?: readonly { readonly id: HoldId; readonly reviewOn: Day }[]
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
  return keeping.map(({ id, reviewOn }) => ({ id, reviewOn })).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The whole row stays as it is, every field of it; a duty to keep goes on being named, since it may outlast the hold. */
function withHolds(line: PlanLine, holds: NonNullable<PlanLine['holds']>): PlanLine {
  if (holds.length === 0 || line.action === 'hold') return line
  return { ...line, fields: inventoryOf(line.category).fields, action: 'hold', holds, then: line.action }
}

/** Whether each line names the holds of today, and no others. */
export function isPlanOfHolds(plan: ErasurePlan, input: HoldsInput): boolean {
  const named = (holds: PlanLine['holds'] = []): string => holds.map(({ id, reviewOn }) => `${id} ${reviewOn}`).join()
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
