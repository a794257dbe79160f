// The ways in which one search term can match, each as a set of row numbers that one index answers.
//
// | term    | exact                    | initials | tail            | prefix                       | middle                                        |
// |---------|--------------------------|----------|-----------------|------------------------------|-----------------------------------------------|
// | account | account_no =             |          |                 | account_no range             |                                               |
// | digits  | value =, account_no =    |          | value_rev range | value range, account range   | grams m… and instr; under three digits a scan |
// | masked  |                          |          |                 | range by head or by tail     |                                               |
// | email   | value =                  |          |                 | value range                  | grams e… and instr                            |
// | han     | name_key =               |          |                 | tokens z…, name_key begins   | tokens z…, name_key contains                  |
// | latin   | reading =                | initials |                 | reading range, e-mail range  | grams n… on the name, grams e… on the e-mail  |
//
// While the FTS index is lost (lost-index.ts) the rows themselves are read instead: slower, and the same people.
//
// What was typed reaches SQLite as parameters only; FTS gets whole tokens in double quotes, each checked to be one token.
import { sql, type RawBuilder } from 'kysely'
import { assertNever } from '../../src-shared/base/assert'
import { isTail, type Match, type SearchTerm } from '../../src-shared/domain/search-terms'
import { reversed } from './search-index'

export const CLASSES = ['exact', 'initials', 'tail', 'prefix', 'middle'] as const satisfies readonly Match['class'][]

export interface Branch {
  readonly class: Match['class']
  /** A select of one column `n`. */
  readonly rows: RawBuilder<unknown>
}

/** The smallest text after everything that begins with `text`, in SQLite's order (UTF-8 bytes). */
const AFTER_ALL = '\u{10ffff}'

function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  return sql`${column} >= ${text} AND ${column} < ${text + AFTER_ALL}`
}

const value = sql`value`
const valueReversed = sql`value_rev`

function identifiersWhere(kind: 'mobile' | 'email', condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`SELECT n FROM person_identifiers WHERE kind = ${kind} AND ${condition}`
}

/** Tokens of the index are a-z, 0-9, @ . _ - + and everything outside ASCII (migration 3); any other would be two tokens. */
const ONE_TOKEN = /^[a-z0-9@._+\u0080-\u{10ffff}-]+$/u

/** What FTS5 is asked for so that all of these are there; empty: nothing can be asked. */
export function matchOf(tokens: readonly string[]): string {
  return tokens.filter((token) => ONE_TOKEN.test(token)).map((token) => `"${token}"`).join(' AND ')
}

function ftsRows(tokens: readonly string[]): RawBuilder<unknown> {
  return sql`SELECT rowid AS n FROM people_fts WHERE people_fts MATCH ${matchOf(tokens)}`
}

/** `rows`: without the FTS index. */
export type SearchBy = 'index' | 'rows'

/** People whom the tokens find and one of whose identifiers holds all the texts: grams alone do not say in which order. */
function ftsIdentifiers(kind: 'mobile' | 'email', tokens: readonly string[], texts: readonly string[], by: SearchBy): RawBuilder<unknown> {
  if (by === 'rows') return identifiersWhere(kind, sql.join(texts.map((text) => sql`instr(value, ${text}) > 0`), sql` AND `))
  const inside = sql.join(texts.map((text) => sql`instr(i.value, ${text}) > 0`), sql` AND `)
  return sql`SELECT f.n FROM (${ftsRows(tokens)}) f WHERE EXISTS (SELECT 1 FROM person_identifiers i WHERE i.n = f.n AND i.kind = ${kind} AND ${inside})`
}

function ftsNames(tokens: readonly string[], condition: RawBuilder<unknown>, by: SearchBy): RawBuilder<unknown> {
  if (by === 'rows') return sql`SELECT q.n FROM people q WHERE ${condition}`
  return sql`SELECT f.n FROM (${ftsRows(tokens)}) f CROSS JOIN people q ON q.n = f.n WHERE ${condition}`
}

function accountBranches(text: string): readonly Branch[] {
  return [
    { class: 'exact', rows: sql`SELECT n FROM people WHERE account_no = ${text}` },
    { class: 'prefix', rows: sql`SELECT n FROM people WHERE ${beginsWith(sql`account_no`, text)}` },
  ]
}

