// What a person had agreed to on a day, and which clause governed.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import { governingClause, purposesAsOf, type ConsentEvent, type Policy } from '../../../src-shared/domain/consent'
import type { Purpose } from '../../../src-shared/domain/vocabulary'

const on = (day: string, kind: ConsentEvent['kind'], purpose?: Purpose): ConsentEvent => ({ kind, at: dayStart(day) + 36_000_000, ...(purpose ? { purpose } : {}) })
const clause = (topic: 'collection' | 'usage-data', number: string) => ({ topic, number })
const general1: Policy = { version: '1.0', effectiveFrom: '2024-01-01', clauses: [clause('collection', '2'), clause('usage-data', '3')] }
const general2: Policy = { version: '2.0', effectiveFrom: '2025-07-01', clauses: [clause('collection', '2.1'), clause('usage-data', '3.2')] }
const report: Policy = { product: 'market-report', version: '1.0', effectiveFrom: '2025-09-01', clauses: [clause('usage-data', 'R4')] }
const policies = [report, general2, general1]
const stateOf = (day: string, purpose: Purpose, history: readonly ConsentEvent[]) => purposesAsOf(day, history, policies, ['market-report']).find((one) => one.purpose === purpose)

describe('the purposes on a day', () => {
  const history = [
    on('2024-03-01', 'registered'),
    on('2024-05-01', 'withdrawal', 'pages-and-search'),
    on('2024-06-01', 'continued-use'),
    on('2024-08-01', 'explicit-grant', 'pages-and-search'),
    on('2025-01-01', 'opt-out', 'compatibility'),
  ]
  test('are never agreed before the first event', () => {
    expect(purposesAsOf('2024-02-29', history, policies, []).map((one) => one.state)).toEqual(Array(4).fill('never-agreed'))
  })
  test('count the whole day itself', () => {
    expect(stateOf('2024-03-01', 'account', history)).toMatchObject({ state: 'in-force', by: 'registered' })
  })
  test('stay withdrawn however long the service is used on', () => {
    expect(stateOf('2024-07-01', 'pages-and-search', history)).toMatchObject({ state: 'withdrawn', by: 'withdrawal' })
  })
  test('come back by an explicit act alone', () => {
    expect(stateOf('2024-08-01', 'pages-and-search', history)).toMatchObject({ state: 'in-force', by: 'explicit-grant', since: dayStart('2024-08-01') + 36_000_000 })
  })
  test('are withdrawn one by one', () => {
    expect(stateOf('2026-06-15', 'compatibility', history)).toMatchObject({ state: 'withdrawn', by: 'opt-out' })
    expect(stateOf('2026-06-15', 'abnormal-status', history)).toMatchObject({ state: 'in-force', by: 'registered' })
  })
  test('do not depend on the order in which the history arrives', () => {
    expect(purposesAsOf('2026-06-15', [...history].reverse(), policies, [])).toEqual(purposesAsOf('2026-06-15', history, policies, []))
  })
  test('name the clause of their topic', () => {
    expect(stateOf('2026-06-15', 'account', history)?.clause).toEqual({ version: '2.0', number: '2.1', topic: 'collection', prevails: false })
    expect(stateOf('2026-06-15', 'compatibility', history)?.clause).toEqual({ product: 'market-report', version: '1.0', number: 'R4', topic: 'usage-data', prevails: true })
  })
})

describe('the governing clause', () => {
  test('is the general one until the product has its own, topic by topic', () => {
    expect(governingClause('usage-data', 'market-report', '2025-08-31', policies)).toMatchObject({ version: '2.0', prevails: false })
    expect(governingClause('usage-data', 'market-report', '2025-09-01', policies)).toMatchObject({ number: 'R4', prevails: true })
    expect(governingClause('collection', 'market-report', '2026-01-01', policies)).toMatchObject({ version: '2.0', prevails: false })
    expect(governingClause('usage-data', 'trade-search', '2026-01-01', policies)).toMatchObject({ version: '2.0' })
  })
  test('changes with the version on its first day', () => {
    expect(governingClause('collection', undefined, '2025-06-30', policies)?.version).toBe('1.0')
    expect(governingClause('collection', undefined, '2025-07-01', policies)?.version).toBe('2.0')
  })
  test('is unknown before the first policy', () => {
    expect(governingClause('collection', undefined, '2023-12-31', policies)).toBeUndefined()
  })
  test('takes the higher version where two take effect on one day', () => {
    const twins = ['1.9', '1.10'].map((version) => ({ ...general1, version }))
    expect(governingClause('collection', undefined, '2026-01-01', twins)?.version).toBe('1.10')
  })
})
