// An approved erasure that waits out the company's cooling-off: the processing stops the same day, and once the days are over it runs by itself.
//
//   approval ─→ cooling-off, with the first day on which it runs; the person is stopped (stopped-people.ts)
//     a step back by staff, or the person's withdrawal → declined, the person goes on as before
//     round of the janitor on that day → is the plan still that of what is held, and all evidence of whoever asked still seen?
//                                        no → stale, undecided again; the person stays stopped          yes → as after an approval (remove-person.ts)
//
// After a database was put back nothing runs for as long as desks send their acts again: that it was called off may have been lost.
import { toDay } from '../../src-shared/base/clock'
import { mustOk } from '../../src-shared/base/result'
import { must } from '../../src-shared/base/assert'
import type { StaffId } from '../../src-shared/base/ids'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { CaseRequest } from '../../src-shared/domain/request'
import { advanceErasure } from '../../src-shared/domain/request-machine'
import { lacksEvidence } from '../../src-shared/domain/request-maker'
import { EVIDENCE_FIELD } from '../../src-shared/domain/request-step'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { lockRequest, saveRequest } from '../cases/locked-request'
import type { OriginContext } from '../context'
import { eachOf } from '../each-of'
import { isSentAgain } from '../feed/state'
import type { Tx } from '../store/database'
import { countHeldRows } from './held-counts'
import { lockErasure, saveErasure } from './locked-erasure'
import { refuseStale, unfitFields } from './plan-fits'
import { beginErasure, loadHolders } from './remove-person'
import { resumePerson, stopOf, stopPerson } from './stopped-people'

export interface Cooling {
  readonly erasure: ErasureRecord
  /** As the approval left it: with the day. */
  readonly request: CaseRequest
  readonly scope: string
  readonly approval: { readonly approvedBy: StaffId; readonly approvedAt: number }
}

/** The caller has locked all requests of the person, the erasure and the person. Answers the erasure's new version. */
export async function beginCooling(tx: Tx, { now }: OriginContext, { erasure, request, scope, approval }: Cooling): Promise<number> {
  await stopPerson(tx, erasure.subjectId, now())
  await saveRequest(tx, request)
  return saveErasure(tx, { ...erasure, state: 'cooling-off', ...approval, runsOn: must(request.runsOn, 'day of an erasure that waits') }, scope)
}

/** An act on the request has called off what it waited for. `before`: the request as it was. */
export async function endCooling(tx: Tx, before: CaseRequest, after: CaseRequest): Promise<void> {
  if (before.runsOn !== undefined && after.runsOn === undefined) await resumePerson(tx, before.subjectId)
}

/** Each in a transaction of its own. One that fails keeps no other from running; the first fault is thrown at the end. */
export async function runCooled(context: OriginContext): Promise<void> {
  const { db } = context
  if (await isSentAgain(db, context.now())) return
  const waiting = await db.selectFrom('erasures').select(['id', 'body']).where('state', '=', 'cooling-off').orderBy('id').execute()
  const today = toDay(context.now())
  await eachOf(waiting.filter(({ body }) => body.runsOn !== undefined && body.runsOn <= today), ({ id }) => db.transaction().execute((tx) => runOne(tx, context, id)))
}

/** Locks in the order of an approval. */
async function runOne(tx: Tx, context: OriginContext, erasureId: string): Promise<void> {
  const { request_id: requestId, subject_id: subjectId } = await tx.selectFrom('erasures').select(['request_id', 'subject_id']).where('id', '=', erasureId).executeTakeFirstOrThrow()
  await tx.selectFrom('requests').select('id').where('subject_id', '=', subjectId).orderBy('id').forUpdate().execute()
  const request = must(await lockRequest(tx, requestId), 'request of the erasure')
  const locked = await lockErasure(tx, erasureId)
  const { record: erasure } = locked
  // Called off, or run by another janitor, since it was found.
  if (erasure.state !== 'cooling-off') return
  const subject = await tx.selectFrom('subjects').select(['v', 'account_no', 'external_id']).where('id', '=', subjectId).forUpdate().executeTakeFirstOrThrow()
  const stop = must(await stopOf(tx, subjectId), 'stop of a person whose erasure waits')
  const counts = await countHeldRows(tx, subjectId)
  // That of the approval which stopped them; or, where they were stopped already, the one that was approved: stopping them counted nothing on.
  const isVersion = subject.v === stop.subject_v || subject.v === (erasure.plan as ErasurePlan).subjectVersion
  // Evidence that was taken back since: whoever asked for them may never have been allowed to.
  const unfit = lacksEvidence(request.record) ? [EVIDENCE_FIELD] : await unfitFields(tx, context, erasure, { isVersion, counts })
  if (unfit.length > 0) {
    await refuseStale(tx, context, request, locked, unfit)
    return
  }
  const approval = { approvedBy: must(erasure.approvedBy, 'approver'), approvedAt: must(erasure.approvedAt, 'approval time') }
  const begun = mustOk(advanceErasure(request.record, 'begun', context.now()))
  await beginErasure(tx, context, { erasure, request: begun, scope: request.scope, approval, subject, counts, devices: await loadHolders(tx, subjectId) })
}
