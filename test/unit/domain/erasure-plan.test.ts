// An erasure plan follows inventory and pack, field by field, and comes out the same wherever it is counted.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { DELETION_GROUNDS, deletionGroundProblems, deletionGroundsFor } from '../../../src-shared/domain/deletion-grounds'
import { createErasurePlan, deletionGroundOf, isPlanOfHolds, isWhollyHeld, planTotals, type ErasurePlan, type PlanInput } from '../../../src-shared/domain/erasure-plan'
import type { HoldEntry, HoldId } from '../../../src-shared/domain/hold-register'
import { INVENTORY, inventoryOf } from '../../../src-shared/domain/inventory'
import { addMonths } from '../../../src-shared/domain/months'
import { endsInErasure } from '../../../src-shared/domain/request-rights'
import { deletionGroundRule, rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { CATEGORIES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import { planHash } from '../../../src-shared/formats/certificate'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const input: PlanInput = {
  requestId: '01970000-0000-7000-8000-000000000001' as RequestId,
  subjectId: '01970000-0000-7000-8000-000000000002' as SubjectId,
  deletionGround: 'purpose-over',
  subjectVersion: 7,
  today: '2026-06-15',
  rules,
  packVersion: rules.version,
  holds: [],
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
    expect(planTotals(plan)).toEqual({ systems: 5, rows: { delete: 50, anonymise: 10, restrict: 10, hold: 0 } })
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
  test('says why, so that no other reason has its hash, and is without it what plans were before', () => {
    expect(plan).toMatchObject({ v: 2, deletionGround: 'purpose-over' })
    expect(deletionGroundOf(plan)).toBe('purpose-over')
    const hashes = DELETION_GROUNDS.map((deletionGround) => planHash(createErasurePlan({ ...input, deletionGround }), nodeCrypto))
    expect(new Set(hashes).size).toBe(DELETION_GROUNDS.length)
    const before = createErasurePlan({ ...input, deletionGround: undefined })
    const { deletionGround: _, ...rest } = { deletionGround: undefined, ...plan }
    expect(before).toEqual({ ...rest, v: 1 })
    expect(deletionGroundOf(before)).toBeUndefined()
  })
  test('is not held back by a rule of mere policy', () => {
    const policyOnly = { ...rules, retention: rules.retention.map((rule) => ({ ...rule, rank: 'policy' as const })) }
    expect(createErasurePlan({ ...input, rules: policyOnly }).lines.map((one) => one.action)).not.toContain('restrict')
    const none = { ...rules, retention: [] }
    expect(createErasurePlan({ ...input, rules: none }).lines.map((one) => one.action)).not.toContain('restrict')
  })
})

describe('the grounds of deletion', () => {
  test('are there for what ends in an erasure, and for nothing else; each of them fits something', () => {
    for (const right of RIGHTS) expect(deletionGroundsFor(right).length > 0).toBe(endsInErasure(right))
    expect(new Set(RIGHTS.flatMap((right) => deletionGroundsFor(right)))).toEqual(new Set(DELETION_GROUNDS))
    expect([deletionGroundsFor('delete')[0], deletionGroundsFor('cancel-account')[0]]).toEqual(['purpose-over', 'account-cancelled'])
  })
  test('stand in the pack with their provision, those of the law as law and those of the policy as policy', () => {
    const ranks = DELETION_GROUNDS.map((ground) => deletionGroundRule(ground, rules)?.rank)
    expect(ranks).toEqual(['law', 'law', 'law', 'law', 'law', 'law', 'administrative-regulation', 'policy', 'policy'])
    for (const ground of DELETION_GROUNDS.slice(0, 6)) expect(deletionGroundRule(ground, rules)?.provision['zh-CN']).toMatch(/^《个人信息保护法》第四十七条第一款第[一二三四五]项$/)
  })
  test('are in a pack all of them, each once, or not at all', () => {
    expect(deletionGroundProblems([])).toEqual([])
    expect(deletionGroundProblems(rules.deletionGrounds)).toEqual([])
    expect(rulesPackBodySchema.safeParse({ ...rules, deletionGrounds: rules.deletionGrounds.slice(1) }).success).toBe(false)
    expect(rulesPackBodySchema.safeParse({ ...rules, deletionGrounds: [...rules.deletionGrounds.slice(1), rules.deletionGrounds[1]] }).success).toBe(false)
    expect(rulesPackBodySchema.safeParse({ ...rules, deletionGrounds: [] }).success).toBe(true)
  })
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-05-24', 6, '2026-11-24'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-11-30', 36, '2029-11-30'],
])('%s and %i months is %s', (day, months, end) => expect(addMonths(day, months)).toBe(end))

