// Versions enter without overlap, gaps are told, and the difference of two says for what a person must be asked again.
import { describe, expect, test } from 'vitest'
import type { PolicyId } from '../../../src-shared/base/ids'
import { differenceOf, purposesToAskAgain } from '../../../src-shared/domain/policy-difference'
import { enterVersion, gapsOf, rewrittenPast } from '../../../src-shared/domain/policy-entry'
import { versionInForce, type PolicyRegister, type PolicyVersion, type ProcessingStatement } from '../../../src-shared/domain/policy-register'
import { serviceChannel } from '../../../src-shared/domain/policy-words'

const id = (name: string): PolicyId => name as PolicyId
const clause = (topic: PolicyVersion['clauses'][number]['topic'], number: string, text = topic as string, processing?: readonly ProcessingStatement[]) => ({ topic, number, text: { 'zh-CN': text, en: text }, ...(processing ? { processing } : {}) })
const version = (name: string, change: Partial<PolicyVersion> = {}): PolicyVersion => ({
  id: id(name), version: name, effectiveFrom: '2025-01-01', title: { 'zh-CN': '政策', en: 'policy' }, clauses: [clause('scope', '1')], textHash: name, ...change,
})
const EMPTY: PolicyRegister = { versions: [] }
const registerOf = (...all: readonly PolicyVersion[]): PolicyRegister => all.reduce((register, one) => {
  const entry = enterVersion(register, one)
  if (!entry.ok) throw new Error(entry.error.kind)
  return entry.value
}, EMPTY)
const faultOf = (register: PolicyRegister, one: PolicyVersion) => {
  const entry = enterVersion(register, one)
  return entry.ok ? undefined : entry.error
}
const product = (name: string, change: Partial<PolicyVersion> = {}) => version(name, { product: 'trade-search', ...change })

describe('entry', () => {
  const first = product('a', { effectiveUntil: '2025-06-30' })
  const register = registerOf(version('g'), first)
  test('refuses two policies of a product on one day, and names the days', () => {
    expect(faultOf(register, product('b', { effectiveFrom: '2025-06-30', effectiveUntil: '2025-12-31' }))).toEqual({ kind: 'overlap', with: 'a', version: 'a', channel: 'website', from: '2025-06-30', until: '2025-06-30' })
    expect(faultOf(register, product('b', { effectiveFrom: '2025-07-01' }))).toBeUndefined()
    expect(faultOf(registerOf(product('open')), product('b', { effectiveFrom: '2026-01-01' }))).toEqual({ kind: 'overlap', with: 'open', version: 'open', channel: 'website', from: '2026-01-01' })
    expect(faultOf(register, version('m', { product: 'market-report' }))).toBeUndefined()
  })
  test('lets them stand beside each other on different channels, and meet on those that come later', () => {
    const web = registerOf(product('web', { channels: ['website'] }))
    expect(faultOf(web, product('app', { channels: ['applet', 'new:kiosk'] }))).toBeUndefined()
    expect(faultOf(web, product('app', { channels: ['applet', 'website'] }))?.kind).toBe('overlap')
    // Two replace parts of one that was on every channel; a third that replaces those alone would meet it on a channel nobody names yet.
    const parted = registerOf(product('all'), product('both', { effectiveFrom: '2025-03-01', channels: ['website', 'applet'], replaces: [id('all')] }))
    expect(faultOf(parted, product('next', { effectiveFrom: '2025-04-01', replaces: [id('both')] }))).toMatchObject({ kind: 'overlap', with: 'all', channel: 'new:later' })
  })
  test('ends what a version replaces the day before, on its channels alone', () => {
    const replaced = registerOf(product('all'), product('app', { effectiveFrom: '2025-03-01', channels: ['applet'], replaces: [id('all')] }))
    const at = (channel: 'website' | 'applet', day: string) => versionInForce('trade-search', channel, day, replaced)?.id
    expect([at('applet', '2025-02-28'), at('applet', '2025-03-01'), at('website', '2025-03-01')]).toEqual(['all', 'app', 'all'])
  })
  test('refuses what contradicts itself or the register', () => {
    const kinds = (change: Partial<PolicyVersion>) => faultOf(register, product('b', { effectiveFrom: '2026-01-01', ...change }))?.kind
    expect(kinds({ id: id('a') })).toBe('id-taken')
    expect(kinds({ version: 'a' })).toBe('version-taken')
    expect(kinds({ effectiveFrom: '2026-02-30' })).toBe('no-such-day')
    expect(kinds({ effectiveUntil: '2025-12-31' })).toBe('ends-before-it-begins')
    expect(kinds({ clauses: [] })).toBe('no-clause')
    expect(kinds({ clauses: [clause('scope', '1'), clause('scope', '1')] })).toBe('number-twice')
    expect(kinds({ clauses: [clause('storage', '5'), clause('deletion', '5')] })).toBeUndefined()
    expect(kinds({ channels: [] })).toBe('no-such-channel')
    expect(kinds({ channels: ['new:Bad Name'] })).toBe('no-such-channel')
    expect(kinds({ channels: ['new:later'] })).toBe('no-such-channel')
    expect(kinds({ replaces: [id('nobody')] })).toBe('replaces-unknown')
    expect(kinds({ replaces: [id('g')] })).toBe('replaces-other-line')
    expect(kinds({ effectiveFrom: '2025-01-01', replaces: [id('a')] })).toBe('replaces-later')
  })
  test('leaves what governed on days that are over as it was', () => {
    const today = '2026-06-15'
    const register = registerOf(product('a'), product('web', { version: 'w', channels: ['new:kiosk'], effectiveFrom: '2025-03-01', effectiveUntil: '2025-04-30', replaces: [id('a')] }))
    const fault = (change: Partial<PolicyVersion>) => rewrittenPast(register, product('b', change), today)
    expect(fault({ effectiveFrom: '2026-06-14', replaces: [id('a')] })).toEqual({ kind: 'replaces-past', version: 'a', from: '2026-06-14' })
    expect(fault({ effectiveFrom: '2026-06-15', replaces: [id('a')] })).toBeUndefined()
    // One that had ended by then, or is of another channel, governs no other way than before.
    expect(fault({ effectiveFrom: '2025-05-01', replaces: [id('web')] })).toBeUndefined()
    expect(fault({ effectiveFrom: '2025-04-01', channels: ['website'], replaces: [id('web')] })).toBeUndefined()
    expect(fault({ effectiveFrom: '2025-04-01', replaces: [id('web')] })).toMatchObject({ kind: 'replaces-past', version: 'w' })
    expect(fault({ effectiveFrom: '2025-04-01' })).toBeUndefined()
  })
  test('takes the forms of the service and new ones, and no phone', () => {
    expect(['website', 'applet', 'new:in-car'].every((one) => serviceChannel.safeParse(one).success)).toBe(true)
    expect(['phone', 'new:', 'new:A', ''].some((one) => serviceChannel.safeParse(one).success)).toBe(false)
  })
})

