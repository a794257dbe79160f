// What a report reads of every request: a few facts, taken out of the records by the engine, a page at a time.
import { sql } from 'kysely'
import { toDay, type Day, type EpochMs } from '../../../src-shared/base/clock'
import type { ReportCase } from '../../../src-shared/domain/desk-report'
import type { Outcome, Right } from '../../../src-shared/domain/vocabulary'
import type { Reader } from '../transaction'

interface Row {
  readonly id: string
  /** Null: this request is in no queue. */
  readonly test: number | null
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
    select id, q.test as test, body ->> '$.right' as "right", body ->> '$.receivedOn' as "receivedOn", body ->> '$.targetOn' as "targetOn", body ->> '$.outerOn' as "outerOn",
      q.closed as closed, q.due_on as "dueOn", body ->> '$.decision.outcome' as outcome, body ->> '$.decision.ground' as ground,
      body ->> '$.decision.at' as "decidedAt", body ->> '$.decision.staffId' as "decidedBy", body ->> '$.withdrawal.at' as "withdrawnAt"
    from (select id, body from records where type = 'request' and id > ${after} order by id limit ${PAGE_ROWS}) left join request_index q on q.request_id = id order by id`.execute(reader)
  return rows
}

function toCase({ right, receivedOn, targetOn, outerOn, closed, dueOn, outcome, ground, decidedAt, decidedBy, withdrawnAt }: Row): ReportCase {
  // An erasure that was approved and is not carried out yet has its decision already; it is open until nothing is left to do.
  const decided = outcome !== null && decidedAt !== null && decidedBy !== null && { on: toDay(decidedAt), outcome, by: decidedBy, ...(ground === null ? {} : { ground }) }
  return { right, receivedOn, targetOn: targetOn ?? outerOn, outerOn, ...(closed === 0 ? { open: { dueOn } } : {}), ...(decided ? { decided } : {}), ...(withdrawnAt === null ? {} : { withdrawnOn: toDay(withdrawnAt) }) }
}

/** Those that were made to try something out are counted nowhere. */
export async function listReportCases(reader: Reader): Promise<readonly ReportCase[]> {
  const cases: ReportCase[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await readPage(reader, after)
    for (const row of page) if (row.test === 0) cases.push(toCase(row))
    after = page.length < PAGE_ROWS ? undefined : page.at(-1)?.id
  }
  return cases
}
