// What a hold keeps of somebody who is erased: their rows, stored apart under the erasure's id. Nobody browses, searches or syncs them. Once
// the holds are lifted each line goes on by itself as the approved plan says.
//
//   approval: a line for each category on hold, registration and consents copied (the person goes) → sweep: service-log rows moved
//   → round of the janitor: do the holds of a line still hold?   no → its rows deleted, anonymised or restricted, in slices
//   → erasure and certificate say so
//
// A hold that is not known is taken to hold: it was lost with a database that was put back, and desks send their acts on it again. One that is
// a proposal there holds for as long as they do: its approval may have been lost.
import { sql, type RawBuilder } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import type { FinalAction, PlanLine } from '../../src-shared/domain/erasure-plan'
import { holdState, isHolding, type HoldEntry } from '../../src-shared/domain/hold-register'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { eachOf } from '../each-of'
import { isSentAgain } from '../feed/state'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { renewCertificate } from './complete'
import { lockErasure, saveErasure } from './locked-erasure'
import { keepRows, releaseRestricted, retentionMonths, SLICE_ROWS, type Job } from './sweep'

/** Of a plan's line, or of the ledger's, what is kept of it. */
export type HeldLine = Pick<PlanLine, 'category' | 'action' | 'ground' | 'then'> & { readonly holds?: readonly { readonly id: string }[] }
type Held = Omit<Job, 'months'> & { readonly rulesPack: string }

/** Before the person goes: what a sweep cannot take, since it goes with them, is copied here. A replay may do it twice. */
export async function keepHeld(tx: Tx, context: OriginContext, held: Held, lines: readonly HeldLine[]): Promise<void> {
  const onHold = lines.filter((line) => line.action === 'hold')
  for (const { category, holds = [], then = 'delete', ground } of onHold) {
    const months = retentionMonths(context, held.rulesPack, { category, action: then, ...(ground === undefined ? {} : { ground }) })
    await tx
      .insertInto('held_lines')
      .values({ erasure_id: held.erasureId, category, hold_ids: holds.map(({ id }) => id), account_no: held.accountNo, after_hold: then, ground: ground ?? null, months })
      .onConflict((conflict) => conflict.columns(['erasure_id', 'category']).doNothing())
      .execute()
    if (category === 'registration') await sql`insert into held_rows (erasure_id, category, n, body) ${registrationOf(held)} on conflict do nothing`.execute(tx)
    if (category === 'consent') await sql`insert into held_rows (erasure_id, category, n, body) ${consentsOf(held)} on conflict do nothing`.execute(tx)
  }
}

/** The account first, then each identifier: as many rows as are counted of it (held-counts.ts). */
function registrationOf({ erasureId, subjectId }: Held): RawBuilder<unknown> {
  return sql`
    select ${erasureId}::uuid, 'registration', 0, jsonb_strip_nulls(jsonb_build_object('account', account_no, 'name', name, 'status', status, 'birthDay', birth_day, 'region', region,
      'registeredAt', registered_at, 'products', products)) from subjects where id = ${subjectId}
    union all
    select ${erasureId}::uuid, 'registration', pos + 1, jsonb_build_object(kind, value, 'proof', proof, 'addedAt', added_at) from identifiers where subject_id = ${subjectId}`
}

function consentsOf({ erasureId, subjectId }: Held): RawBuilder<unknown> {
  return sql`
    select ${erasureId}::uuid, 'consent', row_number() over (order by at, id), jsonb_strip_nulls(jsonb_build_object('kind', kind, 'purpose', purpose, 'product', product,
      'policy', policy_version, 'channel', channel, 'at', at, 'wordingHash', wording_hash, 'evidence', evidence)) from consents where subject_id = ${subjectId}`
}

/**
 * Safe at any time: what is due is found anew, and a line that was interrupted goes on with the rows that are left. One that fails keeps no other
 * from going on; the first fault is thrown at the end.
 */
export async function releaseHeld(context: OriginContext): Promise<void> {
  const { db } = context
  const lines = await db
    .selectFrom('held_lines')
    .selectAll()
    // While the sweep goes on, rows are still coming.
    .where((eb) => eb.not(eb.exists(eb.selectFrom('erasure_jobs').select('erasure_id').whereRef('erasure_jobs.erasure_id', '=', 'held_lines.erasure_id'))))
    .orderBy('erasure_id')
    .orderBy('category')
    .execute()
  if (lines.length === 0) return
  const holds = await loadHolds(db)
  const now = context.now()
  const mayCome = await isSentAgain(db, now)
  const holdsOn = (hold: HoldEntry): boolean => isHolding(hold, toDay(now)) || (mayCome && holdState(hold) === 'proposed')
  await eachOf(lines.filter((one) => !isStillHeld(one, holds, holdsOn)), async (line) => {
    while ((await db.transaction().execute((tx) => releaseSlice(tx, line))) === SLICE_ROWS);
    await db.transaction().execute((tx) => endLine(tx, context, line.erasure_id, line.category as Category))
  })
  // The duty of what was on hold may have ended meanwhile.
  await releaseRestricted(context)
}

interface StoredLine {
  readonly erasure_id: string
  readonly category: string
  readonly hold_ids: readonly string[]
  readonly account_no: string
  readonly after_hold: FinalAction
  readonly ground: string | null
  readonly months: number
}

/** By the holds that its plan named, and by any on everybody since. */
function isStillHeld(line: StoredLine, holds: readonly HoldEntry[], holdsOn: (hold: HoldEntry) => boolean): boolean {
  const known = new Map<string, HoldEntry>(holds.map((hold) => [hold.id, hold]))
  const ofEverybody = holds.filter((hold) => hold.reach === 'everyone' && hold.categories?.some((category) => category === line.category))
  const named = line.hold_ids.map((id) => known.get(id))
  return [...named, ...ofEverybody].some((hold) => hold === undefined || holdsOn(hold))
}

async function releaseSlice(tx: Tx, line: StoredLine): Promise<number> {
  const { erasure_id: erasureId, category, account_no: accountNo, months } = line
  const next = { category: category as Category, action: line.after_hold, ...(line.ground === null ? {} : { ground: line.ground }) }
  const { rows } = await sql<{ n: number }>`
    with gone as (
      delete from held_rows where erasure_id = ${erasureId} and category = ${category} and n in (
        select n from held_rows where erasure_id = ${erasureId} and category = ${category} order by n limit ${SLICE_ROWS}
      ) returning category, n, body ->> 'product' as product, (body ->> 'at')::bigint as at, body ->> 'ip' as ip, body ->> 'detail' as detail
    ), kept as (${keepRows(next, { erasureId, accountNo, months })})
    select count(*) as n from gone`.execute(tx)
  return rows[0]?.n ?? 0
}

/** The erasure itself may have gone meanwhile, with its case. */
async function endLine(tx: Tx, context: OriginContext, erasureId: string, category: Category): Promise<void> {
  await tx.deleteFrom('held_lines').where('erasure_id', '=', erasureId).where('category', '=', category).execute()
  const known = await tx.selectFrom('erasures').innerJoin('requests', 'requests.id', 'erasures.request_id').select('requests.scope').where('erasures.id', '=', erasureId).executeTakeFirst()
  if (!known) return
  const { record } = await lockErasure(tx, erasureId)
  const released = [...(record.released ?? []), { category, at: context.now() }]
  await saveErasure(tx, renewCertificate(context, { ...record, released }), known.scope)
}
