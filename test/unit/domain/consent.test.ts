// What a person had agreed to on a day, which clause governed and bound, what a withdrawal stopped, and what is wrong with a history.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ConsentEventId, PolicyId } from '../../../src-shared/base/ids'
import { stateAsOf } from '../../../src-shared/domain/consent'
import type { ConsentEvent } from '../../../src-shared/domain/consent-events'
import { findingsAsOf } from '../../../src-shared/domain/consent-findings'
import type { Invocation } from '../../../src-shared/domain/exceptions'
import { peopleBoundBy, precedenceOf, versionsToAskFor } from '../../../src-shared/domain/policy-precedence'
import type { PolicyRegister, PolicyVersion, ProcessingStatement } from '../../../src-shared/domain/policy-register'
import type { PolicyTopic, Product, Purpose } from '../../../src-shared/domain/vocabulary'
import { repositoryPack } from '../../fixtures/rules'

const done = (purpose: Purpose, categories: ProcessingStatement['categories']): ProcessingStatement => ({ purpose, categories, methods: ['collect', 'use'] })
const clause = (topic: PolicyTopic, number: string, processing?: readonly ProcessingStatement[]) => ({ topic, number, text: { 'zh-CN': number, en: number }, ...(processing ? { processing } : {}) })
const policy = (n: number, version: string, effectiveFrom: string, clauses: PolicyVersion['clauses'], product?: Product): PolicyVersion => ({
  id: `p${n}` as PolicyId, version, effectiveFrom, clauses, title: { 'zh-CN': '政策', en: 'policy' }, textHash: `hash${n}`, ...(product ? { product } : {}),
})
const ACCOUNT = [done('account', ['registration'])]
const LOGS = [done('abnormal-status', ['access-log']), done('compatibility', ['page-performance'])]
const general1 = policy(1, '1.0', '2024-01-01', [clause('collection', '2', ACCOUNT), clause('usage-data', '3', LOGS)])
const general2 = policy(2, '2.0', '2025-07-01', [clause('collection', '2.1', ACCOUNT), clause('usage-data', '3.2', [...LOGS, done('pages-and-search', ['browsing'])])])
const report = policy(3, '1.0', '2025-09-01', [clause('usage-data', 'R4', LOGS)], 'market-report')
/** One after another: each replaces the one before it. */
const succession = (versions: readonly PolicyVersion[], others: readonly PolicyVersion[] = []): PolicyRegister => ({
  versions: [...others, ...versions.map((version, place) => ({ ...version, replaces: versions.slice(0, place).map((one) => one.id) }))],
})
const register = succession([general1, general2], [report])

let events = 0
const on = (day: string, kind: ConsentEvent['kind'], version: PolicyVersion, purpose?: Purpose): ConsentEvent => ({
  id: `e${String((events += 1)).padStart(4, '0')}` as ConsentEventId, kind, policyId: version.id, channel: 'website', at: dayStart(day) + 36_000_000, wordingHash: version.textHash, ...(purpose ? { purpose } : {}),
})
const stateOf = (day: string, purpose: Purpose, history: readonly ConsentEvent[], products: readonly Product[] = ['market-report']) =>
  stateAsOf({ events: history, register, products }, day).find((one) => one.purpose === purpose)