function digitBranches(term: Extract<SearchTerm, { readonly kind: 'digits' }>, by: SearchBy): readonly Branch[] {
  if (term.text === '') return []
  const middle = term.tokens.length > 0 ? ftsIdentifiers('mobile', term.tokens, [term.text], by) : identifiersWhere('mobile', sql`instr(value, ${term.text}) > 0`)
  const tail: readonly Branch[] = isTail(term.text) ? [{ class: 'tail', rows: identifiersWhere('mobile', beginsWith(valueReversed, reversed(term.text))) }] : []
  return [
    ...tail,
    ...term.heads.flatMap((head): readonly Branch[] => [
      { class: 'exact', rows: identifiersWhere('mobile', sql`value = ${head}`) },
      { class: 'prefix', rows: identifiersWhere('mobile', beginsWith(value, head)) },
    ]),
    ...accountBranches(`SX-${term.text}`),
    { class: 'middle', rows: middle },
  ]
}

function maskedBranches(term: Extract<SearchTerm, { readonly kind: 'masked' }>): readonly Branch[] {
  return term.heads.map((head): Branch => ({ class: 'prefix', rows: maskedRows(term.field, head, term.tail) }))
}

/** More than two digits at the end name far fewer people than the digits at the beginning; a mail domain names far more. */
const SELECTIVE_TAIL = 2

function maskedRows(field: 'mobile' | 'account' | 'email', head: string, tail: string): RawBuilder<unknown> {
  const column = field === 'account' ? sql`account_no` : value
  const longEnough = sql`length(${column}) >= ${Array.from(head + tail).length}`
  if (field === 'mobile' && tail.length > SELECTIVE_TAIL) {
    return identifiersWhere(field, sql`${beginsWith(valueReversed, reversed(tail))} AND ${longEnough} AND substr(value, 1, ${head.length}) = ${head}`)
  }
  const inside = sql`${beginsWith(column, head)} AND ${longEnough} AND substr(${column}, length(${column}) - ${Array.from(tail).length - 1}) = ${tail}`
  return field === 'account' ? sql`SELECT n FROM people WHERE ${inside}` : identifiersWhere(field, inside)
}

function emailBranches(term: Extract<SearchTerm, { readonly kind: 'email' }>, by: SearchBy): readonly Branch[] {
  if (term.text === '') return []
  const middle: readonly Branch[] = term.tokens.length > 0 ? [{ class: 'middle', rows: ftsIdentifiers('email', term.tokens, [term.text], by) }] : []
  return [
    { class: 'exact', rows: identifiersWhere('email', sql`value = ${term.text}`) },
    { class: 'prefix', rows: identifiersWhere('email', beginsWith(value, term.text)) },
    ...middle,
  ]
}

function hanBranches({ text, tokens }: Extract<SearchTerm, { readonly kind: 'han' }>, by: SearchBy): readonly Branch[] {
  if (text === '' || tokens.length === 0) return []
  return [
    { class: 'exact', rows: sql`SELECT n FROM people WHERE name_key = ${text}` },
    { class: 'prefix', rows: ftsNames(tokens, sql`instr(q.name_key, ${text}) = 1`, by) },
    { class: 'middle', rows: ftsNames(tokens, sql`instr(q.name_key, ${text}) > 0`, by) },
  ]
}

function latinBranches(term: Extract<SearchTerm, { readonly kind: 'latin' }>, by: SearchBy): readonly Branch[] {
  const { text, words, scope, nameTokens, emailTokens } = term
  if (text === '') return []
  const branches: Branch[] = [
    { class: 'exact', rows: sql`SELECT n FROM person_pinyin WHERE "full" = ${text}` },
    { class: 'initials', rows: sql`SELECT n FROM person_pinyin WHERE initials = ${text}` },
    { class: 'prefix', rows: sql`SELECT n FROM person_pinyin WHERE ${beginsWith(sql`"full"`, text)}` },
  ]
  const longWords = words.every((word) => word.length >= 3)
  if (longWords && nameTokens.length > 0) branches.push({ class: 'middle', rows: ftsNames(nameTokens, sql.join(words.map((word) => sql`instr(q.name_key, ${word}) > 0`), sql` AND `), by) })
  if (scope === 'name') return branches
  branches.push({ class: 'prefix', rows: identifiersWhere('email', beginsWith(value, text)) })
  if (longWords && emailTokens.length > 0) branches.push({ class: 'middle', rows: ftsIdentifiers('email', emailTokens, words, by) })
  return branches
}

export function branchesOf(term: SearchTerm, by: SearchBy): readonly Branch[] {
  switch (term.kind) {
    case 'account':
      return accountBranches(term.text)
    case 'digits':
      return digitBranches(term, by)
    case 'masked':
      return maskedBranches(term)
    case 'email':
      return emailBranches(term, by)
    case 'han':
      return hanBranches(term, by)
    case 'latin':
      return latinBranches(term, by)
    default:
      return assertNever(term)
  }
}
