// What becomes of rows on hold once holds on them are lifted: what no hold names any more goes on as the approved plan says, by itself.
//
// A hold that is not known is taken to hold all that its line has: it was lost with a database that was put back, and desks send their acts on it again. One
// that is a proposal there holds for as long as they do: its approval may have been lost. Of single fields the line knows no more than all of them together
// once they have been narrowed, so each is kept while a hold that names it holds.
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { isAllOf, type FinalAction } from '../../src-shared/domain/erasure-plan'
import { holdState, isHolding, keptBy, keptTogether, type HoldEntry, type Kept } from '../../src-shared/domain/hold-register'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { eachOf } from '../each-of'
import { isSentAgain } from '../feed/state'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { renewCertificate } from './complete'
import { isAccountKept, picked } from './held-fields'
import { lockErasure, saveErasure } from './locked-erasure'
import { keepRows, releaseRestricted, SLICE_ROWS } from './sweep'

export interface StoredLine {
  readonly erasure_id: string
  readonly category: string
  readonly hold_ids: readonly string[]
  readonly account_no: string | null
  readonly after_hold: FinalAction
  readonly ground: string | null
  readonly months: number
  readonly fields: readonly string[] | null
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
  await eachOf(lines, async (line) => {
    const kept = stillKept(line, holds, holdsOn)
    if (kept === 'whole' || (line.fields !== null && kept.length === line.fields.length)) return
    if (kept.length === 0) await releaseLine(context, line)
    else await narrowLine(context, line, kept)
  })
  // The duty of what was on hold may have ended meanwhile.
  await releaseRestricted(context)
}

/** By the holds that its plan named, and by any on everybody since; of a line of single fields never more than these. */
function stillKept(line: StoredLine, holds: readonly HoldEntry[], holdsOn: (hold: HoldEntry) => boolean): Kept {
  const category = line.category as Category
  const known = new Map<string, HoldEntry>(holds.map((hold) => [hold.id, hold]))
  const ofLine = (hold: HoldEntry | undefined): Kept => (hold === undefined ? 'whole' : holdsOn(hold) ? keptBy(hold, category) : [])
  const named = line.hold_ids.map((id) => ofLine(known.get(id)))
  const ofEverybody = holds.filter(({ reach }) => reach === 'everyone').map(ofLine)
  const kept = keptTogether([...named, ...ofEverybody], category)
  if (line.fields === null) return kept
  return line.fields.filter((field) => kept === 'whole' || kept.includes(field))
}

async function releaseLine(context: OriginContext, line: StoredLine): Promise<void> {
  while ((await context.db.transaction().execute((tx) => releaseSlice(tx, line))) === SLICE_ROWS);
  await context.db.transaction().execute((tx) => endLine(tx, context, line))
}

async function endLine(tx: Tx, context: OriginContext, line: StoredLine): Promise<void> {
  await tx.deleteFrom('held_lines').where('erasure_id', '=', line.erasure_id).where('category', '=', line.category).execute()
  await tellRelease(tx, context, line, undefined)
}

function keepingOf(line: StoredLine) {
  const next = { category: line.category as Category, action: line.after_hold, ...(line.ground === null ? {} : { ground: line.ground }) }
  return { next, keeping: { erasureId: line.erasure_id, accountNo: line.account_no ?? '', months: line.months } }
}

/** Of rows on hold as rows of the log. One that a narrowing has cut, and that a crash left to a later round, went on already. */
const WHOLE_OF_PART = sql`
  select category, n, body ->> 'product' as product, (body ->> 'at')::bigint as at, body ->> 'ip' as ip, body ->> 'detail' as detail from part where body ?& array['at', 'product', 'ip', 'detail']`

async function releaseSlice(tx: Tx, line: StoredLine): Promise<number> {
  const { erasure_id: erasureId, category } = line
  const { next, keeping } = keepingOf(line)
  const { rows } = await sql<{ n: number }>`
    with part as (
      delete from held_rows where erasure_id = ${erasureId} and category = ${category} and n in (
        select n from held_rows where erasure_id = ${erasureId} and category = ${category} order by n limit ${SLICE_ROWS}
      ) returning category, n, body
    ), gone as (${WHOLE_OF_PART}), kept as (${keepRows(next, keeping)})
    select count(*) as n from part`.execute(tx)
  return rows[0]?.n ?? 0
}

/**
 * The rest of the rows goes on as the plan says, the fields stay. What would be made anonymous is deleted, as in a plan (erasure-plan.ts). A crash in between
 * begins again: a row that was narrowed has nothing more to lose.
 */
async function narrowLine(context: OriginContext, line: StoredLine, kept: readonly string[]): Promise<void> {
  let after: number | undefined = -1
  while (after !== undefined) {
    const from: number = after
    after = await context.db.transaction().execute((tx) => narrowSlice(tx, line, kept, from))
  }
  await context.db.transaction().execute(async (tx) => {
    const accountNo = isAccountKept(kept) ? line.account_no : null
    // No row has any of the fields that are left: it is over, whatever the holds on it say.
    const isOver = accountNo === null && !(await tx.selectFrom('held_rows').select('n').where('erasure_id', '=', line.erasure_id).where('category', '=', line.category).limit(1).executeTakeFirst())
    if (isOver) return endLine(tx, context, line)
    const rest = isAllOf(kept, line.category as Category) ? {} : { after_hold: 'delete' as const, ground: null, months: 0 }
    await tx.updateTable('held_lines').set({ fields: kept, account_no: accountNo, ...rest }).where('erasure_id', '=', line.erasure_id).where('category', '=', line.category).execute()
    await tellRelease(tx, context, line, kept)
  })
}

/** Answers the last row that it looked at; undefined: there is none after `from`. */
export async function narrowSlice(tx: Tx, line: StoredLine, kept: readonly string[], from: number): Promise<number | undefined> {
  const { erasure_id: erasureId } = line
  const category = line.category as Category
  const { next, keeping } = keepingOf(line)
  const isRestricted = next.action === 'restrict' && !isAllOf(kept, category)
  const { rows } = await sql<{ last: number | null }>`
    with part as (
      select category, n, body from held_rows where erasure_id = ${erasureId} and category = ${category} and n > ${from} order by n limit ${SLICE_ROWS}
    ), gone as (${WHOLE_OF_PART}), kept as (${isRestricted ? keepRows(next, keeping) : sql`select 1`}), cut as (
      update held_rows h set body = ${picked(sql`h.body`, category, kept)} from part where h.erasure_id = ${erasureId} and h.category = ${category} and h.n = part.n returning 1
    ) select max(n) as last from part`.execute(tx)
  await tx.deleteFrom('held_rows').where('erasure_id', '=', erasureId).where('category', '=', category).where(sql<boolean>`body = '{}'::jsonb`).execute()
  return rows[0]?.last ?? undefined
}

/** The erasure itself may have gone meanwhile, with its case. `left`: the fields that stay. */
async function tellRelease(tx: Tx, context: OriginContext, line: StoredLine, left: readonly string[] | undefined): Promise<void> {
  const category = line.category as Category
  const known = await tx.selectFrom('erasures').innerJoin('requests', 'requests.id', 'erasures.request_id').select('requests.scope').where('erasures.id', '=', line.erasure_id).executeTakeFirst()
  if (!known) return
  const { record } = await lockErasure(tx, line.erasure_id)
  const others = (record.released ?? []).filter((one) => one.category !== category)
  const released = [...others, { category, at: context.now(), ...(left === undefined ? {} : { left: [...left] }) }]
  await saveErasure(tx, renewCertificate(context, { ...record, released }), known.scope)
}
