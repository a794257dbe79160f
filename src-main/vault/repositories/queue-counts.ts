// How many requests stand where, read from the kept counts: some thousand cells at most, however many requests there are.
import { sql, type SqlBool } from 'kysely'
import type { Day } from '../../../src-shared/base/clock'
import type { StaffId } from '../../../src-shared/base/ids'
import type { QueueView } from '../../../src-shared/domain/queue-views'
import type { Reader } from '../transaction'
import { REVIEW_BIT } from './queue-facets'

export interface CountDeps {
  readonly me: StaffId
  readonly today: Day
}

/** Open requests by what their clocks say, as the filters of the same names list them. */
export interface ClockCounts {
  readonly overdue: number
  readonly dueToday: number
  readonly atRisk: number
  readonly estimated: number
  readonly paused: number
}
export interface QueueFigures {
  readonly views: Readonly<Record<QueueView, number>>
  readonly clocks: ClockCounts
}

const CLOSED = sql<SqlBool>`closed = 1`
const isRunning = sql<SqlBool>`clock = 'running'`

export async function readQueueFigures(reader: Reader, { me, today }: CountDeps): Promise<QueueFigures> {
  const open = (condition = sql<SqlBool>`true`) => sql<number>`coalesce(sum(rows) filter (where closed = 0 and ${condition}), 0)`
  const { rows } = await sql<Record<string, number>>`
    select ${open(sql`assignee_id = ${me}`)} as mine, ${open()} as team, ${open(sql`due_on = ${today}`)} as due_today, ${open(sql`due_on < ${today}`)} as overdue,
      ${open(sql`state in ('received', 'verifying')`)} as to_verify, ${open(sql`assignee_id = ''`)} as unassigned,
      ${open(sql`due_on > ${today} and soon_on <= ${today} and ${isRunning} and paused_to < ${today}`)} as at_risk,
      ${open(sql`clock = 'estimated' and due_on >= ${today} and paused_to < ${today}`)} as estimated, ${open(sql`due_on >= ${today} and paused_to >= ${today}`)} as paused,
      coalesce(sum(rows) filter (where ${CLOSED}), 0) as closed
    from queue_counts`.execute(reader)
  const of = (name: string): number => rows[0]?.[name] ?? 0
  const snoozed = await readSnoozed(reader, { me, today })
  const less = (view: string, isOf: (row: Snoozed) => boolean): number => of(view) - snoozed.filter(isOf).length
  return {
    views: {
      mine: less('mine', (row) => row.assignee_id === me),
      team: less('team', () => true),
      // What is put off comes back on its last day, so these two hide nothing.
      'due-today': of('due_today'),
      overdue: of('overdue'),
      'to-approve': (await countReviews(reader)) - snoozed.filter((row) => row.reviewed !== 0).length,
      'to-verify': less('to_verify', (row) => row.state === 'received' || row.state === 'verifying'),
      unassigned: less('unassigned', (row) => row.assignee_id === null),
      waiting: (await countWaiting(reader)) - snoozed.filter((row) => row.mark !== 'sent').length,
      paused: less('paused', (row) => row.paused_to >= today),
      snoozed: snoozed.length,
      closed: of('closed'),
    },
    clocks: { overdue: of('overdue'), dueToday: of('due_today'), atRisk: of('at_risk'), estimated: of('estimated'), paused: of('paused') },
  }
}

/** Requests made to try something out stand in the lists and in no figure. */
export async function hasTests(reader: Reader): Promise<boolean> {
  const { rows } = await sql`select 1 from request_index indexed by request_index_test where test = 1 limit 1`.execute(reader)
  return rows.length > 0
}

/** Everybody whom an open or a closed request is assigned to, a test's among them, whether the staff list still has them or not. */
export async function listAssignees(reader: Reader): Promise<readonly StaffId[]> {
  const { rows } = await sql<{ staff_id: StaffId }>`
    select o.staff_id from queue_owners o
    where exists (select 1 from request_index indexed by request_index_assignee where closed in (0, 1) and owner = o.owner)`.execute(reader)
  return rows.map((row) => row.staff_id)
}

interface Snoozed {
  readonly assignee_id: string | null
  readonly state: string
  readonly mark: string
  readonly reviewed: number
  readonly paused_to: string
}

/** What I put off and is hidden now. */
async function readSnoozed(reader: Reader, { me, today }: CountDeps): Promise<readonly Snoozed[]> {
  const { rows } = await sql<Snoozed>`
    select i.assignee_id, i.state, i.mark, i.facets & ${REVIEW_BIT} as reviewed, i.paused_to from snoozes s cross join request_index i on i.request_id = s.request_id
    where s.staff_id = ${me} and s.until_on > ${today} and i.due_on > ${today} and i.closed = 0 and i.test = 0`.execute(reader)
  return rows
}

/** By the kept numbers of rows with the same words, which know tests too. */
async function countReviews(reader: Reader): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select coalesce(sum(rows), 0) from queue_facets where closed = 0 and facets & ${REVIEW_BIT} <> 0)
      - (select count(*) from request_index indexed by request_index_test where closed = 0 and test = 1 and facets & ${REVIEW_BIT} <> 0) as count`.execute(reader)
  return rows[0]?.count ?? 0
}

/** As many as the outbox has acts, at most. */
async function countWaiting(reader: Reader): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from request_index indexed by request_index_waiting where closed = 0 and mark <> 'sent' and test = 0`.execute(reader)
  return rows[0]?.count ?? 0
}
