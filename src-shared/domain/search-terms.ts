// What a person can be found by: the index tokens of a person, the reading of a search box, and the check of a row against it.
//
//   token  z王 z王小   one and two letters of a name outside a-z, runs joined across · and spaces
//          n<3>        three letters of a Latin name              e<3>  three characters of an e-mail
//          m<3>        three digits of a mobile (E.164 without +)
//
// The index's tokenizer takes a-z, 0-9, @ . _ - + and everything outside ASCII as token characters (docs/formats.md); any other ASCII
// character stands in a token as `_`, and the exact text is checked afterwards. Both sides of a comparison go through `fold`.
import { err, ok, type Result } from '../base/result'
import { grams } from './search-grams'
import type { IdentifierKind } from './vocabulary'

export interface SearchablePerson {
  readonly name: string
  readonly accountNo: string
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[]
}
export type SearchTerm =
  /** Beginning of an account number: `SX-2041`. */
  | { readonly kind: 'account'; readonly text: string }
  /** Any digits of a mobile, or of an account number. `heads`: what a beginning can be in E.164 (`138…`, `86138…`). */
  | { readonly kind: 'digits'; readonly text: string; readonly heads: readonly string[]; readonly tokens: readonly string[] }
  /** A masked value as the screens show it: beginning and end. */
  | { readonly kind: 'masked'; readonly field: 'mobile' | 'account' | 'email'; readonly heads: readonly string[]; readonly tail: string }
  /** Part of an e-mail; `tokens` empty under three characters (then only as a beginning). */
  | { readonly kind: 'email'; readonly text: string; readonly tokens: readonly string[] }
  /** Letters outside a-z of a name, in a row. One or two are one token; more are checked with `text` against `nameKey`. */
  | { readonly kind: 'han'; readonly text: string; readonly tokens: readonly string[] }
  /**
   * a-z: pinyin (beginning of it, or initials), a Latin name, and (unless it stood next to Han in one word) part of an e-mail. `text` is
   * all words joined; each of `words` must be found in the e-mail or in the Latin name.
   */
  | {
      readonly kind: 'latin'
      readonly text: string
      readonly words: readonly string[]
      readonly scope: 'any' | 'name'
      readonly emailTokens: readonly string[]
      readonly nameTokens: readonly string[]
    }
export interface SearchQuery {
  /** Every term must match. */
  readonly terms: readonly SearchTerm[]
}
export interface Reading {
  readonly full: string
  readonly initials: string
}
/** All readings of a run of Han characters, each a syllable per character, the likeliest first (pinyin-pro, handed in). */
export type ToPinyin = (han: string) => readonly (readonly string[])[]

/** security.md 5, FTS input. */
const MAX_QUERY = 200
const MAX_TERMS = 10
/** Longer names and addresses are found by their beginning; a token set must stay small. */
export const MAX_INDEXED = 320
const MAX_READINGS = 8

/** What no normal form changes, but for its case: nearly every name, mobile and e-mail. A million people are folded when a desk is filled. */
const PLAIN = /^[\x00-\x7f\u4e00-\u9fa5]*$/
const PLAIN_HAN = /^[\u4e00-\u9fa5]+$/
/** Full-width to half-width, lower case, Latin letters without accents; ü becomes v, as people type it. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ü/g, 'v')
    .normalize('NFD')
    .replace(/([a-z])\p{Mn}+/gu, '$1')
    .normalize('NFC')
}

/** The letters and digits of a name, folded and joined: what `han` terms of three and more are checked against. */
export function nameKey(name: string): string {
  if (PLAIN_HAN.test(name)) return name
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '')
}

export function personTokens(person: SearchablePerson): string {
  const tokens = new Set<string>()
  const add = (found: readonly string[]): void => {
    for (const token of found) tokens.add(token)
  }
  const name = beginning(nameKey(person.name))
  for (const run of name.match(/[^a-z0-9]+/g) ?? []) add(hanTokens(run, [1, 2]))
  for (const run of name.match(/[a-z0-9]+/g) ?? []) add(grams('n', run))
  for (const { kind, value } of person.identifiers) {
    if (kind === 'mobile') add(grams('m', value.replace(/\D/g, '')))
    else add(grams('e', beginning(fold(value))))
  }
  return [...tokens].join(' ')
}

