// What a rules pack says: deadlines, calendar, refusal grounds, retention, masks, identity checks and letters, each number with its rank and source.
// Code holds no statute; a number that is policy or unconfirmed is shown as such, never as law (docs/rules.md).
import { z } from 'zod'
import { isDay } from '../base/clock'
import { deletionGroundProblems, deletionGroundSchema, DELETION_GROUNDS, type DeletionGround, type DeletionGroundRule } from './deletion-grounds'
import { catalogueProblems, EXCEPTION_CASES, exceptionSchema, type ExceptionRule } from './exceptions'
import { bilingual, code } from './fields'
import { CASE_LETTER_PLACEHOLDERS, EXTENSION_PLACEHOLDERS, LETTER_PLACEHOLDERS } from './letter-placeholders'
import { CATEGORIES, EVIDENCE_KINDS, IDENTIFIER_KINDS, IDENTITY_METHODS, LANGUAGES, OUTCOMES, REPRESENTATIVES, RIGHTS, type IdentityMethod, type Outcome, type Right } from './vocabulary'
import { incidentProblems, incidentRulesSchema, incidentSources, type IncidentRules } from './incident-rules'
import { limitsSchema } from './pack-limits'
import { FALLBACK_CASE_LETTERS, fallbackLetter } from './letter-words'
import { endsInErasure, isForOfficer, possibleOutcomes } from './request-rights'

export const RULES_SCHEMA = 1

const realDay = z.string().refine(isDay, 'not a calendar date')
export type Bilingual = z.infer<typeof bilingual>

/** `law` and `administrative-regulation` are the only ranks that can hold back an erasure (PIPL 47(2)). */
export const DEADLINE_BASES = ['law', 'policy', 'unconfirmed'] as const
export const GROUND_RANKS = ['law', 'administrative-regulation', 'standard', 'policy'] as const
export const RETENTION_RANKS = ['law', 'administrative-regulation', 'policy'] as const

