// The letters of a case: what can be written when and by whom, how deliveries add up, and the first words that the pack gives them.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { mustOk } from '../../../src-shared/base/result'
import { caseLetterText, type CaseLetterInput } from '../../../src-shared/domain/case-letter-text'
import {
  applyLetter, barOf, isAnswerOwed, letterId, lettersOfCase, nextVersion, recordOfLetter, WRITTEN_KINDS, writableKinds, type CaseLetter, type DeliveryId, type LetterCase, type LetterOperation,
} from '../../../src-shared/domain/case-letters'
import { stillMissing } from '../../../src-shared/domain/letter-missing'
import { LETTER_WORDS } from '../../../src-shared/domain/letter-words'
import { countRequest } from '../../../src-shared/domain/request-clock'
import type { CaseRequest } from '../../../src-shared/domain/request'
import { advanceErasure, applyOperation } from '../../../src-shared/domain/request-machine'
import { evidenceFor } from '../../../src-shared/domain/request-maker'
import { rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { REPRESENTATIVES, type EvidenceKind, type Representative } from '../../../src-shared/domain/vocabulary'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const zhou = 'zhou' as StaffId
const at = (day: string): number => dayStart(day) + 36_000_000
const request: CaseRequest = {
  id: requestId, caseNo: '26-1184', subjectId: 's' as SubjectId, right: 'access', state: 'deciding', channel: 'e-mail', receivedOn: '2026-06-01', keyedAt: at('2026-06-01'), text: '请给我一份副本',
  identityChecks: [], outerOn: '2026-07-01', timeline: [{ at: at('2026-06-01'), event: 'received' }],
}
const decided: CaseRequest = {
  ...request, state: 'refused', closedAt: at('2026-06-10'),
  decision: { outcome: 'refused', ground: 'A4', text: '未能核实身份。', staffId: zhou, at: at('2026-06-10'), rulesPack: rules.version },
  timeline: [...request.timeline, { at: at('2026-06-05'), staffId: zhou, event: 'extended', text: '延长五日。' }, { at: at('2026-06-10'), staffId: zhou, event: 'decided', text: '未能核实身份。', outcome: 'refused' }],
}
const caseOf = (of: CaseRequest, records: readonly CaseLetter[] = [], more: Partial<LetterCase> = {}): LetterCase => ({
  request: of, letters: lettersOfCase(of, records), own: { accountNo: 'SX-2041000036', emails: [] }, others: new Set(), birthDay: undefined, ...more,
})
const write = (more: Partial<Extract<LetterOperation, { op: 'letter.write@1' }>['args']> = {}): LetterOperation => ({
  op: 'letter.write@1', args: { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text: '已受理。', rulesPack: rules.version, ...more },
})
const deliver = (more: Partial<Extract<LetterOperation, { op: 'letter.deliver@1' }>['args']> = {}): LetterOperation => ({
  op: 'letter.deliver@1', args: { requestId, kind: 'decision', version: 1, deliveryId: 'd1' as DeliveryId, channel: 'post', on: '2026-06-11', ...more },
})
const by = (day: string, role: 'agent' | 'officer' = 'agent') => ({ staffId: zhou, role, at: at(day), actedAt: at(day) })

describe('writing', () => {
  test('a version is the next of its kind, dated by its making, and never written twice', () => {
    const first = applyLetter(caseOf(request), write(), { ...by('2026-06-03'), actedAt: at('2026-06-02') })
    expect(first).toMatchObject({ ok: true, value: { id: `${requestId}:acknowledgement:1`, version: 1, at: at('2026-06-02'), staffId: zhou, deliveries: [] } })
    const known = first.ok ? [first.value] : []
    expect(applyLetter(caseOf(request, known), write(), by('2026-06-03'))).toEqual({ ok: false, error: { code: 'version_conflict' } })
    expect(applyLetter(caseOf(request, known), write({ version: 3 }), by('2026-06-03'))).toEqual({ ok: false, error: { code: 'version_conflict' } })
    expect(applyLetter(caseOf(request, known), write({ version: 2 }), by('2026-06-03'))).toMatchObject({ ok: true })
    expect(nextVersion(lettersOfCase(request, known), 'supplement')).toBe(1)
  })

  test.each([
    ['an acknowledgement of a closed case', decided, {}, { code: 'precondition' }],
    ['a closure of an open one', request, { kind: 'closure' as const }, { code: 'precondition' }],
    ['no words', request, { text: ' \n' }, { code: 'invalid', fields: ['text'] }],
    ['a place left to fill in', request, { text: '还需要您补充：（请写明还缺什么）' }, { code: 'invalid', fields: ['text'] }],
    ['a whole mobile', request, { text: '验证码已发往 13800138000' }, { code: 'invalid', fields: ['text'] }],
  ])('refuses %s', (_what, of, more, error) => {
    expect(applyLetter(caseOf(of), write(more), by('2026-06-12'))).toEqual({ ok: false, error })
  })

  test('refuses an address that the directory gives to somebody else, and takes the person’s own', () => {
    const others = new Set(['b@mail.example'])
    expect(applyLetter(caseOf(request, [], { others }), write({ text: '抄送 B@mail.example' }), by('2026-06-03'))).toEqual({ ok: false, error: { code: 'invalid', fields: ['text'] } })
    expect(applyLetter(caseOf(request), write({ text: '抄送 b@mail.example' }), by('2026-06-03'))).toMatchObject({ ok: true })
  })

  test('to an authority abroad the officer alone writes', () => {
    const foreign: CaseRequest = { ...request, right: 'foreign-authority', authority: 'Court' }
    expect(applyLetter(caseOf(foreign), write(), by('2026-06-03'))).toEqual({ ok: false, error: { code: 'forbidden' } })
    expect(applyLetter(caseOf(foreign), write(), by('2026-06-03', 'officer'))).toMatchObject({ ok: true })
  })
})

describe('what the history of the case says is a letter too', () => {
  test('an extension and a decision, with their texts, each in its version', () => {
    expect(lettersOfCase(decided, []).map(({ kind, version, text }) => [kind, version, text])).toEqual([['extension', 1, '延长五日。'], ['decision', 1, '未能核实身份。']])
    const again = { ...decided, timeline: [...decided.timeline, { at: at('2026-06-12'), staffId: zhou, event: 'reopened' as const }, { at: at('2026-06-13'), staffId: zhou, event: 'decided' as const, text: '已办理。' }] }
    expect(lettersOfCase(again, []).map(({ id }) => id)).toContain(letterId({ requestId, kind: 'decision', version: 2 }))
  })

  test('of a minimised case nothing is left, and its numbers stay', () => {
    const minimised = { ...decided, timeline: [...decided.timeline.map((entry) => ({ ...entry, text: undefined })), { at: at('2026-06-13'), staffId: zhou, event: 'decided' as const, text: '再次决定。' }] }
    expect(lettersOfCase(minimised, []).map(({ version, kind }) => [kind, version])).toEqual([['decision', 2]])
  })

  test('its record keeps the deliveries and no copy of the text', () => {
    const done = applyLetter(caseOf(decided), deliver(), by('2026-06-12'))
    const record = done.ok ? recordOfLetter(done.value) : undefined
    expect(record).not.toHaveProperty('text')
    expect(record?.deliveries).toEqual([{ id: 'd1', channel: 'post', on: '2026-06-11', staffId: zhou, at: at('2026-06-12') }])
    expect(lettersOfCase(decided, record ? [record] : []).at(-1)).toMatchObject({ text: '未能核实身份。', deliveries: [{ id: 'd1' }] })
  })
})

describe('a delivery', () => {
  test.each([
    ['before it was written', { on: '2026-06-09' }, 'on'],
    ['tomorrow', { on: '2026-06-13' }, 'on'],
    ['on no day at all', { on: '2026-02-30' }, 'on'],
  ])('is refused %s', (_when, more, field) => {
    expect(applyLetter(caseOf(decided), deliver(more), by('2026-06-12'))).toEqual({ ok: false, error: { code: 'invalid', fields: [field] } })
  })

  test('that was entered before the decision had arrived at the origin may be of any day since the receipt', () => {
    // The origin dates the decision by its arrival on the 10th; it was made and read out on the 8th.
    expect(applyLetter(caseOf(decided), deliver({ on: '2026-06-08' }), { staffId: zhou, role: 'agent', at: at('2026-06-10'), actedAt: at('2026-06-09') })).toMatchObject({ ok: true })
    expect(applyLetter(caseOf(decided), deliver({ on: '2026-05-31' }), { staffId: zhou, role: 'agent', at: at('2026-06-10'), actedAt: at('2026-06-09') })).toMatchObject({ ok: false })
  })

  test('of a minor’s answer is not by phone: it would be a spoken one', () => {
    expect(applyLetter(caseOf(decided, [], { birthDay: '2012-01-01' }), deliver({ channel: 'phone' }), by('2026-06-12'))).toEqual({ ok: false, error: { code: 'invalid', fields: ['channel'] } })
    expect(applyLetter(caseOf(decided, [], { birthDay: '1990-01-01' }), deliver({ channel: 'phone' }), by('2026-06-12'))).toMatchObject({ ok: true })
  })

  test('adds to the others, is withdrawn with a reason, once, and stays in sight', () => {
    const done = applyLetter(caseOf(decided), deliver(), by('2026-06-12'))
    const records = done.ok ? [recordOfLetter(done.value)] : []
    expect(isAnswerOwed(decided, lettersOfCase(decided, []))).toBe(true)
    expect(isAnswerOwed(decided, lettersOfCase(decided, records))).toBe(false)
    expect(applyLetter(caseOf(decided, records), deliver(), by('2026-06-12'))).toEqual({ ok: false, error: { code: 'precondition' } })
    const undo = (reason: string): LetterOperation => ({ op: 'letter.undeliver@1', args: { requestId, kind: 'decision', version: 1, deliveryId: 'd1' as DeliveryId, reason } })
    expect(applyLetter(caseOf(decided, records), undo('  '), by('2026-06-13'))).toEqual({ ok: false, error: { code: 'invalid', fields: ['reason'] } })
    const withdrawn = applyLetter(caseOf(decided, records), undo('退回了'), by('2026-06-13'))
    const left = withdrawn.ok ? [recordOfLetter(withdrawn.value)] : []
    expect(left[0]?.deliveries).toMatchObject([{ id: 'd1', withdrawn: { reason: '退回了', staffId: zhou } }])
    expect(isAnswerOwed(decided, lettersOfCase(decided, left))).toBe(true)
    expect(applyLetter(caseOf(decided, left), undo('又一次'), by('2026-06-13'))).toEqual({ ok: false, error: { code: 'precondition' } })
  })

  test('is not owed of a spoken answer, nor before there is one', () => {
    const spoken = { ...decided, decision: { ...decided.decision!, form: 'spoken' as const } }
    expect(isAnswerOwed(spoken, lettersOfCase(spoken, []))).toBe(false)
    expect(isAnswerOwed(request, [])).toBe(false)
  })
})

describe('the answer of a proposed erasure', () => {
  const proposed: CaseRequest = {
    ...request, right: 'delete', state: 'approval', erasureId: 'e1' as ErasureId,
    decision: { outcome: 'granted', text: '已按计划删除。', staffId: zhou, at: at('2026-06-10'), rulesPack: rules.version },
    timeline: [...request.timeline, { at: at('2026-06-10'), staffId: zhou, event: 'erasure-proposed', text: '已按计划删除。', outcome: 'granted' }],
  }
  const name = { kind: 'decision' as const, version: 1 }
  const barred = { ok: false, error: { code: 'precondition', fields: ['erasure'] } }

  test('is not delivered while nothing is erased: neither before the second person approved nor after', () => {
    for (const state of ['approval', 'executing'] as const) {
      expect(barOf(proposed, name)).toBe('awaits-erasure')
      expect(applyLetter(caseOf({ ...proposed, state }), deliver(), by('2026-06-12'))).toEqual(barred)
    }
  })

  test('is void once the proposal came to nothing, however that was', () => {
    const steps = [
      ...(['stale', 'declined'] as const).map((step) => advanceErasure(proposed, step, at('2026-06-11'))),
      applyOperation(proposed, { op: 'request.step-back@1', args: { requestId, reason: '先补材料' } }, by('2026-06-11'), rules),
      applyOperation(proposed, { op: 'request.withdraw@1', args: { requestId, channel: 'phone', reason: '不删了' } }, by('2026-06-11'), rules),
    ]
    expect(steps.map(({ ok }) => ok)).toEqual([true, true, true, true])
    for (const step of steps) {
      const after = mustOk(step)
      expect(barOf(after, name)).toBe('void')
      expect(applyLetter(caseOf(after), deliver(), by('2026-06-12'))).toEqual(barred)
      expect(isAnswerOwed(after, lettersOfCase(after, []))).toBe(false)
    }
  })

  test('of the second plan waits anew while the first one stays void, and a refusal after it is a letter like any other', () => {
    const again = { ...proposed, timeline: [...proposed.timeline, { at: at('2026-06-11'), event: 'reopened' as const }, { at: at('2026-06-12'), staffId: zhou, event: 'erasure-proposed' as const, text: '已按新计划删除。' }] }
    expect([1, 2].map((version) => barOf(again, { kind: 'decision', version }))).toEqual(['void', 'awaits-erasure'])
    const refused: CaseRequest = { ...proposed, erasureId: undefined, state: 'refused', decision: decided.decision, timeline: [...proposed.timeline, { at: at('2026-06-11'), event: 'reopened' }, { at: at('2026-06-12'), staffId: zhou, event: 'decided', text: '未能核实身份。' }] }
    expect([1, 2].map((version) => barOf(refused, { kind: 'decision', version }))).toEqual(['void', undefined])
    expect(isAnswerOwed(refused, lettersOfCase(refused, []))).toBe(true)
    expect(applyLetter(caseOf(refused), deliver({ version: 2, on: '2026-06-12' }), by('2026-06-12'))).toMatchObject({ ok: true })
  })

  test('that was entered as delivered before this was watched over can still be withdrawn', () => {
    const record: CaseLetter = { id: letterId({ requestId, ...name }), requestId, subjectId: request.subjectId, ...name, at: at('2026-06-10'), deliveries: [{ id: 'd1' as DeliveryId, channel: 'post', on: '2026-06-10', staffId: zhou, at: at('2026-06-10') }] }
    const undone = applyLetter(caseOf(proposed, [record]), { op: 'letter.undeliver@1', args: { requestId, ...name, deliveryId: 'd1' as DeliveryId, reason: '尚未删除' } }, by('2026-06-11'))
    expect(undone).toMatchObject({ ok: true, value: { deliveries: [{ withdrawn: { reason: '尚未删除' } }] } })
  })
})

describe('the first words', () => {
  const input: CaseLetterInput = { kind: 'acknowledgement', first: 'zh-CN', caseNo: '26-1184', receivedOn: '2026-06-01', closedAt: at('2026-06-10'), deadline: countRequest(request, rules), missing: stillMissing(request, [{ kind: 'mobile', masked: '138****8000' }]), rules }

  test.each(WRITTEN_KINDS)('of %s have no gap, in both languages, the chosen one first', (kind) => {
    for (const first of ['zh-CN', 'en'] as const) {
      const text = caseLetterText({ ...input, kind, first })
      expect(text).not.toMatch(/[{}]/)
      expect(text.indexOf('26-1184')).toBeGreaterThan(-1)
      expect(text.startsWith(first === 'zh-CN' ? '您好' : 'Dear user')).toBe(true)
      expect(text.split('\n\n')).toHaveLength(2)
    }
  })

  test('name the target, and say so where no published calendar tells one', () => {
    expect(caseLetterText(input)).toContain('2026-06-23')
    const uncovered = countRequest({ ...request, receivedOn: '2026-12-11' }, rules)
    expect(caseLetterText({ ...input, receivedOn: '2026-12-11', deadline: uncovered })).toMatch(/预计.*2027 年放假安排为准/)
  })

  test('of a request for more name what was not checked, masked, or leave the place open', () => {
    expect(caseLetterText({ ...input, kind: 'supplement', missing: [{ t: 'identifier', kind: 'mobile', masked: '138****8000' }] })).toContain('手机号 138****8000')
    // Whoever has not shown to be the person reads no identifier of theirs.
    const unproved = caseLetterText({ ...input, kind: 'supplement', missing: stillMissing({ ...request, identityChecks: [] }, [{ kind: 'mobile', masked: '138****8000' }]) })
    expect(unproved).toContain('还需要您补充：证明所涉账户由您本人使用。')
    expect(unproved).not.toContain('****')
    expect(caseLetterText({ ...input, kind: 'supplement', missing: [] })).toContain('（请写明还缺什么）')
  })

  describe('of a request for more to somebody who asks for another', () => {
    const identifiers = [{ kind: 'mobile', masked: '138****8000' }] as const
    const askedBy = (kind: Representative, seen: readonly EvidenceKind[] = []): CaseRequest => ({
      ...request, madeBy: { kind, name: '沈代理', contact: '400', relation: '律师', evidence: evidenceFor(kind, rules).map((one) => ({ kind: one, ...(seen.includes(one) ? { seen: { what: '原件', staffId: zhou, at: at('2026-06-02') } } : {}) })) },
    })
    const supplement = (of: CaseRequest): string => caseLetterText({ ...input, kind: 'supplement', missing: stillMissing(of, identifiers) })

    test('name each paper that is missing, in both languages, and none that was seen', () => {
      const text = supplement(askedBy('agent', ['asker-identity']))
      expect(text).toContain('还需要您补充：委托人（账户使用者本人）签署的授权委托书、证明所涉账户属于请求所涉的人。')
      expect(text).toContain('a letter of authorisation signed by the person and proof that the account in question belongs to the person concerned.')
      expect(text).not.toMatch(/身份证明|your own identity/)
      for (const kind of REPRESENTATIVES) {
        const words = evidenceFor(kind, rules).map((one) => [LETTER_WORDS['zh-CN'].evidence[one], LETTER_WORDS.en.evidence[one]])
        for (const word of words.flat()) expect(supplement(askedBy(kind))).toContain(word)
      }
    })
    test('tell nobody who has not shown that they may ask how the person is reached, not even masked', () => {
      expect(supplement(askedBy('agent', ['asker-identity']))).not.toContain('****')
      const shown = supplement(askedBy('agent', ['asker-identity', 'authorisation']))
      expect(shown).toContain('证明登记的手机号 138****8000 属于请求所涉的人')
      expect(shown).toContain('138****8000 belongs to the person concerned')
    })
    test('name the papers alone once an identifier was checked, or where no check is needed', () => {
      const check = { identifierId: 'i' as IdentifierId, method: 'one-time-code' as const, evidence: 'x', staffId: zhou, at: at('2026-06-02') }
      expect(stillMissing({ ...askedBy('guardian-of-child'), identityChecks: [check] }, identifiers).map(({ t }) => t)).toEqual(['evidence', 'evidence'])
      expect(stillMissing({ ...askedBy('agent', ['asker-identity']), right: 'complain' }, identifiers)).toEqual([{ t: 'evidence', evidence: 'authorisation' }])
      // Nor does an authority abroad read what is registered.
      expect(stillMissing({ ...request, right: 'foreign-authority' }, identifiers)).toEqual([])
    })
  })

  test('come from the pack where it has them; a word that its kind does not know refuses the pack', () => {
    const own = { 'zh-CN': '编号 {caseNo}，最迟 {outerDay}', en: 'No. {caseNo} by {outerDay}' }
    const pack = rulesPackBodySchema.parse({ ...rules, caseLetters: { acknowledgement: own } })
    expect(caseLetterText({ ...input, rules: pack })).toBe('编号 26-1184，最迟 2026-07-01\n\nNo. 26-1184 by 2026-07-01')
    expect(rulesPackBodySchema.safeParse({ ...rules, caseLetters: { closure: own } }).success).toBe(false)
    expect(rulesPackBodySchema.safeParse({ ...rules, caseLetters: { acknowledgement: { ...own, en: '{name}' } } }).success).toBe(false)
  })

  test('which kinds can be written follows from the state', () => {
    expect(writableKinds(request)).toEqual(['acknowledgement', 'supplement'])
    expect(writableKinds({ state: 'withdrawn' })).toEqual(['closure'])
  })
})

describe('the notice of an extension that was taken back', () => {
  const extended = { at: at('2026-06-05'), staffId: zhou, event: 'extended' as const, text: '延长五日。' }
  const taken = { at: at('2026-06-06'), staffId: zhou, event: 'extension-withdrawn' as const, text: '材料已齐' }
  const after = (...acts: CaseRequest['timeline']): CaseRequest => ({ ...request, timeline: [...request.timeline, ...acts] })
  const barsOf = (of: CaseRequest, ...versions: readonly number[]): unknown => versions.map((version) => barOf(of, { kind: 'extension', version }))

  test('is no notice to print, and the one that was made anew is', () => {
    expect(barsOf(after(extended), 1)).toEqual([undefined])
    expect(barsOf(after(extended, taken), 1)).toEqual(['taken-back'])
    expect(barsOf(after(extended, taken, extended), 1, 2)).toEqual(['taken-back', undefined])
    // Of a case that was taken up again the former one was not withdrawn.
    expect(barsOf(after(extended, { at: at('2026-06-07'), event: 'reopened' }, extended, taken), 1, 2)).toEqual([undefined, 'taken-back'])
  })
  test('had gone out or not: that it did can still be entered', () => {
    expect(applyLetter(caseOf(after(extended, taken)), deliver({ kind: 'extension', on: '2026-06-05' }), by('2026-06-08'))).toMatchObject({ ok: true })
  })
})