describe('the purposes on a day', () => {
  const history = [
    on('2024-03-01', 'registered', general1),
    on('2024-05-01', 'withdrawal', general1, 'compatibility'),
    on('2024-06-01', 'continued-use', general1),
    on('2024-08-01', 'explicit-grant', general1, 'compatibility'),
    on('2025-01-01', 'opt-out', general1, 'abnormal-status'),
  ]
  test('are never agreed before the first event', () => {
    expect(stateAsOf({ events: history, register, products: [] }, '2024-02-29').map((one) => one.state)).toEqual(Array(4).fill('never-agreed'))
  })
  test('count the whole day, and a moment to its millisecond', () => {
    expect(stateOf('2024-03-01', 'account', history)).toMatchObject({ state: 'in-force', by: 'registered' })
    const registeredAt = dayStart('2024-03-01') + 36_000_000
    const at = (moment: number) => stateAsOf({ events: history, register, products: [] }, moment)[0]?.state
    expect([at(registeredAt - 1), at(registeredAt)]).toEqual(['never-agreed', 'in-force'])
  })
  test('reach no further than what the version says is done', () => {
    expect(stateOf('2024-03-01', 'pages-and-search', history)).toMatchObject({ state: 'never-agreed' })
  })
  test('stay withdrawn however long the service is used on, and say what had been agreed to', () => {
    expect(stateOf('2024-07-01', 'compatibility', history)).toMatchObject({
      state: 'withdrawn', by: 'withdrawal', agreement: { kind: 'registered', policyId: 'p1', version: '1.0', wordingHash: 'hash1', channel: 'website' },
    })
  })
  test('come back by an explicit act alone', () => {
    expect(stateOf('2024-08-01', 'compatibility', history)).toMatchObject({ state: 'in-force', by: 'explicit-grant', since: dayStart('2024-08-01') + 36_000_000 })
    expect(stateOf('2024-08-01', 'compatibility', history)).not.toHaveProperty('stopped')
  })
  test('are withdrawn one by one, or all at once by one that names none', () => {
    expect(stateOf('2026-06-15', 'abnormal-status', history)).toMatchObject({ state: 'withdrawn', by: 'opt-out' })
    expect(stateOf('2026-06-15', 'account', history)).toMatchObject({ state: 'in-force', by: 'registered' })
    const all = [...history, on('2026-01-01', 'withdrawal', general1)]
    expect(stateAsOf({ events: all, register, products: [] }, '2026-06-15').map((one) => one.state)).toEqual(Array(4).fill('withdrawn'))
  })
  test('tell what a withdrawal stopped and what goes on without consent', () => {
    expect(stateOf('2024-07-01', 'compatibility', history)?.stopped).toMatchObject({ categories: ['page-performance'], goesOn: [] })
    expect(stateOf('2026-06-15', 'abnormal-status', history)?.stopped).toMatchObject({ categories: [], goesOn: [{ category: 'access-log', basis: 'legal-duty' }] })
  })
  test('name the clause of their topic, the one that speaks of the purpose', () => {
    expect(stateOf('2026-06-15', 'account', history)?.clause).toEqual({ policyId: 'p2', version: '2.0', number: '2.1', topic: 'collection', prevails: false })
    expect(stateOf('2026-06-15', 'compatibility', history)?.clause).toEqual({ policyId: 'p3', product: 'market-report', version: '1.0', number: 'R4', topic: 'usage-data', prevails: true })
  })
})

describe('a new purpose', () => {
  const registered = on('2024-03-01', 'registered', general1)
  const used = on('2025-08-01', 'continued-use', general2)
  test('is not agreed to by going on, and the version does not bind', () => {
    const state = stateOf('2025-08-02', 'pages-and-search', [registered, used], [])
    expect(state?.state).toBe('never-agreed')
    expect(state?.precedence).toMatchObject([{ governing: { policyId: 'p2' }, why: 'general-asked', agreedLast: { policyId: 'p1', number: '3' } }])
    expect(findingsAsOf('2025-08-02', { events: [registered, used], register, uses: [], invocations: [], catalogue: [] })).toMatchObject([{ kind: 'not-explicit', purposes: ['pages-and-search'], eventId: used.id, weight: 'breach' }])
  })
  test('is asked for by name, and an explicit act for it binds to the version', () => {
    expect(versionsToAskFor({ events: [registered, used], products: ['market-report'] }, '2025-10-01', register).map(({ version, need, purposes }) => [version.id, need, purposes])).toEqual([
      ['p2', 'explicit-consent', ['pages-and-search']],
      ['p3', 'agreement', []],
    ])
    const granted = [registered, used, on('2025-09-01', 'explicit-grant', general2, 'pages-and-search')]
    expect(stateOf('2025-09-02', 'pages-and-search', granted, [])).toMatchObject({ state: 'in-force', by: 'explicit-grant', precedence: [{ binding: { policyId: 'p2', by: 'explicit-grant' } }] })
    expect(versionsToAskFor({ events: granted, products: [] }, '2025-10-01', register)).toEqual([])
  })
  test('needs no consent where it was there before: being told is enough', () => {
    const told = [registered, on('2025-09-02', 'notified', report)]
    expect(stateOf('2025-09-03', 'compatibility', told)?.precedence).toMatchObject([{ why: 'product-over-general', binding: { by: 'notified' } }])
    const people = [{ name: 'told', events: told }, { name: 'not told', events: [registered] }]
    expect([...peopleBoundBy(report.id, people, '2025-09-03', register)].map(({ person }) => person.name)).toEqual(['told'])
  })
})

