// The queue's index over requests: rewritten from record and pending items in the transaction that changed either of them. How it is listed
// stands in queue-pages.ts, how it is counted in queue-counts.ts.
import { sql, type SqlBool } from 'kysely'
import type { Day, EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { SendMark } from '../../../src-shared/contract/views'
import type { QueueDays } from '../../../src-shared/domain/queue-days'
import { caseKey, caseTail } from '../../../src-shared/domain/queue-query'
import type { Channel, RequestState, Right } from '../../../src-shared/domain/vocabulary'
import type { Reader, Tx } from '../transaction'
import { facetsOf } from './queue-facets'

export interface RequestIndexRow extends QueueDays {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly caseNo: string
  readonly right: Right
  readonly state: RequestState
  readonly channel: Channel
  readonly assigneeId: StaffId | undefined
  readonly closed: boolean
  readonly updatedAt: number
  readonly mark: SendMark
  readonly test: boolean
  /** An erasure plan or an identity check waits for a second person. */
  readonly review: boolean
}

export async function putIndexRows(tx: Tx, rows: readonly RequestIndexRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(rows.map((row) => [
    row.requestId, row.subjectId, row.caseNo, caseKey(row.caseNo), caseTail(row.caseNo), row.right, row.state, row.channel, row.assigneeId ?? null, row.dueOn, row.soonOn,
    row.clock, row.pausedTo ?? '', row.closed ? 1 : 0, row.updatedAt, row.mark, row.test ? 1 : 0, facetsOf(row),
  ]))
  await sql`insert or ignore into queue_owners (staff_id) select distinct value ->> 8 from jsonb_each(${values}) where value ->> 8 is not null`.execute(tx)
  await sql`
    insert into request_index (n, request_id, subject_id, case_no, case_key, case_tail, "right", state, channel, assignee_id, due_on, soon_on, clock, paused_to, closed, updated_at, mark, test, facets, owner)
    select (select coalesce(max(n), 0) from request_index) + row_number() over (), value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
      value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16, value ->> 17,
      coalesce((select o.owner from queue_owners o where o.staff_id = value ->> 8), 0)
    from jsonb_each(${values}) where true
    on conflict (request_id) do update set
      subject_id = excluded.subject_id, case_no = excluded.case_no, case_key = excluded.case_key, case_tail = excluded.case_tail, "right" = excluded."right",
      state = excluded.state, channel = excluded.channel, assignee_id = excluded.assignee_id, due_on = excluded.due_on, soon_on = excluded.soon_on, clock = excluded.clock,
      paused_to = excluded.paused_to, closed = excluded.closed, updated_at = excluded.updated_at, mark = excluded.mark, test = excluded.test, facets = excluded.facets, owner = excluded.owner`.execute(tx)
}

export async function deleteIndexRows(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('request_index').where('request_id', 'in', [...ids]).execute()
}

/** What the index says of these requests; one that is not here is absent. */
export async function listIndexRows(reader: Reader, ids: readonly RequestId[]): Promise<ReadonlyMap<RequestId, { readonly subjectId: SubjectId; readonly dueOn: Day; readonly closed: boolean }>> {
  const among = sql<string>`(select value from json_each(${JSON.stringify(ids)}))`
  const rows = await reader.selectFrom('request_index').select(['request_id', 'subject_id', 'due_on', 'closed']).where('request_id', 'in', among).execute()
  return new Map(rows.map((row) => [row.request_id as RequestId, { subjectId: row.subject_id as SubjectId, dueOn: row.due_on, closed: row.closed === 1 }]))
}

/** Whose case has this whole number. Asked with every save of a draft that names one: a walk of an index, whatever the number of requests. */
export async function findSubjectOfCase(reader: Reader, caseNo: string): Promise<SubjectId | undefined> {
  return (await findCase(reader, caseNo))?.subjectId
}

/** Undefined: no case on this desk has this whole number; one without a number yet is found by none. */
export async function findCase(reader: Reader, caseNo: string): Promise<{ readonly requestId: RequestId; readonly subjectId: SubjectId } | undefined> {
  const found = caseNo === '' ? undefined : await ofCase(reader, caseNo).executeTakeFirst()
  return found && { requestId: found.request_id as RequestId, subjectId: found.subject_id as SubjectId }
}

/** Both of `closed` are named: the index begins with it. */
export const ofCase = (reader: Reader, caseNo: string) =>
  reader.selectFrom('request_index').select(['request_id', 'subject_id']).where('closed', 'in', [0, 1]).where('case_tail', '=', caseTail(caseNo)).where('case_no', '=', caseNo)

/** Cases whose number begins with these, year and digits; the latest number first. */
export async function listCasesBeginning(reader: Reader, caseNo: string, limit: number): Promise<readonly RequestId[]> {
  const tail = caseTail(caseNo)
  const rows = await reader.selectFrom('request_index').select('request_id')
    // The colon follows the digits in ASCII.
    .where('closed', 'in', [0, 1]).where('case_tail', '>=', tail).where('case_tail', '<', `${tail}:`).where('case_no', '>=', caseNo).where('case_no', '<', `${caseNo}:`)
    .orderBy('case_tail', 'desc').limit(limit).execute()
  return rows.map((row) => row.request_id as RequestId)
}

/** The next of all requests after an id, in the order of ids: for work that goes over all of them in slices. */
export async function listRequestIdsAfter(reader: Reader, after: string, limit: number): Promise<readonly RequestId[]> {
  const rows = await reader.selectFrom('request_index').select('request_id').where('request_id', '>', after).orderBy('request_id').limit(limit).execute()
  return rows.map((row) => row.request_id as RequestId)
}

/** Open requests of one right of these people. */
export async function listOpenOfRight(reader: Reader, subjectIds: readonly SubjectId[], right: Right): Promise<readonly RequestId[]> {
  if (subjectIds.length === 0) return []
  const rows = await reader.selectFrom('request_index').select('request_id').where('subject_id', 'in', [...subjectIds]).where('right', '=', right).where('closed', '=', 0).orderBy('request_id').execute()
  return rows.map((row) => row.request_id as RequestId)
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
