// The second person's approval, and with it, in the same transaction, the first slice of the erasure: the person is gone at once.
//
//   lock requests, erasure, person → who, state, plan hash, fresh sign-in → counts still those of the plan?
//     no:  erasure stale, request back to deciding, item refused
//     yes: holders from the ledger → signed erase entry for each → person, identifiers, consents, holdings deleted → suppression ledger
//          → requests minimised → feed told.            Service-log rows follow in slices (sweep.ts), unreachable from here on.
//
// A crash before the commit leaves everything as it was; after it, the sweep is taken up again at the next start from erasure_jobs.
import type { DeviceId, SubjectId } from '../../src-shared/base/ids'
import { err, mustOk, ok } from '../../src-shared/base/result'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { Operation } from '../../src-shared/domain/request'
import { advanceErasure, applyOperation } from '../../src-shared/domain/request-machine'
import { signCanonical } from '../../src-shared/formats/signed'
import type { EraseLine } from '../../src-shared/protocol/feed'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { sql } from 'kysely'
import { accessProblem, lockRequest, saveRequest, withCurrent, type ItemResult, type LockedRequest, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import { erasedHash } from '../cases/suppression'
import type { OriginContext } from '../context'
import { deviceScope, DIRECTORY_SCOPE, emitChanges, emitSubjectInScope, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'
import { countHeldRows, isPlanOfCounts, repairHoldings } from './held-counts'
import { lockErasure, saveErasure, type LockedErasure } from './locked-erasure'
import { minimiseRequests } from './minimise'

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
  const subject = await tx.selectFrom('subjects').select(['v', 'account_no']).where('id', '=', subjectId).forUpdate().executeTakeFirst()
  if (!subject) return err(reject('gone_erased'))
  const plan = erasure.record.plan as ErasurePlan
  const counts = await countHeldRows(tx, subjectId)
  if (plan.subjectVersion !== subject.v || !isPlanOfCounts(plan, counts)) {
    await repairHoldings(tx, subjectId, counts)
    return refuseStale(tx, context, request, erasure)
  }
  const devices = await loadHolders(tx, subjectId)
  await removePerson(tx, context, { erasure: erasure.record, accountNo: subject.account_no, counts, devices })
  await saveRequest(tx, decided.value)
  await minimiseRequests(tx, subjectId, { executing: request.record.id, now: context.now() })
  const approved: ErasureRecord = {
    ...erasure.record, state: 'approved', approvedBy: pusher.staffId, approvedAt: context.now(),
    devices: devices.map((device) => ({ deviceId: device.id, name: device.name })),
  }
  return ok({ v: await saveErasure(tx, approved, request.scope), sweep: erasure.record.id })
}

/** The refusal is remembered like any other; what changes is that both records now say why. */
async function refuseStale(tx: Tx, context: OriginContext, request: LockedRequest, erasure: LockedErasure): Promise<ItemResult> {
  const stale: ErasureRecord = { ...erasure.record, state: 'stale' }
  const v = await saveErasure(tx, stale, request.scope)
  await saveRequest(tx, mustOk(advanceErasure(request.record, 'stale', context.now())))
  return err({ ...reject('precondition', ['plan']), current: { v, body: { ...stale } } })
}

interface Holder {
  readonly id: DeviceId
  readonly name: string
}

/** Everybody whom the ledger names: sent this person's records, or began to copy the directory. */
async function loadHolders(tx: Tx, subjectId: string): Promise<readonly Holder[]> {
  // Against a copy of the directory that begins right now: see feed/deliveries.ts.
  await tx.selectFrom('scopes').select('id').where('id', '=', DIRECTORY_SCOPE).forUpdate().execute()
  const { rows } = await sql<{ id: DeviceId; name: string }>`
    select id, name from devices where id in (select device_id from deliveries where subject_id = ${subjectId} union select device_id from directory_deliveries)
    order by id`.execute(tx)
  return rows
}

interface Removal {
  readonly erasure: ErasureRecord
  readonly accountNo: string
  readonly counts: ReadonlyMap<string, number>
  readonly devices: readonly Holder[]
}

async function removePerson(tx: Tx, context: OriginContext, removal: Removal): Promise<void> {
  const { erasure, devices } = removal
  const { subjectId } = erasure
  const now = context.now()
  const line = await makeEraseLine(tx, context, erasure)
  await tx.insertInto('erase_entries').values({ erasure_id: erasure.id, line: JSON.stringify(line) }).execute()
  // First into the outbox: a holder meets the signed entry before the `leave` rows.
  await emitChanges(tx, devices.map((device) => ({ scope: deviceScope(device.id), type: 'erase' as const, id: erasure.id, ver: 1, op: 'erase' as const })))
  for (const scope of await scopesOfSubject(tx, subjectId)) await emitSubjectInScope(tx, scope, subjectId, 'leave')
  const subject = await tx.selectFrom('subjects').select('v').where('id', '=', subjectId).executeTakeFirstOrThrow()
  await emitChanges(tx, [{ scope: DIRECTORY_SCOPE, type: 'directory', id: subjectId, ver: subject.v, op: 'leave' }])
  if (devices.length > 0) {
    await tx.insertInto('erasure_devices').values(devices.map((device) => ({ erasure_id: erasure.id, device_id: device.id, name: device.name, received_at: null, receipt: null }))).execute()
  }
  const executed = (['registration', 'consent'] as const).map((category) => ({ category, action: 'delete' as const, rows: removal.counts.get(category) ?? 0 }))
  await tx
    .insertInto('erasure_jobs')
    .values({ erasure_id: erasure.id, subject_id: subjectId, account_no: removal.accountNo, started_at: now, executed: JSON.stringify(executed.filter((one) => one.rows > 0)) })
    .execute()
  await tx.insertInto('erased_ids').values({ hash: erasedHash(subjectId, context.keys.erasedIds), erasure_id: erasure.id, at: now }).onConflict((conflict) => conflict.doNothing()).execute()
  // Identifiers, consent history and holdings go with the person (on delete cascade).
  await tx.deleteFrom('subjects').where('id', '=', subjectId).execute()
}

async function makeEraseLine(tx: Tx, context: OriginContext, erasure: ErasureRecord): Promise<EraseLine> {
  const { subjectId } = erasure
  const consents = await tx.selectFrom('consents').select('id').where('subject_id', '=', subjectId).orderBy('id').execute()
  const holdings = await tx.selectFrom('holdings').select('category').where('subject_id', '=', subjectId).orderBy('category').execute()
  const refs: EraseLine['refs'] = [
    ['subject', subjectId],
    ['directory', subjectId],
    ...consents.map(({ id }): [string, string] => ['consent', id]),
    ...holdings.map(({ category }): [string, string] => ['holding', `${subjectId}:${category}`]),
  ]
  const body: { erasureId: ErasureRecord['id']; subjectId: SubjectId; refs: EraseLine['refs']; executedAt: number } = { erasureId: erasure.id, subjectId, refs, executedAt: context.now() }
  return { t: 'erase', ...body, sig: signCanonical(body, context.keys.origin) }
}
