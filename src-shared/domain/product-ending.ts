// What ending a product lets go, of one person who ended it or of everybody when the company ends it: its own rows go, the account and what belongs to
// it stay. A pure function of what is held by day, so that the plan of many is the sum of the plans of each.
//
//   rows of the product ── a law keeps the category ──→ restricted: each row until its own day, the fields that the law names and no others
//                      └── else deleted, or made anonymous, as the inventory says        registration, consents: stay, with the account and as its proof
import type { Day } from '../base/clock'
import type { DeletionGround } from './deletion-grounds'
import { statutoryRule, type FinalAction } from './erasure-plan'
import { INVENTORY, type InventoryEntry } from './inventory'
import { addMonths } from './months'
import type { RulesPackBody } from './rules'
import { LOG_CATEGORIES, type Category, type LogCategory, type Product } from './vocabulary'

/** `left`: whoever ended it and has not taken it up again. `everyone`: the company ends it. */
export const ENDING_REACHES = ['left', 'everyone'] as const
export type EndingReach = (typeof ENDING_REACHES)[number]
export const ENDING_GROUNDS: Readonly<Record<EndingReach, DeletionGround>> = { left: 'product-ended', everyone: 'service-ended' }

/** `account`: it is the account's, whatever product it is used for. `proof`: the history shows what was agreed to, and that it has ended. */
export const STAY_REASONS = ['account', 'proof'] as const
export type StayReason = (typeof STAY_REASONS)[number]

export interface EndingLine {
  readonly category: LogCategory
  readonly system: string
  readonly fields: readonly string[]
  readonly action: FinalAction
  /** That go from the log: no more of them do. */
  readonly rows: number
  /** Beside them: rows of people on hold, which stay where they are and are proposed anew once it is lifted. */
  readonly held: number
  /** For restrict: the rule, for how many months from its own day it keeps a row, how many of `rows` it keeps when it is counted, and the last day of any. */
  readonly ground?: string
  readonly months?: number
  readonly kept?: number
  readonly releaseOn?: Day
}
/** What two people agree to: it is hashed, and neither a row nor a person more is reached. */
export interface EndingPlan {
  readonly v: 1
  readonly product: Product
  readonly reach: EndingReach
  readonly deletionGround: DeletionGround
  /** For everyone: the first day on which there is no such product any more. */
  readonly endsOn?: Day
  readonly asOf: Day
  readonly rulesPack: string
  /** Bound to it until now; of those who left: with rows of it. */
  readonly people: number
  /** Those of them who use no other product: their account stays until they cancel it. */
  readonly withoutAnother: number
  readonly lines: readonly EndingLine[]
  readonly stays: readonly { readonly category: Category; readonly because: StayReason }[]
}

/** Rows of the product of one category and one day, in Shanghai. */
export interface RowsOfDay {
  readonly category: LogCategory
  readonly day: Day
  /** Of nobody on hold. */
  readonly rows: number
  readonly held: number
}
export interface EndingInput {
  readonly product: Product
  readonly reach: EndingReach
  readonly endsOn?: Day
  readonly asOf: Day
  readonly people: number
  readonly withoutAnother: number
  readonly counted: readonly RowsOfDay[]
  readonly rules: RulesPackBody
  readonly packVersion: string
}

/** In the order of the inventory; categories of which nothing is held are left out. */
export function createEndingPlan({ product, reach, endsOn, asOf, people, withoutAnother, counted, rules, packVersion }: EndingInput): EndingPlan {
  const lines = INVENTORY.flatMap((entry): EndingLine[] => {
    const category = LOG_CATEGORIES.find((one) => one === entry.category)
    const own = counted.filter((one) => one.category === category && one.rows + one.held > 0)
    return category === undefined || own.length === 0 ? [] : [lineOf(category, entry, own, { asOf, rules })]
  })
  return {
    v: 1, product, reach, deletionGround: ENDING_GROUNDS[reach], ...(endsOn === undefined ? {} : { endsOn }), asOf, rulesPack: packVersion, people, withoutAnother, lines,
    stays: [{ category: 'registration', because: 'account' }, { category: 'consent', because: 'proof' }],
  }
}

function lineOf(category: LogCategory, entry: InventoryEntry, own: readonly RowsOfDay[], { asOf, rules }: Pick<EndingInput, 'asOf' | 'rules'>): EndingLine {
  const rows = own.reduce((sum, one) => sum + one.rows, 0)
  const base = { category, system: entry.system, fields: entry.fields, rows, held: own.reduce((sum, one) => sum + one.held, 0) }
  const { erasure } = entry
  if (erasure.action === 'anonymise') return { ...base, fields: erasure.fields, action: 'anonymise' }
  const rule = erasure.action === 'restrict' ? statutoryRule(erasure.ground, category, rules) : undefined
  if (erasure.action === 'delete' || rule === undefined) return { ...base, action: 'delete' }
  const kept = own.filter((one) => one.rows > 0 && addMonths(one.day, rule.months) > asOf)
  const last = kept.map(({ day }) => addMonths(day, rule.months)).sort().at(-1)
  return {
    ...base, fields: erasure.fields, action: 'restrict', ground: rule.code, months: rule.months, kept: kept.reduce((sum, one) => sum + one.rows, 0),
    ...(last === undefined ? {} : { releaseOn: last }),
  }
}

/** Nothing to let go and nobody to unbind. */
export function isEmptyEnding({ people, lines, reach }: EndingPlan): boolean {
  return lines.every(({ rows }) => rows === 0) && (reach === 'left' || people === 0)
}

/** Whether what there is now is within what was agreed to, and would end as it says, kept by the same rule for as long: less is, more is not. */
export function isWithinEnding(plan: EndingPlan, now: EndingPlan): boolean {
  const isLine = (line: EndingLine): boolean => {
    const agreed = plan.lines.find(({ category }) => category === line.category)
    return line.rows === 0 || (agreed !== undefined && line.rows <= agreed.rows && line.action === agreed.action && line.ground === agreed.ground && line.months === agreed.months)
  }
  return now.people <= plan.people && now.lines.every(isLine)
}
