// What a search should find: every person read one by one; and queries as people type them.
import type { SubjectId } from '../../src-shared/base/ids'
import { matchPerson, parseQuery, personPinyin, type Match, type Reading } from '../../src-shared/domain/search-terms'
import { nameReadings } from '../../src-main/vault/pinyin'
import { identifierValue, type DirectoryRow } from '../../src-main/vault/search-index'

const CLASSES = ['exact', 'initials', 'tail', 'prefix', 'middle']
export interface Expected {
  readonly subjectId: SubjectId
  readonly match: Match
}

/** A reading depends on the name alone, and names repeat. */
const readingsByName = new Map<string, readonly Reading[]>()
export function readingsOf(name: string): readonly Reading[] {
  const known = readingsByName.get(name) ?? personPinyin(name, nameReadings)
  readingsByName.set(name, known)
  return known
}

/** `people` in the order in which they came: every one read, then classes in order, newest row first. */
export function oracle(people: ReadonlyMap<SubjectId, DirectoryRow>, text: string): readonly Expected[] {
  const query = parseQuery(text)
  if (query.terms.length === 0) return []
  const hits = [...people.values()].flatMap((row, at) => {
    const person = { name: row.name, accountNo: row.accountNo, identifiers: row.identifiers.map(([kind, value]) => ({ kind, value: identifierValue(kind, value) })) }
    const match = matchPerson(person, readingsOf(row.name), query)
    return match.ok ? [{ subjectId: row.id, match: match.value, at }] : []
  })
  hits.sort((a, b) => CLASSES.indexOf(a.match.class) - CLASSES.indexOf(b.match.class) || b.at - a.at)
  return hits.map(({ subjectId, match }) => ({ subjectId, match }))
}

/** Queries as people type them, taken from the people themselves. */
export function queriesOf(row: DirectoryRow, pick: (below: number) => number): readonly string[] {
  const mobile = (row.identifiers.find(([kind]) => kind === 'mobile')?.[1] ?? '').replace(/\D/g, '')
  const local = mobile.startsWith('86') ? mobile.slice(2) : mobile
  const email = row.identifiers.find(([kind]) => kind === 'email')?.[1] ?? 'li.1@qq.example'
  const letters = Array.from(row.name)
  const reading = readingsOf(row.name)[0]
  const cut = pick(Math.max(1, email.length - 6))
  return [
    mobile.slice(-4), mobile.slice(-6), local.slice(0, 3 + pick(6)), local, `+${mobile}`, mobile.slice(3, 8), `${local.slice(0, 3)}****${local.slice(-4)}`, mobile.slice(0, 2), mobile.slice(-1),
    email, email.slice(0, 4 + pick(5)), email.slice(cut, cut + 3 + pick(4)), email.slice(email.indexOf('@')), `${email.slice(0, 1)}***${email.slice(email.indexOf('@'))}`, email.toUpperCase(),
    letters[0] ?? '', letters.slice(0, 2).join(''), row.name, letters.slice(-1).join(''), letters.slice(-2).join(''),
    reading?.full ?? '', reading?.initials ?? '', (reading?.full ?? '').slice(0, 5), `${(reading?.full ?? '').slice(0, 3)}${letters.at(-1) ?? ''}`,
    row.accountNo, row.accountNo.slice(0, 8), row.accountNo.slice(3), `${row.accountNo.slice(0, 7)}****${row.accountNo.slice(-2)}`,
    `${letters[0] ?? ''} ${mobile.slice(-3)}`, `${reading?.initials ?? ''} ${email.slice(0, 3)}`,
  ]
}