describe('gaps', () => {
  test('are told: days without a version, an end without a successor, missing topics, unmarked clauses', () => {
    const register = registerOf(version('g'), product('a', { channels: ['website'], effectiveUntil: '2025-03-31' }), product('b', { channels: ['website'], effectiveFrom: '2025-05-01', effectiveUntil: '2025-12-31', clauses: [clause('usage-data', '2')] }))
    const gaps = gapsOf(register)
    expect(gaps).toContainEqual({ kind: 'days-uncovered', product: 'trade-search', channel: 'website', from: '2025-04-01', until: '2025-04-30' })
    expect(gaps).toContainEqual({ kind: 'ends-without-successor', product: 'trade-search', channel: 'website', from: '2026-01-01' })
    expect(gaps).toContainEqual({ kind: 'processing-undeclared', id: 'b', version: 'b', topic: 'usage-data', number: '2' })
    expect(gaps.flatMap((gap) => (gap.kind === 'topic-missing' ? [gap.topic] : []))).toEqual(['collection', 'usage-data', 'exceptions', 'security', 'storage', 'deletion', 'contact'])
  })
})

describe('the difference of two versions', () => {
  const logs: ProcessingStatement = { purpose: 'abnormal-status', categories: ['access-log'], methods: ['collect', 'use'] }
  const pages: ProcessingStatement = { purpose: 'pages-and-search', categories: ['browsing'], methods: ['use'] }
  const marked = (...processing: readonly ProcessingStatement[]) => version(JSON.stringify(processing), { clauses: [clause('usage-data', '2', 'same words', processing)] })
  test('is by topic: added, removed, changed; a new number alone is none', () => {
    const before = version('1', { clauses: [clause('scope', '1'), clause('storage', '2'), clause('contact', '3', 'call us'), clause('security', '4')] })
    const after = version('2', { clauses: [clause('scope', '1.1'), clause('deletion', '2'), clause('contact', '3', 'write to us'), clause('security', '5')] })
    expect(differenceOf(before, after).map((one) => [one.topic, one.change])).toEqual([['storage', 'removed'], ['deletion', 'added'], ['contact', 'changed']])
  })
  test('names purposes, categories and methods that came or went, although the words stayed', () => {
    const wider = { ...logs, categories: ['access-log', 'browsing'] as const, methods: ['collect'] as const }
    expect(differenceOf(marked(logs), marked(wider, pages))).toMatchObject([
      {
        topic: 'usage-data', change: 'purpose-changed', processing: [
          { purpose: 'abnormal-status', change: 'handling-changed', categories: { added: ['browsing'], removed: [] }, methods: { added: [], removed: ['use'] } },
          { purpose: 'pages-and-search', change: 'purpose-added', categories: { added: ['browsing'] } },
        ],
      },
    ])
    expect(differenceOf(marked(logs), marked(logs))).toEqual([])
  })
  test('asks for consent again for what is new, not for what was given up, and not where nobody can tell', () => {
    expect(purposesToAskAgain(marked(logs), marked(logs, pages))).toEqual(['pages-and-search'])
    expect(purposesToAskAgain(marked(logs, pages), marked(logs))).toEqual([])
    expect(purposesToAskAgain(marked(logs), marked({ ...logs, methods: ['collect'] }))).toEqual([])
    expect(purposesToAskAgain(marked(logs), marked({ ...logs, methods: ['collect', 'use', 'provide'] }))).toEqual(['abnormal-status'])
    expect(purposesToAskAgain(version('u', { clauses: [clause('usage-data', '2')] }), marked(logs))).toBeUndefined()
    // What two clauses say of one purpose is what they say together.
    const split = version('s', { clauses: [clause('collection', '1', 'a', [{ ...logs, methods: ['collect'] }]), clause('usage-data', '2', 'b', [{ ...logs, methods: ['use'] }])] })
    expect(purposesToAskAgain(split, marked(logs))).toEqual([])
  })
})
