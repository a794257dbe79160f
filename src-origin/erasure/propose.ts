// Takes in an erasure proposal: the plan must be the one that the origin itself would make of what it holds now.
import type { SubjectId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import { err, ok } from '../../src-shared/base/result'
import { deletionGroundsFor, type DeletionGround } from '../../src-shared/domain/deletion-grounds'
import { createErasurePlan, deletionGroundOf, HOLD_FIELD, isWhollyHeld, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Category } from '../../src-shared/domain/vocabulary'
import { erasurePlanSchema, planHash } from '../../src-shared/formats/certificate'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import { nodeCrypto } from '../devices/node-crypto'
import { emitChanges } from '../feed/emit'
import { currentOf, saveRequest, type ItemResult, type LockedRequest, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { Tx } from '../store/database'

export interface Proposal {
  readonly args: Extract<Operation, { op: 'erasure.propose@1' }>['args']
  readonly locked: LockedRequest
  readonly decided: CaseRequest
  readonly rules: RulesPackBody
  readonly madeAt: number
}

export async function proposeErasure(tx: Tx, context: OriginContext, pusher: Pusher, proposal: Proposal): Promise<ItemResult> {
  const { args, locked } = proposal
  const read = erasurePlanSchema.safeParse(args.plan)
  // The schema's inference has no readonly; the value is the plan.
  const plan = read.success ? (read.data as ErasurePlan) : undefined
  if (!plan || planHash(plan, nodeCrypto) !== args.planHash) return err(reject('invalid', ['plan']))
  const known = await tx.selectFrom('erasures').select('id').where('id', '=', args.erasureId).executeTakeFirst()
  if (known) return err(reject('precondition'))
  const ground = deletionGroundOf(plan)
  // A desk of before does not say why: it is given the present plan to look at, as one whose data changed.
  if (ground !== undefined && !deletionGroundsFor(proposal.decided.right).includes(ground)) return err(reject('invalid', ['deletionGround']))
  if (!(await isPlanOfNow(tx, context, proposal, { ground, hash: args.planHash }))) return err({ ...reject('precondition', ['plan']), current: currentOf(locked) })
  if (isWhollyHeld(plan)) return err(reject('precondition', [HOLD_FIELD]))
  const erasure: ErasureRecord = {
    id: args.erasureId, requestId: args.requestId, subjectId: locked.record.subjectId, state: 'proposed', planHash: args.planHash, plan,
    proposedBy: pusher.staffId, proposedAt: context.now(), devices: [],
  }
  await tx
    .insertInto('erasures')
    .values({ id: erasure.id, request_id: erasure.requestId, subject_id: erasure.subjectId, state: erasure.state, body: JSON.stringify(erasure) })
    .execute()
  await emitChanges(tx, [{ scope: locked.scope, type: 'erasure', id: erasure.id, ver: 1, op: 'put' }])
  return ok({ v: await saveRequest(tx, proposal.decided) })
}

/** A proposal made offline on an earlier day is judged by that day: only whether a duty to keep has ended, or a hold that nobody approved, hangs on it. */
async function isPlanOfNow(tx: Tx, context: OriginContext, proposal: Proposal, { ground, hash }: { readonly ground: DeletionGround | undefined; readonly hash: string }): Promise<boolean> {
  if (ground === undefined) return false
  const { subjectId, id: requestId } = proposal.locked.record
  const subject = await tx.selectFrom('subjects').select('v').where('id', '=', subjectId).executeTakeFirst()
  if (!subject) return false
  const holdings = await loadPlannedHoldings(tx, subjectId)
  const holds = await loadHolds(tx)
  const days = new Set([toDay(context.now()), toDay(Math.min(proposal.madeAt, context.now()))])
  return [...days].some((today) => {
    const plan = createErasurePlan({ requestId, subjectId, deletionGround: ground, subjectVersion: subject.v, holdings, holds, today, rules: proposal.rules, packVersion: proposal.rules.version })
    return planHash(plan, nodeCrypto) === hash
  })
}

async function loadPlannedHoldings(tx: Tx, subjectId: SubjectId) {
  const rows = await tx.selectFrom('holdings').select(['category', 'system', 'rows', 'to_at']).where('subject_id', '=', subjectId).execute()
  // The column holds inventory categories alone: the seed and countHolding write no other.
  return rows.map((row) => ({ category: row.category as Category, system: row.system, rows: row.rows, ...(row.to_at === null ? {} : { toAt: row.to_at }) }))
}
