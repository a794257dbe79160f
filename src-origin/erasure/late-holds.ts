// A hold on everybody that is placed while an erasure is under way: of the rows that are still there what it names is kept apart; what has gone is gone. The plan
// goes on as it was approved, and the certificate says of how many of its rows something is still held.
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { keptOf, type PlanLine } from '../../src-shared/domain/erasure-plan'
import { isHolding, keptBy, type HoldEntry, type Kept } from '../../src-shared/domain/hold-register'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { isAccountKept } from './held-fields'

type NamedHold = NonNullable<PlanLine['holds']>[number]

function namedOf(hold: HoldEntry, category: PlanLine['category']): NamedHold {
  const kept = keptBy(hold, category)
  return { id: hold.id, reviewOn: hold.reviewOn, ...(kept === 'whole' ? {} : { fields: kept }) }
}

/** What becomes of rows whose line went on as it was approved, once nothing holds them any more: their duty, where there was one, was told as carried out. */
export function afterLateHold(action: PlanLine['action'], kept: Kept): 'anonymise' | 'delete' {
  return action === 'anonymise' && kept === 'whole' ? 'anonymise' : 'delete'
}

/**
 * The line with the holds of this moment, and their line in `held_lines` before any row is. One of which every row stays anyway is left as it is: its release looks
 * at the holds on everybody by itself.
 */
export async function withLateHolds(tx: Tx, { now }: OriginContext, line: PlanLine, job: { readonly erasureId: string; readonly accountNo: string }): Promise<PlanLine> {
  if (line.action === 'hold') return line
  const known = line.holds ?? []
  const late = (await loadHolds(tx))
    .filter((hold) => hold.reach === 'everyone' && isHolding(hold, toDay(now())) && keptBy(hold, line.category).length > 0 && !known.some(({ id }) => id === hold.id))
    .map((hold) => namedOf(hold, line.category))
  if (late.length === 0) return line
  const holds = [...known, ...late]
  const kept = keptOf({ category: line.category, holds })
  const then = afterLateHold(line.action, kept)
  const values = { hold_ids: holds.map(({ id }) => id), account_no: isAccountKept(kept) ? job.accountNo : null, fields: kept === 'whole' ? null : kept }
  await tx
    .insertInto('held_lines')
    .values({ erasure_id: job.erasureId, category: line.category, after_hold: then, ground: null, months: 0, ...values })
    .onConflict((conflict) => conflict.columns(['erasure_id', 'category']).doUpdateSet(values))
    .execute()
  return { ...line, holds }
}

/** Of a sweep that has ended: which holds the plan did not name, and what nothing is kept of although it names a hold on it. */
export interface SweptHolds {
  readonly late: NonNullable<ErasureRecord['late']>
  readonly nothingKept: readonly Category[]
}

/**
 * Once all rows are swept. A line that keeps neither a row nor the account says so at once, or it would be told as on hold for ever; one of a hold that came too late
 * for any row was never told.
 */
export async function settleHeldLines(tx: Tx, erasureId: string, lines: readonly PlanLine[]): Promise<SweptHolds> {
  const accounts = lines.filter((line) => line.holds !== undefined && isAccountKept(keptOf(line))).map(({ category }) => category)
  const { rows: gone } = await sql<{ category: string }>`
    delete from held_lines l where erasure_id = ${erasureId} and category <> all(${accounts}::text[])
      and not exists (select 1 from held_rows r where r.erasure_id = l.erasure_id and r.category = l.category) returning category`.execute(tx)
  const nothingKept = lines.filter((line) => (line.holds?.length ?? 0) > 0 && gone.some((one) => one.category === line.category)).map(({ category }) => category)
  return { late: await lateHoldsOf(tx, erasureId, lines), nothingKept }
}

async function lateHoldsOf(tx: Tx, erasureId: string, lines: readonly PlanLine[]): Promise<SweptHolds['late']> {
  const stored = await tx.selectFrom('held_lines').select(['category', 'hold_ids']).where('erasure_id', '=', erasureId).orderBy('category').execute()
  const holds = await loadHolds(tx)
  return stored.flatMap(({ category, hold_ids: ids }) => {
    const line = lines.find((one) => one.category === category)
    const late = ids.filter((id) => !(line?.holds ?? []).some((one) => one.id === id)).flatMap((id) => holds.find((hold) => hold.id === id) ?? [])
    return line === undefined || late.length === 0 ? [] : [{ category: line.category, holds: late.map((hold) => ({ ...namedOf(hold, line.category), fields: namedOf(hold, line.category).fields?.slice() })) }]
  })
}
