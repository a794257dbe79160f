// The states of a request: what each act needs, what it leaves behind, and what it may never do.
import { describe, expect, expectTypeOf, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import { advanceErasure, applyOperation, groundsOf, outcomesOf, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import type { PersonField, Right } from '../../../src-shared/domain/vocabulary'
import type { OperationArgs } from '../../../src-shared/protocol/push'
import { requestSchema, type RequestRecord } from '../../../src-shared/protocol/records'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'
import { shownFor } from '../../fixtures/shown'

const pack = repositoryPack()
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const erasureId = '01970000-0000-7000-8000-000000000002' as ErasureId
const identifierId = '01970000-0000-7000-8000-000000000003' as IdentifierId
const zhou = '01970000-0000-7000-8000-00000000000a' as StaffId
const wu = '01970000-0000-7000-8000-00000000000b' as StaffId
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: zhou, at, role: 'agent', caseNo: '26-1184' }
const reviewer: Actor = { staffId: wu, at: at + 60_000, role: 'reviewer' }

const create = (right: Right, more: object = {}): Operation => ({
  op: 'request.create@1',
  args: { requestId, subjectId: '01970000-0000-7000-8000-000000000004' as SubjectId, right, channel: 'phone', receivedOn: '2026-06-12', text: '请处理', ...more },
})
const take: Operation = { op: 'request.take@1', args: { requestId } }
const verify: Operation = { op: 'request.verify@1', args: { requestId, identifierId, method: 'one-time-code', evidence: '手机验证码' } }
const decide = (outcome: 'granted' | 'granted-in-part' | 'refused', ground?: string): Operation => ({
  op: 'request.decide@1',
  args: { requestId, outcome, text: '答复', rulesPack: PACK_VERSION, ...(ground === undefined ? {} : { ground }) },
})
const correct = (field: PersonField): Operation => ({ op: 'request.decide@1', args: { requestId, outcome: 'granted', text: '答复', rulesPack: PACK_VERSION, shown: shownFor(field) } })
const reopen: Operation = { op: 'request.reopen@1', args: { requestId, reason: '本人补充了材料' } }
const propose: Operation = { op: 'erasure.propose@1', args: { requestId, erasureId, plan: {}, planHash: 'a'.repeat(64), text: '将删除', rulesPack: PACK_VERSION } }
const approve: Operation = { op: 'erasure.approve@1', args: { erasureId, planHash: 'a'.repeat(64) } }

const run = (right: Right, steps: readonly Operation[], by: Actor = agent, more: object = {}): CaseRequest =>
  steps.reduce<CaseRequest>((current, step) => mustOk(applyOperation(current, step, by, pack)), mustOk(applyOperation(undefined, create(right, more), by, pack)))
const refusal = (current: CaseRequest | undefined, step: Operation, by: Actor = agent): unknown => {
  const result = applyOperation(current, step, by, pack)
  return result.ok ? 'accepted' : result.error
}
const events = (request: CaseRequest): readonly string[] => request.timeline.map((entry) => entry.event)

describe('a new request', () => {
  test('is received, with the deadlines of the pack and its number', () => {
    expect(run('access', [])).toMatchObject({ state: 'received', caseNo: '26-1184', targetOn: '2026-07-06', outerOn: '2026-07-12', identityChecks: [] })
  })
  test('has no target, but an outer limit, where the calendar ends', () => {
    const late = { ...agent, at: dayStart('2026-12-20') }
    const request = mustOk(applyOperation(undefined, create('access', { receivedOn: '2026-12-20' }), late, pack))
    expect(request.targetOn).toBeUndefined()
    expect(request.outerOn).toBe('2027-01-19')
  })
  test('cannot be received tomorrow, be empty, or correct or withdraw nothing', () => {
    expect(refusal(undefined, create('access', { receivedOn: '2026-06-16' }))).toEqual({ code: 'invalid', fields: ['receivedOn'] })
    expect(refusal(undefined, create('access', { text: '  ' }))).toEqual({ code: 'invalid', fields: ['text'] })
    expect(refusal(undefined, create('correct'))).toEqual({ code: 'invalid', fields: ['corrections'] })
    expect(refusal(undefined, create('withdraw', { purposes: [] }))).toEqual({ code: 'invalid', fields: ['purposes'] })
  })
  test('is not made twice, and nothing happens to one that is not there', () => {
    expect(refusal(run('access', []), create('access'))).toEqual({ code: 'precondition' })
    expect(refusal(undefined, take)).toEqual({ code: 'not_found' })
  })
  test('fits the wire record exactly', () => {
    expectTypeOf<CaseRequest>().toExtend<RequestRecord>()
    expectTypeOf<RequestRecord>().toExtend<CaseRequest>()
    expectTypeOf<OperationArgs<'request.decide@1'>>().toExtend<Extract<Operation, { op: 'request.decide@1' }>['args']>()
    expectTypeOf<OperationArgs<'request.create@1'>>().toExtend<Extract<Operation, { op: 'request.create@1' }>['args']>()
    expectTypeOf<OperationArgs<'erasure.propose@1'>>().toExtend<Extract<Operation, { op: 'erasure.propose@1' }>['args']>()
    const done = run('correct', [take, verify, correct('name')], agent, { corrections: [{ field: 'name', value: '林一' }] })
    expect(requestSchema.strict().parse(done)).toEqual(done)
  })
})

describe('taking', () => {
  test('assigns and starts the identity check', () => {
    expect(run('access', [take])).toMatchObject({ state: 'verifying', assigneeId: zhou })
  })
  test('over from a colleague keeps the state', () => {
    const taken = mustOk(applyOperation(run('access', [take, verify]), take, reviewer, pack))
    expect(taken).toMatchObject({ state: 'deciding', assigneeId: wu })
  })
  test('twice, or after the decision, is refused', () => {
    expect(refusal(run('access', [take]), take)).toEqual({ code: 'precondition' })
    expect(refusal(run('access', [take, verify, decide('granted')]), take)).toEqual({ code: 'precondition' })
  })
})

describe('the identity check', () => {
  test('leads to deciding, and a second one may follow', () => {
    const twice = run('access', [take, verify, verify])
    expect(twice.state).toBe('deciding')
    expect(twice.identityChecks).toHaveLength(2)
  })
  test('needs a request that somebody took, and evidence', () => {
    expect(refusal(run('access', []), verify)).toEqual({ code: 'precondition' })
    expect(refusal(run('access', [take]), { ...verify, args: { ...verify.args, evidence: ' ' } })).toEqual({ code: 'invalid', fields: ['evidence'] })
  })
})

describe('the decision', () => {
  test('cannot come before the identity check', () => {
    expect(refusal(run('access', [take]), decide('granted'))).toEqual({ code: 'precondition' })
  })
  test('without a check can only refuse, and only for want of one; verified later it is taken up again', () => {
    for (const right of ['access', 'correct', 'delete', 'withdraw'] as const) {
      const more = { corrections: [{ field: 'name', value: '林一' }], purposes: ['compatibility'] }
      const open = run(right, [take], agent, more)
      expect(outcomesOf(open)).toEqual(['refused'])
      expect(groundsOf(open, pack).map(({ code }) => code)).toEqual(['A4'])
      for (const step of [decide('refused'), decide('refused', 'A5'), decide('granted'), decide('granted-in-part', 'A4')]) expect(refusal(open, step)).toEqual({ code: 'precondition' })
      const refused = run(right, [take, decide('refused', 'A4')], agent, more)
      expect(refused).toMatchObject({ state: 'refused', closedAt: at, identityChecks: [], decision: { ground: 'A4' } })
      expect(run(right, [take, decide('refused', 'A4'), reopen], agent, more).state).toBe('verifying')
    }
    expect(refusal(run('access', []), decide('refused', 'A4'))).toEqual({ code: 'precondition' })
    expect(refusal(run('delete', [take]), propose)).toEqual({ code: 'precondition' })
  })
  test('offers what the state allows', () => {
    expect(outcomesOf(run('access', []))).toEqual([])
    expect(outcomesOf(run('access', [take, verify]))).toEqual(['granted', 'granted-in-part', 'refused', 'already-done', 'not-theirs'])
    expect(outcomesOf(run('delete', [take, verify]))).toEqual(['refused', 'already-done', 'not-theirs'])
    expect(outcomesOf(run('access', [take, verify, decide('granted')]))).toEqual([])
    expect(groundsOf(run('delete', [take, verify]), pack).map(({ code }) => code)).toEqual(['A2', 'A3', 'A4', 'A5'])
  })
  test('closes the request and remembers who, what and under which pack', () => {
    const request = run('access', [take, verify, decide('granted')])
    expect(request).toMatchObject({ state: 'granted', closedAt: at, decision: { outcome: 'granted', staffId: zhou, rulesPack: PACK_VERSION } })
    expect(events(request)).toEqual(['received', 'taken', 'identity-verified', 'decided'])
  })
  test.each(['refused', 'granted-in-part'] as const)('%s needs a ground of the pack that fits the right', (outcome) => {
    const open = run('access', [take, verify])
    expect(refusal(open, decide(outcome))).toEqual({ code: 'invalid', fields: ['ground'] })
    expect(refusal(open, decide(outcome, 'Z9'))).toEqual({ code: 'invalid', fields: ['ground'] })
    expect(refusal(open, decide(outcome, 'A2'))).toEqual({ code: 'invalid', fields: ['ground'] })
    expect(run('access', [take, verify, decide(outcome, 'A4')]).state).toBe(outcome)
  })
  test('that grants has no ground', () => {
    expect(refusal(run('access', [take, verify]), decide('granted', 'A4'))).toEqual({ code: 'invalid', fields: ['ground'] })
  })
  test('on an erasure can only refuse it', () => {
    const open = run('delete', [take, verify])
    expect(refusal(open, decide('granted'))).toEqual({ code: 'precondition' })
    expect(refusal(open, decide('granted-in-part', 'A2'))).toEqual({ code: 'precondition' })
    expect(run('delete', [take, verify, decide('refused', 'A5')]).state).toBe('refused')
  })
  test('to correct or withdraw says so in the history', () => {
    expect(events(run('correct', [take, verify, correct('email')], agent, { corrections: [{ field: 'email', value: 'a@example.com' }] })).at(-1)).toBe('corrected')
    expect(events(run('withdraw', [take, verify, decide('granted')], agent, { purposes: ['compatibility'] })).at(-1)).toBe('consent-withdrawn')
    expect(events(run('withdraw', [take, verify, decide('refused', 'A4')], agent, { purposes: ['compatibility'] })).at(-1)).toBe('decided')
  })
})

describe('reopening', () => {
  test('takes the decision away and keeps its memory', () => {
    const request = run('access', [take, verify, decide('refused', 'A4'), reopen])
    expect(request.state).toBe('deciding')
    expect(request.decision).toBeUndefined()
    expect(request.closedAt).toBeUndefined()
    expect(request.timeline.find((entry) => entry.event === 'decided')).toMatchObject({ outcome: 'refused', ground: 'A4', text: '答复' })
  })
  test('is for closed requests, never after an erasure', () => {
    expect(refusal(run('access', [take]), reopen)).toEqual({ code: 'precondition' })
    const executing = mustOk(applyOperation(run('delete', [take, verify, propose]), approve, reviewer, pack))
    const completed = mustOk(advanceErasure(mustOk(advanceErasure(executing, 'executed', at)), 'completed', at))
    expect(refusal(completed, reopen)).toEqual({ code: 'precondition' })
  })
})

describe('an erasure', () => {
  const proposed = run('delete', [take, verify, propose])
  test('waits for a second person who may approve', () => {
    expect(proposed).toMatchObject({ state: 'approval', erasureId })
    expect(refusal(proposed, approve)).toEqual({ code: 'forbidden' })
    expect(refusal(proposed, approve, { ...reviewer, staffId: zhou })).toEqual({ code: 'needs_second_person' })
    expect(mustOk(applyOperation(proposed, approve, reviewer, pack)).state).toBe('executing')
  })
  test('is approved only as proposed', () => {
    expect(refusal(proposed, { ...approve, args: { ...approve.args, erasureId: requestId as unknown as ErasureId } }, reviewer)).toEqual({ code: 'precondition' })
  })
  test('is proposed for a delete request alone, once', () => {
    expect(refusal(run('access', [take, verify]), propose)).toEqual({ code: 'precondition' })
    expect(refusal(proposed, propose)).toEqual({ code: 'precondition' })
    expect(refusal(run('delete', [take]), propose)).toEqual({ code: 'precondition' })
  })
  test('completes to granted, in order', () => {
    const executing = mustOk(applyOperation(proposed, approve, reviewer, pack))
    expect(advanceErasure(proposed, 'executed', at).ok).toBe(false)
    expect(advanceErasure(proposed, 'completed', at).ok).toBe(false)
    const done = mustOk(advanceErasure(mustOk(advanceErasure(executing, 'executed', at + 1)), 'completed', at + 2))
    expect(done).toMatchObject({ state: 'granted', closedAt: at + 2 })
    expect(events(done).slice(-3)).toEqual(['erasure-approved', 'erasure-executed', 'erasure-completed'])
  })
  test.each(['stale', 'declined'] as const)('that is %s gives the request back for a new proposal', (step) => {
    const back = mustOk(advanceErasure(proposed, step, at))
    expect(back.state).toBe('deciding')
    expect(back.erasureId).toBeUndefined()
    expect(mustOk(applyOperation(back, propose, agent, pack)).state).toBe('approval')
  })
})

test('no step changes the request it was given', () => {
  const before = run('delete', [take, verify])
  const copy = structuredClone(before)
  applyOperation(before, propose, agent, pack)
  applyOperation(before, decide('refused', 'A4'), agent, pack)
  expect(before).toEqual(copy)
})
