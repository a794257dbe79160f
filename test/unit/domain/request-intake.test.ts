// The life of a request beside its decision: asked for by somebody else, taken back, a step back, linked, made as a test.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import { must } from '../../../src-shared/base/assert'
import { evidenceFor, fitsAge, missingEvidence } from '../../../src-shared/domain/request-maker'
import { applyOperation, groundsOf, outcomesOf, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import { rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { withTestMark } from '../../../src-shared/domain/test-request'
import { REPRESENTATIVES, type Representative, type Right } from '../../../src-shared/domain/vocabulary'
import { requestSchema } from '../../../src-shared/protocol/records'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const idOf = <Id>(n: number): Id => `01970000-0000-7000-8000-00000000000${String(n)}` as Id
const requestId = idOf<RequestId>(1)
const otherId = idOf<RequestId>(2)
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: idOf<StaffId>(7), at, role: 'agent', caseNo: '26-1184' }
const reviewer: Actor = { ...agent, staffId: idOf<StaffId>(8), role: 'reviewer' }
const officer: Actor = { ...agent, staffId: idOf<StaffId>(9), role: 'officer' }

const maker = (kind: Representative) => ({ madeBy: { kind, name: ' 沈代 ', contact: '13900000000', relation: '律师' } })
const create = (right: Right, more: object = {}): Operation => ({ op: 'request.create@1', args: { requestId, subjectId: idOf<SubjectId>(3), right, channel: 'phone', receivedOn: '2026-06-12', text: '请处理', ...more } })
const take: Operation = { op: 'request.take@1', args: { requestId } }
const verify: Operation = { op: 'request.verify@1', args: { requestId, identifierId: idOf<IdentifierId>(4), method: 'one-time-code', evidence: '验证码' } }
const see = (evidence: 'asker-identity' | 'authorisation' | 'death', what = '委托书原件，有签名'): Operation => ({ op: 'request.see-evidence@1', args: { requestId, evidence, what } })
const retract: Operation = { op: 'request.retract-evidence@1', args: { requestId, evidence: 'authorisation', reason: '签名不是本人的' } }
const decide = (outcome: 'granted' | 'refused', ground?: string, text = '答复'): Operation => ({ op: 'request.decide@1', args: { requestId, outcome, text, rulesPack: PACK_VERSION, ...(ground === undefined ? {} : { ground }) } })
const propose = (text = '删除'): Operation => ({ op: 'erasure.propose@1', args: { requestId, erasureId: idOf<ErasureId>(5), plan: {}, planHash: 'a'.repeat(64), text, rulesPack: PACK_VERSION } })
const approve: Operation = { op: 'erasure.approve@1', args: { erasureId: idOf<ErasureId>(5), planHash: 'a'.repeat(64) } }
const withdraw: Operation = { op: 'request.withdraw@1', args: { requestId, channel: 'phone', reason: '不用查了' } }
const back: Operation = { op: 'request.step-back@1', args: { requestId, reason: '核对的是别人的号码' } }

const run = (first: Operation, ...steps: readonly Operation[]): CaseRequest => steps.reduce<CaseRequest>((current, step) => mustOk(applyOperation(current, step, agent, pack)), mustOk(applyOperation(undefined, first, agent, pack)))
const after = (current: CaseRequest, step: Operation, by: Actor = agent): CaseRequest => mustOk(applyOperation(current, step, by, pack))
const refusal = (current: CaseRequest | undefined, step: Operation, by: Actor = agent): unknown => {
  const result = applyOperation(current, step, by, pack)
  return result.ok ? 'accepted' : result.error
}
const MISSING = { code: 'precondition', fields: ['evidence'] }

describe('what somebody asks for another', () => {
  test('lists all that its kind has to show, all of it missing, and never grants before it was seen', () => {
    const made = run(create('access', maker('agent')), take, verify)
    expect(made.madeBy).toEqual({ kind: 'agent', name: '沈代', contact: '13900000000', relation: '律师', evidence: [{ kind: 'asker-identity' }, { kind: 'authorisation' }] })
    expect([outcomesOf(made), groundsOf(made, pack).map(({ code }) => code)]).toEqual([['refused'], ['A4']])
    expect(refusal(made, decide('granted'))).toEqual(MISSING)
    const half = after(made, see('authorisation'))
    expect([missingEvidence(half), refusal(half, decide('granted'))]).toEqual([['asker-identity'], MISSING])
    const whole = after(half, see('asker-identity'))
    expect(outcomesOf(whole)).toContain('granted')
    const granted = after(whole, decide('granted'))
    // Closed, it says that it was seen and by whom, and no longer what.
    expect(granted.madeBy?.evidence).toEqual([{ kind: 'asker-identity', seen: { what: '', staffId: agent.staffId, at } }, { kind: 'authorisation', seen: { what: '', staffId: agent.staffId, at } }])
    expect(JSON.stringify(granted)).not.toContain('委托书原件')
    expect(requestSchema.safeParse(granted).success).toBe(true)
  })

  test('is refused for that alone, and of a relative for the conditions of relatives too', () => {
    expect(after(run(create('access', maker('agent')), take, verify), decide('refused', 'A4')).state).toBe('refused')
    const relative = run(create('access', maker('relative')), take, verify)
    expect(groundsOf(relative, pack).map(({ code }) => code)).toEqual(['A4', 'A5'])
    expect(after(relative, decide('refused', 'A5'))).toMatchObject({ state: 'refused', decision: { ground: 'A5' } })
    expect(refusal(relative, decide('refused', 'A1'))).toMatchObject({ code: 'invalid' })
  })

  test('counts what was seen once, in words, and not any more when it was taken back with a reason', () => {
    const seen = run(create('delete', maker('agent')), take, verify, see('authorisation'), see('asker-identity'))
    expect(refusal(seen, see('authorisation'))).toEqual({ code: 'precondition' })
    expect(refusal(seen, see('death'))).toEqual({ code: 'precondition' })
    expect(refusal(seen, { ...retract, args: { ...retract.args, reason: ' ' } })).toEqual({ code: 'invalid', fields: ['reason'] })
    expect(refusal(run(create('access', maker('agent'))), see('authorisation', '  '))).toEqual({ code: 'invalid', fields: ['what'] })
    const proposed = after(seen, propose())
    // Taken back while the second person looks at it: nothing is erased for somebody who could not show that they may ask.
    const withdrawn = after(proposed, retract)
    expect([withdrawn.state, missingEvidence(withdrawn), refusal(withdrawn, approve, reviewer)]).toEqual(['approval', ['authorisation'], MISSING])
    expect(refusal(after(seen, retract), propose())).toEqual(MISSING)
    expect(withdrawn.timeline.slice(-4).map(({ event, evidence }) => [event, evidence])).toEqual([['evidence-seen', 'authorisation'], ['evidence-seen', 'asker-identity'], ['erasure-proposed', undefined], ['evidence-retracted', 'authorisation']])
  })

  test('needs a name, a contact and a relation, and nobody stands for an authority abroad', () => {
    expect(refusal(undefined, create('access', { madeBy: { kind: 'agent', name: ' ', contact: '', relation: '律师' } }))).toEqual({ code: 'invalid', fields: ['madeBy.name', 'madeBy.contact'] })
    expect(refusal(undefined, create('foreign-authority', { authority: 'Example Court', ...maker('agent') }))).toEqual({ code: 'invalid', fields: ['madeBy'] })
  })

  test('asks for what the pack says, and where it is silent for the built-in papers', () => {
    for (const kind of REPRESENTATIVES) expect(evidenceFor(kind, pack)).toContain('asker-identity')
    const source = must(pack.sources[0], 'a source').id
    const body = { ...pack, representatives: [{ kind: 'agent', evidence: ['authorisation'], source }] }
    const stricter = rulesPackBodySchema.parse(body)
    expect([evidenceFor('agent', stricter), evidenceFor('relative', stricter)]).toEqual([['authorisation'], ['asker-identity', 'kinship', 'death', 'interest']])
    expect(rulesPackBodySchema.safeParse({ ...body, representatives: [...body.representatives, ...body.representatives] }).success).toBe(false)
    expect(rulesPackBodySchema.safeParse({ ...body, representatives: [{ ...body.representatives[0], source: 'nowhere' }] }).success).toBe(false)
  })

  test('by a guardian fits the age: fourteen and eighteen begin on the birthday', () => {
    const fits = (birthDay: string) => REPRESENTATIVES.filter((kind) => fitsAge(kind, birthDay, '2026-06-15'))
    expect(fits('2012-06-16')).toEqual(['agent', 'guardian-of-child', 'relative'])
    expect(fits('2012-06-15')).toEqual(['agent', 'guardian-of-minor', 'relative'])
    expect(fits('2008-06-16')).toEqual(['agent', 'guardian-of-minor', 'relative'])
    expect(fits('2008-06-15')).toEqual(['agent', 'relative'])
    expect(REPRESENTATIVES.every((kind) => fitsAge(kind, undefined, '2026-06-15'))).toBe(true)
  })
})

describe('the person takes it back', () => {
  test('from every open state but an erasure that runs, and a proposal goes with it', () => {
    for (const request of [run(create('delete')), run(create('delete'), take), run(create('delete'), take, verify), run(create('delete'), take, verify, propose())]) {
      const taken = after(request, withdraw)
      expect(taken).toMatchObject({ state: 'withdrawn', closedAt: at, withdrawal: { channel: 'phone', reason: '不用查了', staffId: agent.staffId, at } })
      expect([taken.erasureId, taken.decision, taken.timeline.at(-1)?.event]).toEqual([undefined, undefined, 'withdrawn'])
      expect(refusal(taken, withdraw)).toEqual({ code: 'precondition' })
    }
    const executing = after(run(create('delete'), take, verify, propose()), approve, reviewer)
    expect([executing.state, refusal(executing, withdraw), refusal(executing, back)]).toEqual(['executing', { code: 'precondition' }, { code: 'precondition' }])
    expect(refusal(run(create('access')), { ...withdraw, args: { ...withdraw.args, reason: '' } })).toEqual({ code: 'invalid', fields: ['reason'] })
  })

  test('and may take it up again', () => {
    const again = after(run(create('access'), take, withdraw), { op: 'request.reopen@1', args: { requestId, reason: '又要查' } })
    expect([again.state, again.withdrawal, again.closedAt]).toEqual(['verifying', undefined, undefined])
  })
})

describe('a step back', () => {
  test('goes from approval to deciding, to verifying, to received, each with its reason in the history', () => {
    const states: string[] = []
    let request = run(create('delete'), take, verify, propose())
    while (request.state !== 'received') {
      request = after(request, back)
      states.push(request.state)
    }
    expect(states).toEqual(['deciding', 'verifying', 'received'])
    expect([request.assigneeId, request.identityChecks, request.erasureId, request.decision]).toEqual([undefined, [], undefined, undefined])
    expect(request.timeline.map(({ event }) => event)).toEqual(['received', 'taken', 'identity-verified', 'erasure-proposed', 'stepped-back', 'stepped-back', 'stepped-back'])
    expect(refusal(request, back)).toEqual({ code: 'precondition' })
    expect(refusal(run(create('access'), take), { ...back, args: { requestId, reason: ' ' } })).toEqual({ code: 'invalid', fields: ['reason'] })
  })

  test('never leaves a request that can neither be decided nor refused', () => {
    const stepped = after(run(create('access'), take, verify), back)
    expect(outcomesOf(stepped)).toEqual(['refused'])
    expect(after(after(stepped, verify), decide('granted')).state).toBe('granted')
    const foreign = after(run(create('foreign-authority', { authority: 'Example Court' }), take, { op: 'request.escalate@1', args: { requestId, reason: '来函' } }), back, officer)
    expect([foreign.state, foreign.escalation, refusal(foreign, { op: 'request.escalate@1', args: { requestId, reason: '来函' } })]).toEqual(['verifying', undefined, 'accepted'])
  })

  test('and withdrawal of what an authority abroad asks are the officer’s alone, as the decision is', () => {
    const escalated = run(create('foreign-authority', { authority: 'Example Court' }), take, { op: 'request.escalate@1', args: { requestId, reason: '来函' } })
    expect([refusal(escalated, back), refusal(escalated, withdraw)]).toEqual([{ code: 'forbidden' }, { code: 'forbidden' }])
    expect(after(escalated, withdraw, officer).state).toBe('withdrawn')
  })
})

describe('links, complaints and tests', () => {
  test('a link stands once, closed or open, and can be taken back', () => {
    const link: Operation = { op: 'request.link@1', args: { requestId, otherId } }
    const unlink: Operation = { op: 'request.unlink@1', args: { requestId, otherId } }
    const linked = after(run(create('access'), take, withdraw), link)
    expect(linked).toMatchObject({ state: 'withdrawn', links: [{ requestId: otherId, staffId: agent.staffId, at }] })
    expect([refusal(linked, link), refusal(linked, { op: 'request.link@1', args: { requestId, otherId: requestId } })]).toEqual([{ code: 'precondition' }, { code: 'precondition' }])
    const apart = after(linked, unlink)
    expect([apart.links, refusal(apart, unlink)]).toEqual([[], { code: 'precondition' }])
    expect(apart.timeline.slice(-2)).toMatchObject([{ event: 'linked', otherId }, { event: 'unlinked', otherId }])
  })

  test('only a complaint is about another request', () => {
    expect(run(create('complain', { about: otherId })).about).toBe(otherId)
    expect(refusal(undefined, create('access', { about: otherId }))).toEqual({ code: 'invalid', fields: ['about'] })
  })

  test('a test erases nobody, whoever approves it, and its letter says what it is', () => {
    const made = run(create('delete', { test: true }), take, verify)
    expect(refusal(made, propose())).toEqual({ code: 'invalid', fields: ['text'] })
    const proposed = after(made, propose(withTestMark('删除', made, 'zh-CN')))
    expect(refusal(proposed, approve, reviewer)).toEqual({ code: 'precondition', fields: ['test'] })
    const access = run(create('access', { test: true }), take, verify)
    expect(refusal(access, decide('granted'))).toEqual({ code: 'invalid', fields: ['text'] })
    expect(after(access, decide('granted', undefined, withTestMark('答复', access, 'en'))).state).toBe('granted')
    expect(withTestMark('答复', run(create('access')), 'zh-CN')).toBe('答复')
  })
})
