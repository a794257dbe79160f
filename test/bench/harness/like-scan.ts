// The plain way to search: LIKE over every row of the same store, ranked as ours is, so that both give the same page.
import { assertNever } from '../../../src-shared/base/assert'
import { CLASSES } from '../../../src-main/vault/search-branches'
import { isTail, type SearchTerm } from '../../../src-shared/domain/search-terms'

export interface Scan {
  readonly sql: string
  readonly params: readonly (string | number)[]
}

/** A page and one row more, which tells whether there are more. */
const ROWS = 51
/** Under three characters an address or a Latin name is found by its beginning only. */
const MIDDLE_FROM = 3

const [EXACT, INITIALS, TAIL, PREFIX, MIDDLE] = (['exact', 'initials', 'tail', 'prefix', 'middle'] as const).map((name) => String(CLASSES.indexOf(name)))

const escaped = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`)
const begins = (text: string): string => `${escaped(text)}%`
const ends = (text: string): string => `%${escaped(text)}`
const holds = (text: string): string => `%${escaped(text)}%`
const LIKE = "LIKE ? ESCAPE '\\'"

/** Each part selects `n` and a rank: the place of its class. */
function partsOf(term: SearchTerm): readonly Scan[] {
  switch (term.kind) {
    case 'digits': {
      const { text, heads } = term
      const exact = heads.map(() => 'value = ?').join(' OR ')
      const tail = isTail(text) ? `value ${LIKE}` : 'false'
      const prefix = heads.map(() => `value ${LIKE}`).join(' OR ')
      return [
        { sql: `SELECT n, CASE WHEN ${exact} THEN ${EXACT} WHEN ${tail} THEN ${TAIL} WHEN ${prefix} THEN ${PREFIX} ELSE ${MIDDLE} END AS r FROM person_identifiers WHERE kind = 'mobile' AND value ${LIKE}`, params: [...heads, ...(isTail(text) ? [ends(text)] : []), ...heads.map(begins), holds(text)] },
        accountPart(`SX-${text}`),
      ]
    }
    case 'account':
      return [accountPart(term.text)]
    case 'email':
      return [{ sql: `SELECT n, CASE WHEN value = ? THEN ${EXACT} WHEN value ${LIKE} THEN ${PREFIX} ELSE ${MIDDLE} END AS r FROM person_identifiers WHERE kind = 'email' AND value ${LIKE}`, params: [term.text, begins(term.text), middle(term.text)] }]
    case 'han':
      return [{ sql: `SELECT n, CASE WHEN name_key = ? THEN ${EXACT} WHEN name_key ${LIKE} THEN ${PREFIX} ELSE ${MIDDLE} END AS r FROM people WHERE name_key ${LIKE}`, params: [term.text, begins(term.text), holds(term.text)] }]
    case 'latin':
      return latinParts(term.text)
    case 'masked':
      throw new Error('no bench asks for a masked value')
    default:
      return assertNever(term)
  }
}

const middle = (text: string): string => (text.length < MIDDLE_FROM ? begins(text) : holds(text))

function accountPart(text: string): Scan {
  return { sql: `SELECT n, CASE WHEN account_no = ? THEN ${EXACT} ELSE ${PREFIX} END AS r FROM people WHERE account_no ${LIKE}`, params: [text, begins(text)] }
}

function latinParts(text: string): readonly Scan[] {
  return [
    { sql: `SELECT n, CASE WHEN "full" = ? THEN ${EXACT} WHEN initials = ? THEN ${INITIALS} ELSE ${PREFIX} END AS r FROM person_pinyin WHERE "full" ${LIKE} OR initials = ?`, params: [text, text, begins(text), text] },
    { sql: `SELECT n, CASE WHEN value ${LIKE} THEN ${PREFIX} ELSE ${MIDDLE} END AS r FROM person_identifiers WHERE kind = 'email' AND value ${LIKE}`, params: [begins(text), middle(text)] },
    ...(text.length < MIDDLE_FROM ? [] : [{ sql: `SELECT n, ${MIDDLE} AS r FROM people WHERE name_key ${LIKE}`, params: [holds(text)] }]),
  ]
}

/** Ids of the first page, best class first, newest row first inside it. */
export function likeScan(term: SearchTerm): Scan {
  const parts = partsOf(term)
  return {
    sql: `SELECT p.id FROM (SELECT n, min(r) AS r FROM (${parts.map((part) => part.sql).join(' UNION ALL ')}) GROUP BY n ORDER BY r, n DESC LIMIT ${String(ROWS)}) s
      JOIN people p ON p.n = s.n ORDER BY s.r, s.n DESC`,
    params: parts.flatMap((part) => part.params),
  }
}
