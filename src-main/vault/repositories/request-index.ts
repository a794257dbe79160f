// The queue's index over requests: rewritten from record and pending items in the transaction that changed either of them.
import { sql, type SqlBool } from 'kysely'
import type { Day, EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { QueueView } from '../../../src-shared/contract/queue'
import type { SendMark } from '../../../src-shared/contract/views'
import type { RequestState, Right } from '../../../src-shared/domain/vocabulary'
import type { Reader, Tx } from '../transaction'

export interface RequestIndexRow {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly caseNo: string
  readonly right: Right
  readonly state: RequestState
  readonly assigneeId: StaffId | undefined
  /** Target day, or the outer day where the calendar does not cover it. */
  readonly dueOn: Day
  readonly closed: boolean
  readonly updatedAt: number
  readonly mark: SendMark
}

export async function putIndexRows(tx: Tx, rows: readonly RequestIndexRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(rows.map((row) => [row.requestId, row.subjectId, row.caseNo, row.right, row.state, row.assigneeId ?? null, row.dueOn, row.closed ? 1 : 0, row.updatedAt, row.mark]))
  await sql`
    insert into request_index (request_id, subject_id, case_no, "right", state, assignee_id, due_on, closed, updated_at, mark)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9 from jsonb_each(${values}) where true
    on conflict (request_id) do update set
      subject_id = excluded.subject_id, case_no = excluded.case_no, "right" = excluded."right", state = excluded.state, assignee_id = excluded.assignee_id,
      due_on = excluded.due_on, closed = excluded.closed, updated_at = excluded.updated_at, mark = excluded.mark`.execute(tx)
}

export async function deleteIndexRows(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('request_index').where('request_id', 'in', [...ids]).execute()
}

interface ViewDeps {
  readonly me: StaffId
  readonly today: Day
}

/** What belongs to a view; the same condition lists and counts it. */
function condition(view: QueueView, { me, today }: ViewDeps) {
  switch (view) {
    case 'mine':
      return sql<SqlBool>`closed = 0 and assignee_id = ${me}`
    case 'team':
      return sql<SqlBool>`closed = 0`
    case 'due-today':
      return sql<SqlBool>`closed = 0 and due_on = ${today}`
    case 'overdue':
      return sql<SqlBool>`closed = 0 and due_on < ${today}`
    case 'to-approve':
      return sql<SqlBool>`closed = 0 and state = 'approval'`
    case 'to-verify':
      return sql<SqlBool>`closed = 0 and state in ('received', 'verifying')`
    case 'closed':
      return sql<SqlBool>`closed = 1`
  }
}

/** Keyset position: the sort value and the id of the last row shown. */
export interface QueuePosition {
  readonly key: string | number
  readonly id: string
}

/** Open cases by day due, nearest first; closed ones by change, newest first. The id breaks ties, so that no row is shown twice. */
export async function listQueueRows(
  reader: Reader,
  view: QueueView,
  deps: ViewDeps,
  page: { readonly after: QueuePosition | undefined; readonly limit: number },
): Promise<readonly RequestIndexRow[]> {
  let query = reader.selectFrom('request_index').selectAll().where(condition(view, deps)).limit(page.limit)
  const { after } = page
  if (view === 'closed') {
    query = query.orderBy('updated_at', 'desc').orderBy('request_id')
    if (after) query = query.where(sql<SqlBool>`(updated_at < ${after.key} or (updated_at = ${after.key} and request_id > ${after.id}))`)
  } else {
    query = query.orderBy('due_on').orderBy('request_id')
    if (after) query = query.where(sql<SqlBool>`(due_on, request_id) > (${after.key}, ${after.id})`)
  }
  const rows = await query.execute()
  return rows.map((row) => ({
    requestId: row.request_id as RequestId,
    subjectId: row.subject_id as SubjectId,
    caseNo: row.case_no,
    right: row.right as Right,
    state: row.state as RequestState,
    assigneeId: (row.assignee_id ?? undefined) as StaffId | undefined,
    dueOn: row.due_on,
    closed: row.closed === 1,
    updatedAt: row.updated_at,
    mark: row.mark as SendMark,
  }))
}

export async function countQueueRows(reader: Reader, view: QueueView, deps: ViewDeps): Promise<number> {
  const row = await reader.selectFrom('request_index').select(({ fn }) => fn.countAll<number>().as('count')).where(condition(view, deps)).executeTakeFirst()
  return row?.count ?? 0
}

/** Every request that concerns a person, newest change first. */
export async function listRequestIdsOfSubject(reader: Reader, subjectId: SubjectId): Promise<readonly RequestId[]> {
  const rows = await reader.selectFrom('request_index').select('request_id').where('subject_id', '=', subjectId).orderBy('updated_at', 'desc').orderBy('request_id').execute()
  return rows.map((row) => row.request_id as RequestId)
}

/**
 * People whose service-log rows belong on this desk: those with an open case, and those whose access request was granted since then, for
 * granting closes the case and the package is made after it. What leaves the scope leaves the index too.
 */
export async function listSubjectsWithLogs(reader: Reader, grantedSince: EpochMs): Promise<readonly SubjectId[]> {
  const isAwaitingPackage = sql<SqlBool>`"right" = 'access' and state in ('granted', 'granted-in-part') and updated_at >= ${grantedSince}`
  const rows = await reader
    .selectFrom('request_index')
    .select('subject_id')
    .distinct()
    .where((eb) => eb.or([eb('closed', '=', 0), isAwaitingPackage]))
    .orderBy('subject_id')
    .execute()
  return rows.map((row) => row.subject_id as SubjectId)
}

/** Open cases in the order of their ids, for what goes through all of them. */
export async function listOpenRequestIds(reader: Reader, after: string, limit: number): Promise<readonly RequestId[]> {
  const rows = await reader.selectFrom('request_index').select('request_id').where('closed', '=', 0).where('request_id', '>', after).orderBy('request_id').limit(limit).execute()
  return rows.map((row) => row.request_id as RequestId)
}
