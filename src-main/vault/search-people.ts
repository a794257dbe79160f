// Reads the searchable directory: people who match every term, class by class, until the page is full.
//
// A class is how well a person matches: exact, initials, tail, prefix, middle; with several terms the worst of them. Classes are asked in that
// order and the next one only if rows are still wanted; inside a class the newest row comes first, and no more are read than that needs. Why a row
// matched is decided by `matchPerson`, which is also the oracle of the tests.
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
  /** When a range is walked instead of sorted, and how far. */
  readonly breadth?: Breadth
}

/** In rows of a range, and in people from the newest on. */
export interface Breadth {
  /** Not more than this are sorted for the sake of the newest fifty: the table is walked, in which every hundredth person is then one of them. */
  readonly mostSorted: number
  /** Then the range is sorted after all: they are old, though many. */
  readonly mostWalked: number
}
/** Both ways take some 5 ms there at a million people (docs/performance.md). */
const BREADTH: Breadth = { mostSorted: 8_000, mostWalked: 40_000 }

interface Found {
  readonly n: number
  readonly id: SubjectId
}

/** All branches of one term up to a class, as one set of row numbers. */
function unionOf(branches: readonly Branch[]): RawBuilder<unknown> {
  return sql.join(branches.map((branch) => branch.rows), sql` UNION ALL `)
}

const ABOVE_ALL = Number.MAX_SAFE_INTEGER

/** A branch at work: what to ask it next. */
interface Asking {
  readonly branch: Branch
  /** Whom it has found. */
  readonly people: Map<number, Found>
  /** Of a range: too broad to be sorted, so walked down to this number. */
  floor: number | undefined
  below: number
  isOver: boolean
}

/** `size`: of a range, as far as it was counted. */
function beginAsking(branch: Branch, { top, size = 0, breadth: { mostSorted, mostWalked } }: { readonly top: number; readonly size: number | undefined; readonly breadth: Breadth }): Asking {
  const isBroad = branch.way.kind === 'range' && size > mostSorted
  return { branch, people: new Map(), floor: isBroad ? top - mostWalked : undefined, below: ABOVE_ALL, isOver: false }
}

/** Of several together; of one that was not measured nobody knows. */
function sizeOf(branches: readonly Branch[], sizes: ReadonlyMap<Branch, number>): number {
  return branches.reduce((sum, branch) => sum + (sizes.get(branch) ?? Infinity), 0)
}

/** How many each finds, as far as that is told up to `most` and one more; and the highest number there is. */
async function measure(reader: Reader, branches: readonly Branch[], most: number): Promise<{ readonly top: number; readonly sizes: ReadonlyMap<Branch, number> }> {
  const counted = branches.flatMap((branch) => (branch.breadth === undefined ? [] : [{ branch, rows: branch.breadth(most + 1) }]))
  if (counted.length === 0) return { top: 0, sizes: new Map() }
  const counts = counted.map(({ rows }, at) => sql`(SELECT count(*) FROM (${rows})) AS ${sql.ref(`c${String(at)}`)}`)
  const answer = await sql<Readonly<Record<string, number | null>>>`SELECT (SELECT max(n) FROM people) AS top, ${sql.join(counts)}`.execute(reader)
  const [row = {}] = answer.rows
  return { top: row['top'] ?? 0, sizes: new Map(counted.map(({ branch }, at) => [branch, row[`c${String(at)}`] ?? 0])) }
}

function nextRows({ branch: { way }, below, floor }: Asking, limit: number): RawBuilder<unknown> {
  if (way.kind !== 'range') return way.newest({ below, limit })
  return floor === undefined ? way.sorted({ below, limit }) : way.walked({ below, limit, floor })
}

/**
 * One term: of each way of matching the newest, until there are enough of them or nobody is left. Who was found already, of an older generation, or under two of
 * their identifiers, counts for nothing, so a way may be asked again, from where it had come to.
 */
async function askSingle(reader: Reader, branches: readonly Branch[], found: readonly Found[], { minGen = 0, breadth = BREADTH }: SearchOptions, wanted: number): Promise<readonly Found[]> {
  const known = new Set(found.map(({ n }) => n))
  const { top, sizes } = await measure(reader, branches.filter(({ way }) => way.kind === 'range'), breadth.mostSorted)
  const asked = branches.map((branch) => beginAsking(branch, { top, size: sizes.get(branch), breadth }))
  for (;;) {
    const open = asked.filter(({ isOver, people }) => !isOver && people.size < wanted)
    if (open.length === 0) return newestOf(asked).slice(0, wanted)
    await askEach(reader, open, known, minGen, wanted + known.size)
  }
}

