// What an erasure will do, per category and field: a pure function of inventory, rules pack and the person's holdings; hashed, and
// what is approved is exactly what runs.
import type { Day } from '../base/clock'
import type { RequestId, SubjectId } from '../base/ids'
import type { Category } from './vocabulary'

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
