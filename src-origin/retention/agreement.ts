// What people do with a batch of either kind: two agree to it, signed in freshly, or one declines. With the second agreement it is counted again; nothing goes
// here (let-go.ts).
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { agreeToEnding, isEnding, type AnyBatch } from '../../src-shared/domain/ending-batch'
import { isWithinEnding } from '../../src-shared/domain/product-ending'
import { agreeTo, declineBatch } from '../../src-shared/domain/retention-batch'
import { isWithin, lastDayDue, retentionSchedule, type RetentionPlan } from '../../src-shared/domain/retention-schedule'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { RetentionActResponse, RetentionAgreeRequest, RetentionDeclineRequest } from '../../src-shared/protocol/retention'
import type { OriginContext } from '../context'
import { SWEEP_CHANNEL } from '../erasure/sweep'
import { isSentAgain } from '../feed/state'
import { loadHolds } from '../inventory/entry-rows'
import type { Db, Tx } from '../store/database'
import { countPlanned } from './due-rows'
import { planEnding } from './ending-rows'

export type Outcome = RetentionActResponse['outcome']

/** Two janitors, or one and a person: the second finds what the first has made. */
export async function lockProposals(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('retention_batches'))`.execute(tx)
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
    const by = { staffId, at: now }
    const agreed = isEnding(batch) ? agreeToEnding(batch, planHash, by) : agreeTo(batch, planHash, by)
    if (!agreed.ok) return agreed.error
    if (agreed.value.state === 'proposed') {
      await saveBatch(tx, agreed.value)
      return 'agreed'
    }
    const isStill = await isAsPlanned(tx, context, batch)
    await saveBatch(tx, isStill ? agreed.value : { ...batch, state: 'stale' })
    // Heard with the commit, in whatever process a janitor runs.
    if (isStill) await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(tx)
    return isStill ? 'approved' : 'stale'
  })
}

async function isAsPlanned(tx: Tx, context: OriginContext, batch: AnyBatch): Promise<boolean> {
  if (isEnding(batch)) return isWithinEnding(batch.plan, await planEnding(tx, context, batch.plan))
  const now = context.now()
  return isScheduled(batch.plan, context.rules.inForce, now) && isWithin(batch.plan, await countPlanned(tx, batch.plan, await loadHolds(tx), toDay(now)))
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

export async function lockBatch(tx: Tx, id: string): Promise<AnyBatch | undefined> {
  return (await tx.selectFrom('retention_batches').select('body').where('id', '=', id).forUpdate().executeTakeFirst())?.body
}

export async function saveBatch(tx: Tx, batch: AnyBatch): Promise<void> {
  await tx.updateTable('retention_batches').set({ state: batch.state, body: JSON.stringify(batch) }).where('id', '=', batch.id).execute()
}

/** Gives whoever acted on some batches their name. */
export async function staffNames(db: Db | Tx, ids: readonly string[]): Promise<(by: { readonly staffId: string }) => string> {
  const staff = ids.length === 0 ? [] : await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()
  return (by) => staff.find(({ id }) => id === by.staffId)?.name ?? ''
}
