// The batches: proposed by the schedule once a day, agreed to by two people or declined by one. Nothing goes here (let-go.ts).
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { createId, type StaffId } from '../../src-shared/base/ids'
import { agreeTo, declineBatch, DECLINED_QUIET_MS, type RetentionBatch, type RetentionBatchId } from '../../src-shared/domain/retention-batch'
import { isWithin, lastDayDue, retentionSchedule, type RetentionPlan } from '../../src-shared/domain/retention-schedule'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { retentionBatchSchema, type RetentionActResponse, type RetentionAgreeRequest, type RetentionBatchState, type RetentionDeclineRequest } from '../../src-shared/protocol/retention'
import type { OriginContext } from '../context'
import { SWEEP_CHANNEL } from '../erasure/sweep'
import { isSentAgain } from '../feed/state'
import { loadHolds } from '../inventory/entry-rows'
import type { Db, Tx } from '../store/database'
import { countPlanned, planDue, retentionPlanHash } from './due-rows'

type Outcome = RetentionActResponse['outcome']

/**
 * What is due becomes a proposal; one that nobody has agreed to yet is brought to the present day. `asked`: by a person, so that a refusal of before
 * keeps it back no longer.
 */
export async function proposeDue(context: OriginContext, by: 'schedule' | 'asked'): Promise<Extract<Outcome, 'proposed' | 'nothing-due' | 'changed'>> {
  return context.db.transaction().execute(async (tx) => {
    // Two janitors, or one and a person: the second finds what the first has made.
    await sql`select pg_advisory_xact_lock(hashtext('retention_batches'))`.execute(tx)
    const open = await lockOpen(tx)
    if (open && (open.state === 'approved' || open.agreed.length > 0)) return 'changed'
    if (!open && by === 'schedule' && (await wasDeclined(tx, context.now() - DECLINED_QUIET_MS))) return 'nothing-due'
    const plan = await planDue(tx, context)
    if (open) await tx.deleteFrom('retention_batches').where('id', '=', open.id).execute()
    if (!plan) return 'nothing-due'
    const now = context.now()
    const batch: RetentionBatch = { id: open?.id ?? createId<RetentionBatchId>(now, context.random), state: 'proposed', plan, planHash: retentionPlanHash(plan), madeAt: open?.madeAt ?? now, agreed: [], done: [] }
    await tx.insertInto('retention_batches').values({ id: batch.id, state: batch.state, made_at: batch.madeAt, body: JSON.stringify(batch) }).execute()
    return 'proposed'
  })
}

/** Whoever agrees to it holds it. */
async function lockOpen(tx: Tx): Promise<RetentionBatch | undefined> {
  return (await tx.selectFrom('retention_batches').select('body').where('state', 'in', ['proposed', 'approved']).forUpdate().executeTakeFirst())?.body
}

async function wasDeclined(tx: Tx, since: number): Promise<boolean> {
  const last = await tx.selectFrom('retention_batches').select('body').orderBy('made_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return last?.body.declined !== undefined && last.body.declined.at > since
}

/**
 * The second agreement counts anew: what two people saw is what goes, and less only where a hold or an erasure came in between. Nobody agrees to what a
 * database says that was put back, while desks still send what they did since.
 */
export async function agreeToBatch(context: OriginContext, { batchId, planHash }: RetentionAgreeRequest, staffId: StaffId): Promise<Outcome> {
  return context.db.transaction().execute(async (tx) => {
    const batch = await lockBatch(tx, batchId)
    if (!batch) return 'changed'
    const now = context.now()
    if (await isSentAgain(tx, now)) return 'restored'
    const agreed = agreeTo(batch, planHash, { staffId, at: now })
    if (!agreed.ok) return agreed.error
    if (agreed.value.state === 'proposed') {
      await saveBatch(tx, agreed.value)
      return 'agreed'
    }
    const today = toDay(now)
    const isStill = isScheduled(batch.plan, context.rules.inForce, now) && isWithin(batch.plan, await countPlanned(tx, batch.plan, await loadHolds(tx), today))
    await saveBatch(tx, isStill ? agreed.value : { ...batch, state: 'stale' })
    // Heard with the commit, in whatever process a janitor runs.
    if (isStill) await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(tx)
    return isStill ? 'approved' : 'stale'
  })
}

/** A newer pack may ask for a longer keeping, or another end, than the plan that is agreed to. */
function isScheduled(plan: RetentionPlan, rules: RulesPackBody, now: number): boolean {
  const schedule = retentionSchedule(rules)
  return plan.lines.every((line) => {
    const own = schedule.find((one) => one.category === line.category)
    return own !== undefined && own.then === line.then && line.through <= lastDayDue(own.months, toDay(now))
  })
}

export async function declineDue(context: OriginContext, { batchId, reason }: RetentionDeclineRequest, staffId: StaffId): Promise<Outcome> {
  return context.db.transaction().execute(async (tx) => {
    const batch = await lockBatch(tx, batchId)
    const declined = batch && declineBatch(batch, reason, { staffId, at: context.now() })
    if (!declined?.ok) return 'changed'
    await saveBatch(tx, declined.value)
    return 'declined'
  })
}

/** In a database that was put back: two people agree again to what it holds now. */
export async function endApproved(db: Db): Promise<void> {
  await db.updateTable('retention_batches').set({ state: 'stale', body: sql`body || '{"state": "stale"}'::jsonb` }).where('state', '=', 'approved').execute()
}

export async function lockBatch(tx: Tx, id: string): Promise<RetentionBatch | undefined> {
  return (await tx.selectFrom('retention_batches').select('body').where('id', '=', id).forUpdate().executeTakeFirst())?.body
}

export async function saveBatch(tx: Tx, batch: RetentionBatch): Promise<void> {
  await tx.updateTable('retention_batches').set({ state: batch.state, body: JSON.stringify(batch) }).where('id', '=', batch.id).execute()
}

const SHOWN_BATCHES = 20

/** Newest first, with the names of those who agreed or declined. */
export async function listBatches(db: Db): Promise<readonly RetentionBatchState[]> {
  const batches = (await db.selectFrom('retention_batches').select('body').orderBy('made_at', 'desc').orderBy('id', 'desc').limit(SHOWN_BATCHES).execute()).map(({ body }) => body)
  const staffIds = batches.flatMap(({ agreed, declined }) => [...agreed, ...(declined ? [declined] : [])].map(({ staffId }) => staffId))
  const staff = staffIds.length === 0 ? [] : await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', staffIds).execute()
  const named = <By extends { readonly staffId: string }>(by: By): By & { readonly name: string } => ({ ...by, name: staff.find(({ id }) => id === by.staffId)?.name ?? '' })
  return batches.map((batch) => retentionBatchSchema.parse({ ...batch, agreed: batch.agreed.map(named), ...(batch.declined ? { declined: named(batch.declined) } : {}) }))
}
