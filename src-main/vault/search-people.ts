// Reads the searchable directory: people who match every term, class by class, until the page is full.
//
// A class is how well a person matches: exact, initials, tail, prefix, middle; with several terms the worst of them. Classes are asked in that
// order and the next one only if rows are still wanted; inside a class the newest row comes first. Why a row matched is decided by
// `matchPerson`, which is also the oracle of the tests.
import { sql, type RawBuilder } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import { matchPerson, type Match, type Reading, type SearchQuery, type SearchTerm } from '../../src-shared/domain/search-terms'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import { branchesOf, CLASSES, type Branch, type SearchBy } from './search-branches'
import type { Reader } from './transaction'

export interface SearchHit {
  readonly subjectId: SubjectId
  readonly match: Match
}
export interface SearchPage {
  readonly hits: readonly SearchHit[]
  /** Are there more after these? */
  readonly more: boolean
}
export interface SearchOptions {
  /** Rows of an older directory generation are not seen. */
  readonly minGen?: number
  /** `rows` while the index is lost: slower, the same people. */
  readonly by?: SearchBy
}

interface Found {
  readonly n: number
  readonly id: SubjectId
}

/** All branches of one term up to a class, as one set of row numbers. */
function unionOf(branches: readonly Branch[]): RawBuilder<unknown> {
  return sql.join(branches.map((branch) => branch.rows), sql` UNION ALL `)
}

async function askOne(reader: Reader, rows: RawBuilder<unknown>, others: readonly RawBuilder<unknown>[], found: readonly Found[], minGen: number, limit: number): Promise<readonly Found[]> {
  const also = others.map((other) => sql` AND p.n IN (${other})`)
  const answer = await sql<Found>`
    SELECT p.n, p.id FROM (${rows}) b CROSS JOIN people p ON p.n = b.n
    WHERE p.gen >= ${minGen} AND p.n NOT IN (SELECT value FROM json_each(${JSON.stringify(found.map((row) => row.n))})) ${sql.join(also, sql``)}
    ORDER BY b.n DESC LIMIT ${limit}`.execute(reader)
  return answer.rows
}

/** One term: each way of matching is a query of its own, which the planner can walk backwards and stop. */
async function askSingle(reader: Reader, branches: readonly Branch[], found: readonly Found[], minGen: number, wanted: number): Promise<readonly Found[]> {
  const byNumber = new Map<number, Found>()
  for (const branch of branches) {
    // A person may stand in a branch once for every identifier or reading: ask for distinct rows.
    const rows = await askOne(reader, sql`SELECT DISTINCT n FROM (${branch.rows})`, [], found, minGen, wanted)
    for (const row of rows) byNumber.set(row.n, row)
  }
  return [...byNumber.values()].sort((a, b) => b.n - a.n).slice(0, wanted)
}

/** Several terms: everybody whom each term finds at this class or better, minus those already listed. */
async function askAll(reader: Reader, perTerm: readonly (readonly Branch[])[], found: readonly Found[], minGen: number, wanted: number): Promise<readonly Found[]> {
  const sets = perTerm.map(unionOf)
  const [first, ...others] = sets
  if (!first) return []
  return askOne(reader, sql`SELECT DISTINCT n FROM (${first})`, others, found, minGen, wanted)
}

async function collect(reader: Reader, terms: readonly SearchTerm[], { minGen = 0, by = 'index' }: SearchOptions, wanted: number): Promise<readonly Found[]> {
  const branches = terms.map((term) => branchesOf(term, by))
  const found: Found[] = []
  for (const [at, level] of CLASSES.entries()) {
    if (found.length >= wanted) break
    const upTo = new Set(CLASSES.slice(0, at + 1))
    const perTerm = branches.map((all) => all.filter((branch) => (terms.length === 1 ? branch.class === level : upTo.has(branch.class))))
    if (perTerm.some((one) => one.length === 0)) continue
    const [single] = perTerm
    const next = perTerm.length === 1 && single ? await askSingle(reader, single, found, minGen, wanted - found.length) : await askAll(reader, perTerm, found, minGen, wanted - found.length)
    found.push(...next)
  }
  return found
}

async function readPeople(reader: Reader, numbers: readonly number[]): Promise<ReadonlyMap<number, { readonly person: Parameters<typeof matchPerson>[0]; readonly readings: readonly Reading[] }>> {
  const people = await reader.selectFrom('people').select(['n', 'name', 'account_no']).where('n', 'in', [...numbers]).execute()
  const identifiers = await reader.selectFrom('person_identifiers').select(['n', 'kind', 'value']).where('n', 'in', [...numbers]).execute()
  const readings = await reader.selectFrom('person_pinyin').select(['n', 'full', 'initials']).where('n', 'in', [...numbers]).execute()
  return new Map(
    people.map((row) => [
      row.n,
      {
        person: {
          name: row.name,
          accountNo: row.account_no,
          identifiers: identifiers.filter((one) => one.n === row.n).map((one) => ({ kind: one.kind as IdentifierKind, value: one.value })),
        },
        readings: readings.filter((one) => one.n === row.n),
      },
    ]),
  )
}

/** At most 50 rows from `offset` on; never throws for what was typed. */
export async function searchPeople(reader: Reader, query: SearchQuery, limit: number, offset: number, options: SearchOptions = {}): Promise<SearchPage> {
  if (query.terms.length === 0) return { hits: [], more: false }
  const found = await collect(reader, query.terms, options, offset + limit + 1)
  const page = found.slice(offset, offset + limit)
  if (page.length === 0) return { hits: [], more: false }
  const peopleByNumber = await readPeople(reader, page.map((row) => row.n))
  const hits = page.flatMap((row) => {
    const read = peopleByNumber.get(row.n)
    const match = read && matchPerson(read.person, read.readings, query)
    // A row that was erased between the two reads, or that does not match after all, is not shown.
    return match?.ok ? [{ subjectId: row.id, match: match.value }] : []
  })
  return { hits, more: found.length > offset + limit }
}
