// POST /push: items in order, each in a transaction of its own, each taking effect at most once.
//
//   (device, mid) row inserted first → operation → row completed with the result → commit
//
// The row is the lock: a second sending of the same item waits for the first and then finds its result. The result commits with the
// effect, so an answer that was lost is answered again and never done again (test/origin/push.test.ts).
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { toDay } from '../../src-shared/base/clock'
import { isInventoryOperationName, needsFreshSignIn, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import type { NoteOperation } from '../../src-shared/domain/notes'
import type { PolicyOperation } from '../../src-shared/domain/policy-proposal'
import type { LetterOperation } from '../../src-shared/domain/case-letters'
import type { TellOperation } from '../../src-shared/domain/recipient-tasks'
import type { Operation } from '../../src-shared/domain/request'
import { hasPermission } from '../../src-shared/domain/staff'
import { isTrained } from '../../src-shared/domain/training'
import { OPERATION_NAMES, type OperationName } from '../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { isCanonicalisable } from '../../src-shared/formats/signed'
import { OPERATION_ARGS, pushItemSchema, type PushItem, type PushResult, type Rejection } from '../../src-shared/protocol/push'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'
import type { Pusher } from '../cases/locked-request'
import { isRemembered, reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { holdsNul } from '../store/nul'
import { applyItem } from './apply-item'

/** How long an act decided offline keeps its authority: the lease (docs/sync.md). */
export const OFFLINE_AUTHORITY_MS = 14 * 86_400_000
const minimalItem = z.object({ mid: z.uuid(), chain: z.string().max(80).optional(), op: z.string().max(64).optional() })

/** Undefined when an item does not even name itself: then nothing was processed. */
export async function processPush(context: OriginContext, pusher: Pusher, items: readonly unknown[]): Promise<readonly PushResult[] | undefined> {
  if (items.some((item) => !minimalItem.safeParse(item).success)) return undefined
  const results: PushResult[] = []
  const failedChains = new Set<string>()
  for (const raw of items) {
    const { mid, chain } = minimalItem.parse(raw)
    const result = await processItem(context, pusher, raw, failedChains)
    if (result.t === 'rejected' && chain !== undefined) failedChains.add(chain)
    if (result.t === 'duplicate' && result.stored.t === 'rejected' && chain !== undefined) failedChains.add(chain)
    results.push({ ...result, mid: mid as PushItem['mid'] })
  }
  return results
}

/** Ends the transaction without a trace of the item, and carries its answer out. */
class Forgotten extends Error {
  constructor(readonly rejection: Rejection) {
    super('forgotten')
  }
}

async function processItem(context: OriginContext, pusher: Pusher, raw: unknown, failedChains: ReadonlySet<string>): Promise<PushResult> {
  const mid = minimalItem.parse(raw).mid as PushItem['mid']
  // U+0000 anywhere: not even the row that would remember the refusal could hold the chain's name.
  if (!isCanonicalisable(raw) || holdsNul(raw)) return { t: 'rejected', mid, rejection: reject('invalid', ['text']) }
  const text = canonicalJson(raw)
  if (Buffer.byteLength(text) > DEFAULT_LIMITS.recordBytes) return { t: 'rejected', mid, rejection: reject('too_large') }
  const bodyHash = createHash('sha256').update(text).digest()
  try {
    return await context.db.transaction().execute((tx) => processOnce(tx, context, { pusher, raw, mid, bodyHash, failedChains }))
  } catch (error) {
    if (error instanceof Forgotten) return { t: 'rejected', mid, rejection: error.rejection }
    throw error
  }
}

interface Work {
  readonly pusher: Pusher
  readonly raw: unknown
  readonly mid: PushItem['mid']
  readonly bodyHash: Buffer
  readonly failedChains: ReadonlySet<string>
}

async function processOnce(tx: Tx, context: OriginContext, work: Work): Promise<PushResult> {
  const { pusher, mid, bodyHash } = work
  const claimed = await tx
    .insertInto('push_results')
    .values({ device_id: pusher.deviceId, mid, body_hash: bodyHash, chain: minimalItem.parse(work.raw).chain ?? '', result: '{}', at: context.now(), acked_at: null })
    .onConflict((conflict) => conflict.columns(['device_id', 'mid']).doNothing())
    .returning('mid')
    .executeTakeFirst()
  if (!claimed) return storedResult(tx, work)
  const outcome = await judge(tx, context, work)
  if (!outcome.ok && !isRemembered(outcome.rejection)) throw new Forgotten(outcome.rejection)
  const stored = outcome.ok ? { t: 'applied', v: outcome.v } : { t: 'rejected', rejection: withoutCurrent(outcome.rejection) }
  await tx.updateTable('push_results').set({ result: JSON.stringify(stored) }).where('device_id', '=', pusher.deviceId).where('mid', '=', mid).execute()
  return outcome.ok ? { t: 'applied', mid, v: outcome.v } : { t: 'rejected', mid, rejection: outcome.rejection }
}

async function storedResult(tx: Tx, work: Work): Promise<PushResult> {
  const row = await tx
    .selectFrom('push_results')
    .select(['body_hash', 'result'])
    .where('device_id', '=', work.pusher.deviceId)
    .where('mid', '=', work.mid)
    .executeTakeFirstOrThrow()
  if (!row.body_hash.equals(work.bodyHash)) return { t: 'rejected', mid: work.mid, rejection: reject('idempotency_mismatch') }
  return { t: 'duplicate', mid: work.mid, stored: row.result as Extract<PushResult, { t: 'duplicate' }>['stored'] }
}

/** A remembered result must not keep a person's data beyond their erasure. */
function withoutCurrent(rejection: Rejection): Rejection {
  return { ...rejection, current: undefined }
}

type Judged = { readonly ok: true; readonly v: number } | { readonly ok: false; readonly rejection: Rejection }

async function judge(tx: Tx, context: OriginContext, work: Work): Promise<Judged> {
  const refuse = (rejection: Rejection): Judged => ({ ok: false, rejection })
  const { op, chain } = minimalItem.parse(work.raw)
  if (!OPERATION_NAMES.some((name) => name === op)) return refuse(reject('schema_unsupported'))
  // Nobody acts on what they may not even open; each operation asks for its own right besides.
  if (!hasPermission(work.pusher.role, 'read-case')) return refuse(reject('forbidden'))
  const item = pushItemSchema.safeParse(work.raw)
  if (!item.success) return refuse(reject('invalid', fieldsOf(item.error)))
  if (chain !== undefined && work.failedChains.has(chain)) return refuse(reject('dependency_failed'))
  const args = OPERATION_ARGS[item.data.op].safeParse(item.data.args)
  if (!args.success) return refuse(reject('invalid', fieldsOf(args.error)))
  const madeAt = item.data.madeAt.wall + item.data.madeAt.offset
  if (!work.pusher.isVouched && context.now() - madeAt > OFFLINE_AUTHORITY_MS) return refuse(reject('offline_authority_expired'))
  // As of when it was done: what was decided in time still arrives. What is approved online is approved now.
  const doneAt = needsSignInNow(item.data.op) ? context.now() : Math.min(madeAt, context.now())
  if (!isTrained(work.pusher.training, toDay(doneAt))) return refuse(reject('training_expired'))
  // The schema of `op` has just read `args`, which the compiler cannot connect.
  const operation = { op: item.data.op, args: args.data } as Operation | InventoryOperation | PolicyOperation | TellOperation | LetterOperation | NoteOperation
  const result = await applyItem(tx, context, work.pusher, { operation, base: item.data.base, madeAt })
  return result.ok ? { ok: true, ...result.value } : refuse(result.error)
}

function needsSignInNow(op: OperationName): boolean {
  return op === 'erasure.approve@1' || op === 'policy.approve@1' || (isInventoryOperationName(op) && needsFreshSignIn(op))
}

/** Names of fields, never what stood in them. */
function fieldsOf(error: z.ZodError): readonly string[] {
  return [...new Set(error.issues.map((issue) => issue.path.filter((step) => typeof step === 'string').join('.') || 'item'))].slice(0, 20)
}
