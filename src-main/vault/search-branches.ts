// The ways in which one search term can match, each as a set of row numbers that one index answers.
//
// | term    | exact                    | initials | tail            | prefix                       | middle                                        |
// |---------|--------------------------|----------|-----------------|------------------------------|-----------------------------------------------|
// | account | account_no =             |          |                 | account_no range             |                                               |
// | digits  | value =, account_no =    |          | value_rev range | value range, account range   | grams m… and instr; under three digits a scan |
// | masked  |                          |          |                 | range by head or by tail     |                                               |
// | email   | value =                  |          |                 | value range                  | grams e… and instr                            |
// | han     | name_key =               |          |                 | name_key range               | tokens z…, name_key contains                  |
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

/** The newest few of a branch's people: numbers below `below`, the highest first, at most `limit`. Somebody may come more than once. */
export interface Newest {
  readonly below: number
  readonly limit: number
}
/**
 * How the newest of a branch are reached without reading all whom it finds.
 *
 * | way     | what it is                                        | the newest first                                                        |
 * |---------|---------------------------------------------------|-------------------------------------------------------------------------|
 * | ordered | one key of an index, or FTS5                      | as they lie there, backwards                                            |
 * | walked  | nothing that an index could answer                | the table backwards: what is looked for is frequent                     |
 * | range   | a beginning: few people or every tenth one        | few: read and sorted; many: the table backwards, as far as `floor`      |
 */
export type Way =
  | { readonly kind: 'ordered' | 'walked'; readonly newest: (ask: Newest) => RawBuilder<unknown> }
  | {
      readonly kind: 'range'
      readonly sorted: (ask: Newest) => RawBuilder<unknown>
      readonly walked: (ask: Newest & { readonly floor: number }) => RawBuilder<unknown>
    }
export interface Branch {
  readonly class: Match['class']
  /** A select of one column `n`: everybody, for a search of several terms. */
  readonly rows: RawBuilder<unknown>
  /** One row for each of whom it finds, at most `limit`, or for a few more people than that: how broad it is. Undefined: no index tells. */
  readonly breadth: ((limit: number) => RawBuilder<unknown>) | undefined
  /** Whether it finds the person of this number. */
  readonly holds: (n: RawBuilder<unknown>) => RawBuilder<unknown>
  readonly way: Way
}

/** The smallest text after everything that begins with `text`, in SQLite's order (UTF-8 bytes). */
const AFTER_ALL = '\u{10ffff}'

function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  return sql`${column} >= ${text} AND ${column} < ${text + AFTER_ALL}`
}

type Table = 'people' | 'person_identifiers' | 'person_pinyin'
/** A plus before a column keeps SQLite from using an index of it (sqlite.org/optoverview.html, 5): each of the two ways has to be the one that is meant. */
type Columns = (name: 'kind' | 'value' | 'value_rev' | 'account_no' | 'name_key' | 'full') => RawBuilder<unknown>
const byIndex: Columns = (name) => sql.ref(name)
const byRow: Columns = (name) => sql`+${sql.ref(name)}`

/** In the rows that a person has of this table, which its key gives. */
const ofPerson = (table: Table, condition: RawBuilder<unknown>): Branch['holds'] => (n) => sql`EXISTS (SELECT 1 FROM ${sql.table(table)} x WHERE x.n = ${n} AND ${condition})`

/** Everybody with this key: in the order of their numbers, as the index holds them. */
function equal(level: Branch['class'], table: Table, condition: RawBuilder<unknown>): Branch {
  const from = sql`FROM ${sql.table(table)} WHERE ${condition}`
  return {
    class: level,
    rows: sql`SELECT n ${from}`,
    breadth: (limit) => sql`SELECT 1 ${from} LIMIT ${limit}`,
    holds: ofPerson(table, condition),
    way: { kind: 'ordered', newest: ({ below, limit }) => sql`SELECT n ${from} AND n < ${below} ORDER BY n DESC LIMIT ${limit}` },
  }
}

function range(level: Branch['class'], table: Table, condition: (column: Columns) => RawBuilder<unknown>): Branch {
  const named = sql.table(table)
  const inside = condition(byIndex)
  return {
    class: level,
    rows: sql`SELECT n FROM ${named} WHERE ${inside}`,
    breadth: (limit) => sql`SELECT 1 FROM ${named} WHERE ${inside} LIMIT ${limit}`,
    holds: ofPerson(table, inside),
    way: {
      kind: 'range',
      sorted: ({ below, limit }) => sql`SELECT n FROM ${named} WHERE ${inside} AND +n < ${below} ORDER BY +n DESC LIMIT ${limit}`,
      walked: ({ below, limit, floor }) => sql`SELECT n FROM ${named} WHERE ${condition(byRow)} AND n < ${below} AND n > ${floor} ORDER BY n DESC LIMIT ${limit}`,
    },
  }
}

