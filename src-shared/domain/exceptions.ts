// The policy's six cases in which no consent is asked, what in law carries each of them (from the rules pack), and the use of one:
// named by category, purpose, statute and people, reviewed every year. None takes access, correction or deletion away.
import { z } from 'zod'
import { addDays, isDay, toDay, type Day, type EpochMs } from '../base/clock'
import type { Id, StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { bilingual, code } from './fields'
import { inventoryOf } from './inventory'
import { addMonths } from './months'
import { isSecondPerson } from './staff'
import type { Category, Purpose } from './vocabulary'

/** In the order of the published policy. */
export const EXCEPTION_CASES = [
  'explicit-authorisation', // with the person's explicit authorisation
  'legal-duty', // the company's own obligations under law
  'national-security', // directly related to national security and defence
  'self-disclosed', // what the person disclosed publicly
  'lawfully-disclosed', // what can be had from lawfully disclosed information
  'other-by-law', // other cases by law or the competent authority
] as const
export type ExceptionCase = (typeof EXCEPTION_CASES)[number]

/** `consent`: it is no exception at all. `provision`: the law has it by name. `none`: the law has not; only another provision, cited each time. */
export const EXCEPTION_CARRIERS = ['consent', 'provision', 'none'] as const

/** One line of the pack's catalogue (`rulesPackBodySchema` takes the list whole or not at all). */
export const exceptionSchema = z.object({
  case: z.enum(EXCEPTION_CASES),
  carriedBy: z.enum(EXCEPTION_CARRIERS),
  /** The provision that carries it; with `none`: those under which a cited law may come. */
  provision: bilingual,
  /** What staff must know before they invoke it. */
  text: bilingual,
  /** A use ends when the person clearly refuses (PIPL 27). */
  endsOnRefusal: z.boolean(),
  reviewMonths: z.number().int().min(1).max(12),
  source: code,
})
export type ExceptionRule = z.infer<typeof exceptionSchema>

/** What the shape alone cannot say of a catalogue. */
export function catalogueProblems(catalogue: readonly Pick<ExceptionRule, 'case' | 'carriedBy'>[]): readonly string[] {
  // Packs older than the catalogue have none; nothing can be invoked under them.
  if (catalogue.length === 0) return []
  const problems = EXCEPTION_CASES.flatMap((one) => {
    const found = catalogue.filter((rule) => rule.case === one).length
    return found === 1 ? [] : [`${found} rules for the case ${one}`]
  })
  const authorisation = catalogue.find((rule) => rule.case === 'explicit-authorisation')
  if (authorisation && authorisation.carriedBy !== 'consent') problems.push('explicit authorisation is consent')
  if (catalogue.some((rule) => rule.carriedBy === 'consent' && rule.case !== 'explicit-authorisation')) problems.push('only explicit authorisation is consent')
  return problems
}

export type InvocationId = Id<'exception-invocation'>
export interface Statute {
  /** Name and article as cited, `个人信息保护法 第十三条第一款第三项`. */
  readonly title: string
  readonly article: string
}
/** One use of a case, for one category and one purpose. */
export interface Invocation {
  readonly id: InvocationId
  readonly case: ExceptionCase
  readonly category: Category
  readonly purpose: Purpose
  readonly statute: Statute
  readonly reason: string
  readonly decidedBy: StaffId
  readonly decidedAt: EpochMs
  /** Absent while it waits for the second person; until then nobody may rely on it. */
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
  /** Last day; absent: until it is reviewed and ended. */
  readonly until?: Day
  /** Days on which somebody looked at it again and kept it. */
  readonly reviewedOn: readonly Day[]
}

/** Texts: `consent:invocationError.KIND`. */
export type InvocationError =
  | { readonly kind: 'catalogue-missing' } // the pack in force is older than the catalogue
  | { readonly kind: 'is-consent' } // record a consent instead
  | { readonly kind: 'statute-missing' }
  | { readonly kind: 'reason-missing' }
  | { readonly kind: 'purpose-not-of-category' }
  | { readonly kind: 'no-such-day' }
  | { readonly kind: 'needs-second-person' }
  | { readonly kind: 'already-approved' }

export function checkInvocation(invocation: Invocation, catalogue: readonly ExceptionRule[]): Result<Invocation, InvocationError> {
  const rule = catalogue.find((one) => one.case === invocation.case)
  if (!rule) return err({ kind: 'catalogue-missing' })
  if (rule.carriedBy === 'consent') return err({ kind: 'is-consent' })
  if (invocation.statute.title.trim() === '' || invocation.statute.article.trim() === '') return err({ kind: 'statute-missing' })
  if (invocation.reason.trim() === '') return err({ kind: 'reason-missing' })
  if (!inventoryOf(invocation.category).purposes.includes(invocation.purpose)) return err({ kind: 'purpose-not-of-category' })
  if (invocation.until !== undefined && (!isDay(invocation.until) || invocation.until < toDay(invocation.decidedAt))) return err({ kind: 'no-such-day' })
  if (invocation.approvedBy !== undefined && !isSecondPerson(invocation.decidedBy, invocation.approvedBy)) return err({ kind: 'needs-second-person' })
  return ok(invocation)
}

export function approveInvocation(invocation: Invocation, by: StaffId, at: EpochMs, catalogue: readonly ExceptionRule[]): Result<Invocation, InvocationError> {
  if (invocation.approvedBy !== undefined) return err({ kind: 'already-approved' })
  return checkInvocation({ ...invocation, approvedBy: by, approvedAt: at }, catalogue)
}

/** Whether somebody may rely on it that day: approved, and not ended. An overdue review does not end it in silence: it is shown. */
export function isInvokedOn(invocation: Invocation, day: Day): boolean {
  if (invocation.approvedAt === undefined || day < toDay(invocation.approvedAt)) return false
  return invocation.until === undefined || day <= invocation.until
}

/** The day by which somebody must look at it again; undefined once its last day comes first. */
export function reviewDueOn(invocation: Invocation, rule: ExceptionRule): Day | undefined {
  const last = invocation.reviewedOn.toSorted().at(-1) ?? toDay(invocation.approvedAt ?? invocation.decidedAt)
  const due = addMonths(last, rule.reviewMonths)
  return invocation.until !== undefined && invocation.until < due ? undefined : due
}

export function isReviewOverdue(invocation: Invocation, rule: ExceptionRule, today: Day): boolean {
  const due = reviewDueOn(invocation, rule)
  return due !== undefined && due < today
}

/** The person's clear refusal ends what rests on their own or on lawful disclosure (PIPL 27); the day of the refusal is the first without it. */
export function afterRefusal(invocation: Invocation, rule: ExceptionRule, refusedOn: Day): Invocation {
  if (!rule.endsOnRefusal || (invocation.until !== undefined && invocation.until < refusedOn)) return invocation
  return { ...invocation, until: addDays(refusedOn, -1) }
}
