// Pages of the queue. Every order is the order of one index, which is named, so that no planner's guess sorts a hundred thousand rows.
//
//   order               index (all begin with closed)       walked
//   deadline            due | assignee | state | right | waiting: by the narrowest filter that has one
//   updated, case no.   updated | case                      from end to end, other filters asked inside the index
//   state, right, owner state | right | assignee            group by group in the order that people mean, inside by day due
//   digits of a case    tail                                the range of numbers that begin with them
//
// Inside equal keys the row number orders; a position is (group, key, number), and the next page begins right after it.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { must } from '../../../src-shared/base/assert'
import { addDays, type Day } from '../../../src-shared/base/clock'
import type { RequestId, StaffId } from '../../../src-shared/base/ids'
import type { ClockFilter, QueueConditions, QueueSort } from '../../../src-shared/domain/queue-query'
import { CLOSED_STATES, REQUEST_STATES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import type { Reader } from '../transaction'

type Sql = RawBuilder<SqlBool>

export interface QueueQuery {
  readonly conditions: QueueConditions
  readonly sort: QueueSort
  readonly me: StaffId
  readonly today: Day
  /** `hidden`: what I put off is left out; `only`: nothing else is listed; `shown`: it does not matter (closed ones). */
  readonly snoozed: 'hidden' | 'only' | 'shown'
  /** Everybody who may have a case, in the order in which names are read; nobody's come first. */
  readonly assignees: readonly StaffId[]
}

/** `group`: the value of the group in which the page ended; null where there are none, or where it is nobody's. */
export interface QueuePosition {
  readonly group: string | null
  readonly key: string | number
  readonly n: number
}
export interface QueueHit extends QueuePosition {
  readonly requestId: RequestId
}

/** One index, walked from a position in one direction. */
interface Walk {
  readonly index: string
  readonly key: 'due_on' | 'updated_at' | 'case_key' | 'case_tail'
  readonly order: 'asc' | 'desc'
  readonly group: string | null
  /** Of the key, both days included; of a walk by another key the days are among the conditions. */
  readonly range?: KeyRange
  readonly where: readonly Sql[]
}
interface KeyRange {
  readonly from?: string
  readonly to?: string
}

export async function listQueuePage(reader: Reader, query: QueueQuery, page: { readonly after: QueuePosition | undefined; readonly limit: number }): Promise<readonly QueueHit[]> {
  const hits: QueueHit[] = []
  for (const { walk, after } of walksFrom(query, page.after)) {
    const left = page.limit - hits.length
    if (left <= 0) break
    const { rows } = await pageSql(walk, after, left).execute(reader)
    const ids = await idsOf(reader, rows.map(({ n }) => n))
    for (const { key, n } of rows) {
      const requestId = ids.get(n)
      if (requestId !== undefined) hits.push({ requestId, group: walk.group, key, n })
    }
  }
  return hits
}

/** How many there are in all, inside one index. */
export async function countQueueQuery(reader: Reader, query: QueueQuery): Promise<number> {
  const { rows } = await countSql(query).execute(reader)
  return rows[0]?.count ?? 0
}

/** The statements themselves: the test of the plans reads them. */
export function queueStatements(query: QueueQuery): readonly RawBuilder<unknown>[] {
  const pages = walksOf(query).flatMap((walk) => [pageSql(walk, undefined, 100), pageSql(walk, { group: walk.group, key: walk.key === 'due_on' ? query.today : walk.key === 'case_tail' ? '1' : 1, n: 1 }, 100)])
  return [...pages, countSql(query), idsSql([1, 2])]
}

function pageSql({ index, key, order, range, where }: Walk, after: QueuePosition | undefined, limit: number): RawBuilder<{ readonly n: number; readonly key: string | number }> {
  const column = sql.ref(key)
  const direction = sql.raw(order)
  // One bound on each side alone: of two the planner might enter by the looser one, and read again what was shown.
  const [begin, end] = order === 'asc' ? [range?.from, range?.to] : [range?.to, range?.from]
  const beyond = after ?? (begin === undefined ? undefined : { key: begin, n: order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER })
  const bounds = [
    ...(beyond === undefined ? [] : [order === 'asc' ? sql<SqlBool>`(${column}, n) > (${beyond.key}, ${beyond.n})` : sql<SqlBool>`(${column}, n) < (${beyond.key}, ${beyond.n})`]),
    ...(end === undefined ? [] : [order === 'asc' ? sql<SqlBool>`${column} <= ${end}` : sql<SqlBool>`${column} >= ${end}`]),
  ]
  return sql`select n, ${column} as key from request_index indexed by ${sql.raw(index)} where ${all([...where, ...bounds])} order by ${column} ${direction}, n ${direction} limit ${limit}`
}

function countSql(query: QueueQuery): RawBuilder<{ readonly count: number }> {
  // Whatever the order is: by the narrowest index.
  const walk = must(walksOf({ ...query, sort: { by: 'deadline', order: 'asc' } })[0], 'a walk')
  return sql`select count(*) as count from request_index indexed by ${sql.raw(walk.index)} where ${all([...walk.where, ...rangeConditions(walk.key, walk.range ?? {})])}`
}

function idsSql(ns: readonly number[]): RawBuilder<{ readonly n: number; readonly request_id: string }> {
  return sql`select n, request_id from request_index where n in (select value from json_each(${JSON.stringify(ns)}))`
}

async function idsOf(reader: Reader, ns: readonly number[]): Promise<ReadonlyMap<number, RequestId>> {
  if (ns.length === 0) return new Map()
  const { rows } = await idsSql(ns).execute(reader)
  return new Map(rows.map((row) => [row.n, row.request_id as RequestId]))
}

function all(conditions: readonly Sql[]): RawBuilder<unknown> {
  return sql.join(conditions, sql` and `)
}

function walksFrom(query: QueueQuery, after: QueuePosition | undefined): readonly { readonly walk: Walk; readonly after: QueuePosition | undefined }[] {
  const walks = walksOf(query)
  if (!after) return walks.map((walk) => ({ walk, after: undefined }))
  const at = walks.findIndex((walk) => walk.group === after.group)
  // Of a group that is gone the rows stand elsewhere now: the list begins anew rather than ending early.
  return walks.slice(Math.max(0, at)).map((walk, index) => ({ walk, after: index === 0 && at >= 0 ? after : undefined }))
}

function walksOf(query: QueueQuery): readonly Walk[] {
  const { conditions, sort } = query
  if (conditions.caseNo !== undefined) return [{ index: 'request_index_tail', key: 'case_tail', order: 'asc', group: null, ...caseWalk(conditions.caseNo, [closedIs(conditions), ...rest(query), ...rangeConditions('due_on', rangeOf(query))]) }]
  switch (sort.by) {
    case 'deadline':
      return [byDeadline(query)]
    case 'updated':
      return [{ index: 'request_index_updated', key: 'updated_at', order: sort.order, group: null, where: [closedIs(conditions), ...rest(query), ...rangeConditions('due_on', rangeOf(query))] }]
    case 'caseNo':
      return [{ index: 'request_index_case', key: 'case_key', order: sort.order, group: null, where: [closedIs(conditions), ...rest(query), ...rangeConditions('due_on', rangeOf(query))] }]
    case 'state':
      return grouped(query, 'state', conditions.states ?? REQUEST_STATES.filter((state) => CLOSED_STATES.includes(state) === conditions.closed))
    case 'right':
      return grouped(query, 'right', conditions.rights ?? RIGHTS)
    case 'assignee':
      return grouped(query, 'assignee', conditions.assignees ?? [null, ...query.assignees])
  }
}

/** Group by group; inside a group the next deadline comes first, whichever way the groups stand. */
function grouped(query: QueueQuery, column: 'state' | 'right' | 'assignee', values: readonly (string | null)[]): readonly Walk[] {
  const name = column === 'assignee' ? 'assignee_id' : column
  const order = orderOf(column)
  const inOrder = order ? [...values].sort((one, other) => order.indexOf(one ?? '') - order.indexOf(other ?? '')) : [...values]
  if (query.sort.order === 'desc') inOrder.reverse()
  return inOrder.map((value) => ({
    index: `request_index_${column}`,
    key: 'due_on',
    order: 'asc',
    group: value,
    range: rangeOf(query),
    where: [closedIs(query.conditions), value === null ? sql<SqlBool>`${sql.ref(name)} is null` : sql<SqlBool>`${sql.ref(name)} = ${value}`, ...rest(query, column)],
  }))
}

function orderOf(column: 'state' | 'right' | 'assignee'): readonly string[] | undefined {
  return column === 'state' ? REQUEST_STATES : column === 'right' ? RIGHTS : undefined
}

function byDeadline(query: QueueQuery): Walk {
  const { assignees, states, rights, waiting } = query.conditions
  const { order } = query.sort
  const narrowed = (column: 'state' | 'right' | 'assignee', values: readonly (string | null)[] | undefined): Walk | undefined =>
    values?.length === 1 ? grouped(query, column, values).map((walk) => ({ ...walk, order, group: null }))[0] : undefined
  if (waiting) return { index: 'request_index_waiting', key: 'due_on', order, group: null, range: rangeOf(query), where: [closedIs(query.conditions), ...rest(query)] }
  return (
    narrowed('assignee', assignees) ??
    narrowed('state', states) ??
    narrowed('right', rights) ?? { index: 'request_index_due', key: 'due_on', order, group: null, range: rangeOf(query), where: [closedIs(query.conditions), ...rest(query)] }
  )
}

function closedIs({ closed }: QueueConditions): Sql {
  return sql<SqlBool>`closed = ${closed ? 1 : 0}`
}

/** `26-11`: year and first digits; `11`: first digits of the running number in any year. */
function caseWalk(caseNo: string, where: readonly Sql[]): Pick<Walk, 'range' | 'where'> {
  const [head = '', digits] = caseNo.split('-')
  const tail = digits ?? head
  // The colon follows the digits in ASCII, the full stop the hyphen.
  return { range: { from: tail, to: `${tail}:` }, where: digits === undefined ? where : [...where, sql<SqlBool>`case_no >= ${`${head}-`} and case_no < ${`${head}.`}`] }
}

/** What the index is not entered by, each part asked of its entries. */
function rest(query: QueueQuery, given?: 'state' | 'right' | 'assignee'): readonly Sql[] {
  const { conditions, today } = query
  const { states, rights, channels, assignees } = conditions
  return [
    ...(given === 'state' || states === undefined ? [] : [among('state', states)]),
    ...(given === 'right' || rights === undefined ? [] : [among('right', rights)]),
    ...(channels === undefined ? [] : [among('channel', channels)]),
    ...(given === 'assignee' || assignees === undefined ? [] : [amongAssignees(assignees)]),
    ...conditions.clocks.flatMap((clock) => clockIs(clock, today)),
    // As the partial index has it: a parameter would hide it from the planner.
    ...(conditions.waiting ? [sql<SqlBool>`mark <> 'sent'`] : []),
    ...snoozeIs(query),
  ]
}

function among(column: string, values: readonly string[]): Sql {
  // The plus keeps the planner from entering the index by the list, group after group: it would have to sort then.
  return sql<SqlBool>`+${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`
}

function amongAssignees(assignees: readonly (StaffId | null)[]): Sql {
  const known = assignees.filter((one) => one !== null)
  const owned = among('assignee_id', known)
  return assignees.length === known.length ? owned : sql<SqlBool>`(+assignee_id is null or ${owned})`
}

/** The days that the filter and the clock leave, as the clock of a row says it; open ones alone are asked. */
function rangeOf({ conditions: { dueFrom, dueTo, clocks }, today }: QueueQuery): KeyRange {
  const from = [dueFrom, ...clocks.map((clock) => (clock === 'due-today' || clock === 'estimated' ? today : clock === 'at-risk' ? addDays(today, 1) : undefined))].filter((one) => one !== undefined)
  const to = [dueTo, ...clocks.map((clock) => (clock === 'due-today' ? today : clock === 'overdue' ? addDays(today, -1) : undefined))].filter((one) => one !== undefined)
  return { ...(from.length === 0 ? {} : { from: from.toSorted().at(-1) }), ...(to.length === 0 ? {} : { to: to.toSorted()[0] }) }
}

function rangeConditions(key: Walk['key'], { from, to }: KeyRange): readonly Sql[] {
  return [...(from === undefined ? [] : [sql<SqlBool>`${sql.ref(key)} >= ${from}`]), ...(to === undefined ? [] : [sql<SqlBool>`${sql.ref(key)} <= ${to}`])]
}

/** What a clock says besides the day due. */
function clockIs(clock: ClockFilter, today: Day): readonly Sql[] {
  switch (clock) {
    case 'overdue':
    case 'due-today':
      return []
    case 'at-risk':
      return [sql<SqlBool>`soon_on <= ${today} and clock = 'running'`]
    case 'estimated':
      return [sql<SqlBool>`clock = 'estimated'`]
  }
}

/** Put off until a later day, and not yet due: nothing is hidden on its last day. */
function snoozeIs({ me, today, snoozed }: QueueQuery): readonly Sql[] {
  if (snoozed === 'shown') return []
  // Crossed, so that the few that I put off are looked up, and never all that is due looked through.
  const mine = sql`(select i.n from snoozes s cross join request_index i on i.request_id = s.request_id where s.staff_id = ${me} and s.until_on > ${today} and i.due_on > ${today} and i.closed = 0)`
  return [snoozed === 'hidden' ? sql<SqlBool>`n not in ${mine}` : sql<SqlBool>`+n in ${mine}`]
}
