// What a macro does to a case, step by step, and the few words that its texts may put in. It holds no data of a person, and takes none in but
// the number and the days of the case and the letter that the rules pack words.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import { id } from './fields'
import { OUTCOMES } from './vocabulary'

/** In the order in which they are done. */
export const MACRO_STEP_KINDS = ['take', 'assign', 'pause', 'decide', 'snooze'] as const
export type MacroStepKind = (typeof MACRO_STEP_KINDS)[number]

export const macroStepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('take') }),
  z.object({ kind: z.literal('assign'), assigneeId: id<StaffId>() }),
  /** From the day on which it is run, that day included. */
  z.object({ kind: z.literal('pause'), category: z.string().min(1).max(32), workingDays: z.number().int().min(1).max(60), reason: z.string().min(1).max(2_000) }),
  /** An empty text is the letter as the pack words it. */
  z.object({ kind: z.literal('decide'), outcome: z.enum(OUTCOMES), ground: z.string().max(32).optional(), text: z.string().max(8_000) }),
  /** Mine alone, and never past the last day of the case. */
  z.object({ kind: z.literal('snooze'), workingDays: z.number().int().min(1).max(60) }),
])
export type MacroStep = z.infer<typeof macroStepSchema>

/** The same half filled in: to nobody yet, without a reason. */
export const macroStepDraft = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('take') }),
  z.object({ kind: z.literal('assign'), assigneeId: id<StaffId>().optional() }),
  z.object({ kind: z.literal('pause'), category: z.string().max(32), workingDays: z.number().int().min(1).max(60), reason: z.string().max(2_000) }),
  z.object({ kind: z.literal('decide'), outcome: z.enum(OUTCOMES), ground: z.string().max(32).optional(), text: z.string().max(8_000) }),
  z.object({ kind: z.literal('snooze'), workingDays: z.number().int().min(1).max(60) }),
])
export type MacroStepDraft = z.infer<typeof macroStepDraft>

/** The names that may stand in braces; `letter` in the text of a decision alone. */
export const MACRO_PLACEHOLDERS = ['caseNo', 'receivedOn', 'targetOn', 'letter'] as const
export type MacroPlaceholder = (typeof MACRO_PLACEHOLDERS)[number]

export type MacroWords = Readonly<Record<MacroPlaceholder, string>>

export function fillMacroText(text: string, words: MacroWords): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? words[name] : whole))
}

/** Each kind at most once and in order, nobody's case taken and given away at once, nothing put off that is decided, and no word that cannot be put in. */
export function stepsHold(steps: readonly MacroStep[]): boolean {
  const kinds = steps.map(({ kind }) => kind)
  const inOrder = MACRO_STEP_KINDS.filter((kind) => kinds.includes(kind))
  const contradicts = (one: MacroStepKind, other: MacroStepKind): boolean => kinds.includes(one) && kinds.includes(other)
  return kinds.length > 0 && kinds.join() === inOrder.join() && !contradicts('take', 'assign') && !contradicts('decide', 'snooze') && !contradicts('decide', 'pause') && steps.every(textHolds)
}

function textHolds(step: MacroStep): boolean {
  if (step.kind === 'pause') return step.reason.trim() !== '' && placeholdersIn(step.reason).every((name) => isPlaceholder(name) && name !== 'letter')
  return step.kind !== 'decide' || placeholdersIn(step.text).every(isPlaceholder)
}

function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

function isPlaceholder(name: string): name is MacroPlaceholder {
  return (MACRO_PLACEHOLDERS as readonly string[]).includes(name)
}
