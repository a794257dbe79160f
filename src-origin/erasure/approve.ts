// The second person's approval, and with it, in the same transaction, the first slice of the erasure: the person is gone at once.
//
//   lock requests, erasure, person → who, state, plan hash, fresh sign-in → counts still those of the plan?
//          and the holds on them those that it names?
//     no:  erasure stale, request back to deciding, item refused
//     yes: holders from the ledger → signed erase entry for each → person, identifiers, consents, holdings deleted → suppression ledger
//          → requests minimised → feed told.            Service-log rows follow in slices (sweep.ts), unreachable from here on.
//
// A crash before the commit leaves everything as it was; after it, the sweep is taken up again at the next start from erasure_jobs.
import { toDay } from '../../src-shared/base/clock'
import { err, mustOk, ok } from '../../src-shared/base/result'
import { HOLD_FIELD, isPlanOfHolds, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { Operation } from '../../src-shared/domain/request'
import { advanceErasure, applyOperation } from '../../src-shared/domain/request-machine'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { accessProblem, lockRequest, saveRequest, withCurrent, type ItemResult, type LockedRequest, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { countHeldRows, isPlanOfCounts, repairHoldings } from './held-counts'
import { lockErasure, saveErasure, type LockedErasure } from './locked-erasure'
import { beginErasure, loadHolders } from './remove-person'

type ApproveArgs = Extract<Operation, { op: 'erasure.approve@1' }>['args']

export async function approveErasure(tx: Tx, context: OriginContext, pusher: Pusher, item: { readonly args: ApproveArgs; readonly base: number }): Promise<ItemResult> {
  const { args } = item
  const known = await tx.selectFrom('erasures').select(['request_id', 'subject_id']).where('id', '=', args.erasureId).executeTakeFirst()
  // All requests of the person, in order, before the person: who decides another of them holds it while waiting for the person.
  if (known) await tx.selectFrom('requests').select('id').where('subject_id', '=', known.subject_id).orderBy('id').forUpdate().execute()
  const request = known && (await lockRequest(tx, known.request_id))
  const problem = await accessProblem(tx, context, pusher, request)
  if (problem || !request) return err(problem ?? reject('not_found'))
  const erasure = await lockErasure(tx, args.erasureId)
  if (erasure.v !== item.base) return err({ ...reject('version_conflict'), current: { v: erasure.v, body: { ...erasure.record } } })
  const actor = { staffId: pusher.staffId, role: pusher.role, at: context.now() }
  const decided = applyOperation(request.record, { op: 'erasure.approve@1', args }, actor, context.rules.inForce)
  if (!decided.ok) return err(withCurrent(reject(decided.error.code, decided.error.fields), request))
  if (erasure.record.state !== 'proposed' || erasure.record.planHash !== args.planHash) return err(reject('precondition', ['planHash']))
  // Nobody proposed both by way of another member's request: the erasure's own proposer counts too.
  if (erasure.record.proposedBy === pusher.staffId) return err(reject('needs_second_person'))
  if (!pusher.isFresh) return err(reject('needs_online_auth'))
  const { subjectId } = erasure.record
  const subject = await tx.selectFrom('subjects').select(['v', 'account_no', 'external_id']).where('id', '=', subjectId).forUpdate().executeTakeFirst()
  if (!subject) return err(reject('gone_erased'))
  const plan = erasure.record.plan as ErasurePlan
  const counts = await countHeldRows(tx, subjectId)
  if (plan.subjectVersion !== subject.v || !isPlanOfCounts(plan, counts)) {
    await repairHoldings(tx, subjectId, counts)
    return refuseStale(tx, context, request, erasure, ['plan'])
  }
  // Who places a hold on the person holds their row: it came before this reading, or finds nobody any more.
  const isHeldAsPlanned = isPlanOfHolds(plan, { subjectId, holds: await loadHolds(tx), today: toDay(context.now()) })
  if (!isHeldAsPlanned) return refuseStale(tx, context, request, erasure, ['plan', HOLD_FIELD])
  const devices = await loadHolders(tx, subjectId)
  const approval = { approvedBy: pusher.staffId, approvedAt: context.now() }
  return ok({ v: await beginErasure(tx, context, { erasure: erasure.record, request: decided.value, scope: request.scope, approval, subject, counts, devices }) })
}

/** The refusal is remembered like any other; what changes is that both records now say why. */
async function refuseStale(tx: Tx, context: OriginContext, request: LockedRequest, erasure: LockedErasure, fields: readonly string[]): Promise<ItemResult> {
  const stale: ErasureRecord = { ...erasure.record, state: 'stale' }
  const v = await saveErasure(tx, stale, request.scope)
  await saveRequest(tx, mustOk(advanceErasure(request.record, 'stale', context.now())))
  return err({ ...reject('precondition', fields), current: { v, body: { ...stale } } })
}
