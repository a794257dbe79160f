// Counts what is over, or will be, by the index of ages; nobody's rows are read, and whoever is on hold is left out.
import { sql } from 'kysely'
import { addDays, dayStart, toDay, type Day } from '../../src-shared/base/clock'
import { hex, canonicalJson, utf8 } from '../../src-shared/formats/canonical'
import type { HoldEntry } from '../../src-shared/domain/hold-register'
import type { EndingPlan } from '../../src-shared/domain/product-ending'
import { dueOn, heldPeople, lastDayDue, retentionSchedule, type HeldPeople, type RetentionPlan } from '../../src-shared/domain/retention-schedule'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import { loadHolds } from '../inventory/entry-rows'
import type { Db, Tx } from '../store/database'

/** Of a category, the rows of this day and of every day before it. */
export interface Through {
  readonly category: LogCategory
  readonly through: Day
}
/** Where the rows of the next day begin. */
export const endOf = (through: Day): number => dayStart(addDays(through, 1))

/** Of people, by the column of their id: nobody who waits for the day of an approved erasure. */
export const nobodyCooling = (column: 'id' | 'subject_id') => sql<boolean>`${sql.ref(column)} <> all(array(select e.subject_id from erasures e where e.state = 'cooling-off'))`

/**
 * Of rows of a log: not of whoever waits for the day of an erasure that was approved, on these very rows. They go with it, and if it is called off they are
 * due again.
 */
export const OF_NOBODY_COOLING = nobodyCooling('subject_id')

/** Of nobody on hold, and of nobody whose erasure cools off. */
export async function countDue(db: Db | Tx, { category, through }: Through, held: HeldPeople): Promise<number> {
  if (held === 'everybody') return 0
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from service_logs where category = ${category} and at < ${endOf(through)} and subject_id <> all(${held}::uuid[])
      and ${OF_NOBODY_COOLING}`.execute(db)
  return rows[0]?.n ?? 0
}

/** Of everybody but whose erasure cools off, by the day on which it falls due. */
export async function countByDueDay(db: Db | Tx, { category, through }: Through, months: number): Promise<readonly { readonly day: Day; readonly rows: number }[]> {
  const { rows } = await sql<{ day: Day; rows: number }>`
    select (to_timestamp(at / 1000.0) at time zone 'Asia/Shanghai')::date::text as day, count(*) as rows
    from service_logs where category = ${category} and at < ${endOf(through)} and ${OF_NOBODY_COOLING} group by 1`.execute(db)
  return rows.map((row) => ({ day: dueOn(row.day, months), rows: row.rows }))
}

/** Undefined: nothing is due. */
export async function planDue(tx: Tx, { rules, now }: OriginContext): Promise<RetentionPlan | undefined> {
  const asOf = toDay(now())
  const holds = await loadHolds(tx)
  const lines = []
  for (const line of retentionSchedule(rules.inForce)) {
    const through = lastDayDue(line.months, asOf)
    const rows = await countDue(tx, { category: line.category, through }, heldPeople(line.category, holds, asOf))
    if (rows > 0) lines.push({ ...line, through, rows })
  }
  return lines.length === 0 ? undefined : { v: 1, asOf, rulesPack: rules.inForce.version, lines }
}

/** What is there now of what a plan names. */
export async function countPlanned(tx: Tx, plan: RetentionPlan, holds: readonly HoldEntry[], today: Day): Promise<ReadonlyMap<LogCategory, number>> {
  const counts = new Map<LogCategory, number>()
  for (const line of plan.lines) counts.set(line.category, await countDue(tx, line, heldPeople(line.category, holds, today)))
  return counts
}

/** SHA-256 (hex) of the canonical JSON. */
export function planHashOf(plan: RetentionPlan | EndingPlan): string {
  return hex(nodeCrypto.sha256(utf8(canonicalJson(plan))))
}
