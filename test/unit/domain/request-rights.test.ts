// Every right from intake to its end: what it needs, which outcomes it has, what is decided item by item, and what can never be granted.
import { describe, expect, test } from 'vitest'
import { dayStart, type Day } from '../../../src-shared/base/clock'
import type { IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import type { Maker } from '../../../src-shared/domain/intake-acts'
import { isFormOpen } from '../../../src-shared/domain/minors'
import { normaliseValue } from '../../../src-shared/domain/person-values'
import type { DecisionDetails, FieldShown } from '../../../src-shared/domain/request'
import { grantedItems, itemsOf, outcomeOfItems } from '../../../src-shared/domain/request-items'
import { applyOperation, groundsOf, outcomesOf, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import { endsInErasure, isForOfficer, needsField, needsIdentity, possibleOutcomes } from '../../../src-shared/domain/request-rights'
import { OUTCOMES, RIGHTS, type Outcome, type Right } from '../../../src-shared/domain/vocabulary'
import { requestSchema } from '../../../src-shared/protocol/records'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'
import { shownFor, shownOfGranted } from '../../fixtures/shown'

const pack = repositoryPack()
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: '01970000-0000-7000-8000-00000000000a' as StaffId, at, role: 'agent', caseNo: '26-1184' }
const officer: Actor = { ...agent, staffId: '01970000-0000-7000-8000-00000000000c' as StaffId, role: 'officer' }

const ASKED = {
  corrections: [{ field: 'name' as const, value: '林一' }, { field: 'mobile' as const, value: '192 0000 4711' }],
  purposes: ['compatibility' as const, 'pages-and-search' as const],
  products: ['trade-search' as const, 'market-report' as const],
  explains: 'automated-decision' as const,
  transferTo: '示例公司',
  authority: 'Example Court',
}
const MET = { 'identity-proved': true, 'consent-or-contract': true, feasible: true, 'harms-nobody': true }

const create = (right: Right, more: object = ASKED): Operation => ({
  op: 'request.create@1',
  args: { requestId, subjectId: requestId as unknown as SubjectId, right, channel: 'phone', receivedOn: '2026-06-12', text: '请处理', ...more },
})
const take: Operation = { op: 'request.take@1', args: { requestId } }
const verify: Operation = { op: 'request.verify@1', args: { requestId, identifierId: requestId as unknown as IdentifierId, method: 'one-time-code', evidence: '手机验证码' } }
const escalate: Operation = { op: 'request.escalate@1', args: { requestId, reason: '外国法院来函' } }
const decide = (outcome: Outcome, more: DecisionDetails & { readonly ground?: string; readonly text?: string } = {}): Operation => ({ op: 'request.decide@1', args: { requestId, outcome, text: '答复', rulesPack: PACK_VERSION, ...more } })

const run = (right: Right, steps: readonly Operation[], by: Actor = agent, more: object = ASKED): CaseRequest =>
  steps.reduce<CaseRequest>((current, step) => mustOk(applyOperation(current, step, by, pack)), mustOk(applyOperation(undefined, create(right, more), by, pack)))
const refusal = (current: CaseRequest | undefined, step: Operation, by: Actor = agent): unknown => {
  const result = applyOperation(current, step, by, pack)
  return result.ok ? 'accepted' : result.error
}
/** Ready for a decision, by whoever may decide it. */
const ready = (right: Right, more: object = ASKED): readonly [CaseRequest, Actor] => (isForOfficer(right) ? [run(right, [take, escalate], officer, more), officer] : [run(right, [take, verify], agent, more), agent])
const groundFor = (right: Right): string => groundsOf(ready(right)[0], pack).find(({ approval, code }) => approval === undefined && code !== 'A6')?.code ?? ''

/** A decision of this outcome that holds together, whatever the right. */
const holding = (right: Right, outcome: Outcome): Operation => {
  const ground = groundFor(right)
  const [request] = ready(right)
  const items = itemsOf(request).map(({ key }, place) => {
    if (outcome === 'granted-in-part' ? place > 0 : outcome === 'refused') return { item: key, outcome: 'refused' as const, ground }
    return { item: key, outcome: outcome === 'granted-in-part' ? ('granted' as const) : outcome }
  })
  return decide(outcome, {
    ...(items.length === 0 ? {} : { items: items }),
    ...(outcome === 'refused' || outcome === 'granted-in-part' ? { ground } : {}),
    ...(right === 'transfer' && outcome === 'granted' ? { conditions: MET } : {}),
    ...(needsField(right, 'corrections') && (outcome === 'granted' || outcome === 'granted-in-part') ? { shown: shownOfGranted(ASKED.corrections, items) } : {}),
  })
}

describe.each(RIGHTS)('%s', (right) => {
  test('keeps of what was asked only what it is about, and fits the wire', () => {
    const request = run(right, [])
    expect(requestSchema.strict().parse(request)).toEqual(request)
    const named = Object.keys(ASKED).filter((field) => field in request)
    expect(named).toEqual({ correct: ['corrections'], supplement: ['corrections'], withdraw: ['purposes'], restrict: ['purposes'], 'end-product': ['products'], explain: ['explains'], transfer: ['transferTo'], 'foreign-authority': ['authority'] }[right as string] ?? [])
  })
  test('cannot be asked for without it', () => {
    const [needed] = Object.keys(ASKED).filter((field) => field in run(right, []))
    expect(refusal(undefined, create(right, {}))).toEqual(needed === undefined ? 'accepted' : { code: 'invalid', fields: [needed] })
  })
  test.each(OUTCOMES)('can or cannot end as %s, as its table says, and never without a letter', (outcome) => {
    const [request, by] = ready(right)
    const step = holding(right, outcome)
    if (!possibleOutcomes(right).includes(outcome)) {
      expect(refusal(request, step, by)).toEqual({ code: 'precondition' })
      return
    }
    const done = mustOk(applyOperation(request, step, by, pack))
    expect(done.state).toBe({ granted: 'granted', 'already-done': 'granted', 'granted-in-part': 'granted-in-part', refused: 'refused', 'not-theirs': 'refused' }[outcome])
    expect(done.decision).toMatchObject({ outcome, text: '答复', staffId: by.staffId, rulesPack: PACK_VERSION })
    expect(requestSchema.strict().parse(done)).toEqual(done)
    if (step.op !== 'request.decide@1') throw new Error('a decision')
    expect(refusal(request, { ...step, args: { ...step.args, text: '  ' } }, by)).toMatchObject({ code: 'invalid', fields: expect.arrayContaining(['text']) as unknown })
  })
  test('needs proof of who asks unless it says nothing about anybody', () => {
    const taken = run(right, [take])
    expect(needsIdentity(taken)).toBe(right !== 'complain' && right !== 'foreign-authority')
    if (needsIdentity(taken)) {
      expect(outcomesOf(taken)).toEqual(['refused'])
      expect(groundsOf(taken, pack).map(({ code }) => code)).toEqual(['A4'])
    } else expect(groundsOf(taken, pack).map(({ code }) => code)).not.toContain('A4')
  })
})

describe('a decision by item', () => {
  test('makes the whole of its parts', () => {
    const whole = (...outcomes: readonly ('granted' | 'refused' | 'already-done' | 'not-theirs')[]): Outcome => outcomeOfItems(outcomes.map((outcome) => ({ outcome })))
    expect(whole('granted', 'granted')).toBe('granted')
    expect(whole('granted', 'already-done')).toBe('granted')
    expect(whole('already-done', 'already-done')).toBe('already-done')
    expect(whole('refused', 'not-theirs')).toBe('refused')
    expect(whole('not-theirs')).toBe('not-theirs')
    expect(whole('granted', 'refused')).toBe('granted-in-part')
    expect(whole('already-done', 'not-theirs')).toBe('granted-in-part')
  })
  test('speaks of every item once, with a ground for each refusal and for nothing else, and agrees with the whole', () => {
    const [request] = ready('withdraw')
    const items = (a: object, b: object): DecisionDetails => ({ items: [{ item: 'purpose:compatibility', ...a }, { item: 'purpose:pages-and-search', ...b }] as NonNullable<DecisionDetails['items']> })
    const bad = { code: 'invalid', fields: ['items'] }
    const ground = 'A7'
    expect(refusal(request, decide('granted-in-part', { ground }))).toEqual(bad)
    expect(refusal(request, decide('granted', items({ outcome: 'granted' }, { outcome: 'refused', ground })))).toMatchObject({ code: 'invalid' })
    expect(refusal(request, decide('granted-in-part', { ground, ...items({ outcome: 'granted' }, { outcome: 'refused' }) }))).toEqual(bad)
    expect(refusal(request, decide('granted-in-part', { ground, ...items({ outcome: 'granted', ground }, { outcome: 'refused', ground }) }))).toEqual(bad)
    expect(refusal(request, decide('granted-in-part', { ground, ...items({ outcome: 'granted' }, { outcome: 'refused', ground: 'A2' }) }))).toEqual(bad)
    expect(refusal(request, decide('granted', { items: [{ item: 'purpose:compatibility', outcome: 'granted' }] }))).toEqual(bad)
    expect(refusal(ready('access')[0], decide('granted', { items: [{ item: 'purpose:compatibility', outcome: 'granted' }] }))).toEqual(bad)
    const done = mustOk(applyOperation(request, decide('granted-in-part', items({ outcome: 'granted' }, { outcome: 'refused', ground })), agent, pack))
    expect(done.decision).toMatchObject({ ground, outcome: 'granted-in-part' })
    expect(grantedItems(done).map(({ key }) => key)).toEqual(['purpose:compatibility'])
    expect(done.timeline.at(-1)?.event).toBe('consent-withdrawn')
  })
  test('cannot grant a value that is none of its field, and can refuse it', () => {
    const [request] = ready('correct', { corrections: [{ field: 'name', value: '林一' }, { field: 'birthDay', value: '2030-01-01' }] })
    expect(refusal(request, decide('granted', { shown: shownFor('name', 'birthDay') }))).toEqual({ code: 'invalid', fields: ['corrections.birthDay'] })
    expect(refusal(request, decide('granted-in-part', { items: [{ item: 'field:name', outcome: 'granted' }, { item: 'field:birthDay', outcome: 'refused', ground: 'A10' }], shown: shownFor('name') }))).toBe('accepted')
  })
  test.each(['correct', 'supplement'] as const)('says for every granted field of a %s what showed it, and for no other', (right) => {
    const [request] = ready(right)
    const items = [{ item: 'field:name', outcome: 'refused' as const, ground: groundFor(right) }, { item: 'field:mobile', outcome: 'granted' as const }]
    const inPart = (shown?: FieldShown[]): unknown => refusal(request, decide('granted-in-part', { items, ...(shown ? { shown } : {}) }))
    const bad = { code: 'invalid', fields: ['shown'] }
    expect(refusal(request, decide('granted', { shown: shownFor('name') }))).toEqual(bad)
    for (const shown of [undefined, [], shownFor('name'), shownFor('name', 'mobile'), shownFor('mobile', 'mobile')]) expect(inPart(shown)).toEqual(bad)
    expect(inPart([{ field: 'mobile', kind: 'code-read-back' }])).toBe('accepted')
    expect(refusal(request, decide('granted', { shown: [{ field: 'name', kind: 'code-read-back' }, { field: 'mobile', kind: 'code-read-back' }] }))).toEqual(bad)
    expect(refusal(request, decide('refused', { ground: groundFor(right), shown: shownFor('name') }))).toEqual(bad)
    // What other rights grant is no value of anybody's.
    expect(refusal(ready('access')[0], decide('granted', { shown: shownFor('name') }))).toEqual(bad)
    const done = mustOk(applyOperation(request, decide('granted-in-part', { items, shown: [{ field: 'mobile', kind: 'document', words: '账单上的号码' }] }), agent, pack))
    // The case is closed: the kind stays, the words have served.
    expect(done.decision?.shown).toEqual([{ field: 'mobile', kind: 'document' }])
  })
  test('is not made of one thing that is named twice', () => {
    expect(refusal(undefined, create('correct', { corrections: [{ field: 'name', value: 'a' }, { field: 'name', value: 'b' }] }))).toEqual({ code: 'invalid', fields: ['corrections'] })
  })
})

describe('a transfer', () => {
  const [request] = ready('transfer')
  test('is granted on all four conditions and no fewer', () => {
    expect(refusal(request, decide('granted'))).toEqual({ code: 'invalid', fields: ['conditions'] })
    expect(refusal(request, decide('granted', { conditions: { ...MET, feasible: false } }))).toEqual({ code: 'invalid', fields: ['conditions'] })
    expect(mustOk(applyOperation(request, decide('granted', { conditions: MET }), agent, pack)).decision?.conditions).toEqual(MET)
  })
  test('is refused for a condition only where one is not met', () => {
    expect(refusal(request, decide('refused', { ground: 'A6' }))).toEqual({ code: 'invalid', fields: ['conditions'] })
    expect(refusal(request, decide('refused', { ground: 'A6', conditions: MET }))).toEqual({ code: 'invalid', fields: ['conditions'] })
    expect(refusal(request, decide('refused', { ground: 'A6', conditions: { ...MET, 'harms-nobody': false } }))).toBe('accepted')
    expect(refusal(ready('access')[0], decide('granted', { conditions: MET }))).toEqual({ code: 'invalid', fields: ['conditions'] })
  })
})

describe('what a foreign authority asks', () => {
  test('is escalated once, decided by the officer alone, and refused for want of approval', () => {
    const taken = run('foreign-authority', [take])
    expect(outcomesOf(taken)).toEqual([])
    expect(refusal(taken, verify)).toEqual({ code: 'precondition' })
    expect(refusal(taken, decide('refused', { ground: 'A8' }), officer)).toEqual({ code: 'precondition' })
    expect(refusal(taken, { ...escalate, args: { requestId, reason: ' ' } })).toEqual({ code: 'invalid', fields: ['reason'] })
    const escalated = run('foreign-authority', [escalate])
    expect(escalated).toMatchObject({ state: 'deciding', escalation: { staffId: agent.staffId, reason: '外国法院来函' } })
    expect(refusal(escalated, escalate)).toEqual({ code: 'precondition' })
    expect(groundsOf(escalated, pack).map(({ code }) => code)).toEqual(['A8'])
    expect(refusal(escalated, decide('refused', { ground: 'A8' }))).toEqual({ code: 'forbidden' })
    expect(refusal(escalated, decide('refused', { ground: 'A5' }), officer)).toEqual({ code: 'invalid', fields: ['ground'] })
    for (const outcome of OUTCOMES.filter((one) => one !== 'refused')) expect(refusal(escalated, decide(outcome, { ground: 'A8' }), officer)).toEqual({ code: 'precondition' })
    const refused = mustOk(applyOperation(escalated, decide('refused', { ground: 'A8' }), officer, pack))
    expect(refused).toMatchObject({ state: 'refused', decision: { ground: 'A8' } })
    const reopened = mustOk(applyOperation(refused, { op: 'request.reopen@1', args: { requestId, reason: '再次来函' } }, agent, pack))
    expect([reopened.state, outcomesOf(reopened)]).toEqual(['deciding', ['refused']])
  })
  test('and nothing else is escalated', () => {
    for (const right of RIGHTS.filter((one) => !isForOfficer(one))) expect(refusal(run(right, [take]), escalate)).toEqual({ code: 'precondition' })
  })
})

describe('the answer', () => {
  test('can be spoken where the person is there to hear it, and never to a minor', () => {
    const done = mustOk(applyOperation(ready('access')[0], decide('granted', { form: 'spoken' }), agent, pack))
    expect(done.decision?.form).toBe('spoken')
    const website = { ...ready('access')[0], channel: 'website' as const }
    expect(refusal(website, decide('granted', { form: 'spoken' }))).toEqual({ code: 'invalid', fields: ['form'] })
    expect(refusal(ready('delete')[0], decide('refused', { ground: 'A5', form: 'spoken' }))).toEqual({ code: 'invalid', fields: ['form'] })
    const today = '2026-06-15'
    expect(isFormOpen('spoken', { birthDay: '2012-06-15' }, today)).toBe(false)
    expect(isFormOpen('written', { birthDay: '2012-06-15' }, today)).toBe(true)
    expect(isFormOpen(undefined, { birthDay: '2012-06-15' }, today)).toBe(true)
    expect(isFormOpen('spoken', { birthDay: undefined }, today)).toBe(true)
  })
  test('is never spoken to the guardian of somebody whose birth day is not known, and may be once they are of age', () => {
    const spokenTo = (kind: Maker['kind'], birthDay?: Day): boolean => isFormOpen('spoken', { birthDay, madeBy: { kind } }, '2026-06-15')
    expect([spokenTo('guardian-of-child'), spokenTo('guardian-of-minor'), spokenTo('agent')]).toEqual([false, false, true])
    expect(spokenTo('guardian-of-minor', '2007-06-15')).toBe(true)
  })
  test('on a ground of a standard names the lawyer who agreed, and no other answer does', () => {
    const [request] = ready('access')
    expect(refusal(request, decide('refused', { ground: 'B7' }))).toEqual({ code: 'invalid', fields: ['lawyer'] })
    expect(refusal(request, decide('refused', { ground: 'A1', lawyer: '王律师' }))).toEqual({ code: 'invalid', fields: ['lawyer'] })
    expect(mustOk(applyOperation(request, decide('refused', { ground: 'B7', lawyer: '王律师，2026-06-14' }), agent, pack)).decision?.lawyer).toBe('王律师，2026-06-14')
  })
  test('about the public rules asks nobody who they are', () => {
    const taken = run('explain', [take], agent, { explains: 'rules' })
    expect(outcomesOf(taken)).toEqual(possibleOutcomes('explain'))
    expect(mustOk(applyOperation(taken, decide('granted'), agent, pack)).state).toBe('granted')
  })
})

test('what ends in an erasure is granted by a plan alone', () => {
  for (const right of RIGHTS.filter(endsInErasure)) {
    const [request] = ready(right)
    expect(refusal(request, decide('granted'))).toEqual({ code: 'precondition' })
    const proposed = applyOperation(request, { op: 'erasure.propose@1', args: { requestId, erasureId: requestId as never, plan: {}, planHash: 'a'.repeat(64), text: '将删除', rulesPack: PACK_VERSION } }, agent, pack)
    expect(mustOk(proposed).state).toBe('approval')
  }
  expect(RIGHTS.filter(endsInErasure)).toEqual(['delete', 'cancel-account'])
})

test.each([
  ['name', ' 林一 ', '林一'], ['name', ' ', undefined],
  ['mobile', '192 0000 4711', '+8619200004711'], ['mobile', '12', undefined],
  ['email', 'A@Mail.Example', 'a@mail.example'], ['email', 'a@b@c', undefined],
  ['birthDay', '1990-02-28', '1990-02-28'], ['birthDay', '1990-02-30', undefined], ['birthDay', '2026-06-16', undefined], ['birthDay', '1899-12-31', undefined],
  ['region', '辽宁大连', '辽宁大连'], ['region', 'x'.repeat(65), undefined],
] as const)('%s "%s" is kept as %s', (field, typed, kept) => {
  expect(normaliseValue(field, typed, '2026-06-15')).toBe(kept)
})