/** The next `limit` of each, in one statement. */
async function askEach(reader: Reader, asked: readonly Asking[], known: ReadonlySet<number>, minGen: number, limit: number): Promise<void> {
  const parts = asked.map((asking, at) => sql`SELECT ${at} AS part, n FROM (${nextRows(asking, limit)})`)
  const { rows } = await sql<Answered>`
    SELECT b.part, b.n, p.id FROM (${sql.join(parts, sql` UNION ALL `)}) b LEFT JOIN people p ON p.n = b.n AND p.gen >= ${minGen}`.execute(reader)
  for (const [at, asking] of asked.entries()) take(asking, rows.filter(({ part }) => part === at), known, limit)
}

function newestOf(asked: readonly Asking[]): readonly Found[] {
  const all = new Map(asked.flatMap(({ people }) => [...people]))
  return [...all.values()].sort((a, b) => b.n - a.n)
}

interface Answered {
  readonly part: number
  readonly n: number
  /** Null: of an older generation. */
  readonly id: SubjectId | null
}

/** A walk that came to its floor goes on as a sort, below what it has seen. */
function take(asking: Asking, rows: readonly Answered[], known: ReadonlySet<number>, limit: number): void {
  for (const { n, id } of rows) if (id !== null && !known.has(n)) asking.people.set(n, { n, id })
  if (rows.length > 0) asking.below = Math.min(...rows.map(({ n }) => n))
  if (rows.length >= limit) return
  if (asking.floor === undefined) asking.isOver = true
  else asking.floor = undefined
}

/**
 * Several terms: everybody whom each term finds at this class or better, minus those already listed. Where a term finds few they are read and looked at for
 * the other terms; where each finds many the table is walked; and where that comes to its floor, the sets of all are cut with each other.
 */
async function askAll(reader: Reader, perTerm: readonly (readonly Branch[])[], found: readonly Found[], { minGen = 0, breadth: { mostSorted, mostWalked } = BREADTH }: SearchOptions, wanted: number): Promise<readonly Found[]> {
  const { top, sizes } = await measure(reader, perTerm.flat(), mostSorted)
  const [narrowest = [], ...others] = [...perTerm].sort((a, b) => sizeOf(a, sizes) - sizeOf(b, sizes))
  const isOther = sql`p.gen >= ${minGen} AND p.n NOT IN (SELECT value FROM json_each(${JSON.stringify(found.map((row) => row.n))}))`
  const last = sql`ORDER BY p.n DESC LIMIT ${wanted}`
  const read = async (query: RawBuilder<Found>): Promise<readonly Found[]> => (await query.execute(reader)).rows
  const among = (branches: readonly Branch[]): RawBuilder<unknown> => sql`(SELECT DISTINCT n FROM (${unionOf(branches)}))`
  if (sizeOf(narrowest, sizes) <= mostSorted) return read(sql<Found>`SELECT p.n, p.id FROM ${among(narrowest)} b CROSS JOIN people p ON p.n = b.n WHERE ${isOther} AND ${heldByAll(others)} ${last}`)
  const walked = await read(sql<Found>`SELECT p.n, p.id FROM people p WHERE p.n > ${top - mostWalked} AND ${isOther} AND ${heldByAll([narrowest, ...others])} ${last}`)
  if (walked.length === wanted) return walked
  const also = others.map((branches) => sql`p.n IN ${among(branches)}`)
  return read(sql<Found>`SELECT p.n, p.id FROM ${among(narrowest)} b CROSS JOIN people p ON p.n = b.n WHERE ${isOther} AND ${sql.join(also, sql` AND `)} ${last}`)
}

/** The person `p` is found by each of the terms. */
function heldByAll(terms: readonly (readonly Branch[])[]): RawBuilder<unknown> {
  return sql.join(terms.map((branches) => sql`(${sql.join(branches.map(({ holds }) => holds(sql`p.n`)), sql` OR `)})`), sql` AND `)
}

/**
 * One term, all classes. Their sizes tell how many of them the page may need: these are asked together, and a class whose answer does not settle who its newest
 * are (people who stand in several classes, or of an older generation) once more by itself.
 */