/** In characters, of which there are never more than code units. */
function beginning(text: string): string {
  return text.length <= MAX_INDEXED ? text : Array.from(text).slice(0, MAX_INDEXED).join('')
}

function hanTokens(run: string, lengths: readonly number[]): readonly string[] {
  const letters = Array.from(run)
  const tokens: string[] = []
  for (const length of lengths) for (let at = 0; at + length <= letters.length; at++) tokens.push(`z${letters.slice(at, at + length).join('')}`)
  return tokens
}

/** One row per reading; a name without letters has none. A ü is found as v (as typed on Chinese keyboards) and as u. */
export function personPinyin(name: string, toPinyin: ToPinyin): readonly Reading[] {
  const plain = PLAIN_HAN.test(name) && name.length <= MAX_INDEXED ? onlyReading(toPinyin(name)) : undefined
  if (plain) return [plain]
  const segments = beginning(fold(name)).match(/\p{Script=Han}+|[a-z]+/gu) ?? []
  let readings: readonly (readonly string[])[] = [[]]
  for (const segment of segments) {
    const choices = /^[a-z]/.test(segment) ? [[segment]] : toPinyin(segment).map((syllables) => syllables.map(plainSyllable).filter(Boolean))
    if (choices.length === 0) continue
    readings = readings.flatMap((before) => choices.map((choice) => [...before, ...choice])).slice(0, MAX_READINGS)
  }
  const both = readings.flatMap((syllables) => (syllables.some((one) => one.includes('v')) ? [syllables, syllables.map((one) => one.replace(/v/g, 'u'))] : [syllables]))
  const byText = new Map(both.map((syllables) => [syllables.join(''), { full: syllables.join(''), initials: syllables.map((one) => one.slice(0, 1)).join('') }]))
  return [...byText.values()].filter((reading) => reading.full !== '')
}

/** Undefined where there are several, or one that is written in two ways. */
function onlyReading(readings: readonly (readonly string[])[]): Reading | undefined {
  const [syllables] = readings
  if (readings.length !== 1 || !syllables) return undefined
  const full = syllables.join('')
  return /^[a-uw-z]+$/.test(full) ? { full, initials: syllables.map((one) => one.charAt(0)).join('') } : undefined
}

function plainSyllable(text: string): string {
  return /^[a-z]*$/.test(text) ? text : fold(text).replace(/[^a-z]/g, '')
}

/** Never throws; what cannot be understood simply gives no term. */
export function parseQuery(text: string): SearchQuery {
  const folded = fold(Array.from(text.slice(0, MAX_QUERY * 2)).slice(0, MAX_QUERY).join(''))
    .replace(/[•●×∗✱]/g, '*')
    .replace(/[\p{C}]+/gu, ' ')
  const phone = wholePhone(folded)
  if (phone !== undefined) return { terms: [digitsTerm(phone)] }
  const terms: SearchTerm[] = []
  let latin: string[] = []
  const flush = (): void => {
    if (latin.length > 0) terms.push(latinTerm(latin, 'any'))
    latin = []
  }
  for (const word of folded.split(/[\s,;，、；。]+/u).filter(Boolean)) {
    if (/^[a-z]+$/.test(word)) {
      latin.push(word)
      continue
    }
    flush()
    terms.push(...wordTerms(word))
  }
  flush()
  return { terms: terms.slice(0, MAX_TERMS) }
}

/** A phone number written with spaces, dashes or brackets is one number; shorter pieces apart stay apart (`138 5678`). */
function wholePhone(text: string): string | undefined {
  if (!/^[\d\s+().-]+$/.test(text)) return undefined
  const digits = text.replace(/\D/g, '')
  return digits.length >= 11 || (/^\s*\+/.test(text) && digits.length > 0) ? digits : undefined
}

