// Keeps what is said to be held about a person true: counts per category, of which erasure plans are made, moved in the batch's transaction.
import { sql } from 'kysely'
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import type { Tx } from '../store/database'
import type { ChangedHolding, Versioned } from './told-changes'

/** The account row and each identifier are rows of `registration`; counted anew, because an identifier may have gone. */
export async function recountRegistration(tx: Tx, ids: readonly string[]): Promise<readonly ChangedHolding[]> {
  const { rows } = await sql<ChangedHolding>`
    insert into holdings (subject_id, category, system, rows, from_at, to_at)
    select s.id, 'registration', ${inventoryOf('registration').system}, 1 + count(i.id), least(s.registered_at, min(i.added_at)), greatest(s.registered_at, max(i.added_at))
    from subjects s left join identifiers i on i.subject_id = s.id where s.id = any(${ids}::uuid[]) group by s.id, s.registered_at
    on conflict (subject_id, category) do update set rows = excluded.rows, from_at = excluded.from_at, to_at = excluded.to_at, v = holdings.v + 1
      where (holdings.rows, holdings.from_at, holdings.to_at) is distinct from (excluded.rows, excluded.from_at, excluded.to_at)
    returning subject_id as "subjectId", category, v`.execute(tx)
  return rows
}

export interface AddedRows {
  readonly subjectId: string
  readonly category: LogCategory | 'consent'
  readonly at: number
}

/** Of rows that went since their keeping was over, counted anew: only what is left has a first and a last day. */
export async function recountLog(tx: Tx, ids: readonly string[], category: LogCategory): Promise<readonly ChangedHolding[]> {
  const { rows } = await sql<ChangedHolding>`
    update holdings h set rows = left_over.rows, from_at = left_over.from_at, to_at = left_over.to_at, v = h.v + 1
    from (select p.id, count(l.n) as rows, min(l.at) as from_at, max(l.at) as to_at from unnest(${ids}::uuid[]) as p (id)
      left join service_logs l on l.subject_id = p.id and l.category = ${category} group by p.id) left_over
    where h.subject_id = left_over.id and h.category = ${category} returning h.subject_id as "subjectId", h.category, h.v`.execute(tx)
  return rows
}

/** One row more for each; log rows go by an erasure or a batch of what is over (retention/let-go.ts), which counts anew. */
export async function addToHoldings(tx: Tx, added: readonly AddedRows[]): Promise<readonly ChangedHolding[]> {
  const rows = added.map(({ subjectId, category, at }) => ({ subject_id: subjectId, category, system: inventoryOf(category).system, at }))
  const changed = await sql<ChangedHolding>`
    insert into holdings (subject_id, category, system, rows, from_at, to_at)
    select subject_id, category, system, count(*), min(at), max(at)
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (subject_id uuid, category text, system text, at bigint) group by subject_id, category, system
    on conflict (subject_id, category) do update set rows = holdings.rows + excluded.rows, from_at = least(holdings.from_at, excluded.from_at),
      to_at = greatest(holdings.to_at, excluded.to_at), v = holdings.v + 1
    returning subject_id as "subjectId", category, v`.execute(tx)
  return changed.rows
}

/** A person's version counts on with every change of the row, its identifiers, its consents or its holdings. */
export async function countPeopleOn(tx: Tx, ids: readonly string[]): Promise<readonly Versioned[]> {
  const { rows } = await sql<Versioned>`update subjects set v = v + 1 where id = any(${ids}::uuid[]) returning id, v`.execute(tx)
  return rows
}
