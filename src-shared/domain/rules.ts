// What a rules pack says: deadlines, calendar, refusal grounds, retention, masks and letters, each number with its rank and source.
// Code holds no statute; a number that is policy or unconfirmed is shown as such, never as law (docs/rules.md).
import { z } from 'zod'
import { isDay } from '../base/clock'
import { catalogueProblems, EXCEPTION_CASES, exceptionSchema, type ExceptionRule } from './exceptions'
import { bilingual, code } from './fields'
import { EXTENSION_PLACEHOLDERS, LETTER_PLACEHOLDERS } from './letter-placeholders'
import { CATEGORIES, IDENTIFIER_KINDS, OUTCOMES, RIGHTS, type Outcome, type Right } from './vocabulary'

export const RULES_SCHEMA = 1

const realDay = z.string().refine(isDay, 'not a calendar date')
export type Bilingual = z.infer<typeof bilingual>

/** `law` and `administrative-regulation` are the only ranks that can hold back an erasure (PIPL 47(2)). */
export const DEADLINE_BASES = ['law', 'policy', 'unconfirmed'] as const
export const GROUND_RANKS = ['law', 'administrative-regulation', 'standard', 'policy'] as const
export const RETENTION_RANKS = ['law', 'administrative-regulation', 'policy'] as const

const deadlineSchema = z.object({
  right: z.enum(RIGHTS),
  workingDays: z.number().int().min(1).max(250),
  outerCalendarDays: z.number().int().min(1).max(365),
  basis: z.enum(DEADLINE_BASES),
  source: code,
})
const calendarYearSchema = z.object({ off: z.array(realDay).max(100), work: z.array(realDay).max(100), notice: z.string().max(200) })
const year = z.string().regex(/^\d{4}$/)
const calendarSchema = z.object({
  /** Years whose holiday notice is published: off days (weekends inside a block too) and make-up working days. */
  years: z.record(year, calendarYearSchema),
  /** Statutory holidays of years without a notice, for the estimate alone. */
  statutory: z.record(year, z.array(realDay).max(40)),
})
const pauseSchema = z.object({ category: code, movesOuter: z.boolean(), text: bilingual })
/** Why one request gets more time; `passesOuter`: with this reason the extended target may lie behind the outer limit. */
const extensionReasonSchema = z.object({ code, text: bilingual, passesOuter: z.boolean(), maxWorkingDays: z.number().int().min(1).max(60), source: code })
/** Why a request was answered after its target. */
const lateReasonSchema = z.object({ code, text: bilingual, source: code })
const groundSchema = z.object({
  code,
  rank: z.enum(GROUND_RANKS),
  provision: bilingual,
  text: bilingual,
  rights: z.array(z.enum(RIGHTS)).min(1),
  source: code,
})
const retentionSchema = z.object({
  code,
  rank: z.enum(RETENTION_RANKS),
  provision: bilingual,
  months: z.number().int().min(1).max(1_200),
  clockStart: z.enum(['record-created', 'case-closed', 'processing-ended']),
  category: z.enum(CATEGORIES).optional(),
  fields: z.array(z.string().max(40)).max(40),
  source: code,
})
/** How much of a value stays readable; the bounds keep a pack from switching masking off. */
const maskSchema = z.object({
  kind: z.enum([...IDENTIFIER_KINDS, 'name', 'account']),
  keepStart: z.number().int().min(0).max(4),
  keepEnd: z.number().int().min(0).max(4),
  stars: z.number().int().min(2).max(8),
  source: code,
})
const letters = z.record(z.enum(RIGHTS), z.record(z.enum(OUTCOMES), bilingual))

export const rulesPackBodySchema = z
  .object({
    schema: z.literal(RULES_SCHEMA),
    /** `2026.1`: year and running number; a lower one never replaces a higher one. */
    version: z.string().regex(/^\d{4}\.\d{1,4}$/),
    issuedOn: realDay,
    deadlines: z.array(deadlineSchema),
    calendar: calendarSchema,
    pauses: z.array(pauseSchema),
    grounds: z.array(groundSchema),
    retention: z.array(retentionSchema),
    masks: z.array(maskSchema),
    letters,
    /** The policy's six cases without consent; all of them or, in a pack older than the catalogue, none. */
    exceptions: z.array(exceptionSchema).max(EXCEPTION_CASES.length).default([]),
    /** Absent in a pack from before there were extensions: it allows none. */
    extensionReasons: z.array(extensionReasonSchema).max(40).default([]),
    /** The notice of an extension. */
    extensionLetter: bilingual.optional(),
    /** Absent in a pack from before lateness had reasons: it asks for none. */
    lateReasons: z.array(lateReasonSchema).max(40).default([]),
    /** After so many paused days closing is proposed; no single pause is longer. */
    closeAfterPausedDays: z.number().int().min(1).max(365).default(90),
    sources: z.array(z.object({ id: code, title: bilingual, url: z.string().max(300).optional() })),
  })
  .superRefine((body, check) => {
    for (const problem of problemsOf(body)) check.addIssue({ code: 'custom', message: problem })
  })

export type RulesPackBody = z.infer<typeof rulesPackBodySchema>
export type Ground = RulesPackBody['grounds'][number]
export type RetentionRule = RulesPackBody['retention'][number]
export type MaskRule = RulesPackBody['masks'][number]

