// Which rows and people the end of a product reaches, and the plan of them by the day on which it is counted.
import { sql, type RawBuilder } from 'kysely'
import { toDay, type Day } from '../../src-shared/base/clock'
import { createEndingPlan, type EndingPlan, type RowsOfDay } from '../../src-shared/domain/product-ending'
import { heldPeople } from '../../src-shared/domain/retention-schedule'
import { LOG_CATEGORIES, type LogCategory, type Product } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import type { Db, Tx } from '../store/database'
import { nobodyCooling, OF_NOBODY_COOLING } from './due-rows'

/** What of a plan says whose and which rows it is about. */
export type EndingScope = Pick<EndingPlan, 'product' | 'reach' | 'endsOn'>

/** Of the log, whatever their category: of everybody, or of those who ended the product and have not taken it up again. */
export function endingRows({ product, reach }: EndingScope): RawBuilder<boolean> {
  if (reach === 'everyone') return sql`product = ${product}`
  return sql`product = ${product} and subject_id = any(array(
    select s.id from subjects s where s.id in (select c.subject_id from consents c where c.kind = 'product-ended' and c.product = ${product}) and not s.products @> ${bound(product)}::jsonb))`
}

/** As the column of a person's products holds it. */
export const bound = (product: Product): string => JSON.stringify([product])

/** Undoes nothing and reads nobody's rows: counts by category and day. */
export async function planEnding(db: Db | Tx, { rules, now }: Pick<OriginContext, 'rules' | 'now'>, scope: EndingScope): Promise<EndingPlan> {
  const asOf = toDay(now())
  const holds = await loadHolds(db)
  const counted: RowsOfDay[] = []
  for (const category of LOG_CATEGORIES) counted.push(...(await countByDay(db, category, scope, heldPeople(category, holds, asOf))))
  return createEndingPlan({ ...scope, asOf, ...(await countPeople(db, scope)), counted, rules: rules.inForce, packVersion: rules.inForce.version })
}

async function countByDay(db: Db | Tx, category: LogCategory, scope: EndingScope, held: ReturnType<typeof heldPeople>): Promise<readonly RowsOfDay[]> {
  const isHeld = held === 'everybody' ? sql`true` : sql`subject_id = any(${held}::uuid[])`
  const { rows } = await sql<{ day: Day; rows: number; held: number }>`
    select (to_timestamp(at / 1000.0) at time zone 'Asia/Shanghai')::date::text as day, count(*) filter (where not ${isHeld}) as rows, count(*) filter (where ${isHeld}) as held
    from service_logs where category = ${category} and ${endingRows(scope)} and ${OF_NOBODY_COOLING} group by 1`.execute(db)
  return rows.map((row) => ({ category, ...row }))
}

async function countPeople(db: Db | Tx, scope: EndingScope): Promise<Pick<EndingPlan, 'people' | 'withoutAnother'>> {
  const who = scope.reach === 'everyone'
    ? sql`products @> ${bound(scope.product)}::jsonb and ${NOBODY_COOLING}`
    : sql`id in (select subject_id from service_logs where ${endingRows(scope)} and ${OF_NOBODY_COOLING})`
  const others = scope.reach === 'everyone' ? 1 : 0
  const { rows } = await sql<{ people: number; withoutAnother: number }>`
    select count(*) as people, count(*) filter (where jsonb_array_length(products) <= ${others}::int) as "withoutAnother" from subjects where ${who}`.execute(db)
  return rows[0] ?? { people: 0, withoutAnother: 0 }
}

/** Of people, as `OF_NOBODY_COOLING` of rows: whoever waits for the day of an approved erasure goes with it, or is found anew. */
export const NOBODY_COOLING = nobodyCooling('id')
