// The second person's approval, and with it, in the same transaction, the first slice of the erasure: the person is gone at once.
//
//   lock requests, erasure, person → who, state, plan hash, fresh sign-in → counts still those of the plan?
//          and the holds on them those that it names?
//     no:  erasure stale, request back to deciding, item refused
//     yes, and the company lets it cool off: it waits, the person is stopped (cooling-off.ts)
//     yes: holders from the ledger → signed erase entry for each → person, identifiers, consents, holdings deleted → suppression ledger
//          → requests minimised → feed told.            Service-log rows follow in slices (sweep.ts), unreachable from here on.
//
// A crash before the commit leaves everything as it was; after it, the sweep is taken up again at the next start from erasure_jobs.
import { err, ok } from '../../src-shared/base/result'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { Operation } from '../../src-shared/domain/request'
import { applyOperation } from '../../src-shared/domain/request-machine'
import { accessProblem, lockRequest, withCurrent, type ItemResult, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { beginCooling } from './cooling-off'
import { countHeldRows } from './held-counts'
import { lockErasure } from './locked-erasure'
import { refuseStale, unfitFields } from './plan-fits'
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
  const unfit = await unfitFields(tx, context, erasure.record, { isVersion: plan.subjectVersion === subject.v, counts })
  if (unfit.length > 0) return refuseStale(tx, context, request, erasure, unfit)
  const approved = { erasure: erasure.record, request: decided.value, scope: request.scope, approval: { approvedBy: pusher.staffId, approvedAt: context.now() } }
  if (decided.value.runsOn !== undefined) return ok({ v: await beginCooling(tx, context, approved) })
  return ok({ v: await beginErasure(tx, context, { ...approved, subject, counts, devices: await loadHolders(tx, subjectId) }) })
}