export function deadlineRule(right: Right, rules: RulesPackBody): RulesPackBody['deadlines'][number] {
  const rule = rules.deadlines.find((one) => one.right === right)
  if (!rule) throw new Error(`invariant: a checked pack has a deadline for ${right}`)
  return rule
}

export type ExtensionReason = RulesPackBody['extensionReasons'][number]
export type LateReason = RulesPackBody['lateReasons'][number]

export function extensionReason(code: string, rules: RulesPackBody): ExtensionReason | undefined {
  return rules.extensionReasons.find((one) => one.code === code)
}

export function lateReason(code: string, rules: RulesPackBody): LateReason | undefined {
  return rules.lateReasons.find((one) => one.code === code)
}

export function groundOf(code: string, right: Right, rules: RulesPackBody): Ground | undefined {
  return rules.grounds.find((ground) => ground.code === code && ground.rights.includes(right))
}

/** Code of the ground that the identity could not be verified: the one decision that needs no check, since it says that there is none. */
export const UNIDENTIFIED_GROUND = 'A4'

export function letterTemplate(right: Right, outcome: Outcome, rules: RulesPackBody): Bilingual {
  return rules.letters[right][outcome]
}

/** Negative when `a` is the older version. */
export function comparePackVersions(a: string, b: string): number {
  const [yearA = 0, numberA = 0] = a.split('.').map(Number)
  const [yearB = 0, numberB = 0] = b.split('.').map(Number)
  return yearA - yearB || numberA - numberB
}

interface Checkable {
  readonly deadlines: readonly { readonly right: string; readonly source: string }[]
  readonly calendar: z.infer<typeof calendarSchema>
  readonly pauses: readonly { readonly category: string }[]
  readonly grounds: readonly { readonly code: string; readonly source: string }[]
  readonly retention: readonly { readonly code: string; readonly source: string }[]
  readonly masks: readonly { readonly kind: string; readonly source: string }[]
  readonly letters: z.infer<typeof letters>
  readonly exceptions: readonly ExceptionRule[]
  readonly extensionReasons: readonly { readonly code: string; readonly source: string }[]
  readonly extensionLetter?: z.infer<typeof bilingual> | undefined
  readonly lateReasons: readonly { readonly code: string; readonly source: string }[]
  readonly sources: readonly { readonly id: string }[]
}

/** What the shape alone cannot say. */
function problemsOf(body: Checkable): readonly string[] {
  const problems: string[] = []
  for (const right of RIGHTS) {
    const found = body.deadlines.filter((one) => one.right === right).length
    if (found !== 1) problems.push(`${found} deadlines for ${right}`)
  }
  const known = new Set(body.sources.map((one) => one.id))
  for (const rule of [...body.deadlines, ...body.grounds, ...body.retention, ...body.masks, ...body.exceptions, ...body.extensionReasons, ...body.lateReasons]) {
    if (!known.has(rule.source)) problems.push(`source ${rule.source} is not listed`)
  }
  for (const list of [body.grounds.map((one) => one.code), body.retention.map((one) => one.code), body.pauses.map((one) => one.category), body.masks.map((one) => one.kind), body.extensionReasons.map((one) => one.code), body.lateReasons.map((one) => one.code)]) {
    if (new Set(list).size !== list.length) problems.push(`a code stands twice in ${list.join(', ')}`)
  }
  for (const template of Object.values(body.letters).flatMap((byOutcome) => Object.values(byOutcome)).flatMap((text) => Object.values(text))) {
    for (const [, name = ''] of template.matchAll(/\{([^{}]*)\}/g)) {
      if (!LETTER_PLACEHOLDERS.includes(name as (typeof LETTER_PLACEHOLDERS)[number])) problems.push(`unknown placeholder ${name}`)
    }
  }
  for (const [, name = ''] of Object.values(body.extensionLetter ?? {}).flatMap((text) => [...text.matchAll(/\{([^{}]*)\}/g)])) {
    if (!EXTENSION_PLACEHOLDERS.some((one) => one === name)) problems.push(`unknown placeholder ${name}`)
  }
  if (body.extensionReasons.length > 0 && !body.extensionLetter) problems.push('extensions without a notice')
  // Such a case takes the place of consent alone: it never refuses access, correction or deletion.
  if (body.grounds.some((ground) => EXCEPTION_CASES.some((one) => one === ground.code))) problems.push('a case without consent is no ground of refusal')
  return [...problems, ...catalogueProblems(body.exceptions), ...calendarProblems(body.calendar)]
}

function calendarProblems(calendar: z.infer<typeof calendarSchema>): readonly string[] {
  const problems: string[] = []
  for (const [yearText, { off, work }] of Object.entries(calendar.years)) {
    if ([...off, ...work].some((day) => !day.startsWith(`${yearText}-`))) problems.push(`a day of ${yearText} lies in another year`)
    if (off.some((day) => work.includes(day))) problems.push(`a day of ${yearText} is both off and working`)
    if (off.length === 0) problems.push(`${yearText} has no holiday at all`)
  }
  for (const [yearText, days] of Object.entries(calendar.statutory)) {
    if (days.some((day) => !day.startsWith(`${yearText}-`))) problems.push(`a statutory day of ${yearText} lies in another year`)
  }
  return problems
}
