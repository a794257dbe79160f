// Fills a letter template of the rules pack: plain text in both languages, the chosen one first. The person reads it, so it holds no code.
import type { Day } from '../base/clock'
import type { ErasurePlan } from './erasure-plan'
import type { LetterPlaceholder } from './letter-placeholders'
import { LETTER_WORDS } from './letter-words'
import { letterTemplate, type Ground, type RulesPackBody } from './rules'
import { LANGUAGES, type Language, type Outcome, type Purpose, type Right } from './vocabulary'

export interface LetterRequest {
  readonly caseNo: string
  readonly receivedOn: Day
  readonly purposes?: readonly Purpose[]
  readonly corrections?: readonly { readonly field: 'name' | 'mobile' | 'email' }[]
}
export interface LetterInput {
  readonly right: Right
  readonly outcome: Outcome
  /** Which language comes first. */
  readonly language: Language
  readonly request: LetterRequest
  readonly plan?: ErasurePlan
  readonly ground?: Ground
  readonly rules: RulesPackBody
}

export function letterFor(input: LetterInput): string {
  const second = LANGUAGES.find((language) => language !== input.language) ?? 'en'
  return `${fill(input, input.language)}\n\n${fill(input, second)}`
}

function fill(input: LetterInput, language: Language): string {
  const template = letterTemplate(input.right, input.outcome, input.rules)[language]
  return template.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name as LetterPlaceholder, input, language))
}

function valueOf(name: LetterPlaceholder, input: LetterInput, language: Language): string {
  const words = LETTER_WORDS[language]
  switch (name) {
    case 'caseNo':
      return input.request.caseNo
    case 'receivedOn':
      return input.request.receivedOn
    case 'provision':
      return input.ground?.provision[language] ?? words.provisionToName
    case 'ground':
      return input.ground?.text[language] ?? words.groundToName
    case 'purposes':
      return join((input.request.purposes ?? []).map((purpose) => words.purposes[purpose]), language)
    case 'fields':
      return join((input.request.corrections ?? []).map((correction) => words.fields[correction.field]), language)
    case 'erased':
      return join((input.plan?.lines ?? []).filter((line) => line.action !== 'restrict').map((line) => words.categories[line.category]), language)
    case 'kept':
      return keptSentences(input, language)
  }
}

/** One sentence per category that the law keeps: what, by which provision, until when. */
function keptSentences(input: LetterInput, language: Language): string {
  const words = LETTER_WORDS[language]
  const kept = (input.plan?.lines ?? []).filter((line) => line.action === 'restrict')
  if (kept.length === 0) return words.nothingKept
  return kept
    .map((line) => {
      const rule = input.rules.retention.find((one) => one.code === line.ground)
      return words.kept(words.categories[line.category], rule?.provision[language] ?? line.ground ?? '', line.releaseOn ?? '')
    })
    .join(language === 'zh-CN' ? '' : ' ')
}

function join(parts: readonly string[], language: Language): string {
  const unique = [...new Set(parts)]
  if (language === 'zh-CN') return unique.join('、')
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1) ?? ''}`
}
