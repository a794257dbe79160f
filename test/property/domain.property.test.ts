// Laws of the pure rules over generated input; a failure prints its seed and the smallest case.
import { fc } from '../fixtures/laws'
import { describe, expect, test } from 'vitest'
import { addDays, weekday } from '../../src-shared/base/clock'
import type { IdentifierId, RequestId, StaffId, SubjectId, ErasureId } from '../../src-shared/base/ids'
import { countDeadline, workingDaysBetween } from '../../src-shared/domain/deadline'
import { maskEmail, maskIp, maskMobile, maskName } from '../../src-shared/domain/masking'
import { applyOperation, type CaseRequest, type Operation } from '../../src-shared/domain/request-machine'
import { fold, matchPerson, parseQuery, personPinyin, personTokens } from '../../src-shared/domain/search-terms'
import { grantedItems, itemsOf, outcomeOfItems } from '../../src-shared/domain/request-items'
import { lacksEvidence } from '../../src-shared/domain/request-maker'
import { endsInErasure, needsIdentity } from '../../src-shared/domain/request-rights'
import { CLOSED_STATES, ITEM_OUTCOMES, OUTCOMES, RIGHTS, ROLES, EVIDENCE_KINDS, FIELD_EVIDENCE, REPRESENTATIVES, type Representative } from '../../src-shared/domain/vocabulary'
import { requestSchema } from '../../src-shared/protocol/records'
import { UNIDENTIFIED_GROUND } from '../../src-shared/domain/ground-codes'
import { PACK_VERSION, repositoryPack } from '../fixtures/rules'

const pack = repositoryPack()
const day = (from: string, days: number) => fc.integer({ min: 0, max: days }).map((offset) => addDays(from, offset))
/** Every working day of the three years in order: the oracle counts by looking up, not by stepping. */
const CALENDAR = Array.from({ length: 1_096 }, (_, at) => addDays('2024-01-01', at)).filter((one) => {
  const year = pack.calendar.years[one.slice(0, 4)]
  return year?.work.includes(one) || (weekday(one) <= 5 && !year?.off.includes(one))
})

describe('deadlines', () => {
  const pause = fc.tuple(day('2024-01-01', 1_000), fc.integer({ min: 0, max: 20 })).map(([from, length]) => ({ from, to: addDays(from, length), category: 'supplement' }))

  test('equal the oracle wherever the calendar reaches', () => {
    fc.assert(
      fc.property(day('2024-01-01', 1_060), fc.array(pause, { maxLength: 3 }), (receivedOn, pauses) => {
        const deadline = countDeadline({ right: 'access', receivedOn, pauses }, pack)
        const oracle = CALENDAR.filter((one) => one > receivedOn && !pauses.some((p) => p.from <= one && one <= p.to))[14]
        if (oracle === undefined) expect('uncovered' in deadline).toBe(true)
        else if ('targetOn' in deadline) expect(deadline.targetOn).toBe(oracle)
      }),
    )
  })
  test('are never earlier for a later receipt, and a working day', () => {
    fc.assert(
      fc.property(day('2024-01-01', 1_060), fc.integer({ min: 0, max: 60 }), (receivedOn, later) => {
        const [first, second] = [receivedOn, addDays(receivedOn, later)].map((one) => countDeadline({ right: 'delete', receivedOn: one }, pack))
        if (!first || !second || !('targetOn' in first) || !('targetOn' in second)) return
        expect(second.targetOn >= first.targetOn).toBe(true)
        expect(CALENDAR).toContain(first.targetOn)
        expect(first.targetOn < first.outerOn).toBe(true)
        expect(workingDaysBetween(receivedOn, first.targetOn, pack)).toBe(15)
      }),
    )
  })
  test('of a year without calendar are always marked, never plain', () => {
    fc.assert(
      fc.property(day('2026-12-11', 3_000), (receivedOn) => {
        expect(countDeadline({ right: 'delete', receivedOn }, pack)).toHaveProperty('uncovered')
      }),
    )
  })
})

