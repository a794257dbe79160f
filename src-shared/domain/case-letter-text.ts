// The first words of a letter that goes with no decision, from the pack's template: both languages, the chosen one first.
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { WrittenKind } from './case-letters'
import type { Deadline } from './deadline'
import { dayText } from './extension-letter'
import type { CaseLetterPlaceholder } from './letter-placeholders'
import { LETTER_WORDS, type Missing } from './letter-words'
import { joinWords } from './letters'
import { caseLetterTemplate, type RulesPackBody } from './rules'
import { LANGUAGES, type Language } from './vocabulary'

export interface CaseLetterInput {
  readonly kind: WrittenKind
  /** Which language comes first. */
  readonly first: Language
  readonly caseNo: string
  readonly receivedOn: Day
  readonly closedAt: EpochMs | undefined
  readonly deadline: Deadline
  /** What the case still waits for from whoever asks (letter-missing.ts). */
  readonly missing: readonly Missing[]
  readonly rules: RulesPackBody
}

export function caseLetterText(input: CaseLetterInput): string {
  const template = caseLetterTemplate(input.kind, input.rules)
  const fill = (language: Language): string => template[language].replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name as CaseLetterPlaceholder, input, language))
  return [input.first, ...LANGUAGES.filter((language) => language !== input.first)].map(fill).join('\n\n')
}

function valueOf(name: CaseLetterPlaceholder, input: CaseLetterInput, language: Language): string {
  const words = LETTER_WORDS[language]
  switch (name) {
    case 'caseNo':
      return input.caseNo === '' ? words.numberToCome : input.caseNo
    case 'receivedOn':
      return input.receivedOn
    case 'targetDay':
      return dayText(input.deadline, language)
    case 'outerDay':
      return input.deadline.outerOn
    case 'missing':
      return joinWords(input.missing.map((one) => missingWord(one, language)), language) || words.missingToName
    case 'closedOn':
      return input.closedAt === undefined ? '' : toDay(input.closedAt)
  }
}

function missingWord(missing: Missing, language: Language): string {
  const words = LETTER_WORDS[language]
  switch (missing.t) {
    case 'evidence':
      return words.evidence[missing.evidence]
    case 'identifier':
      return words.proofOf(missing)
    case 'account':
      return words.accountProof[missing.whose]
  }
}
