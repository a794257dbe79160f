// Checks of identity: per identifier, a limit on failures, a second person for documents, and nothing of a document once the case is closed.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import { confirmByCode, failByCode, failedChecksOf, identityRule, methodsFor, methodsOf, MOST_FAILED_CHECKS } from '../../../src-shared/domain/identity'
import { advanceErasure, applyOperation, outcomesOf, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import { IDENTITY_METHODS, RIGHTS, type Channel, type IdentityMethod, type Right } from '../../../src-shared/domain/vocabulary'
import { formerPack, PACK_VERSION, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const erasureId = '01970000-0000-7000-8000-000000000002' as ErasureId
const mobile = '01970000-0000-7000-8000-000000000003' as IdentifierId
const email = '01970000-0000-7000-8000-000000000005' as IdentifierId
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: '01970000-0000-7000-8000-00000000000a' as StaffId, at, role: 'agent', caseNo: '26-1184' }
const reviewer: Actor = { staffId: '01970000-0000-7000-8000-00000000000b' as StaffId, at: at + 60_000, role: 'reviewer' }

const create = (channel: Channel = 'phone', right: Right = 'access'): Operation => ({
  op: 'request.create@1', args: { requestId, subjectId: '01970000-0000-7000-8000-000000000004' as SubjectId, right, channel, receivedOn: '2026-06-12', text: '请处理', ...(right === 'transfer' ? { transferTo: '乙公司' } : {}) },
})
const take: Operation = { op: 'request.take@1', args: { requestId } }
const check = (method: IdentityMethod, result?: 'passed' | 'failed', identifierId = mobile): Operation => ({
  op: 'request.verify@1', args: { requestId, identifierId, method, evidence: `${method} 的记录`, ...(result ? { result } : {}) },
})
const settle = (isEnough: boolean, reason = '', identifierId = mobile): Operation => ({ op: 'request.settle-check@1', args: { requestId, identifierId, isEnough, reason } })
const decide: Operation = { op: 'request.decide@1', args: { requestId, outcome: 'granted', text: '答复', rulesPack: PACK_VERSION } }

const taken = (channel?: Channel, right?: Right): CaseRequest => after(mustOk(applyOperation(undefined, create(channel, right), agent, pack)), [take])
const after = (request: CaseRequest, steps: readonly Operation[], by: Actor = agent): CaseRequest => steps.reduce((current, step) => mustOk(applyOperation(current, step, by, pack)), request)
const refusal = (request: CaseRequest, step: Operation, by: Actor = agent, rules = pack): unknown => {
  const result = applyOperation(request, step, by, rules)
  return result.ok ? 'accepted' : result.error.code
}

describe('a check that was passed', () => {
  test('is of its own identifier alone', () => {
    const request = after(taken(), [check('recent-use')])
    expect(request.state).toBe('deciding')
    expect(request.identityChecks).toEqual([{ identifierId: mobile, method: 'recent-use', evidence: 'recent-use 的记录', staffId: agent.staffId, at }])
    expect(request.timeline.at(-1)?.event).toBe('identity-verified')
  })
  test('rests on the channel only where the person was signed in there', () => {
    expect(refusal(taken('phone'), check('channel-proof'))).toBe('precondition')
    expect(refusal(taken('applet'), check('channel-proof'))).toBe('accepted')
  })
})

describe('a check that failed', () => {
  test('proves nothing and is remembered', () => {
    const request = after(taken(), [check('one-time-code', 'failed')])
    expect(request).toMatchObject({ state: 'verifying', identityChecks: [], failedChecks: [{ identifierId: mobile }] })
    expect(outcomesOf(request)).toEqual(['refused'])
    expect(refusal(request, decide)).toBe('precondition')
  })
  test('leaves only a document after three, for this identifier and no other', () => {
    const request = after(taken('website'), Array.from({ length: MOST_FAILED_CHECKS }, () => check('recent-use', 'failed')))
    expect(failedChecksOf(request, mobile)).toBe(3)
    expect(methodsFor(request, mobile, pack)).toEqual(['document-seen'])
    expect(methodsFor(request, email, pack)).toEqual(IDENTITY_METHODS)
    expect(refusal(request, check('one-time-code'))).toBe('precondition')
    expect(refusal(request, check('document-seen'))).toBe('accepted')
    expect(refusal(request, check('one-time-code', 'passed', email))).toBe('accepted')
  })
})

describe('a document', () => {
  const seen = after(taken(), [check('document-seen')])
  test('proves nothing before a second person', () => {
    expect(seen).toMatchObject({ state: 'verifying', identityChecks: [], proposedCheck: { identifierId: mobile, method: 'document-seen' } })
    expect(refusal(seen, decide)).toBe('precondition')
    expect(refusal(seen, check('document-seen'))).toBe('precondition')
  })
  test('is settled by somebody else with the right to', () => {
    expect(refusal(seen, settle(true))).toBe('forbidden')
    expect(refusal(seen, settle(true), { ...reviewer, staffId: agent.staffId })).toBe('needs_second_person')
    expect(refusal(seen, settle(true, '', email), reviewer)).toBe('precondition')
    const settled = after(seen, [settle(true)], reviewer)
    expect(settled).toMatchObject({ state: 'deciding', identityChecks: [{ method: 'document-seen', staffId: agent.staffId, approvedBy: reviewer.staffId }] })
    expect(settled.proposedCheck).toBeUndefined()
    expect(refusal(settled, settle(true), reviewer)).toBe('precondition')
  })
  test('is turned down with a reason alone, and counts as failed then', () => {
    expect(refusal(seen, settle(false, ' '), reviewer)).toBe('invalid')
    const settled = after(seen, [settle(false, '照片与本人不符')], reviewer)
    expect(settled).toMatchObject({ state: 'verifying', identityChecks: [], failedChecks: [{ method: 'document-seen' }] })
    expect(settled.timeline.at(-1)).toMatchObject({ event: 'identity-declined', text: '照片与本人不符', staffId: reviewer.staffId })
  })
  test('leaves nothing but that it was seen once the case is closed, whoever closes it', () => {
    const both = after(after(seen, [settle(true)], reviewer), [check('one-time-code', 'passed', email), check('document-seen', 'failed', email)])
    const closed = after(both, [decide])
    expect(closed.identityChecks.map(({ method, evidence }) => [method, evidence])).toEqual([['document-seen', ''], ['one-time-code', '']])
    expect(closed.failedChecks?.map(({ evidence }) => evidence)).toEqual([''])
    const erased = after(after(after(taken('phone', 'delete'), [check('document-seen')]), [settle(true)], reviewer), [
      { op: 'erasure.propose@1', args: { requestId, erasureId, plan: {}, planHash: 'a'.repeat(64), text: '将删除', rulesPack: PACK_VERSION } },
    ])
    const executing = after(erased, [{ op: 'erasure.approve@1', args: { erasureId, planHash: 'a'.repeat(64) } }], reviewer)
    expect(executing.identityChecks[0]?.evidence).not.toBe('')
    expect(mustOk(advanceErasure(executing, 'completed', at)).identityChecks[0]?.evidence).toBe('')
  })
  test('that still waits when the case is refused for want of a check is forgotten', () => {
    const refused = after(seen, [{ op: 'request.decide@1', args: { requestId, outcome: 'refused', ground: 'A4', text: '答复', rulesPack: PACK_VERSION } }])
    expect(refused.proposedCheck).toBeUndefined()
  })
})

describe('a code that the origin compared', () => {
  const by = { staffId: agent.staffId, at }
  test('is a check of the origin’s, and a failure of it counts', () => {
    expect(mustOk(confirmByCode(taken(), { identifierId: mobile, evidence: 'x', rules: pack }, by)).identityChecks).toMatchObject([{ method: 'one-time-code', confirmed: true }])
    const failed = mustOk(failByCode(taken(), { identifierId: mobile, evidence: 'x' }, by))
    expect(failed).toMatchObject({ state: 'verifying', identityChecks: [], failedChecks: [{ confirmed: true }] })
  })
  test('is taken only while the request is being checked', () => {
    const closed = after(taken(), [check('one-time-code'), decide])
    expect(confirmByCode(closed, { identifierId: mobile, evidence: 'x', rules: pack }, by)).toMatchObject({ ok: false })
    expect(failByCode(closed, { identifierId: mobile, evidence: 'x' }, by)).toMatchObject({ ok: false })
  })
})

describe('which methods count for a right', () => {
  const former = formerPack('2026.3')

  test('is what the pack says: what cannot be undone needs a code or a document', () => {
    for (const right of ['delete', 'cancel-account', 'transfer'] as const) {
      expect(methodsOf({ right, channel: 'website' }, pack)).toEqual(['one-time-code', 'document-seen'])
      for (const method of ['channel-proof', 'recent-use'] as const) expect(refusal(taken('website', right), check(method))).toBe('precondition')
      expect(refusal(taken('website', right), check('one-time-code'))).toBe('accepted')
      // Nor does a failure count that could not have been a check.
      expect(refusal(taken('website', right), check('recent-use', 'failed'))).toBe('precondition')
    }
    expect(methodsOf({ right: 'access', channel: 'website' }, pack)).toEqual(IDENTITY_METHODS)
    expect(methodsOf({ right: 'access', channel: 'phone' }, pack)).toEqual(IDENTITY_METHODS.filter((method) => method !== 'channel-proof'))
  })
  test('has its basis and its source, and is never called law', () => {
    for (const right of RIGHTS.filter((one) => one !== 'foreign-authority')) expect(identityRule(right, pack)).toMatchObject({ basis: 'policy', source: 'P-IDENTITY' })
  })
  test('is every method, by the app’s own rule, in a pack that says nothing of it', () => {
    expect(former.identityMethods).toEqual([])
    for (const right of RIGHTS) expect(identityRule(right, former)).toEqual({ methods: IDENTITY_METHODS, basis: 'policy' })
    expect(refusal(taken('website', 'delete'), check('recent-use'), agent, former)).toBe('accepted')
  })
  test('after too many failures is the document, whatever the pack says', () => {
    const request = after(taken('website', 'delete'), Array.from({ length: MOST_FAILED_CHECKS }, () => check('one-time-code', 'failed')))
    expect(methodsFor(request, mobile, pack)).toEqual(['document-seen'])
  })
  test('holds for a code that the origin compares', () => {
    const without = { ...pack, identityMethods: [{ right: 'access' as const, methods: ['recent-use' as const, 'document-seen' as const], basis: 'policy' as const, source: 'P-IDENTITY' }] }
    expect(confirmByCode(taken(), { identifierId: mobile, evidence: 'x', rules: without }, { staffId: agent.staffId, at })).toMatchObject({ ok: false, error: { code: 'precondition' } })
  })
})
