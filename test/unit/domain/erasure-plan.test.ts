// An erasure plan follows inventory and pack, field by field, and comes out the same wherever it is counted.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import { createErasurePlan, planTotals, type PlanInput } from '../../../src-shared/domain/erasure-plan'
import { INVENTORY, inventoryOf } from '../../../src-shared/domain/inventory'
import { addMonths } from '../../../src-shared/domain/months'
import { CATEGORIES } from '../../../src-shared/domain/vocabulary'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const input: PlanInput = {
  requestId: '01970000-0000-7000-8000-000000000001' as RequestId,
  subjectId: '01970000-0000-7000-8000-000000000002' as SubjectId,
  subjectVersion: 7,
  today: '2026-06-15',
  rules,
  packVersion: rules.version,
  holdings: CATEGORIES.map((category) => ({ category, system: inventoryOf(category).system, rows: 10, toAt: dayStart('2026-05-24') })),
}

describe('the inventory', () => {
  test('has every category exactly once', () => {
    expect(INVENTORY.map((entry) => entry.category)).toEqual([...CATEGORIES])
  })
  test('changes or keeps only fields that it names', () => {
    for (const entry of INVENTORY) if (entry.erasure.action !== 'delete') expect(entry.fields).toEqual(expect.arrayContaining([...entry.erasure.fields]))
  })
})

describe('the plan', () => {
  const plan = createErasurePlan(input)
  const line = (category: string) => plan.lines.find((one) => one.category === category)

  test('deletes what no statute keeps, even the proof of consent', () => {
    expect(plan.lines.filter((one) => one.action === 'delete').map((one) => one.category)).toEqual(['registration', 'consent', 'browsing', 'search-query', 'country-interest'])
  })
  test('restricts the access log until the last row is six months old, and names the law', () => {
    expect(line('access-log')).toMatchObject({ action: 'restrict', ground: 'R-LOG', releaseOn: '2026-11-24', fields: ['account', 'ip', 'at', 'result'] })
  })
  test('anonymises the page statistics by taking account, address and time', () => {
    expect(line('page-performance')).toMatchObject({ action: 'anonymise', fields: ['account', 'ip', 'at'] })
  })
  test('sums up by action', () => {
    expect(planTotals(plan)).toEqual({ systems: 5, rows: { delete: 50, anonymise: 10, restrict: 10 } })
  })
  test('is the same for holdings in any order, and leaves empty ones out', () => {
    const shuffled = [...input.holdings].reverse().concat({ category: 'browsing', system: 'archive', rows: 0 })
    expect(createErasurePlan({ ...input, holdings: shuffled })).toEqual(plan)
  })
  test('deletes a log whose duty has ended', () => {
    const old = createErasurePlan({ ...input, holdings: [{ category: 'access-log', system: 'log-platform', rows: 3, toAt: dayStart('2025-12-15') }] })
    expect(old.lines[0]).toMatchObject({ action: 'delete' })
    const young = createErasurePlan({ ...input, holdings: [{ category: 'access-log', system: 'log-platform', rows: 3, toAt: dayStart('2025-12-16') }] })
    expect(young.lines[0]).toMatchObject({ action: 'restrict', releaseOn: '2026-06-16' })
  })
  test('is not held back by a rule of mere policy', () => {
    const policyOnly = { ...rules, retention: rules.retention.map((rule) => ({ ...rule, rank: 'policy' as const })) }
    expect(createErasurePlan({ ...input, rules: policyOnly }).lines.map((one) => one.action)).not.toContain('restrict')
    const none = { ...rules, retention: [] }
    expect(createErasurePlan({ ...input, rules: none }).lines.map((one) => one.action)).not.toContain('restrict')
  })
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-05-24', 6, '2026-11-24'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-11-30', 36, '2029-11-30'],
])('%s and %i months is %s', (day, months, end) => expect(addMonths(day, months)).toBe(end))
