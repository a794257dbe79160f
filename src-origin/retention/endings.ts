// The batches of products that have ended: proposed by an officer when the company ends one, and by the schedule for whoever ended one themselves and for what was left of
// one (a hold was lifted, an erasure called off, the database put back).
import { toDay, type Day } from '../../src-shared/base/clock'
import { createId, type StaffId } from '../../src-shared/base/ids'
import { endedProducts, isEnding, type EndingBatch } from '../../src-shared/domain/ending-batch'
import { isEmptyEnding } from '../../src-shared/domain/product-ending'
import { DECLINED_QUIET_MS, type RetentionBatchId } from '../../src-shared/domain/retention-batch'
import { PRODUCTS, type Product } from '../../src-shared/domain/vocabulary'
import { endingBatchSchema, type EndingBatchState, type EndProductRequest } from '../../src-shared/protocol/retention'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import { lockProposals, saveBatch, type Outcome } from './agreement'
import { tellBatches } from './batch-report'
import { planHashOf } from './due-rows'
import { planEnding, type EndingScope } from './ending-rows'

/** An officer's: the company ends the product for everybody on that day. One that is open and that nobody has agreed to makes room for it. */
export async function proposeEnding(context: OriginContext, { product, endsOn, reason, told }: EndProductRequest, staffId: StaffId): Promise<Extract<Outcome, 'proposed' | 'changed'>> {
  return context.db.transaction().execute(async (tx) => {
    await lockProposals(tx)
    const former = await endingsOf(tx, product)
    const open = former.find(isOpen)
    if (former.some((batch) => batch.state === 'done' && batch.plan.reach === 'everyone') || (open !== undefined && !isUntouched(open))) return 'changed'
    if (open) await tx.deleteFrom('retention_batches').where('id', '=', open.id).execute()
    await insertProposal(tx, context, { product, reach: 'everyone', endsOn }, { staffId, at: context.now(), reason, told })
    return 'proposed'
  })
}

/** Once a day: brings what nobody has agreed to yet to the present day, and proposes what is there to let go. */
export async function proposeEndings(context: OriginContext): Promise<void> {
  for (const product of PRODUCTS) await context.db.transaction().execute((tx) => proposeForProduct(tx, context, product))
}

async function proposeForProduct(tx: Tx, context: OriginContext, product: Product): Promise<void> {
  await lockProposals(tx)
  const former = await endingsOf(tx, product)
  const open = former.find(isOpen)
  if (open) {
    if (isUntouched(open)) await refresh(tx, context, open)
    return
  }
  const byCompany = former.filter(({ plan }) => plan.reach === 'everyone')
  // The company's is the last word only where it was carried out, or came to nothing by itself.
  const carriedOut = byCompany.find(({ state }) => state === 'done')
  const ended = carriedOut ?? byCompany.find((batch, place) => place === 0 && batch.state === 'stale')
  const scope: EndingScope = ended ? scopeOf(ended) : { product, reach: 'left' }
  const last = former.find(({ plan }) => plan.reach === scope.reach)
  if (last?.declined !== undefined && last.declined.at > context.now() - DECLINED_QUIET_MS) return
  // What was left of one that was carried out is proposed by the schedule and nobody else; one that came to nothing is the officer's still.
  await insertProposal(tx, context, scope, carriedOut ? undefined : ended?.proposed, 'if-any')
}

function scopeOf({ plan: { product, reach, endsOn } }: EndingBatch): EndingScope {
  return { product, reach, ...(endsOn === undefined ? {} : { endsOn }) }
}

async function refresh(tx: Tx, context: OriginContext, open: EndingBatch): Promise<void> {
  const plan = await planEnding(tx, context, scopeOf(open))
  // What the company ends is agreed to even where it holds nothing.
  if (isEmptyEnding(plan) && plan.reach === 'left') await tx.deleteFrom('retention_batches').where('id', '=', open.id).execute()
  else await saveBatch(tx, { ...open, plan, planHash: planHashOf(plan) })
}

async function insertProposal(tx: Tx, context: OriginContext, scope: EndingScope, proposed: EndingBatch['proposed'], when: 'always' | 'if-any' = 'always'): Promise<void> {
  const plan = await planEnding(tx, context, scope)
  if (when === 'if-any' && isEmptyEnding(plan)) return
  const now = context.now()
  const batch: EndingBatch = {
    id: createId<RetentionBatchId>(now, context.random), state: 'proposed', plan, planHash: planHashOf(plan), madeAt: now, agreed: [], ...(proposed ? { proposed } : {}), peopleDone: 0, done: [],
  }
  await tx.insertInto('retention_batches').values({ id: batch.id, state: batch.state, made_at: now, product: scope.product, ends_on: scope.endsOn ?? null, body: JSON.stringify(batch) }).execute()
}

const isOpen = ({ state }: EndingBatch): boolean => state === 'proposed' || state === 'approved'
const isUntouched = ({ state, agreed }: EndingBatch): boolean => state === 'proposed' && agreed.length === 0

/** Newest first; whoever agrees to one holds it. */
async function endingsOf(tx: Tx, product: Product): Promise<readonly EndingBatch[]> {
  const rows = await tx.selectFrom('retention_batches').select('body').where('product', '=', product).orderBy('made_at', 'desc').orderBy('id', 'desc').forUpdate().execute()
  return rows.flatMap(({ body }) => (isEnding(body) ? [body] : []))
}

/** Of which nothing is taken in any more, with the day since when. */
export async function loadEndedProducts(db: Db | Tx, now: number): Promise<ReadonlyMap<Product, Day>> {
  const rows = await db.selectFrom('retention_batches').select(['product', 'ends_on', 'state']).where('ends_on', 'is not', null).orderBy('made_at').orderBy('id').execute()
  return endedProducts(rows.flatMap(({ product, ends_on: endsOn, state }) => (product === null || endsOn === null ? [] : [{ product: product as Product, endsOn, state }])), toDay(now))
}

const SHOWN_ENDINGS = 20

/** Newest first, with the names of those who acted. */
export async function listEndings(db: Db): Promise<readonly EndingBatchState[]> {
  const rows = await db.selectFrom('retention_batches').select('body').where('product', 'is not', null).orderBy('made_at', 'desc').orderBy('id', 'desc').limit(SHOWN_ENDINGS).execute()
  const endings = rows.flatMap(({ body }) => (isEnding(body) ? [body] : []))
  return (await tellBatches(db, endings)).map((batch) => endingBatchSchema.parse(batch))
}
