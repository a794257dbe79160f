// Which index a list of the queue is walked in, and what is asked of its entries. Every order is the order of one index, which is named, so
// that no planner's guess sorts a hundred thousand rows.
//
//   order               index (all begin with closed)       walked
//   deadline            due | assignee | state | right | waiting | paused: by the narrowest filter that has one
//   updated, case no.   updated | case                      from end to end, other filters asked inside the index
//   state, right, owner state | right | assignee            group by group in the order that people mean, inside by day due
//   digits of a case    tail                                the range of numbers that begin with them
//
// Every index holds all that a filter asks behind its key, the words of it as bits of one number (queue-facets.ts).
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { addDays, type Day } from '../../../src-shared/base/clock'
import type { StaffId } from '../../../src-shared/base/ids'
import type { QueueConditions } from '../../../src-shared/domain/queue-query'
import type { ClockFilter, QueueSort } from '../../../src-shared/domain/queue-views'
import { CLOSED_STATES, REQUEST_STATES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import { excludedBy } from './queue-facets'

export type Condition = RawBuilder<SqlBool>

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

/** One index, walked from a position in one direction. */
export interface Walk {
  readonly index: string
  readonly key: 'due_on' | 'updated_at' | 'case_key' | 'case_tail'
  readonly order: 'asc' | 'desc'
  readonly group: string | null
  /** Of the key, both days included; of a walk by another key the days are among the conditions. */
  readonly range?: KeyRange
  /** Bits of the words that no row may have (queue-facets.ts). */
  readonly excluded: number
  readonly where: readonly Condition[]
}
export interface KeyRange {
  readonly from?: string
  readonly to?: string
}

export function walksOf(query: QueueQuery): readonly Walk[] {
  const { conditions, sort } = query
  const excluded = excludedBy(conditions)
  if (conditions.caseNo !== undefined) return [{ index: 'request_index_tail', key: 'case_tail', order: 'asc', group: null, excluded, ...caseWalk(conditions.caseNo, everything(query)) }]
  switch (sort.by) {
    case 'deadline':
      return [byDeadline(query)]
    case 'updated':
      return [{ index: 'request_index_updated', key: 'updated_at', order: sort.order, group: null, excluded, where: everything(query) }]
    case 'caseNo':
      return [{ index: 'request_index_case', key: 'case_key', order: sort.order, group: null, excluded, where: everything(query) }]
    case 'state':
      return grouped(query, 'state', conditions.states ?? REQUEST_STATES.filter((state) => CLOSED_STATES.includes(state) === conditions.closed))
    case 'right':
      return grouped(query, 'right', conditions.rights ?? RIGHTS)
    case 'assignee':
      return grouped(query, 'assignee', conditions.assignee === undefined ? [null, ...query.assignees] : [conditions.assignee])
  }
}

type GroupColumn = 'state' | 'right' | 'assignee'

/** Group by group; inside a group the next deadline comes first, whichever way the groups stand. */
function grouped(query: QueueQuery, column: GroupColumn, values: readonly (string | null)[]): readonly Walk[] {
  const order = orderOf(column)
  const inOrder = order ? [...values].sort((one, other) => order.indexOf(one ?? '') - order.indexOf(other ?? '')) : [...values]
  if (query.sort.order === 'desc') inOrder.reverse()
  return inOrder.map((value) => ({
    index: `request_index_${column}`,
    key: 'due_on',
    order: 'asc',
    group: value,
    range: rangeOf(query),
    excluded: excludedBy({ ...query.conditions, ...wordOf(column, value) }),
    where: [closedIs(query.conditions), column === 'assignee' ? ownerIs(value) : sql<SqlBool>`${sql.ref(column)} = ${value}`, ...rest(query, column)],
  }))
}

/** The words of one group alone. */
function wordOf(column: GroupColumn, value: string | null): Partial<QueueConditions> {
  if (column === 'state') return { states: REQUEST_STATES.filter((state) => state === value) }
  return column === 'right' ? { rights: RIGHTS.filter((right) => right === value) } : {}
}

function orderOf(column: GroupColumn): readonly string[] | undefined {
  return column === 'state' ? REQUEST_STATES : column === 'right' ? RIGHTS : undefined
}

function byDeadline(query: QueueQuery): Walk {
  const { assignee, states, rights, clocks, waiting } = query.conditions
  const { order } = query.sort
  const narrowed = (column: GroupColumn, values: readonly (string | null)[] | undefined): Walk | undefined =>
    values?.length === 1 ? grouped(query, column, values).map((walk) => ({ ...walk, order, group: null }))[0] : undefined
  // The condition of a partial index stands as the index has it: a parameter would hide it from the planner.
  const plain = (index: string, partial: readonly Condition[] = []): Walk => ({ index, key: 'due_on', order, group: null, range: rangeOf(query), excluded: excludedBy(query.conditions), where: [closedIs(query.conditions), ...partial, ...rest(query)] })
  if (waiting) return plain('request_index_waiting', [sql<SqlBool>`mark <> 'sent'`])
  if (clocks.includes('paused')) return plain('request_index_paused', [sql<SqlBool>`paused_to <> ''`])
  return narrowed('assignee', assignee === undefined ? undefined : [assignee]) ?? narrowed('state', states) ?? narrowed('right', rights) ?? plain('request_index_due')
}

export function closedIs({ closed }: QueueConditions): Condition {
  return sql<SqlBool>`closed = ${closed ? 1 : 0}`
}

/** Every row fits where no word is excluded. */
export function wordsFit(excluded: number): readonly Condition[] {
  return excluded === 0 ? [] : [sql<SqlBool>`facets & ${excluded} = 0`]
}

/** Of somebody who never had a case there is no number, and no row. */
function ownerIs(assignee: string | null): Condition {
  return assignee === null ? sql<SqlBool>`owner = 0` : sql<SqlBool>`owner = (select o.owner from queue_owners o where o.staff_id = ${assignee})`
}

/** `26-11`: year and first digits; `11`: first digits of the running number in any year. */
function caseWalk(caseNo: string, where: readonly Condition[]): Pick<Walk, 'range' | 'where'> {
  const [head = '', digits] = caseNo.split('-')
  const tail = digits ?? head
  // The colon follows the digits in ASCII, the full stop the hyphen.
  return { range: { from: tail, to: `${tail}:` }, where: digits === undefined ? where : [...where, sql<SqlBool>`case_no >= ${`${head}-`} and case_no < ${`${head}.`}`] }
}

/** Where days are no key. */
function everything(query: QueueQuery): readonly Condition[] {
  return [closedIs(query.conditions), ...rest(query), ...rangeConditions('due_on', rangeOf(query))]
}

/** What the index is not entered by, each part asked of its entries; the words stand in the walk. */
function rest({ conditions, today }: QueueQuery, given?: GroupColumn): readonly Condition[] {
  const { assignee, clocks } = conditions
  return [...(given === 'assignee' || assignee === undefined ? [] : [ownerIs(assignee)]), ...clocks.flatMap((clock) => clockIs(clock, today))]
}

/** The days that the filter and the clock leave, as the clock of a row says it; open ones alone are asked. */
export function rangeOf({ conditions: { dueFrom, dueTo, clocks }, today }: QueueQuery): KeyRange {
  const from = [dueFrom, ...clocks.map((clock) => (clock === 'overdue' ? undefined : clock === 'at-risk' ? addDays(today, 1) : today))].filter((one) => one !== undefined)
  const to = [dueTo, ...clocks.map((clock) => (clock === 'due-today' ? today : clock === 'overdue' ? addDays(today, -1) : undefined))].filter((one) => one !== undefined)
  return { ...(from.length === 0 ? {} : { from: from.toSorted().at(-1) }), ...(to.length === 0 ? {} : { to: to.toSorted()[0] }) }
}

export function rangeConditions(key: Walk['key'], { from, to }: KeyRange): readonly Condition[] {
  return [...(from === undefined ? [] : [sql<SqlBool>`${sql.ref(key)} >= ${from}`]), ...(to === undefined ? [] : [sql<SqlBool>`${sql.ref(key)} <= ${to}`])]
}

/** What a clock says besides the day due and the kind of clock. */
function clockIs(clock: ClockFilter, today: Day): readonly Condition[] {
  switch (clock) {
    case 'overdue':
    case 'due-today':
      return []
    case 'at-risk':
      return [sql<SqlBool>`soon_on <= ${today}`, sql<SqlBool>`paused_to < ${today}`]
    case 'estimated':
      return [sql<SqlBool>`paused_to < ${today}`]
    case 'paused':
      return [sql<SqlBool>`paused_to >= ${today}`]
  }
}
