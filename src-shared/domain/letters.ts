// Fills a letter template of the rules pack: plain text in both languages, the chosen one first. The person reads it, so it holds no code.
import type { Day } from '../base/clock'
import { keptOf, type ErasurePlan, type PlanLine } from './erasure-plan'
import { fieldWords } from './field-words'
import type { LetterPlaceholder } from './letter-placeholders'
import { NOT_THEIRS_GROUND } from './ground-codes'
import { LETTER_WORDS } from './letter-words'
import type { CaseRequest, ItemDecision } from './request'
import { itemsOf, type RequestItem } from './request-items'
import { groundOf, letterTemplate, type Ground, type RulesPackBody } from './rules'
import { LANGUAGES, type Language, type Outcome, type Right } from './vocabulary'

export interface LetterRequest extends Pick<CaseRequest, 'corrections' | 'purposes' | 'products' | 'transferTo' | 'authority'> {
  readonly caseNo: string
  readonly receivedOn: Day
}
export interface LetterInput {
  readonly right: Right
  readonly outcome: Outcome
  /** Which language comes first. */
  readonly language: Language
  readonly request: LetterRequest
  readonly plan?: ErasurePlan
  /** Of the whole. */
  readonly ground?: Ground
  /** How each item was decided: what is granted, what is refused, and by which grounds of their own. */
  readonly items?: readonly ItemDecision[]
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
      // Keyed in and decided before the origin gave it its number.
      return input.request.caseNo === '' ? words.numberToCome : input.request.caseNo
    case 'receivedOn':
      return input.request.receivedOn
    case 'provision':
      return joinWords(groundsIn(input).map((ground) => ground.provision[language]), language) || words.provisionToName
    case 'ground':
      return [...new Set(groundsIn(input).map((ground) => ground.text[language]))].join(language === 'zh-CN' ? '' : ' ') || words.groundToName
    case 'purposes':
    case 'fields':
    case 'products':
      return joinWords(itemsWith(input, 'granted').filter((item) => item.kind === KIND_BY_PLACEHOLDER[name]).map((item) => nameOf(item, language)), language)
    case 'refused':
      return joinWords(itemsWith(input, 'refused').map((item) => nameOf(item, language)), language) || words.itemsToName
    case 'transferTo':
      return input.request.transferTo ?? ''
    case 'authority':
      return input.request.authority ?? ''
    case 'erased':
      return joinWords((input.plan?.lines ?? []).filter((line) => line.action === 'delete' || line.action === 'anonymise').map((line) => words.categories[line.category]), language)
    case 'kept':
      return keptSentences(input, language)
  }
}

const KIND_BY_PLACEHOLDER = { purposes: 'purpose', fields: 'field', products: 'product' } as const

/** The grounds of the items, or the one of the whole; each once. */
function groundsIn({ right, outcome, ground, items, rules }: LetterInput): readonly Ground[] {
  const codes = (items ?? []).flatMap((item) => (item.outcome === 'not-theirs' ? [NOT_THEIRS_GROUND] : item.ground === undefined ? [] : [item.ground]))
  const ofItems = [...new Set(codes)].flatMap((code) => groundOf(code, right, rules) ?? [])
  if (ofItems.length > 0) return ofItems
  const whole = outcome === 'not-theirs' ? groundOf(NOT_THEIRS_GROUND, right, rules) : ground
  return whole ? [whole] : []
}

/** Without a decision on each, all of them are what the letter speaks of. */
function itemsWith({ request, items }: LetterInput, outcome: 'granted' | 'refused'): readonly RequestItem[] {
  const asked = itemsOf(request)
  if (items === undefined) return outcome === 'granted' ? asked : []
  const isRefusal = (one: ItemDecision): boolean => one.outcome === 'refused' || one.outcome === 'not-theirs'
  return asked.filter(({ key }) => items.some((one) => one.item === key && isRefusal(one) === (outcome === 'refused')))
}

function nameOf(item: RequestItem, language: Language): string {
  const words = LETTER_WORDS[language]
  switch (item.kind) {
    case 'field':
      return words.fields[item.correction.field]
    case 'purpose':
      return words.purposes[item.purpose]
    case 'product':
      return words.products[item.product]
  }
}

/** One sentence per category that the law keeps: what, by which provision, until when; and per category on hold, which is no duty of law. */
function keptSentences(input: LetterInput, language: Language): string {
  const words = LETTER_WORDS[language]
  const kept = (input.plan?.lines ?? []).flatMap((line) => {
    const rule = input.rules.retention.find((one) => one.code === line.ground)
    const byLaw = line.action === 'restrict' ? [words.kept(words.categories[line.category], rule?.provision[language] ?? line.ground ?? '', line.releaseOn ?? '')] : []
    return [...byLaw, ...heldSentence(line, language)]
  })
  return [...(kept.length === 0 ? [words.nothingKept] : kept), words.keptSinceProductEnd].join(language === 'zh-CN' ? '' : ' ')
}

function heldSentence(line: PlanLine, language: Language): readonly string[] {
  const words = LETTER_WORDS[language]
  const what = words.categories[line.category]
  const kept = keptOf(line)
  if (kept === 'whole' || line.action === 'hold') return [words.held(what)]
  return kept.length === 0 ? [] : [words.heldFields(what, joinWords(fieldWords(kept, language), language))]
}

/** With the comma of a list in Chinese, with commas and “and” in English; each once. */
export function joinWords(parts: readonly string[], language: Language): string {
  const unique = [...new Set(parts)]
  if (language === 'zh-CN') return unique.join('、')
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1) ?? ''}`
}
