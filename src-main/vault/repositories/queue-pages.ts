// Pages of the queue and their counts: keyset-paged inside one index (queue-walks.ts), so that page 100 costs what page 1 costs. Inside equal
// keys the row number orders; a position is (group, key, number), and the next page begins right after it. How many rows share the words that
// a filter asks is kept: words that no row has together are answered without a walk, those of a few rows by these rows, and rows of words alone
// need no counting.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { must } from '../../../src-shared/base/assert'
import type { RequestId } from '../../../src-shared/base/ids'
import type { Reader } from '../transaction'
import { excludedBy } from './queue-facets'
import { closedIs, rangeConditions, rangeOf, walksOf, wordsFit, type Condition, type QueueQuery, type Walk } from './queue-walks'

export type { QueueQuery } from './queue-walks'

/** `group`: the value of the group in which the page ended; null where there are none, or where it is nobody's. */
export interface QueuePosition {
  readonly group: string | null
  readonly key: string | number
  readonly n: number
}
export interface QueueHit extends QueuePosition {
  readonly requestId: RequestId
}

/** So many rows are sooner looked up and sorted than found among all others in the order of an index. */
const FEW = 300
type Way = 'walk' | 'few'

interface PageFrom {
  readonly after: QueuePosition | undefined
  readonly limit: number
}

/** `few`: up to how many rows are looked up and sorted. */
export async function listQueuePage(reader: Reader, query: QueueQuery, page: PageFrom, few = FEW): Promise<readonly QueueHit[]> {
  if (isVoid(query)) return []
  const fit = await countKinds(reader, query)
  if (fit === 0) return []
  const way: Way = fit <= few && hasFewWay(query) ? 'few' : 'walk'
  const hits: QueuePosition[] = []
  for (const { walk, after } of walksFrom(query, page.after)) {
    const left = page.limit - hits.length
    if (left <= 0) break
    const { rows } = await pageSql(query, walk, { after, limit: left }, way).execute(reader)
    hits.push(...rows.map(({ key, n }) => ({ group: walk.group, key, n })))
  }
  const ids = await idsOf(reader, hits.map(({ n }) => n))
  return hits.flatMap((hit) => {
    const requestId = ids.get(hit.n)
    return requestId === undefined ? [] : [{ requestId, ...hit }]
  })
}

/** How many there are in all. */
export async function countQueueQuery(reader: Reader, query: QueueQuery): Promise<number> {
  if (isVoid(query)) return 0
  const { rows } = await countSql(query).execute(reader)
  return rows[0]?.count ?? 0
}

/** The statements themselves: the test of the plans reads them. */
export function queueStatements(query: QueueQuery): readonly RawBuilder<unknown>[] {
  if (isVoid(query)) return []
  const pages = walksOf(query).flatMap((walk) => {
    const after = { group: walk.group, key: walk.key === 'due_on' ? query.today : walk.key === 'case_tail' ? '1' : 1, n: 1 }
    const ways: readonly Way[] = hasFewWay(query) ? ['walk', 'few'] : ['walk']
    return ways.flatMap((way) => [pageSql(query, walk, { after: undefined, limit: 100 }, way), pageSql(query, walk, { after, limit: 100 }, way)])
  })
  return [...pages, countSql(query), idsSql([1, 2]), kindsSql(query)]
}

/** View, filter and today exclude each other: no row is asked. */
function isVoid(query: QueueQuery): boolean {
  const { from, to } = rangeOf(query)
  return query.conditions.none || (from !== undefined && to !== undefined && from > to)
}

/** How many rows have the words that are asked; infinite where none are. */
async function countKinds(reader: Reader, query: QueueQuery): Promise<number> {
  if (excludedBy(query.conditions) === 0) return Infinity
  const { rows } = await kindsSql(query).execute(reader)
  return rows[0]?.count ?? 0
}

/** The groups of owners are no words: each would look at all of the few. */
function hasFewWay({ conditions, sort, snoozed }: QueueQuery): boolean {
  return excludedBy(conditions) !== 0 && snoozed !== 'only' && (sort.by !== 'assignee' || conditions.caseNo !== undefined)
}

/** Nothing but what the kept numbers of rows can tell. */
function asksWordsAlone(query: QueueQuery): boolean {
  const { assignee, caseNo, clocks } = query.conditions
  const { from, to } = rangeOf(query)
  return assignee === undefined && caseNo === undefined && clocks.length === 0 && from === undefined && to === undefined
}

function kindsSql({ conditions }: QueueQuery): RawBuilder<{ readonly count: number }> {
  return sql`select coalesce(sum(rows), 0) as count from queue_facets where ${all([closedIs(conditions), ...wordsFit(excludedBy(conditions))])}`
}