describe('masks', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })
  test('never show more than the pattern keeps', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(Array.from(maskName(text).replace(/\*/g, '')).length).toBeLessThanOrEqual(1)
        expect(maskMobile(text).replace(/^\+\d{1,3} /, '').replace(/\D/g, '').length).toBeLessThanOrEqual(7)
        expect(maskIp(text).replace(/[^0-9a-f]/gi, '').length).toBeLessThanOrEqual(4)
      }),
    )
  })
  test('of an e-mail show one character and the domain', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const masked = maskEmail(email)
        const at = email.lastIndexOf('@')
        expect(masked.endsWith(email.slice(at))).toBe(true)
        expect(Array.from(masked.slice(0, masked.lastIndexOf('@')).replace(/\*/g, '')).length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('search', () => {
  const han = fc.array(fc.constantFrom(...Array.from('王李张刘陈杨赵黄周吴𬱖㛃')), { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''))
  const mobile = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map((number) => `+86${number}`)
  const email = fc.tuple(fc.stringMatching(/^[a-z][a-z0-9._+'-]{1,12}$/), fc.constantFrom('example.com', '例子.test')).map(([local, domain]) => `${local}@${domain}`)
  const person = fc.record({ name: han, mobile, email }).map((one) => ({
    name: one.name,
    accountNo: 'SX-2041000036',
    identifiers: [
      { kind: 'mobile' as const, value: one.mobile },
      { kind: 'email' as const, value: one.email },
    ],
    ...{ mobile: one.mobile, email: one.email },
  }))
  const slice = (text: string, from: number, length: number): string => Array.from(text).slice(from, from + length).join('')

  test('finds a person by any part of name, mobile or e-mail, in the tokens and in the check', () => {
    fc.assert(
      fc.property(person, fc.nat(8), fc.integer({ min: 3, max: 6 }), (one, from, length) => {
        const tokens = new Set(personTokens(one).split(' '))
        const digits = one.mobile.slice(1)
        for (const part of [slice(one.name, from % Array.from(one.name).length, length), slice(digits, from, length), slice(one.email, 0, length)]) {
          const query = parseQuery(part)
          expect(matchPerson(one, [], query).ok).toBe(true)
          const searched = query.terms.flatMap((term) => ('tokens' in term ? term.tokens : []))
          for (const token of searched) expect(tokens).toContain(token)
        }
      }),
    )
  })
  test('never throws, and stays inside its limits, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const query = parseQuery(text)
        expect(query.terms.length).toBeLessThanOrEqual(10)
        for (const term of query.terms) {
          const tokens = term.kind === 'latin' ? [...term.emailTokens, ...term.nameTokens] : 'tokens' in term ? term.tokens : []
          for (const token of tokens) expect(token).toMatch(/^[zenm][a-z0-9@._+\u0080-\u{10ffff}-]+$/u)
        }
      }),
    )
  })
  test('tokenises and romanises any name without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        personTokens({ name, accountNo: '', identifiers: [{ kind: 'email', value: name }] })
        for (const reading of personPinyin(name, (text) => [Array.from(text, () => 'lü')])) expect(reading.full).toMatch(/^[a-z]+$/)
      }),
    )
  })
  test('romanises the usual name, which has a shorter way, like one with a dot at its end, which has not', () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code))
    const syllable = fc.constantFrom('wei', 'lü', 'lv', 'Nǚ', 'é', '', '1')
    fc.assert(
      fc.property(fc.array(han, { minLength: 1, maxLength: 6 }), fc.array(fc.array(syllable, { minLength: 1, maxLength: 6 }), { maxLength: 3 }), (letters, readings) => {
        const name = letters.join('')
        expect(personPinyin(name, () => readings)).toEqual(personPinyin(`${name}·`, () => readings))
      }),
      { numRuns: 2_000 },
    )
  })
  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the request machine', () => {
  const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
  const erasureId = '01970000-0000-7000-8000-000000000002' as ErasureId
  const staff = ['01970000-0000-7000-8000-00000000000a', '01970000-0000-7000-8000-00000000000b'] as readonly string[] as readonly StaffId[]
  const maker = fc.option(fc.constantFrom(...REPRESENTATIVES).map((kind) => ({ kind, name: 'n', contact: 'c', relation: 'r' })), { nil: undefined })
  const create = (right: (typeof RIGHTS)[number], madeBy: { kind: Representative; name: string; contact: string; relation: string } | undefined): Operation => ({
    op: 'request.create@1',
    args: { requestId, subjectId: requestId as unknown as SubjectId, right, channel: 'phone', receivedOn: '2026-06-01', text: 'x', corrections: [{ field: 'name', value: 'y' }, { field: 'email', value: 'no e-mail' }], purposes: ['account', 'compatibility'], products: ['trade-search'], explains: 'automated-decision', transferTo: 'z', authority: 'w', ...(madeBy && right !== 'foreign-authority' ? { madeBy } : {}) },
  })
  const grounds = fc.constantFrom('A2', 'A4', 'A5', 'A6', 'A8', 'B7', undefined, 'no')
  const itemKeys = ['field:name', 'field:email', 'purpose:account', 'purpose:compatibility', 'product:trade-search']
  const item = fc.record({ item: fc.constantFrom(...itemKeys), outcome: fc.constantFrom(...ITEM_OUTCOMES), ground: grounds }, { requiredKeys: ['item', 'outcome'] })
  const condition = fc.constantFrom(true, true, true, false)
  const decision = fc
    .record(
      {
        outcome: fc.constantFrom(...OUTCOMES), text: fc.constantFrom('t', 't', 't', ' '), ground: grounds,
        items: fc.option(fc.array(item, { maxLength: 3 }), { nil: undefined }),
        conditions: fc.record({ 'identity-proved': condition, 'consent-or-contract': condition, feasible: condition, 'harms-nobody': condition }),
        form: fc.constantFrom('written', 'spoken'), lawyer: fc.constantFrom('l', ''),
        shown: fc.option(fc.array(fc.record({ field: fc.constantFrom('name' as const, 'email' as const), kind: fc.constantFrom(...FIELD_EVIDENCE), words: fc.constant('w') }), { maxLength: 2 }), { nil: undefined }),
      },
      { requiredKeys: ['outcome', 'text'] },
    )
    .map((args): Operation => ({ op: 'request.decide@1', args: { requestId, rulesPack: PACK_VERSION, ...args } }))
  const step = fc.oneof(
    fc.constant<Operation>({ op: 'request.take@1', args: { requestId } }),
    fc.constant<Operation>({ op: 'request.verify@1', args: { requestId, identifierId: requestId as unknown as IdentifierId, method: 'one-time-code', evidence: 'e' } }),
    decision,
    fc.constant<Operation>({ op: 'request.escalate@1', args: { requestId, reason: 'r' } }),
    fc.constantFrom(...EVIDENCE_KINDS).map((evidence): Operation => ({ op: 'request.see-evidence@1', args: { requestId, evidence, what: 'w' } })),
    fc.constantFrom(...EVIDENCE_KINDS).map((evidence): Operation => ({ op: 'request.retract-evidence@1', args: { requestId, evidence, reason: 'r' } })),
    fc.constant<Operation>({ op: 'request.withdraw@1', args: { requestId, channel: 'phone', reason: 'r' } }),
    fc.constant<Operation>({ op: 'request.step-back@1', args: { requestId, reason: 'r' } }),
    fc.constant<Operation>({ op: 'request.link@1', args: { requestId, otherId: erasureId as unknown as RequestId } }),
    fc.constant<Operation>({ op: 'request.unlink@1', args: { requestId, otherId: erasureId as unknown as RequestId } }),
    fc.constant<Operation>({ op: 'request.reopen@1', args: { requestId, reason: 'r' } }),
    fc.constant<Operation>({ op: 'erasure.propose@1', args: { requestId, erasureId, plan: {}, planHash: 'a'.repeat(64), text: 't', rulesPack: PACK_VERSION } }),
    fc.constant<Operation>({ op: 'erasure.approve@1', args: { erasureId, planHash: 'a'.repeat(64) } }),
  )
  const acts = fc.array(fc.tuple(step, fc.constantFrom(...staff), fc.constantFrom(...ROLES)), { maxLength: 25 })

  test('keeps its invariants over any sequence of acts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHTS), maker, acts, (right, madeBy, sequence) => {
        const at = Date.parse('2026-06-15T02:00:00Z')
        const made = applyOperation(undefined, create(right, madeBy), { staffId: staff[0] as StaffId, at, role: 'agent', caseNo: '26-1' }, pack)
        if (!made.ok) throw new Error('a create must succeed')
        let current: CaseRequest = made.value
        for (const [operation, staffId, role] of sequence) {
          const next = applyOperation(current, operation, { staffId, at, role }, pack)
          if (!next.ok) continue
          checkStep(current, next.value)
          if (right === 'foreign-authority' && operation.op === 'request.decide@1') expect(role).toBe('officer')
          current = next.value
        }
      }),
    )
  })

  function checkStep(before: CaseRequest, after: CaseRequest): void {
    expect(requestSchema.safeParse(after).success).toBe(true)
    expect(after.timeline.slice(0, before.timeline.length)).toEqual(before.timeline)
    expect(after.timeline.length).toBeGreaterThan(before.timeline.length)
    const isClosed = CLOSED_STATES.includes(after.state)
    expect(after.closedAt !== undefined).toBe(isClosed)
    expect(after.withdrawal !== undefined).toBe(after.state === 'withdrawn')
    if (isClosed && after.state !== 'withdrawn') expect(after.decision).toBeDefined()
    // Somebody who has not shown that they may ask gets nothing; evidence may be taken back while a proposal waits, and then nobody approves it.
    if (lacksEvidence(after)) expect(['granted', 'granted-in-part', 'executing']).not.toContain(after.state)
    // Whoever could not be verified gets this one answer and no other.
    const { decision: made } = after
    if (made && after.identityChecks.length === 0 && needsIdentity(after)) expect([made.outcome, made.ground]).toEqual(['refused', UNIDENTIFIED_GROUND])
    if (made && made.outcome !== 'granted' && made.outcome !== 'already-done') expect(made.ground).toBeDefined()
    if (made) expect(made.text.trim()).not.toBe('')
    if (endsInErasure(after.right) && made?.outcome !== 'already-done') expect(['granted', 'granted-in-part']).not.toContain(after.state)
    if (made?.items) expect([outcomeOfItems(made.items), made.items.map((one) => one.item).toSorted()]).toEqual([made.outcome, itemsOf(after).map(({ key }) => key).toSorted()])
    // What is granted of a correction says what showed it, and a closed case keeps no word of that.
    const granted = grantedItems(after).flatMap((one) => (one.kind === 'field' ? [one.correction.field] : []))
    if (made) expect((made.shown ?? []).map(({ field }) => field).toSorted()).toEqual(granted.toSorted())
    if (isClosed) expect(JSON.stringify(made?.shown ?? [])).not.toContain('words')
    // What was asked for the e-mail is none, and is never granted.
    expect(grantedItems(after).map(({ key }) => key)).not.toContain('field:email')
    if (after.right === 'transfer' && made?.outcome === 'granted') expect(Object.values(made.conditions ?? { none: false })).toEqual([true, true, true, true])
    if (after.right === 'foreign-authority' && made) expect([after.state, made.ground, after.escalation !== undefined]).toEqual(['refused', 'A8', true])
    if (after.state === 'executing') {
      const approver = after.timeline.findLast((entry) => entry.event === 'erasure-approved')?.staffId
      expect(approver).not.toBe(after.decision?.staffId)
    }
  }
})
