// What a hold keeps of somebody who is erased: their rows, or of each the fields that it names, stored apart under the erasure's id. Nobody browses, searches
// or syncs them. Once holds are lifted, what none of the others names goes on by itself as the approved plan says (held-release.ts).
//
//   approval: a line for each category on hold, registration and consents copied (the person goes) → sweep: service-log rows, or their fields, moved
//   → round of the janitor: what do the holds of a line still name?   nothing → its rows deleted, anonymised or restricted, in slices
//                                                                     fields  → the rest of its rows likewise, these left
//   → erasure and certificate say so
import { sql, type RawBuilder } from 'kysely'
import { isAllOf, keptOf, type PlanLine } from '../../src-shared/domain/erasure-plan'
import type { Kept } from '../../src-shared/domain/hold-register'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { isAccountKept, picked } from './held-fields'
import { retentionMonths, type Job } from './sweep'

/** Of a plan's line, or of the ledger's, what is kept of it. */
export type HeldLine = Pick<PlanLine, 'category' | 'action' | 'ground' | 'then'> & { readonly holds?: readonly { readonly id: string; readonly fields?: readonly string[] }[] }
type Held = Omit<Job, 'months'> & { readonly rulesPack: string }

/**
 * Before the person goes: what a sweep cannot take, since it goes with them, is copied here. A replay may do it twice. Answers of how many rows
 * something is kept, by category, of these.
 */
export async function keepHeld(tx: Tx, context: OriginContext, held: Held, lines: readonly HeldLine[]): Promise<ReadonlyMap<string, number>> {
  for (const line of lines.filter(({ holds = [] }) => holds.length > 0)) {
    const { category, holds = [], then = 'delete', ground } = line
    const kept = keptOf(line)
    // Of rows whose rest goes now nothing but the fields is left to go on.
    const after = isAllOf(kept, category) ? { action: then, ...(ground === undefined ? {} : { ground }) } : { action: 'delete' as const }
    const months = retentionMonths(context, held.rulesPack, { category, ...after })
    await tx
      .insertInto('held_lines')
      .values({
        erasure_id: held.erasureId, category, hold_ids: holds.map(({ id }) => id), account_no: isAccountKept(kept) ? held.accountNo : null, after_hold: after.action, ground: after.ground ?? null, months,
        fields: kept === 'whole' ? null : kept,
      })
      .onConflict((conflict) => conflict.columns(['erasure_id', 'category']).doNothing())
      .execute()
    if (category === 'registration') await copyRows(tx, registrationOf(held), category, kept)
    if (category === 'consent') await copyRows(tx, consentsOf(held), category, kept)
  }
  const rows = await tx.selectFrom('held_rows').select((eb) => ['category' as const, eb.fn.countAll<number>().as('rows')]).where('erasure_id', '=', held.erasureId).groupBy('category').execute()
  return new Map(rows.map((row) => [row.category, row.rows]))
}

async function copyRows(tx: Tx, rows: RawBuilder<unknown>, category: 'registration' | 'consent', kept: Kept): Promise<void> {
  await sql`insert into held_rows (erasure_id, category, n, body)
    select erasure_id, category, n, part from (select erasure_id, category, n, ${picked(sql`body`, category, kept)} as part from (${rows}) whole) parts where part <> '{}'::jsonb
    on conflict do nothing`.execute(tx)
}

/** The account first, then each identifier: as many rows as are counted of it (held-counts.ts). */
function registrationOf({ erasureId, subjectId }: Held): RawBuilder<unknown> {
  return sql`
    select ${erasureId}::uuid as erasure_id, 'registration' as category, 0 as n, jsonb_strip_nulls(jsonb_build_object('account', account_no, 'name', name, 'status', status, 'birthDay', birth_day, 'region', region,
      'registeredAt', registered_at, 'products', products)) as body from subjects where id = ${subjectId}
    union all
    select ${erasureId}::uuid, 'registration', pos + 1, jsonb_build_object(kind, value, 'proof', proof, 'addedAt', added_at) from identifiers where subject_id = ${subjectId}`
}

function consentsOf({ erasureId, subjectId }: Held): RawBuilder<unknown> {
  return sql`
    select ${erasureId}::uuid as erasure_id, 'consent' as category, row_number() over (order by at, id) as n, jsonb_strip_nulls(jsonb_build_object('kind', kind, 'purpose', purpose, 'product', product,
      'policy', policy_version, 'channel', channel, 'at', at, 'wordingHash', wording_hash, 'evidence', evidence)) as body from consents where subject_id = ${subjectId}`
}