/** What a number of days rests on. */
const restsOn = z.object({ basis: z.enum(DEADLINE_BASES), source: code })
const deadlineSchema = z.object({
  right: z.enum(RIGHTS),
  workingDays: z.number().int().min(1).max(250),
  outerCalendarDays: z.number().int().min(1).max(365),
  ...restsOn.shape,
  /** Of the outer limit, where it rests on something else than the target. */
  outer: restsOn.optional(),
  /** The processing that the person no longer wants stops within so many calendar days of the day of receipt. */
  stops: z.object({ withinDays: z.number().int().min(0).max(30), ...restsOn.shape }).optional(),
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
  /** A lawyer agrees before each use, and the decision names it: of every ground that rests on a recommended standard alone. */
  approval: z.literal('lawyer').optional(),
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
/** What somebody who asks for another has to show. */
const representativeSchema = z.object({ kind: z.enum(REPRESENTATIVES), evidence: z.array(z.enum(EVIDENCE_KINDS)).min(1).max(EVIDENCE_KINDS.length), source: code })
/** By which methods whoever asks for this right is checked, each of them enough; what a method proves: domain/identity.ts. */
const identityMethodsSchema = z.object({ right: z.enum(RIGHTS), methods: z.array(z.enum(IDENTITY_METHODS)).max(IDENTITY_METHODS.length), basis: z.enum(DEADLINE_BASES), source: code })
/** Absent in the first packs that had such letters: whose wording it is. */
const caseLetter = bilingual.extend({ source: code.optional() }).optional()
const caseLetters = z.object({ acknowledgement: caseLetter, supplement: caseLetter, closure: caseLetter })
/** Those that go with no decision. */
const OTHER_LETTERS = ['acknowledgement', 'supplement', 'closure'] as const
const letters = z.partialRecord(z.enum(RIGHTS), z.partialRecord(z.enum(OUTCOMES), bilingual))

/** The rights of the first packs: every pack has them. One that a pack does not know is counted and answered by `deadlineRule`, `letterTemplate`. */
export const FIRST_RIGHTS: readonly Right[] = ['access', 'correct', 'delete', 'withdraw']

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
    /** Why information is deleted; all of them or, in a pack from before plans said why, none. */
    deletionGrounds: z.array(deletionGroundSchema).max(DELETION_GROUNDS.length).default([]),
    /** An approved erasure waits so many days and can be called off meanwhile: fewer than the target of 15 working days ever has. Absent: it runs at once. */
    coolingOff: z.object({ days: z.number().int().min(1).max(15), source: code }).optional(),
    limits: limitsSchema.optional(),
    /** Absent in a pack from before there were extensions: it allows none. */
    extensionReasons: z.array(extensionReasonSchema).max(40).default([]),
    /** The notice of an extension. */
    extensionLetter: bilingual.optional(),
    /** Letters that go with no decision; what a pack leaves out has the app's own plain wording. */
    caseLetters: caseLetters.optional(),
    /** Absent in a pack from before lateness had reasons: it asks for none. */
    lateReasons: z.array(lateReasonSchema).max(40).default([]),
    /** A kind that is absent shows what domain/request-maker.ts asks of it. */
    representatives: z.array(representativeSchema).max(REPRESENTATIVES.length).default([]),
    /** A right that is absent is checked by whatever method there is. */
    identityMethods: z.array(identityMethodsSchema).max(RIGHTS.length).default([]),
    /** After so many paused days closing is proposed; no single pause is longer. */
    closeAfterPausedDays: z.number().int().min(1).max(365).default(90),
    /** What those days rest on; a pack that says nothing of it has an unconfirmed number. */
    closeAfter: restsOn.optional(),
    /** Absent in a pack from before incidents had clocks: all that is owed is owed at once, and unconfirmed. */
    incidents: incidentRulesSchema.optional(),
    /** What this pack changes, in the words of whoever issued it: staff read it where a day has moved. */
    changes: bilingual.optional(),
    sources: z.array(z.object({ id: code, title: bilingual, url: z.string().max(300).optional() })),
  })
  .superRefine((body, check) => {
    for (const problem of problemsOf(body)) check.addIssue({ code: 'custom', message: problem })
  })

export type RulesPackBody = z.infer<typeof rulesPackBodySchema>
export type Ground = RulesPackBody['grounds'][number]
export type RetentionRule = RulesPackBody['retention'][number]
export type MaskRule = RulesPackBody['masks'][number]

export type DeadlineRule = RulesPackBody['deadlines'][number]

/** A right that came after the pack is counted by the strictest of the pack's own numbers, and said to be unconfirmed. */
export function deadlineRule(right: Right, rules: RulesPackBody): DeadlineRule {
  const rule = rules.deadlines.find((one) => one.right === right)
  if (rule) return rule
  const [first] = rules.deadlines
  if (!first) throw new Error('invariant: a checked pack has the deadlines of the first rights')
  return {
    right,
    workingDays: Math.min(...rules.deadlines.map((one) => one.workingDays)),
    outerCalendarDays: Math.min(...rules.deadlines.map((one) => one.outerCalendarDays)),
    basis: 'unconfirmed',
    source: first.source,
  }
}

/** For a right that came after the pack: the grounds that hold for every right that the pack knows. */
export function groundsFor(right: Right, rules: RulesPackBody): readonly Ground[] {
  const known = rules.deadlines.map((one) => one.right)
  return rules.grounds.filter((ground) => (known.includes(right) ? ground.rights.includes(right) : known.every((one) => ground.rights.includes(one))))
}

export type ExtensionReason = RulesPackBody['extensionReasons'][number]
export type LateReason = RulesPackBody['lateReasons'][number]

export function extensionReason(code: string, rules: RulesPackBody): ExtensionReason | undefined {
  return rules.extensionReasons.find((one) => one.code === code)
}

export function lateReason(code: string, rules: RulesPackBody): LateReason | undefined {
  return rules.lateReasons.find((one) => one.code === code)
}