function wordTerms(word: string): readonly SearchTerm[] {
  const account = /^sx-?(\d{1,10})$/.exec(word)?.[1]
  if (account !== undefined) return [{ kind: 'account', text: `SX-${account}` }]
  if (word.includes('*')) return maskedTerms(word)
  if (word.includes('@')) return [emailTerm(word)]
  const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  if (/^[\d+().-]+$/.test(bare)) return [digitsTerm(bare.replace(/\D/g, ''))]
  if (/[^a-z0-9._+'-]/.test(bare)) return mixedTerms(bare)
  return bare === '' ? [] : /^[a-z]+$/.test(bare) ? [latinTerm([bare], 'any')] : [emailTerm(bare)]
}

/** `zhang三`, `王a`: pieces of one name, each found in it; digits of such a word are looked for among the mobiles. */
function mixedTerms(word: string): readonly SearchTerm[] {
  const joined = word.replace(/[^\p{L}\p{N}]+/gu, '')
  const pieces = joined.match(/[a-z]+|\d+|[^a-z\d]+/g) ?? []
  return pieces.map((piece) => {
    if (/^\d/.test(piece)) return digitsTerm(piece)
    if (/^[a-z]/.test(piece)) return latinTerm([piece], 'name')
    return { kind: 'han', text: piece, tokens: hanTokens(piece, [Math.min(2, Array.from(piece).length)]) }
  })
}

function maskedTerms(word: string): readonly SearchTerm[] {
  const account = /^sx-(\d+)\*+(\d*)$/.exec(word)
  if (account) return [{ kind: 'masked', field: 'account', heads: [`SX-${account[1] ?? ''}`], tail: account[2] ?? '' }]
  const email = /^([^*@]*)\*+(@[^*]+)$/.exec(word)
  if (email) return [{ kind: 'masked', field: 'email', heads: [email[1] ?? ''], tail: email[2] ?? '' }]
  const mobile = /^\+?(\d*)\*+(\d*)$/.exec(word)
  if (mobile && (mobile[1] || mobile[2])) return [{ kind: 'masked', field: 'mobile', heads: mobile[1] ? mobileHeads(mobile[1]) : [''], tail: mobile[2] ?? '' }]
  const rest = word.replace(/\*+/g, ' ').split(' ').filter(Boolean)
  return rest.flatMap((piece) => wordTerms(piece))
}

function digitsTerm(digits: string): SearchTerm {
  const text = digits.replace(/^00(?=\d{8})/, '')
  return { kind: 'digits', text, heads: mobileHeads(text), tokens: grams('m', text) }
}

/** People leave the country code out; other countries' numbers are found by their middle and end. */
function mobileHeads(digits: string): readonly string[] {
  return digits.startsWith('1') ? [digits, `86${digits}`] : [digits]
}

function emailTerm(text: string): SearchTerm {
  return { kind: 'email', text, tokens: grams('e', text) }
}

function latinTerm(words: readonly string[], scope: 'any' | 'name'): SearchTerm {
  const gramsOf = (prefix: 'e' | 'n'): readonly string[] => [...new Set(words.flatMap((word) => grams(prefix, word)))]
  return { kind: 'latin', text: words.join(''), words, scope, emailTokens: scope === 'any' ? gramsOf('e') : [], nameTokens: gramsOf('n') }
}

/** Best first. `tail`: the last digits of a mobile number, which is what callers and staff say; four or more. */
const CLASS_ORDER = ['exact', 'initials', 'tail', 'prefix', 'middle'] as const
const TAIL_MIN_DIGITS = 4

export interface Match {
  readonly class: (typeof CLASS_ORDER)[number]
  readonly field: 'account' | 'mobile' | 'email' | 'name' | 'pinyin' | 'pinyin-initials'
}

/** The best way in which a person matches every term, or an error when one term does not: the oracle of the index, and "why it matched". */
export function matchPerson(person: SearchablePerson, readings: readonly Reading[], query: SearchQuery): Result<Match, 'no-match'> {
  const matches = query.terms.map((term) => bestOf(termMatches(person, readings, term)))
  const worst = matches.reduce<Match | undefined>((last, one) => (one && (!last || rank(one) > rank(last)) ? one : last), undefined)
  return worst && matches.every(Boolean) ? ok(worst) : err('no-match')
}

function rank(match: Match): number {
  return CLASS_ORDER.indexOf(match.class)
}

function bestOf(matches: readonly Match[]): Match | undefined {
  return [...matches].sort((a, b) => rank(a) - rank(b))[0]
}

function termMatches(person: SearchablePerson, readings: readonly Reading[], term: SearchTerm): readonly Match[] {
  const mobiles = person.identifiers.filter((one) => one.kind === 'mobile').map((one) => one.value.replace(/\D/g, ''))
  const emails = person.identifiers.filter((one) => one.kind === 'email').map((one) => fold(one.value))
  const name = nameKey(person.name)
  switch (term.kind) {
    case 'account':
      return within('account', [person.accountNo], term.text, [term.text], 'prefix')
    case 'digits':
      return [...within('mobile', mobiles, term.text, term.heads, 'middle'), ...within('account', [person.accountNo.slice(3)], term.text, [term.text], 'prefix')]
    case 'masked': {
      const values = term.field === 'mobile' ? mobiles : term.field === 'email' ? emails : [person.accountNo]
      const hit = values.some((value) => term.heads.some((head) => value.startsWith(head) && value.length >= head.length + term.tail.length) && value.endsWith(term.tail))
      return hit ? [{ class: 'prefix', field: term.field }] : []
    }
    case 'email':
      return within('email', emails, term.text, [term.text], term.tokens.length > 0 ? 'middle' : 'prefix')
    case 'han':
      return within('name', [name], term.text, [term.text], 'middle')
    case 'latin':
      return [...pinyinMatches(readings, term.text), ...latinMatches(name, emails, term)]
  }
}

/** `deepest`: whether a hit in the middle counts. */
function within(field: Match['field'], values: readonly string[], text: string, heads: readonly string[], deepest: 'prefix' | 'middle'): readonly Match[] {
  if (text === '') return []
  return values.flatMap((value): readonly Match[] => {
    if (heads.includes(value)) return [{ class: 'exact', field }]
    if (field === 'mobile' && isTail(text) && value.endsWith(text)) return [{ class: 'tail', field }]
    if (heads.some((head) => value.startsWith(head))) return [{ class: 'prefix', field }]
    return deepest === 'middle' && value.includes(text) ? [{ class: 'middle', field }] : []
  })
}

export const isTail = (digits: string): boolean => digits.length >= TAIL_MIN_DIGITS

function pinyinMatches(readings: readonly Reading[], text: string): readonly Match[] {
  return readings.flatMap((reading): readonly Match[] => {
    if (reading.full === text) return [{ class: 'exact', field: 'pinyin' }]
    if (reading.initials === text) return [{ class: 'initials', field: 'pinyin-initials' }]
    return reading.full.startsWith(text) ? [{ class: 'prefix', field: 'pinyin' }] : []
  })
}

function latinMatches(name: string, emails: readonly string[], term: Extract<SearchTerm, { readonly kind: 'latin' }>): readonly Match[] {
  const matches: Match[] = []
  if (term.nameTokens.length > 0 && term.words.every((word) => word.length >= 3 && name.includes(word))) matches.push({ class: 'middle', field: 'name' })
  if (term.scope === 'name') return matches
  if (emails.some((email) => email.startsWith(term.text))) matches.push({ class: 'prefix', field: 'email' })
  if (term.emailTokens.length > 0 && emails.some((email) => term.words.every((word) => word.length >= 3 && email.includes(word)))) matches.push({ class: 'middle', field: 'email' })
  return matches
}
