// What falls due from today on, week by week: what the schedule will propose, and what ends by itself on its date.
import { sql } from 'kysely'
import { addDays, dayStart, toDay, type Day } from '../../src-shared/base/clock'
import { caseMonths } from '../../src-shared/domain/case-retention'
import { addMonths } from '../../src-shared/domain/months'
import { heldPeople, lastDayDue, retentionSchedule, sumByWeek, weeksAfter, type Week } from '../../src-shared/domain/retention-schedule'
import type { RetentionResponse } from '../../src-shared/protocol/retention'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import type { Db } from '../store/database'
import { listBatches } from './batches'
import { countByDueDay, countDue } from './due-rows'
import { listEndings } from './endings'

/** `days`: how far it looks, from tomorrow on. */
export async function forecastRetention(context: OriginContext, days: number): Promise<RetentionResponse> {
  const { db, rules } = context
  const asOf = toDay(context.now())
  const weeks = weeksAfter(asOf, days)
  const holds = await loadHolds(db)
  const categories: RetentionResponse['categories'] = []
  for (const line of retentionSchedule(rules.inForce)) {
    const counted = await countByDueDay(db, { category: line.category, through: lastDayDue(line.months, addDays(asOf, days)) }, line.months)
    const over = counted.reduce((sum, { day, rows }) => sum + (day <= asOf ? rows : 0), 0)
    const free = await countDue(db, { category: line.category, through: lastDayDue(line.months, asOf) }, heldPeople(line.category, holds, asOf))
    // Two readings: what went in between is in one of them alone.
    categories.push({ ...line, due: { rows: free, held: Math.max(0, over - free) }, byWeek: [...sumByWeek(weeks, counted)] })
  }
  const byItself = { restricted: [...(await countReleases(db, weeks))], cases: [...(await countCases(context, weeks))] }
  return { asOf, rulesPack: rules.inForce.version, weeks: [...weeks], categories, byItself, accountsOver: await countAccountsOver(db), batches: [...(await listBatches(db))], endings: [...(await listEndings(db))] }
}

/** An erasure that is proposed, or waits for its day, takes them; one that is executed has taken them already. */
async function countAccountsOver(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from subjects s where status = 'cancelled'
      and not exists (select 1 from erasures e where e.subject_id = s.id and e.state in ('proposed', 'cooling-off', 'approved'))`.execute(db)
  return rows[0]?.n ?? 0
}

/** As `releaseRestricted` (erasure/sweep.ts) lets them go. */
async function countReleases(db: Db, weeks: readonly Week[]): Promise<readonly number[]> {
  const { rows } = await sql<{ day: Day; rows: number }>`
    select release_on::text as day, count(*) as rows from restricted_logs where release_on <= ${weeks.at(-1)?.to ?? null}::date group by 1`.execute(db)
  return sumByWeek(weeks, rows)
}

/** As `forgetCases` (cases/forget-cases.ts) lets them go: not those that are part of the proof of an erasure. */
async function countCases({ db, rules }: OriginContext, weeks: readonly Week[]): Promise<readonly number[]> {
  const months = caseMonths(rules.inForce)
  const last = weeks.at(-1)
  if (!last) return []
  const { rows } = await sql<{ day: Day; rows: number }>`
    select (to_timestamp(closed_at / 1000.0) at time zone 'Asia/Shanghai')::date::text as day, count(*) as rows from requests
    where closed_at < ${dayStart(addDays(addMonths(last.to, -months), 4))} and body -> 'erasureId' is null group by 1`.execute(db)
  return sumByWeek(weeks, rows.map((row) => ({ day: addMonths(row.day, months), rows: row.rows })))
}