function pageSql(query: QueueQuery, walk: Walk, { after, limit }: PageFrom, way: Way): RawBuilder<{ readonly n: number; readonly key: string | number }> {
  const { key, order, range } = walk
  const column = sql.ref(key)
  const direction = sql.raw(order)
  // One bound on each side alone: of two the planner might enter by the looser one, and read again what was shown.
  const [begin, end] = order === 'asc' ? [range?.from, range?.to] : [range?.to, range?.from]
  const beyond = after ?? (begin === undefined ? undefined : { key: begin, n: order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER })
  const bounds = [
    ...(beyond === undefined ? [] : [order === 'asc' ? sql<SqlBool>`(${column}, n) > (${beyond.key}, ${beyond.n})` : sql<SqlBool>`(${column}, n) < (${beyond.key}, ${beyond.n})`]),
    ...(end === undefined ? [] : [order === 'asc' ? sql<SqlBool>`${column} <= ${end}` : sql<SqlBool>`${column} >= ${end}`]),
  ]
  const where = [...bounds, ...walk.where]
  const rows = query.snoozed === 'only' ? snoozedWhere(query, [...where, ...wordsFit(walk.excluded)]) : way === 'few' ? fewWhere(query, walk, where) : indexWhere(walk.index, [...where, ...wordsFit(walk.excluded), ...shown(query)])
  return sql`select n, ${column} as key from ${rows} order by ${column} ${direction}, n ${direction} limit ${limit}`
}

/** Those that I put off are taken off the sum: they are few, and asking every row for them costs as much as all the rest. */
function countSql(query: QueueQuery): RawBuilder<{ readonly count: number }> {
  // Whatever the order is: by the narrowest index.
  const walk = must(walksOf({ ...query, sort: { by: 'deadline', order: 'asc' } })[0], 'a walk')
  const where = [...walk.where, ...rangeConditions(walk.key, walk.range ?? {}), ...wordsFit(walk.excluded)]
  const putOff = sql`select count(*) from ${snoozedWhere(query, where)}`
  if (query.snoozed === 'only') return sql`select (${putOff}) as count`
  const every = asksWordsAlone(query) ? kindsSql(query) : sql`select count(*) from ${indexWhere(walk.index, where)}`
  return query.snoozed === 'shown' ? sql`select (${every}) as count` : sql`select (${every}) - (${putOff}) as count`
}

function indexWhere(index: string, where: readonly Condition[]): RawBuilder<unknown> {
  return sql`request_index indexed by ${sql.raw(index)} where ${all(where)}`
}

/** Put off until a day that lies ahead, and not yet due: nothing is hidden on its last day. Crossed, so that the few are looked up one by one. */
function snoozedWhere({ me, today }: QueueQuery, where: readonly Condition[]): RawBuilder<unknown> {
  return sql`snoozes s cross join request_index i on i.request_id = s.request_id where s.staff_id = ${me} and s.until_on > ${today} and i.due_on > ${today} and i.closed = 0${where.length === 0 ? sql`` : sql` and ${all(where)}`}`
}

/** By the kinds of row that have the words, each row then asked by itself. */
function fewWhere(query: QueueQuery, { excluded }: Walk, where: readonly Condition[]): RawBuilder<unknown> {
  const kinds = sql`select k.facets from queue_facets k where k.closed = ${query.conditions.closed ? 1 : 0} and k.facets & ${excluded} = 0`
  return indexWhere('request_index_facets', [sql<SqlBool>`facets in (${kinds})`, ...where, ...shown(query)])
}

/** Asked last, of what fits otherwise. */
function shown(query: QueueQuery): readonly Condition[] {
  return query.snoozed === 'hidden' ? [sql<SqlBool>`n not in (select i.n from ${snoozedWhere(query, [])})`] : []
}

function idsSql(ns: readonly number[]): RawBuilder<{ readonly n: number; readonly request_id: string }> {
  return sql`select n, request_id from request_index where n in (select value from json_each(${JSON.stringify(ns)}))`
}

async function idsOf(reader: Reader, ns: readonly number[]): Promise<ReadonlyMap<number, RequestId>> {
  if (ns.length === 0) return new Map()
  const { rows } = await idsSql(ns).execute(reader)
  return new Map(rows.map((row) => [row.n, row.request_id as RequestId]))
}

function all(conditions: readonly Condition[]): RawBuilder<unknown> {
  return sql.join(conditions, sql` and `)
}

function walksFrom(query: QueueQuery, after: QueuePosition | undefined): readonly { readonly walk: Walk; readonly after: QueuePosition | undefined }[] {
  const walks = walksOf(query)
  if (!after) return walks.map((walk) => ({ walk, after: undefined }))
  const at = walks.findIndex((walk) => walk.group === after.group)
  // Of a group that is gone the rows stand elsewhere now: the list begins anew rather than ending early.
  return walks.slice(Math.max(0, at)).map((walk, index) => ({ walk, after: index === 0 && at >= 0 ? after : undefined }))
}
