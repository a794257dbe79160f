// Counts what is really held about a person, row by row, so that a plan is never approved on counts that are only remembered.
import { sql } from 'kysely'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { emitChanges, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'

/** The account row and each identifier are rows of `registration`; an event is a row of `consent`; the rest are service-log rows. */
export async function countHeldRows(tx: Tx, subjectId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ category: string; rows: number }>`
    select 'registration' as category, (select count(*) from subjects where id = ${subjectId}) + (select count(*) from identifiers where subject_id = ${subjectId}) as rows
    union all select 'consent', count(*) from consents where subject_id = ${subjectId}
    union all select category, count(*) from service_logs where subject_id = ${subjectId} group by category`.execute(tx)
  return new Map(rows.filter((row) => row.rows > 0).map((row) => [row.category, row.rows]))
}

export function isPlanOfCounts(plan: ErasurePlan, counts: ReadonlyMap<string, number>): boolean {
  return plan.lines.length === counts.size && plan.lines.every((line) => counts.get(line.category) === line.rows)
}

/** Remembered counts that were wrong are put right, so that the next plan can be approved. */
export async function repairHoldings(tx: Tx, subjectId: string, counts: ReadonlyMap<string, number>): Promise<void> {
  const known = await tx.selectFrom('holdings').select(['category', 'rows']).where('subject_id', '=', subjectId).execute()
  const scopes = await scopesOfSubject(tx, subjectId)
  for (const { category, rows } of known) {
    const counted = counts.get(category) ?? 0
    if (counted === rows) continue
    const row = await tx
      .updateTable('holdings')
      .set((eb) => ({ rows: counted, v: eb('v', '+', 1) }))
      .where('subject_id', '=', subjectId)
      .where('category', '=', category)
      .returning('v')
      .executeTakeFirstOrThrow()
    await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'holding' as const, id: `${subjectId}:${category}`, ver: row.v, op: 'put' as const })))
  }
}