describe('the governing clause', () => {
  const ask = (topic: PolicyTopic, day: string, product?: Product) => precedenceOf({ topic, day, channel: 'website', ...(product ? { product } : {}) }, register)
  test('is the general one until the product has its own, topic by topic', () => {
    expect(ask('usage-data', '2025-08-31', 'market-report')).toMatchObject({ why: 'product-without-policy', governing: { version: '2.0', prevails: false } })
    expect(ask('usage-data', '2025-09-01', 'market-report')).toMatchObject({ why: 'product-over-general', governing: { number: 'R4', prevails: true } })
    expect(ask('collection', '2026-01-01', 'market-report')).toMatchObject({ why: 'product-silent', governing: { version: '2.0' } })
  })
  test('changes with the version on its first day', () => {
    expect(ask('collection', '2025-06-30').governing?.version).toBe('1.0')
    expect(ask('collection', '2025-07-01').governing?.version).toBe('2.0')
  })
  test('is unknown before the first policy', () => {
    expect(ask('collection', '2023-12-31')).toMatchObject({ why: 'nothing-in-force' })
  })
})

describe('findings', () => {
  const kinds = (history: readonly ConsentEvent[], extra: Partial<Parameters<typeof findingsAsOf>[1]> = {}) =>
    findingsAsOf('2026-06-15', { events: history, register, uses: [], invocations: [], catalogue: [], ...extra }).map(({ kind, weight }) => [kind, weight])
  test('are none for a plain history', () => {
    expect(kinds([on('2024-03-01', 'registered', general1), on('2024-04-01', 'withdrawal', general1, 'compatibility')])).toEqual([])
  })
  test('name a version that is unknown, and one that was not in force', () => {
    expect(kinds([on('2024-03-01', 'registered', policy(9, '9', '2024-01-01', []))])).toEqual([['unknown-version', 'doubt']])
    expect(kinds([on('2024-03-01', 'registered', general2)])).toEqual([['version-not-in-force', 'breach']])
    expect(stateOf('2024-03-02', 'account', [on('2024-03-01', 'registered', general2)])?.state).toBe('never-agreed')
  })
  test('name what is missing at the beginning, and what stands twice', () => {
    expect(kinds([on('2024-03-01', 'continued-use', general1)])).toEqual([['no-beginning', 'doubt']])
    expect(kinds([on('2024-03-01', 'registered', general1), on('2024-03-02', 'registered', general1)])).toEqual([['registered-twice', 'doubt']])
    expect(kinds([on('2024-03-01', 'notified', general1)])).toEqual([['no-beginning', 'doubt'], ['told-before-any-agreement', 'doubt']])
  })
  test('name a wording that is not the version’s, and a call of which nothing was kept', () => {
    expect(kinds([{ ...on('2024-03-01', 'registered', general1), wordingHash: 'other' }])).toEqual([['wording-differs', 'doubt']])
    const call = { ...on('2024-04-01', 'withdrawal', general1, 'compatibility'), channel: 'phone' as const }
    expect(kinds([on('2024-03-01', 'registered', general1), call])).toEqual([['no-evidence', 'doubt']])
    expect(kinds([on('2024-03-01', 'registered', general1), { ...call, evidence: 'R-1' }])).toEqual([])
  })
  test('name acts of one moment that contradict each other, and a withdrawal of nothing', () => {
    const grant = on('2024-04-01', 'explicit-grant', general1, 'compatibility')
    const stop = on('2024-04-01', 'withdrawal', general1, 'compatibility')
    expect(kinds([on('2024-03-01', 'registered', general1), grant, stop])).toEqual([['same-moment', 'doubt']])
    expect(kinds([on('2024-03-01', 'withdrawal', general1, 'compatibility')])).toEqual([['no-beginning', 'doubt'], ['withdrawn-before-agreed', 'note']])
    expect(kinds([on('2024-03-01', 'registered', general1), on('2024-03-02', 'explicit-grant', general1, 'pages-and-search')])).toEqual([['purpose-not-in-version', 'doubt']])
  })
  test('say that a change cannot be told where nobody marked what is done', () => {
    const unmarked = succession([policy(1, '1.0', '2024-01-01', [clause('collection', '2')]), policy(2, '2.0', '2025-07-01', [clause('collection', '2')])])
    const history = [on('2024-03-01', 'registered', general1), on('2025-08-01', 'continued-use', general2)]
    expect(findingsAsOf('2026-01-01', { events: history, register: unmarked, uses: [], invocations: [], catalogue: [] })).toMatchObject([{ kind: 'change-unknown', weight: 'doubt' }])
  })
  test('count uses without agreement run by run, and let an approved exception carry them only while it runs', () => {
    const uses = ['2025-01-01', '2025-02-01', '2025-04-01'].map((day) => ({ purpose: 'pages-and-search' as const, category: 'browsing' as const, at: dayStart(day) }))
    const invocation: Invocation = {
      id: 'i1' as Invocation['id'], case: 'legal-duty', category: 'browsing', purpose: 'pages-and-search', statute: { title: '某法', article: '第一条' }, reason: '依法', decidedBy: 's1' as Invocation['decidedBy'],
      decidedAt: dayStart('2025-03-01'), approvedBy: 's2' as Invocation['decidedBy'], approvedAt: dayStart('2025-03-02'), reviewedOn: [],
    }
    const found = findingsAsOf('2026-01-01', { events: [on('2024-03-01', 'registered', general1)], register, uses, invocations: [invocation], catalogue: [] })
    expect(found).toMatchObject([
      { kind: 'use-without-agreement', count: 2, weight: 'breach', at: dayStart('2025-01-01'), until: dayStart('2025-02-01') },
      { kind: 'use-without-agreement', count: 1, weight: 'note', carriedBy: { by: 'exception', invocation: 'i1' } },
    ])
  })
  describe('of an exception for what was disclosed', () => {
    const invocation: Invocation = {
      id: 'i1' as Invocation['id'], case: 'self-disclosed', category: 'browsing', purpose: 'pages-and-search', statute: { title: '个人信息保护法', article: '第二十七条' }, reason: '本人公开', decidedBy: 's1' as Invocation['decidedBy'],
      decidedAt: dayStart('2025-01-01'), approvedBy: 's2' as Invocation['decidedBy'], approvedAt: dayStart('2025-01-02'), reviewedOn: [],
    }
    const use = (day: string) => ({ purpose: 'pages-and-search' as const, category: 'browsing' as const, at: dayStart(day) + 1 })
    const registered = on('2024-03-01', 'registered', general1)
    const granted = on('2024-04-01', 'explicit-grant', general1, 'pages-and-search')
    const refusal = on('2025-03-01', 'withdrawal', general1, 'pages-and-search')
    const found = (history: readonly ConsentEvent[], one: Invocation, days: readonly string[]) =>
      findingsAsOf('2026-01-01', { events: history, register, uses: days.map(use), invocations: [one], catalogue: repositoryPack().exceptions }).filter(({ kind }) => kind.startsWith('use-') || kind.startsWith('exception-'))
    test('a use after the person clearly refused is a breach that nothing carries, and the end is told', () => {
      expect(found([registered, granted, refusal], invocation, ['2025-02-01', '2025-03-02', '2025-04-01'])).toMatchObject([
        { kind: 'exception-ended-by-refusal', category: 'browsing', at: refusal.at, eventId: refusal.id, invocation: 'i1', weight: 'note' },
        { kind: 'use-after-withdrawal', count: 2, weight: 'breach', refused: { invocation: 'i1', at: refusal.at } },
      ])
      expect(found([registered, granted, refusal], invocation, ['2025-03-02'])[1]).not.toHaveProperty('carriedBy')
      // Who never agreed may refuse all the same, and an opt-out is a refusal too.
      expect(found([registered, on('2025-03-01', 'opt-out', general1, 'pages-and-search')], invocation, ['2025-02-01', '2025-04-01'])).toMatchObject([
        { kind: 'use-without-agreement', weight: 'note', carriedBy: { by: 'exception' } },
        { kind: 'exception-ended-by-refusal' },
        { kind: 'use-after-withdrawal', weight: 'breach', refused: { at: refusal.at } },
      ])
    })
    test('an approval after the refusal does not bring it back; a new agreement does away with both', () => {
      const late = { ...invocation, approvedAt: dayStart('2025-05-01') }
      expect(found([registered, granted, refusal], late, ['2025-06-01'])).toMatchObject([{ kind: 'exception-ended-by-refusal', at: late.approvedAt }, { weight: 'breach', refused: { at: refusal.at } }])
      expect(found([registered, granted, refusal, on('2025-04-01', 'explicit-grant', general1, 'pages-and-search')], late, ['2025-06-01'])).toEqual([])
    })
    test('and a duty of law goes on: no refusal ends it', () => {
      expect(found([registered, granted, refusal], { ...invocation, case: 'legal-duty' }, ['2025-04-01'])).toMatchObject([{ kind: 'use-after-withdrawal', weight: 'note', carriedBy: { by: 'exception', invocation: 'i1' } }])
    })
  })
})