/** `condition` names no index. */
function walked(level: Branch['class'], table: Table, condition: RawBuilder<unknown>): Branch {
  const from = sql`FROM ${sql.table(table)} WHERE ${condition}`
  return {
    class: level,
    rows: sql`SELECT n ${from}`,
    breadth: undefined,
    holds: ofPerson(table, condition),
    way: { kind: 'walked', newest: ({ below, limit }) => sql`SELECT n ${from} AND n < ${below} ORDER BY n DESC LIMIT ${limit}` },
  }
}

const holdsAll = (column: 'value' | 'name_key', texts: readonly string[]): RawBuilder<unknown> => sql.join(texts.map((text) => sql`instr(${sql.ref(column)}, ${text}) > 0`), sql` AND `)
const identifiersOf = (kind: 'mobile' | 'email', column: Columns): RawBuilder<unknown> => sql`${column('kind')} = ${kind}`
const identifierIs = (kind: 'mobile' | 'email', text: string): Branch => equal('exact', 'person_identifiers', sql`kind = ${kind} AND value = ${text}`)
const identifierBegins = (kind: 'mobile' | 'email', text: string): Branch => range('prefix', 'person_identifiers', (column) => sql`${identifiersOf(kind, column)} AND ${beginsWith(column('value'), text)}`)
const identifierHolds = (kind: 'mobile' | 'email', texts: readonly string[]): Branch =>
  walked('middle', 'person_identifiers', sql`${identifiersOf(kind, byRow)} AND ${holdsAll('value', texts)}`)

/** Tokens of the index are a-z, 0-9, @ . _ - + and everything outside ASCII (migration 3); any other would be two tokens. */
const ONE_TOKEN = /^[a-z0-9@._+\u0080-\u{10ffff}-]+$/u

/** What FTS5 is asked for so that all of these are there; empty: nothing can be asked. */
export function matchOf(tokens: readonly string[]): string {
  return tokens.filter((token) => ONE_TOKEN.test(token)).map((token) => `"${token}"`).join(' AND ')
}

/** What stands in many: a mobile of the mainland begins with 861 and 13 to 19, addresses end with one of a few hosts, and pinyin is made of its finals. */
const COMMON = /^m(?:861|6?1[3-9])|^[en](?:[aeio]ng|[iu]an|iao|.*[@.]|(?:[zcs]h|[wyjhlx])[aeiou])/
/** Neighbours overlap, so that one hardly rules out anybody whom the next would not. */
const everySecond = (tokens: readonly string[]): readonly string[] => tokens.filter((_, at) => at % 2 === 0 || at === tokens.length - 1)

/** Of a million people some eighty have two digit grams by chance, and each of those is looked at; a third rules out nearly all of them. */
const ENOUGH = 3

/** The few that rule out most people, from all over the text. Each is a list to keep step with, and the long lists say least (docs/performance.md). */
function telling(tokens: readonly string[]): readonly string[] {
  const rare = everySecond(tokens.filter((token) => !COMMON.test(token)))
  const last = rare.length - 1
  if (rare.length > ENOUGH) return rare.filter((_, at) => at === 0 || at === Math.floor(last / 2) || at === last)
  return [...rare, ...everySecond(tokens.filter((token) => COMMON.test(token)))].slice(0, ENOUGH)
}

/** `rows`: without the FTS index. */
export type SearchBy = 'index' | 'rows'

/** People whom the tokens find and of whom `holds` is true: grams alone do not say in which order. FTS5 walks its lists backwards by itself. */
function fts(level: Branch['class'], tokens: readonly string[], holds: Branch['holds']): Branch {
  const matched = sql`FROM people_fts WHERE people_fts MATCH ${matchOf(telling(tokens))}`
  const from = sql`${matched} AND ${holds(sql`people_fts.rowid`)}`
  return {
    class: level,
    rows: sql`SELECT people_fts.rowid AS n ${from}`,
    breadth: (limit) => sql`SELECT 1 ${matched} LIMIT ${limit}`,
    holds,
    way: { kind: 'ordered', newest: ({ below, limit }) => sql`SELECT people_fts.rowid AS n ${from} AND people_fts.rowid < ${below} ORDER BY people_fts.rowid DESC LIMIT ${limit}` },
  }
}

