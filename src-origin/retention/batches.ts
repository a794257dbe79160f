// The batches of the schedule: proposed once a day, brought to the present day until somebody agrees. What people do with one: agreement.ts.
import { createId } from '../../src-shared/base/ids'
import { isEnding } from '../../src-shared/domain/ending-batch'
import { DECLINED_QUIET_MS, type RetentionBatch, type RetentionBatchId } from '../../src-shared/domain/retention-batch'
import { retentionBatchSchema, type RetentionBatchState } from '../../src-shared/protocol/retention'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import { lockProposals, type Outcome } from './agreement'
import { tellBatches } from './batch-report'
import { planDue, planHashOf } from './due-rows'

/**
 * What is due becomes a proposal; one that nobody has agreed to yet is brought to the present day. `asked`: by a person, so that a refusal of before
 * keeps it back no longer.
 */
export async function proposeDue(context: OriginContext, by: 'schedule' | 'asked'): Promise<Extract<Outcome, 'proposed' | 'nothing-due' | 'changed'>> {
  return context.db.transaction().execute(async (tx) => {
    await lockProposals(tx)
    const open = await lockOpen(tx)
    if (open && (open.state === 'approved' || open.agreed.length > 0)) return 'changed'
    if (!open && by === 'schedule' && (await wasDeclined(tx, context.now() - DECLINED_QUIET_MS))) return 'nothing-due'
    const plan = await planDue(tx, context)
    if (open) await tx.deleteFrom('retention_batches').where('id', '=', open.id).execute()
    if (!plan) return 'nothing-due'
    const now = context.now()
    const batch: RetentionBatch = { id: open?.id ?? createId<RetentionBatchId>(now, context.random), state: 'proposed', plan, planHash: planHashOf(plan), madeAt: open?.madeAt ?? now, agreed: [], done: [] }
    await tx.insertInto('retention_batches').values({ id: batch.id, state: batch.state, made_at: batch.madeAt, body: JSON.stringify(batch) }).execute()
    return 'proposed'
  })
}

const ofSchedule = (db: Db | Tx) => db.selectFrom('retention_batches').select('body').where('product', 'is', null)

/** Whoever agrees to it holds it. */
async function lockOpen(tx: Tx): Promise<RetentionBatch | undefined> {
  return scheduled(await ofSchedule(tx).where('state', 'in', ['proposed', 'approved']).forUpdate().executeTakeFirst())
}

async function wasDeclined(tx: Tx, since: number): Promise<boolean> {
  const last = scheduled(await ofSchedule(tx).orderBy('made_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst())
  return last?.declined !== undefined && last.declined.at > since
}

function scheduled(row: Awaited<ReturnType<ReturnType<typeof ofSchedule>['executeTakeFirst']>>): RetentionBatch | undefined {
  return row === undefined || isEnding(row.body) ? undefined : row.body
}

const SHOWN_BATCHES = 20

/** Newest first, with the names of those who agreed or declined. */
export async function listBatches(db: Db): Promise<readonly RetentionBatchState[]> {
  const batches = (await ofSchedule(db).orderBy('made_at', 'desc').orderBy('id', 'desc').limit(SHOWN_BATCHES).execute()).map(({ body }) => body)
  return (await tellBatches(db, batches)).map((batch) => retentionBatchSchema.parse(batch))
}
