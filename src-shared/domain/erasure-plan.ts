// What an erasure will do, per category and field: a pure function of inventory, rules pack and the person's holdings; hashed, and
// what is approved is exactly what runs.
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { RequestId, SubjectId } from '../base/ids'
import { inventoryOf } from './inventory'
import { addMonths } from './months'
import type { RetentionRule, RulesPackBody } from './rules'
import { CATEGORIES, type Category } from './vocabulary'

export type ErasureAction = 'delete' | 'anonymise' | 'restrict'

export interface PlanLine {
  readonly category: Category
  readonly system: string
  /** Field names of the inventory. */
  readonly fields: readonly string[]
  readonly action: ErasureAction
  readonly rows: number
  /** For restrict: code of the rules pack's retention rule, and its last release date. */
  readonly ground?: string
  readonly releaseOn?: Day
}
export interface ErasurePlan {
  readonly v: 1
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly rulesPack: string
  /** Feed position the counts were taken at: changed data make the plan stale. */
  readonly subjectVersion: number
  readonly lines: readonly PlanLine[]
}

export interface PlannedHolding {
  readonly category: Category
  readonly system: string
  readonly rows: number
  readonly toAt?: EpochMs
}
export interface PlanInput {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly subjectVersion: number
  readonly holdings: readonly PlannedHolding[]
  readonly today: Day
  readonly rules: RulesPackBody
  readonly packVersion: string
}

/** The same input gives the same lines in the same order on desk and origin, so that their hashes are equal. */
export function createErasurePlan(input: PlanInput): ErasurePlan {
  const lines = input.holdings
    .filter((holding) => holding.rows > 0)
    .map((holding) => planLine(holding, input.today, input.rules))
    .sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || (a.system < b.system ? -1 : 1))
  return {
    v: 1,
    requestId: input.requestId,
    subjectId: input.subjectId,
    rulesPack: input.packVersion,
    subjectVersion: input.subjectVersion,
    lines,
  }
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
function statutoryRule(code: string, category: Category, rules: RulesPackBody): RetentionRule | undefined {
  return rules.retention.find((rule) => rule.code === code && rule.category === category && rule.clockStart === 'record-created' && rule.rank !== 'policy')
}

export interface PlanTotals {
  readonly systems: number
  readonly rows: Readonly<Record<ErasureAction, number>>
}

export function planTotals(plan: ErasurePlan): PlanTotals {
  const rows = { delete: 0, anonymise: 0, restrict: 0 }
  for (const line of plan.lines) rows[line.action] += line.rows
  return { systems: new Set(plan.lines.map((line) => line.system)).size, rows }
}
