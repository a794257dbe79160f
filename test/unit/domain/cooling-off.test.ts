// An approved erasure that waits: until its day it can be called off and nothing else, and nobody waits twice.
import { expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import { coolsOffUntil, isCooling } from '../../../src-shared/domain/request-erasure'
import { canStepBack, canWithdraw } from '../../../src-shared/domain/request-intake'
import { advanceErasure, applyOperation, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import { rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { repositoryPack } from '../../fixtures/rules'

const plain = repositoryPack()
const pack = { ...plain, coolingOff: { days: 3, source: 'P-ERASE' } }
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const erasureId = '01970000-0000-7000-8000-000000000002' as ErasureId
const [zhou, wu] = ['01970000-0000-7000-8000-00000000000a', '01970000-0000-7000-8000-00000000000b'] as [StaffId, StaffId]
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: zhou, at, role: 'agent' }
const reviewer: Actor = { staffId: wu, at, role: 'reviewer' }
const waits: CaseRequest = {
  id: requestId, caseNo: '26-1184', subjectId: 's' as SubjectId, right: 'delete', state: 'approval', channel: 'phone', receivedOn: '2026-06-12', keyedAt: at, text: '请删除', assigneeId: zhou,
  identityChecks: [], outerOn: '2026-07-12', erasureId, decision: { outcome: 'granted', text: '将删除', staffId: zhou, at, rulesPack: pack.version }, timeline: [],
}
const approve: Operation = { op: 'erasure.approve@1', args: { erasureId, planHash: 'a'.repeat(64) } }
const stepBack: Operation = { op: 'request.step-back@1', args: { requestId, reason: '再想想' } }
const withdraw: Operation = { op: 'request.withdraw@1', args: { requestId, channel: 'phone', reason: '不删了' } }
const after = (current: CaseRequest, operation: Operation, by: Actor = agent): CaseRequest => mustOk(applyOperation(current, operation, by, pack))

test('the approval sets the day by the pack; without days there is none', () => {
  const approved = after(waits, approve, reviewer)
  expect(approved).toMatchObject({ state: 'executing', runsOn: '2026-06-18', erasureId })
  expect(approved.timeline.at(-1)).toMatchObject({ event: 'erasure-approved', staffId: wu, from: '2026-06-18' })
  expect([isCooling(approved), canStepBack(approved), canWithdraw(approved)]).toEqual([true, true, true])
  const atOnce = mustOk(applyOperation(waits, approve, reviewer, plain))
  expect([atOnce.runsOn, isCooling(atOnce), canStepBack(atOnce), canWithdraw(atOnce)]).toEqual([undefined, false, false, false])
})

test('a step back leaves it undecided, a withdrawal closed; neither keeps the day', () => {
  const approved = after(waits, approve, reviewer)
  const back = after(approved, stepBack)
  expect([back.state, back.erasureId, back.decision, back.runsOn]).toEqual(['deciding', undefined, undefined, undefined])
  expect(back.timeline.at(-1)).toMatchObject({ event: 'stepped-back', text: '再想想' })
  const closed = after(approved, withdraw)
  expect([closed.state, closed.erasureId, closed.runsOn, closed.closedAt]).toEqual(['withdrawn', undefined, undefined, at])
})

test('once it has begun nobody calls it off', () => {
  const begun = mustOk(advanceErasure(after(waits, approve, reviewer), 'begun', at))
  expect([begun.state, begun.runsOn]).toEqual(['executing', undefined])
  for (const one of [stepBack, withdraw]) expect(applyOperation(begun, one, agent, pack)).toEqual({ ok: false, error: { code: 'precondition' } })
  expect(advanceErasure({ ...waits }, 'begun', at).ok).toBe(false)
})

test('one that became stale on its day keeps the day, so that the next approval runs at once; a refusal forgets it', () => {
  const stale = mustOk(advanceErasure(after(waits, approve, reviewer), 'stale', at))
  expect([stale.state, stale.runsOn, isCooling(stale)]).toEqual(['deciding', '2026-06-18', false])
  expect([coolsOffUntil(stale, '2026-06-17', pack), coolsOffUntil(stale, '2026-06-18', pack), coolsOffUntil({}, '2026-06-18', pack), coolsOffUntil({}, '2026-06-18', plain)]).toEqual(['2026-06-18', undefined, '2026-06-21', undefined])
  const refused = after(stale, { op: 'request.decide@1', args: { requestId, outcome: 'refused', ground: 'A4', text: '无法核实', rulesPack: pack.version } })
  expect([refused.state, refused.runsOn]).toEqual(['refused', undefined])
})

test('a pack names whole days, fewer than the target ever has, and a source that it lists', () => {
  const fits = (coolingOff: object): boolean => rulesPackBodySchema.safeParse({ ...plain, coolingOff }).success
  expect([fits({ days: 1, source: 'P-ERASE' }), fits({ days: 15, source: 'P-ERASE' })]).toEqual([true, true])
  expect([fits({ days: 0, source: 'P-ERASE' }), fits({ days: 16, source: 'P-ERASE' }), fits({ days: 1.5, source: 'P-ERASE' }), fits({ days: 3, source: 'P-NOBODY' })]).toEqual([false, false, false, false])
})