describe('what a person stops for good reason of their own', () => {
  const browsing = policy(4, '1.0', '2024-01-01', [clause('usage-data', 'T1', [done('pages-and-search', ['browsing'])])], 'trade-search')
  const base = policy(5, '1.0', '2024-01-01', [clause('collection', '2', ACCOUNT), clause('usage-data', '3', LOGS)])
  const both = succession([base], [browsing])
  const ended = (day: string, product: Product): ConsentEvent => ({ ...on(day, 'product-ended', browsing), product })
  const stateIn = (history: readonly ConsentEvent[], purpose: Purpose) => stateAsOf({ events: history, register: both, products: ['trade-search'] }, '2026-06-15').find((one) => one.purpose === purpose)

  test('a restriction stops a purpose on every basis but a duty by law', () => {
    const state = stateIn([on('2024-03-01', 'registered', base), on('2025-03-01', 'restriction', base, 'account')], 'account')
    expect(state).toMatchObject({ state: 'withdrawn', by: 'restriction', stopped: { categories: ['registration'], goesOn: [{ category: 'consent', basis: 'legal-duty' }] } })
  })
  test('use after a restriction is carried by no contract until the person grants the purpose again', () => {
    const history = [on('2024-03-01', 'registered', base), on('2025-03-01', 'restriction', base, 'account')]
    const uses = [{ purpose: 'account' as const, category: 'registration' as const, at: dayStart('2025-04-01') }]
    const found = (events: readonly ConsentEvent[]) => findingsAsOf('2026-06-15', { events, register: both, uses, invocations: [], catalogue: [] }).filter((one) => one.kind === 'use-after-withdrawal').map((one) => one.weight)
    expect(found(history)).toEqual(['breach'])
    expect(found([...history, on('2025-03-15', 'explicit-grant', base, 'account')])).toEqual([])
  })
  test('ending a product ends what was agreed to for it alone', () => {
    const history = [on('2024-03-01', 'registered', base), on('2024-04-01', 'registered', browsing)]
    expect(stateIn(history, 'pages-and-search')).toMatchObject({ state: 'in-force', agreement: { product: 'trade-search' } })
    expect(stateIn([...history, ended('2025-03-01', 'trade-search')], 'pages-and-search')).toMatchObject({ state: 'withdrawn', by: 'product-ended', stopped: { categories: ['browsing', 'search-query', 'country-interest'] } })
    expect(stateIn([...history, ended('2025-03-01', 'trade-search')], 'account')).toMatchObject({ state: 'in-force', by: 'registered' })
    expect(stateIn([...history, ended('2025-03-01', 'market-report')], 'pages-and-search')).toMatchObject({ state: 'in-force' })
  })
  test('a purpose that the person also agreed to otherwise goes on by that', () => {
    const history = [on('2024-03-01', 'registered', base), on('2024-04-01', 'explicit-grant', base, 'pages-and-search'), on('2024-05-01', 'explicit-grant', browsing, 'pages-and-search')]
    expect(stateIn([...history, ended('2025-03-01', 'trade-search')], 'pages-and-search')).toMatchObject({ state: 'in-force', agreement: { policyId: 'p5' } })
  })
  test('ending a product is no use of it and no finding of its own', () => {
    const history = [on('2024-03-01', 'registered', base), on('2024-04-01', 'registered', browsing), on('2024-06-01', 'withdrawal', base, 'compatibility'), ended('2025-03-01', 'trade-search')]
    const found = findingsAsOf('2026-06-15', { events: history, register: both, uses: [], invocations: [], catalogue: [] })
    expect(found.filter((one) => 'eventId' in one && one.eventId === history[3]?.id)).toEqual([])
  })
})
