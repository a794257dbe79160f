// The company's own side of a history on the real origin: people who erase, systems that write. All of it by the origin's real functions.
import type { DeviceId, ErasureId, MutationId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { toDay } from '../../../src-shared/base/clock'
import { createErasurePlan, type PlannedHolding } from '../../../src-shared/domain/erasure-plan'
import { applyOperation } from '../../../src-shared/domain/request-machine'
import type { OperationName } from '../../../src-shared/domain/vocabulary'
import { planHash } from '../../../src-shared/formats/certificate'
import type { PushResult } from '../../../src-shared/protocol/push'
import type { ConsentRecord, SubjectRecord } from '../../../src-shared/protocol/records'
import { insertRequest } from '../../../src-origin/cases/locked-request'
import { loadHolds } from '../../../src-origin/inventory/entry-rows'
import { nextCaseNo } from '../../../src-origin/cases/case-number'
import type { OriginContext } from '../../../src-origin/context'
import { nodeCrypto } from '../../../src-origin/devices/node-crypto'
import { addToHoldings, countPeopleOn, recountRegistration } from '../../../src-origin/import/count-holdings'
import { lockPeople } from '../../../src-origin/import/people'
import type { Batch } from '../../../src-origin/import/row-kind'
import { tellChanges } from '../../../src-origin/import/told-changes'
import { writePeople } from '../../../src-origin/import/write-people'
import { processPush } from '../../../src-origin/push/process-push'
import { insertConsents, insertPeople } from '../../../src-origin/seed/bulk-insert'
import type { Tx } from '../../../src-origin/store/database'
import { createRng, type Rng } from '../../../src-origin/seed/random'
import { makeConsent, makePerson } from '../model/bodies'
import { idFrom } from '../model/identity'
import { CASE_SCOPES } from '../sim-origin'

/** Nobody's training ends in a history. */
export const TRAINED_UNTIL = '2999-12-31'
/** Ids that mean nothing outside the simulator. */
const own = <Id>(last: number): Id => `01980000-0000-7000-8000-0000000000f${String(last)}` as unknown as Id
export const OFFICE = {
  deviceId: own<DeviceId>(1),
  agent: { staffId: own<StaffId>(2), role: 'agent' },
  reviewer: { staffId: own<StaffId>(3), role: 'reviewer' },
} as const
export const POLICY_ID = '01970000-0000-7000-8000-00000000a001'

/** What an import batch is: its transaction is begun and committed by the history. */
export const batchOf = (tx: Tx, context: OriginContext): Batch => ({ tx, context, mode: 'write', newPeople: 'allow' })

/** Before any device there is nobody to tell (told-changes.ts). */
export async function registerPerson(batch: Batch, place: number, rng: Rng): Promise<string> {
  const id = idFrom<SubjectId>(rng)
  const made = makePerson(id, place, rng)
  const person = { index: place, subject: made.subject as unknown as SubjectRecord, consents: made.consents as unknown as ConsentRecord[] }
  await insertPeople(batch.tx, [person])
  await insertConsents(batch.tx, person.consents)
  await recountRegistration(batch.tx, [id])
  await addToHoldings(batch.tx, person.consents.map(({ at }) => ({ subjectId: id, category: 'consent', at })))
  await tellChanges(batch, { people: [{ id, v: 1 }], inDirectory: 'all' })
  return id
}

export async function renamePerson(batch: Batch, accountNo: string): Promise<void> {
  const [person] = (await lockPeople(batch, [{ accountNo }])).all
  if (!person) return
  const { v } = await batch.tx.selectFrom('subjects').select('v').where('id', '=', person.id).executeTakeFirstOrThrow()
  await writePeople(batch, [{ person: { ...person, name: `${person.name.split('·')[0] ?? ''}·${String(v + 1)}` }, change: 'directory' }])
}

export async function addConsent(batch: Batch, accountNo: string, seed: string): Promise<void> {
  const [person] = (await lockPeople(batch, [{ accountNo }])).all
  if (!person) return
  const event = makeConsent(person.id as SubjectId, createRng(seed, 'consent', 0)) as unknown as ConsentRecord
  await insertConsents(batch.tx, [event])
  const holdings = await addToHoldings(batch.tx, [{ subjectId: person.id, category: 'consent', at: event.at }])
  const people = await countPeopleOn(batch.tx, [person.id])
  await tellChanges(batch, { people, consents: [{ id: event.id, subjectId: person.id }], holdings })
}

/** As intake/take-in.ts does it for its one desk. */
export async function takeRequestIn(tx: Tx, context: OriginContext, { subjectId, scope, rng, text }: { readonly subjectId: string; readonly scope: string; readonly rng: Rng; readonly text: string }): Promise<void> {
  const present = await tx.selectFrom('subjects').select('id').where('id', '=', subjectId).forKeyShare().executeTakeFirst()
  if (!present) return
  const now = context.now()
  const args = { requestId: idFrom<RequestId>(rng), subjectId: subjectId as SubjectId, right: 'access' as const, channel: 'website' as const, receivedOn: toDay(now), text }
  const created = applyOperation(undefined, { op: 'request.create@1', args }, { staffId: OFFICE.agent.staffId, role: 'agent', at: now }, context.rules.inForce)
  if (!created.ok) throw new Error('invariant: the office takes in valid requests')
  await insertRequest(tx, { ...created.value, caseNo: await nextCaseNo(tx, toDay(now)) }, scope)
}

/** Create, take, verify, propose, approve: each a push of one of two people. */
export async function eraseByOffice(context: OriginContext, { subjectId, scope, rng }: { readonly subjectId: string; readonly scope: string; readonly rng: Rng }): Promise<string> {
  const now = context.now()
  // A new request goes to the first of them.
  const caseScopes = [scope, ...CASE_SCOPES.filter((one) => one !== scope)]
  const requestId = idFrom<RequestId>(rng)
  const erasureId = idFrom<ErasureId>(rng)
  const push = async (who: (typeof OFFICE)['agent' | 'reviewer'], op: OperationName, base: number, args: Readonly<Record<string, unknown>>): Promise<void> => {
    const item = { mid: idFrom<MutationId>(rng), chain: `request:${requestId}`, n: 0, op, base, args, seenAt: now, madeAt: { wall: now, mono: 1, bootId: 'office', offset: 0, uncertain: false } }
    const results = await processPush(context, { ...who, training: { dueOn: TRAINED_UNTIL }, deviceId: OFFICE.deviceId, caseScopes, isFresh: true }, [item])
    if (results?.[0]?.t !== 'applied') throw new Error(`invariant: the office's ${op} was answered ${saidOf(results?.[0])}`)
  }
  const identifier = await context.db.selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).orderBy('pos').executeTakeFirstOrThrow()
  await push(OFFICE.agent, 'request.create@1', 0, { requestId, subjectId, right: 'delete', channel: 'phone', receivedOn: toDay(now), text: '请删除' })
  await push(OFFICE.agent, 'request.take@1', 1, { requestId })
  await push(OFFICE.agent, 'request.verify@1', 2, { requestId, identifierId: identifier.id, method: 'one-time-code', evidence: '已核对' })
  const plan = await planOf(context, requestId, subjectId as SubjectId)
  const hash = planHash(plan, nodeCrypto)
  await push(OFFICE.agent, 'erasure.propose@1', 3, { requestId, erasureId, plan, planHash: hash, text: '按计划删除', rulesPack: context.rules.inForce.version })
  await push(OFFICE.reviewer, 'erasure.approve@1', 1, { erasureId, planHash: hash })
  return erasureId
}

function saidOf(result: PushResult | undefined): string {
  return result?.t === 'rejected' ? `${result.rejection.code} ${(result.rejection.fields ?? []).join()}` : (result?.t ?? 'nothing')
}

async function planOf({ db, rules, now }: OriginContext, requestId: RequestId, subjectId: SubjectId) {
  const subject = await db.selectFrom('subjects').select('v').where('id', '=', subjectId).executeTakeFirstOrThrow()
  const rows = await db.selectFrom('holdings').selectAll().where('subject_id', '=', subjectId).execute()
  const holdings = rows.map((row) => ({ category: row.category as PlannedHolding['category'], system: row.system, rows: row.rows, ...(row.to_at === null ? {} : { toAt: row.to_at }) }))
  return createErasurePlan({ requestId, subjectId, deletionGround: 'purpose-over', subjectVersion: subject.v, today: toDay(now()), rules: rules.inForce, packVersion: rules.inForce.version, holdings, holds: await loadHolds(db) })
}