describe('holds', () => {
  const hold = (more: Partial<HoldEntry>): HoldEntry => ({
    id: 'h1' as HoldId, matter: '案', reach: 'person', subjectId: input.subjectId, reason: '由', placedBy: 'a' as StaffId, placedAt: dayStart('2026-06-01'), approvedBy: 'b' as StaffId, approvedAt: dayStart('2026-06-02'), reviewOn: '2026-12-01', extensions: [], ...more,
  })
  const withHolds = (...holds: readonly HoldEntry[]) => createErasurePlan({ ...input, holds })
  const held = (plan: ErasurePlan) => plan.lines.filter((line) => line.action === 'hold').map((line) => line.category)

  test('keep whole rows of what they name, say what follows, and go on naming the duty of law behind them', () => {
    const plan = withHolds(hold({ categories: ['browsing', 'access-log', 'page-performance'] }))
    expect(held(plan)).toEqual(['browsing', 'access-log', 'page-performance'])
    const of = (category: string) => plan.lines.find((line) => line.category === category)
    expect(of('browsing')).toMatchObject({ action: 'hold', then: 'delete', holds: [{ id: 'h1', reviewOn: '2026-12-01' }], fields: inventoryOf('browsing').fields })
    expect(of('access-log')).toMatchObject({ action: 'hold', then: 'restrict', ground: 'R-LOG', releaseOn: '2026-11-24', fields: inventoryOf('access-log').fields })
    expect(of('page-performance')).toMatchObject({ then: 'anonymise', fields: inventoryOf('page-performance').fields })
    expect(plan.lines.filter((line) => line.action !== 'hold')).toEqual(createErasurePlan(input).lines.filter((line) => !held(plan).includes(line.category)))
    expect(isWhollyHeld(plan)).toBe(false)
  })
  test('of somebody else, lifted, declined or never approved in time change nothing', () => {
    const settled = { reason: '', by: 'a' as StaffId, at: 0, approvedBy: 'b' as StaffId, approvedAt: 0 }
    const { approvedBy: _by, approvedAt: _at, ...proposed } = hold({ placedAt: dayStart('2026-06-01') })
    const none = [hold({ subjectId: 'other' as SubjectId }), hold({ lifted: settled }), hold({ declined: settled }), proposed, hold({ categories: [] })]
    for (const one of none) expect(withHolds(one)).toEqual(createErasurePlan(input))
  })
  test('on everything leave nothing to erase, in whatever order they are read', () => {
    const [first, second] = [hold({}), hold({ id: 'h0' as HoldId, categories: ['consent'] })]
    expect(isWhollyHeld(withHolds(first))).toBe(true)
    expect(withHolds(first, second)).toEqual(withHolds(second, first))
    expect(withHolds(first, second).lines.find((line) => line.category === 'consent')?.holds?.map(({ id }) => id)).toEqual(['h0', 'h1'])
    expect(isWhollyHeld({ ...withHolds(first), lines: [] })).toBe(false)
  })
  test('that came, went or were extended since are not those of the plan', () => {
    const today = input.today
    const plan = withHolds(hold({ categories: ['browsing'] }))
    const fits = (...holds: readonly HoldEntry[]) => isPlanOfHolds(plan, { subjectId: input.subjectId, holds, today })
    expect(fits(hold({ categories: ['browsing'] }))).toBe(true)
    expect([fits(), fits(hold({ categories: ['browsing'], reviewOn: '2027-01-01' })), fits(hold({})), fits(hold({ categories: ['browsing'] }), hold({ id: 'h2' as HoldId, reach: 'everyone', categories: ['browsing'] }))]).toEqual([false, false, false, false])
  })
})