async function collectSingle(reader: Reader, branches: readonly Branch[], options: SearchOptions, wanted: number): Promise<readonly Found[]> {
  const { minGen = 0, breadth = BREADTH } = options
  const levels = CLASSES.map((level) => branches.filter((branch) => branch.class === level)).filter((own) => own.length > 0)
  // The lists of grams come last; how long they are is of use to nobody.
  const { top, sizes } = await measure(reader, branches.filter((branch) => branch.class !== 'middle'), breadth.mostSorted)
  const found: Found[] = []
  for (let at = 0; at < levels.length && found.length < wanted; ) {
    const together: (readonly Branch[])[] = []
    for (let expected = found.length; at < levels.length && expected < wanted; at++) {
      const own = levels[at] ?? []
      together.push(own)
      expected += sizeOf(own, sizes)
    }
    const limit = wanted + found.length
    const asked = together.flat().map((branch) => beginAsking(branch, { top, size: sizes.get(branch), breadth }))
    await askEach(reader, asked, new Set(found.map(({ n }) => n)), minGen, limit)
    for (const own of together) {
      const need = wanted - found.length
      if (need > 0) found.push(...(settled(asked.filter(({ branch }) => own.includes(branch)), found, need) ?? (await askSingle(reader, own, found, options, need))))
    }
  }
  return found
}

/** The newest of these that were not found before, if what the branches gave settles who they are. */
function settled(asked: readonly Asking[], found: readonly Found[], need: number): readonly Found[] | undefined {
  const known = new Set(found.map(({ n }) => n))
  const fresh = newestOf(asked).filter(({ n }) => !known.has(n))
  const last = fresh[need - 1]?.n ?? 0
  return asked.every(({ isOver, below }) => isOver || below <= last) ? fresh.slice(0, need) : undefined
}

async function collect(reader: Reader, terms: readonly SearchTerm[], options: SearchOptions, wanted: number): Promise<readonly Found[]> {
  const branches = terms.map((term) => branchesOf(term, options.by ?? 'index'))
  const [only] = branches
  if (branches.length === 1 && only) return collectSingle(reader, only, options, wanted)
  const found: Found[] = []
  for (const at of CLASSES.keys()) {
    if (found.length >= wanted) break
    const upTo = new Set(CLASSES.slice(0, at + 1))
    const perTerm = branches.map((all) => all.filter((branch) => upTo.has(branch.class)))
    if (perTerm.some((one) => one.length === 0)) continue
    found.push(...(await askAll(reader, perTerm, found, options, wanted - found.length)))
  }
  return found
}

interface StoredPerson {
  readonly n: number
  readonly name: string
  readonly accountNo: string
  /** JSON of pairs. */
  readonly identifiers: string
  readonly readings: string
}

/** What else is looked at of a person beside their name and account number, by the kinds of the terms. */
const BY_IDENTIFIER: readonly SearchTerm['kind'][] = ['digits', 'masked', 'email', 'latin']
const BY_READING: readonly SearchTerm['kind'][] = ['latin']

async function readPeople(reader: Reader, numbers: readonly number[], terms: readonly SearchTerm[]): Promise<ReadonlyMap<number, { readonly person: Parameters<typeof matchPerson>[0]; readonly readings: readonly Reading[] }>> {
  const wanted = (kinds: readonly SearchTerm['kind'][], pairs: RawBuilder<unknown>): RawBuilder<unknown> => (terms.some(({ kind }) => kinds.includes(kind)) ? sql`(${pairs})` : sql`'[]'`)
  const { rows } = await sql<StoredPerson>`
    SELECT p.n, p.name, p.account_no AS "accountNo",
      ${wanted(BY_IDENTIFIER, sql`SELECT json_group_array(json_array(i.kind, i.value)) FROM person_identifiers i WHERE i.n = p.n`)} AS identifiers,
      ${wanted(BY_READING, sql`SELECT json_group_array(json_array(r."full", r.initials)) FROM person_pinyin r WHERE r.n = p.n`)} AS readings
    FROM people p WHERE p.n IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`.execute(reader)
  const pairs = (text: string): readonly (readonly [string, string])[] => JSON.parse(text) as [string, string][]
  return new Map(
    rows.map(({ n, name, accountNo, identifiers, readings }) => [
      n,
      {
        person: { name, accountNo, identifiers: pairs(identifiers).map(([kind, value]) => ({ kind: kind as IdentifierKind, value })) },
        readings: pairs(readings).map(([full, initials]) => ({ full, initials })),
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
  const peopleByNumber = await readPeople(reader, page.map((row) => row.n), query.terms)
  const hits = page.flatMap((row) => {
    const read = peopleByNumber.get(row.n)
    const match = read && matchPerson(read.person, read.readings, query)
    // A row that was erased between the two reads, or that does not match after all, is not shown.
    return match?.ok ? [{ subjectId: row.id, match: match.value }] : []
  })
  return { hits, more: found.length > offset + limit }
}
