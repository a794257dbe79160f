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

/** One row more for each; of events and log rows none ever goes but by an erasure. */
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