export function deletionGroundRule(ground: DeletionGround, rules: Pick<RulesPackBody, 'deletionGrounds'>): DeletionGroundRule | undefined {
  return rules.deletionGrounds.find((one) => one.code === ground)
}

export function groundOf(code: string, right: Right, rules: RulesPackBody): Ground | undefined {
  return groundsFor(right, rules).find((ground) => ground.code === code)
}

/** A letter that the pack does not have is a plain one that staff complete; a pack that knows a right has all of its letters. */
export function letterTemplate(right: Right, outcome: Outcome, rules: RulesPackBody): Bilingual {
  return rules.letters[right]?.[outcome] ?? fallbackLetter(outcome)
}

/** The wording of a letter that goes with no decision. */
export function caseLetterTemplate(kind: keyof typeof CASE_LETTER_PLACEHOLDERS, rules: RulesPackBody): Bilingual {
  return rules.caseLetters?.[kind] ?? FALLBACK_CASE_LETTERS[kind]
}

/** Negative when `a` is the older version. */
export function comparePackVersions(a: string, b: string): number {
  const [yearA = 0, numberA = 0] = a.split('.').map(Number)
  const [yearB = 0, numberB = 0] = b.split('.').map(Number)
  return yearA - yearB || numberA - numberB
}

interface Checkable {
  readonly deadlines: readonly { readonly right: Right; readonly source: string; readonly stops?: { readonly source: string } | undefined; readonly outer?: { readonly source: string } | undefined }[]
  readonly calendar: z.infer<typeof calendarSchema>
  readonly pauses: readonly { readonly category: string }[]
  readonly grounds: readonly { readonly code: string; readonly rank: string; readonly source: string; readonly approval?: string | undefined }[]
  readonly retention: readonly { readonly code: string; readonly source: string }[]
  readonly masks: readonly { readonly kind: string; readonly source: string }[]
  readonly letters: z.infer<typeof letters>
  readonly exceptions: readonly ExceptionRule[]
  readonly deletionGrounds: readonly DeletionGroundRule[]
  readonly coolingOff?: { readonly source: string } | undefined
  readonly limits?: { readonly source: string } | undefined
  readonly closeAfter?: { readonly source: string } | undefined
  readonly extensionReasons: readonly { readonly code: string; readonly source: string }[]
  readonly extensionLetter?: z.infer<typeof bilingual> | undefined
  readonly caseLetters?: z.infer<typeof caseLetters> | undefined
  readonly lateReasons: readonly { readonly code: string; readonly source: string }[]
  readonly representatives: readonly { readonly kind: string; readonly evidence: readonly string[]; readonly source: string }[]
  readonly identityMethods: readonly { readonly right: Right; readonly methods: readonly IdentityMethod[]; readonly source: string }[]
  readonly incidents?: IncidentRules | undefined
  readonly sources: readonly { readonly id: string }[]
}

