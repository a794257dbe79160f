// The notice of an extension from the pack's template, both languages, the chosen one first: why, and until when.
import type { Day } from '../base/clock'
import type { Target } from './deadline'
import type { ExtensionPlaceholder } from './letter-placeholders'
import { LANGUAGES, type Language } from './vocabulary'

export interface ExtensionLetterInput {
  readonly template: Readonly<Record<Language, string>>
  readonly language: Language
  readonly caseNo: string
  readonly receivedOn: Day
  readonly reason: Readonly<Record<Language, string>>
  readonly former: Target
  readonly extended: Target
}

export function extensionLetter(input: ExtensionLetterInput): string {
  const second = LANGUAGES.find((language) => language !== input.language) ?? 'en'
  return `${fill(input, input.language)}\n\n${fill(input, second)}`
}

function fill(input: ExtensionLetterInput, language: Language): string {
  return input.template[language].replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name as ExtensionPlaceholder, input, language))
}

function valueOf(name: ExtensionPlaceholder, input: ExtensionLetterInput, language: Language): string {
  switch (name) {
    case 'caseNo':
      return input.caseNo
    case 'receivedOn':
      return input.receivedOn
    case 'reason':
      return input.reason[language]
    case 'formerDay':
      return dayText(input.former, language)
    case 'newDay':
      return dayText(input.extended, language)
  }
}

/** Nobody is promised a day that no published calendar tells: it is called an estimate. */
export function dayText(deadline: Target, language: Language): string {
  if ('targetOn' in deadline) return deadline.targetOn
  const { year } = deadline.uncovered
  return language === 'zh-CN'
    ? `${deadline.provisionalOn}（预计，以国务院公布的 ${String(year)} 年放假安排为准）`
    : `${deadline.provisionalOn} (expected; the State Council's holiday notice for ${String(year)} decides)`
}
