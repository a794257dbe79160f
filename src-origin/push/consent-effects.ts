// What a person stops: one act per purpose or product in their consent history, which is append-only, so nothing of it is changed or taken
// away. The act is of the day of the decision, and from it on the processing has no leave any more.
import { must } from '../../src-shared/base/assert'
import { toDay } from '../../src-shared/base/clock'
import { createId, type ConsentEventId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { CaseRequest } from '../../src-shared/domain/request'
import type { ConsentKind, Product, Purpose } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { emitChanges, scopesOfSubject, type Change } from '../feed/emit'
import { loadPolicyEntries, versionFor } from '../policies/register'
import type { Tx } from '../store/database'
import { countHolding, countSubjectOn } from './count-on'

type Done = Result<CaseRequest, readonly string[]>

interface Stop {
  readonly kind: Extract<ConsentKind, 'withdrawal' | 'opt-out' | 'restriction'>
  readonly purposes: readonly Purpose[]
}

export async function stopPurposes(tx: Tx, context: OriginContext, request: CaseRequest, { kind, purposes }: Stop): Promise<Done> {
  await record(tx, context, request, purposes.map((purpose) => ({ kind, purpose })))
  return ok(request)
}

/** The product leaves the person's own; the others, and what was agreed to for them, stay as they are. */
export async function endProducts(tx: Tx, context: OriginContext, request: CaseRequest, ended: readonly Product[]): Promise<Done> {
  const { products } = await tx.selectFrom('subjects').select('products').where('id', '=', request.subjectId).forUpdate().executeTakeFirstOrThrow()
  const unused = ended.filter((product) => !products.includes(product))
  if (unused.length > 0) return err(unused.map((product) => `products.${product}`))
  const left = products.filter((product) => !ended.some((one) => one === product))
  await tx.updateTable('subjects').set({ products: JSON.stringify(left) }).where('id', '=', request.subjectId).execute()
  await record(tx, context, request, ended.map((product) => ({ kind: 'product-ended', product })))
  return ok(request)
}

interface NewAct {
  readonly kind: ConsentKind
  readonly purpose?: Purpose
  readonly product?: Product
}

async function record(tx: Tx, context: OriginContext, request: CaseRequest, acts: readonly NewAct[]): Promise<void> {
  if (acts.length === 0) return
  const now = context.now()
  const entries = await loadPolicyEntries(tx)
  const events = acts.map(({ kind, purpose, product }) => {
    const policy = must(versionFor(entries, product, request.channel, toDay(now)), 'a general policy')
    return {
      id: createId<ConsentEventId>(now, context.random), subject_id: request.subjectId, kind, purpose: purpose ?? null, product: product ?? null,
      policy_id: policy.id, policy_version: policy.version, channel: request.channel, at: now, wording_hash: policy.textHash, evidence: request.caseNo,
    }
  })
  await tx.insertInto('consents').values(events).execute()
  await countHolding(tx, request.subjectId, 'consent', events.length, now)
  const v = await countSubjectOn(tx, request.subjectId)
  const changes: Change[] = []
  for (const scope of await scopesOfSubject(tx, request.subjectId)) {
    for (const event of events) changes.push({ scope, type: 'consent', id: event.id, ver: 1, op: 'put' })
    changes.push({ scope, type: 'subject', id: request.subjectId, ver: v, op: 'put' })
  }
  await emitChanges(tx, changes)
}