/** What the shape alone cannot say. */
function problemsOf(body: Checkable): readonly string[] {
  const problems: string[] = []
  for (const right of RIGHTS) {
    const found = body.deadlines.filter((one) => one.right === right).length
    if (found > 1 || (found === 0 && FIRST_RIGHTS.includes(right))) problems.push(`${found} deadlines for ${right}`)
  }
  const known = new Set(body.sources.map((one) => one.id))
  const ofDays = body.deadlines.flatMap(({ stops: stop, outer }) => [...(stop ? [stop] : []), ...(outer ? [outer] : [])])
  const wordings = OTHER_LETTERS.map((kind) => body.caseLetters?.[kind]?.source).flatMap((source) => (source === undefined ? [] : [{ source }]))
  for (const rule of [...body.deadlines, ...ofDays, ...body.grounds, ...body.retention, ...body.masks, ...body.exceptions, ...body.deletionGrounds, ...body.extensionReasons, ...body.lateReasons, ...body.representatives, ...body.identityMethods, ...wordings, ...(body.coolingOff ? [body.coolingOff] : []), ...(body.limits ? [body.limits] : []), ...(body.closeAfter ? [body.closeAfter] : []), ...incidentSources(body.incidents)]) {
    if (!known.has(rule.source)) problems.push(`source ${rule.source} is not listed`)
  }
  for (const list of [body.grounds.map((one) => one.code), body.retention.map((one) => one.code), body.pauses.map((one) => one.category), body.masks.map((one) => one.kind), body.extensionReasons.map((one) => one.code), body.lateReasons.map((one) => one.code), body.representatives.map((one) => one.kind), ...body.representatives.map((one) => one.evidence), body.identityMethods.map((one) => one.right), ...body.identityMethods.map((one) => one.methods)]) {
    if (new Set(list).size !== list.length) problems.push(`a code stands twice in ${list.join(', ')}`)
  }
  problems.push(...placeholderProblems(body))
  if (body.extensionReasons.length > 0 && !body.extensionLetter) problems.push('extensions without a notice')
  // Such a case takes the place of consent alone: it never refuses access, correction or deletion.
  if (body.grounds.some((ground) => EXCEPTION_CASES.some((one) => one === ground.code))) problems.push('a case without consent is no ground of refusal')
  // A recommended standard binds nobody by itself: it never refuses a person without a lawyer's word.
  if (body.grounds.some((ground) => ground.rank === 'standard' && ground.approval !== 'lawyer')) problems.push('a ground of a standard without the approval of a lawyer')
  return [...problems, ...identityProblems(body), ...letterProblems(body), ...catalogueProblems(body.exceptions), ...deletionGroundProblems(body.deletionGrounds), ...incidentProblems(body.incidents), ...calendarProblems(body.calendar)]
}

/** What a pack could make impossible for whoever asks. */
function identityProblems({ identityMethods }: Checkable): readonly string[] {
  return identityMethods.flatMap(({ right, methods }) => [
    // An authority abroad is no person whose identifiers could be checked.
    ...(isForOfficer(right) ? [`a check of identity for ${right}`] : []),
    // It alone is left after too many failures, whatever was tried.
    ...(methods.includes('document-seen') ? [] : [`no document for ${right}`]),
    // A paper of everybody, however they ask, is more than was collected of them before (ECL 24: no unreasonable conditions).
    ...(methods.includes('one-time-code') || methods.includes('recent-use') ? [] : [`nothing but a document for ${right} of whoever calls`]),
  ])
}

/** Each letter has its own white list: what is not on it would reach a person as a word in braces. */
function placeholderProblems({ letters: byRight, extensionLetter, caseLetters: others }: Checkable): readonly string[] {
  const unknown = (template: Bilingual | undefined, allowed: readonly string[]): readonly string[] =>
    (template ? LANGUAGES.map((language) => template[language]) : []).flatMap((text) => [...text.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) => (allowed.includes(name) ? [] : [`unknown placeholder ${name}`])))
  return [
    ...Object.values(byRight).flatMap((byOutcome) => Object.values(byOutcome)).flatMap((template) => unknown(template, LETTER_PLACEHOLDERS)),
    ...unknown(extensionLetter, EXTENSION_PLACEHOLDERS),
    ...OTHER_LETTERS.flatMap((kind) => unknown(others?.[kind], CASE_LETTER_PLACEHOLDERS[kind])),
  ]
}

/** The first packs had three outcomes; a right that came later has a letter for every way in which it can end. */
function letterProblems({ deadlines, letters: byRight }: Checkable): readonly string[] {
  return deadlines.flatMap(({ right }) => {
    const needed: readonly Outcome[] = FIRST_RIGHTS.includes(right) ? ['granted', 'granted-in-part', 'refused'] : possibleOutcomes(right)
    const withPlan = endsInErasure(right) ? [...needed, 'granted' as const] : needed
    return withPlan.filter((outcome) => !byRight[right]?.[outcome]).map((outcome) => `no letter for ${right} ${outcome}`)
  })
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
