// What a report reads of every request: a few facts, taken out of the records by the engine, a page at a time.
import { sql } from 'kysely'
import { toDay, type Day, type EpochMs } from '../../../src-shared/base/clock'
import type { ReportCase } from '../../../src-shared/domain/desk-report'
import type { Outcome, Right } from '../../../src-shared/domain/vocabulary'
import type { Reader } from '../transaction'

interface Row {
  readonly right: Right
  readonly receivedOn: Day
  readonly targetOn: Day | null
  readonly outerOn: Day
  readonly closed: number
  readonly dueOn: Day
  readonly outcome: Outcome | null
  readonly ground: string | null
  readonly decidedAt: EpochMs | null
  readonly decidedBy: string | null
  readonly withdrawnAt: EpochMs | null
}

/** Between two pages others have their turn. */
const PAGE_ROWS = 2_000

// By the queue's own index a request is open, and a test: so its counts and these are the same.
const readPage = async (reader: Reader, after: string): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`
    select body ->> '$.right' as "right", body ->> '$.receivedOn' as "receivedOn", body ->> '$.targetOn' as "targetOn", body ->> '$.outerOn' as "outerOn",
      q.closed as closed, q.due_on as "dueOn", body ->> '$.decision.outcome' as outcome, body ->> '$.decision.ground' as ground,
      body ->> '$.decision.at' as "decidedAt", body ->> '$.decision.staffId' as "decidedBy", body ->> '$.withdrawal.at' as "withdrawnAt"
    from (select id, body from records where type = 'request' and id > ${after} order by id limit ${PAGE_ROWS}) cross join request_index q on q.request_id = id
    where q.test = 0`.execute(reader)
  return rows
}

const lastId = async (reader: Reader, after: string): Promise<string | undefined> => {
  const { rows } = await sql<{ readonly id: string | null }>`
    select max(id) as id from (select id from records where type = 'request' and id > ${after} order by id limit ${PAGE_ROWS})`.execute(reader)
  return rows[0]?.id ?? undefined
}

function toCase({ right, receivedOn, targetOn, outerOn, closed, dueOn, outcome, ground, decidedAt, decidedBy, withdrawnAt }: Row): ReportCase {
  // An erasure that was approved and is not carried out yet has its decision already; it is open until nothing is left to do.
  const decided = outcome !== null && decidedAt !== null && decidedBy !== null && { on: toDay(decidedAt), outcome, by: decidedBy, ...(ground === null ? {} : { ground }) }
  return { right, receivedOn, targetOn: targetOn ?? outerOn, outerOn, ...(closed === 0 ? { open: { dueOn } } : {}), ...(decided ? { decided } : {}), ...(withdrawnAt === null ? {} : { withdrawnOn: toDay(withdrawnAt) }) }
}

/** Those that were made to try something out are counted nowhere. */
export async function listReportCases(reader: Reader): Promise<readonly ReportCase[]> {
  const cases: ReportCase[] = []
  for (let after = '', to = await lastId(reader, after); to !== undefined; to = await lastId(reader, after)) {
    for (const row of await readPage(reader, after)) cases.push(toCase(row))
    after = to
  }
  return cases
}