function ftsIdentifiers(kind: 'mobile' | 'email', tokens: readonly string[], texts: readonly string[], by: SearchBy): Branch {
  if (by === 'rows') return identifierHolds(kind, texts)
  return fts('middle', tokens, ofPerson('person_identifiers', sql`kind = ${kind} AND ${holdsAll('value', texts)}`))
}

/** The name holds each of the texts. */
function ftsNames(tokens: readonly string[], texts: readonly string[], by: SearchBy): Branch {
  const inside = holdsAll('name_key', texts)
  return by === 'rows' ? walked('middle', 'people', inside) : fts('middle', tokens, ofPerson('people', inside))
}

function accountBranches(text: string): readonly Branch[] {
  return [equal('exact', 'people', sql`account_no = ${text}`), range('prefix', 'people', (column) => beginsWith(column('account_no'), text))]
}

function digitBranches(term: Extract<SearchTerm, { readonly kind: 'digits' }>, by: SearchBy): readonly Branch[] {
  if (term.text === '') return []
  const tail = isTail(term.text) ? [range('tail', 'person_identifiers', (column) => sql`${identifiersOf('mobile', column)} AND ${beginsWith(column('value_rev'), reversed(term.text))}`)] : []
  return [
    ...tail,
    ...term.heads.flatMap((head): readonly Branch[] => [identifierIs('mobile', head), identifierBegins('mobile', head)]),
    ...accountBranches(`SX-${term.text}`),
    // Under three digits there are no grams, and every twelfth number holds them.
    term.tokens.length > 0 ? ftsIdentifiers('mobile', term.tokens, [term.text], by) : identifierHolds('mobile', [term.text]),
  ]
}

function maskedBranches(term: Extract<SearchTerm, { readonly kind: 'masked' }>): readonly Branch[] {
  return term.heads.map((head) => maskedBranch(term.field, head, term.tail))
}

/** More than two digits at the end name far fewer people than the digits at the beginning; a mail domain names far more. */
const SELECTIVE_TAIL = 2

function maskedBranch(field: 'mobile' | 'account' | 'email', head: string, tail: string): Branch {
  const length = Array.from(head + tail).length
  if (field === 'mobile' && tail.length > SELECTIVE_TAIL) {
    return range('prefix', 'person_identifiers', (column) => sql`${identifiersOf(field, column)} AND ${beginsWith(column('value_rev'), reversed(tail))} AND length(value) >= ${length} AND substr(value, 1, ${head.length}) = ${head}`)
  }
  const name = field === 'account' ? 'account_no' : 'value'
  const ends = sql`length(${sql.ref(name)}) >= ${length} AND substr(${sql.ref(name)}, length(${sql.ref(name)}) - ${Array.from(tail).length - 1}) = ${tail}`
  return field === 'account'
    ? range('prefix', 'people', (column) => sql`${beginsWith(column(name), head)} AND ${ends}`)
    : range('prefix', 'person_identifiers', (column) => sql`${identifiersOf(field, column)} AND ${beginsWith(column(name), head)} AND ${ends}`)
}

function emailBranches(term: Extract<SearchTerm, { readonly kind: 'email' }>, by: SearchBy): readonly Branch[] {
  if (term.text === '') return []
  return [identifierIs('email', term.text), identifierBegins('email', term.text), ...(term.tokens.length > 0 ? [ftsIdentifiers('email', term.tokens, [term.text], by)] : [])]
}

function hanBranches({ text, tokens }: Extract<SearchTerm, { readonly kind: 'han' }>, by: SearchBy): readonly Branch[] {
  if (text === '' || tokens.length === 0) return []
  return [equal('exact', 'people', sql`name_key = ${text}`), range('prefix', 'people', (column) => beginsWith(column('name_key'), text)), ftsNames(tokens, [text], by)]
}

function latinBranches(term: Extract<SearchTerm, { readonly kind: 'latin' }>, by: SearchBy): readonly Branch[] {
  const { text, words, scope, nameTokens, emailTokens } = term
  if (text === '') return []
  const branches: Branch[] = [
    equal('exact', 'person_pinyin', sql`"full" = ${text}`),
    equal('initials', 'person_pinyin', sql`initials = ${text}`),
    range('prefix', 'person_pinyin', (column) => beginsWith(column('full'), text)),
  ]
  const longWords = words.every((word) => word.length >= 3)
  if (longWords && nameTokens.length > 0) branches.push(ftsNames(nameTokens, words, by))
  if (scope === 'name') return branches
  branches.push(identifierBegins('email', text))
  if (longWords && emailTokens.length > 0) branches.push(ftsIdentifiers('email', emailTokens, words, by))
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
