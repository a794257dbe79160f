// When the file of a case goes: its own period, counted from its closing, whatever it was about (rules pack, R-DSR; company policy).
import { toDay, type Day } from '../base/clock'
import { addMonths } from './months'
import type { CaseRequest } from './request'
import type { RulesPackBody } from './rules'

const CASE_RULE = 'R-DSR'
/** Where a pack does not say. */
const USUAL_MONTHS = 36

export function caseMonths(rules: RulesPackBody): number {
  return rules.retention.find((one) => one.code === CASE_RULE)?.months ?? USUAL_MONTHS
}

/** Undefined: it is open, or it ended in an erasure, whose proof it is a part of; nothing of the person is in it then. */
export function caseGoesOn({ closedAt, erasureId }: Pick<CaseRequest, 'closedAt' | 'erasureId'>, rules: RulesPackBody): Day | undefined {
  return closedAt === undefined || erasureId !== undefined ? undefined : addMonths(toDay(closedAt), caseMonths(rules))
}
