// The schedule of what falls due: which categories have one, what the law adds to it, and whom a hold takes out.
import { describe, expect, it } from 'vitest'
import { dayStart } from '../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import type { HoldEntry, HoldId } from '../../src-shared/domain/hold-register'
import { heldPeople, isWithin, retentionSchedule, sumByWeek, weeksAfter, type RetentionPlan } from '../../src-shared/domain/retention-schedule'
import { repositoryPack } from '../fixtures/rules'

const rules = repositoryPack()
const TODAY = '2026-06-15'
const [one, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as [SubjectId, SubjectId]
const hold = (more: Partial<HoldEntry>): HoldEntry => ({
  id: 'h' as HoldId, matter: 'm', reach: 'person', reason: 'r', placedBy: 's' as StaffId, placedAt: dayStart(TODAY), approvedBy: 't' as StaffId, approvedAt: dayStart(TODAY), reviewOn: '2026-12-01', extensions: [], ...more,
})

describe('the schedule', () => {
  it('has every category that ends by the day of its rows, and none that ends with the account', () => {
    expect(retentionSchedule(rules)).toEqual([
      { category: 'browsing', months: 12, then: 'delete' },
      { category: 'search-query', months: 12, then: 'delete' },
      { category: 'access-log', months: 6, then: 'delete', ground: 'R-LOG' },
      { category: 'page-performance', months: 12, then: 'anonymise' },
    ])
  })

  it('keeps as long as the law asks, which a rule of the company alone cannot ask for', () => {
    const monthsBy = (rank: 'law' | 'policy', months: number) =>
      retentionSchedule({ ...rules, retention: rules.retention.map((rule) => (rule.code === 'R-LOG' ? { ...rule, rank, months } : rule)) }).find((line) => line.category === 'access-log')
    expect(monthsBy('law', 36)).toMatchObject({ months: 36, ground: 'R-LOG' })
    expect(monthsBy('law', 3)).toEqual({ category: 'access-log', months: 6, then: 'delete' })
    expect(monthsBy('policy', 36)).toEqual({ category: 'access-log', months: 6, then: 'delete' })
  })
})

describe('weeks', () => {
  it('begin on Mondays but for the first, and end with the last day', () => {
    // 2026-06-15 is a Monday.
    expect(weeksAfter(TODAY, 10)).toEqual([{ from: '2026-06-16', to: '2026-06-21' }, { from: '2026-06-22', to: '2026-06-25' }])
    expect(weeksAfter(TODAY, 0)).toEqual([])
    expect(weeksAfter('2026-06-21', 1)).toEqual([{ from: '2026-06-22', to: '2026-06-22' }])
  })

  it('take what falls due in them', () => {
    const weeks = weeksAfter(TODAY, 10)
    const counted = [{ day: TODAY, rows: 100 }, { day: '2026-06-16', rows: 1 }, { day: '2026-06-21', rows: 2 }, { day: '2026-06-25', rows: 4 }, { day: '2026-06-26', rows: 100 }]
    expect(sumByWeek(weeks, counted)).toEqual([3, 4])
  })
})

describe('whom a hold takes out', () => {
  it.each<[string, readonly HoldEntry[], ReturnType<typeof heldPeople>]>([
    ['nobody', [], []],
    ['a person, in all that is held', [hold({ subjectId: one })], [one]],
    ['a person, in the category', [hold({ subjectId: one, categories: ['browsing'] })], [one]],
    ['a person, in another category', [hold({ subjectId: one, categories: ['access-log'] })], []],
    ['two people', [hold({ subjectId: one }), hold({ subjectId: other, categories: ['browsing'] }), hold({ subjectId: one })], [one, other]],
    ['everybody', [hold({ subjectId: one }), hold({ reach: 'everyone', categories: ['browsing'] })], 'everybody'],
    ['everybody, in another category', [hold({ reach: 'everyone', categories: ['access-log'] })], []],
    ['a hold that was lifted', [hold({ subjectId: one, lifted: { reason: '', by: 's' as StaffId, at: 1, approvedBy: 't' as StaffId, approvedAt: 2 } })], []],
  ])('%s', (_who, holds, expected) => {
    expect(heldPeople('browsing', holds, TODAY)).toEqual(expected)
  })

  it('also by a proposal, for its first days', () => {
    const { approvedBy: _by, approvedAt: _at, ...proposal } = hold({ subjectId: one })
    expect([heldPeople('browsing', [proposal], '2026-06-22'), heldPeople('browsing', [proposal], '2026-06-23')]).toEqual([[one], []])
  })
})

it('less than was agreed to may go, more may not', () => {
  const plan: RetentionPlan = { v: 1, asOf: TODAY, rulesPack: 'x', lines: [{ category: 'browsing', months: 12, then: 'delete', through: '2025-06-14', rows: 5 }] }
  expect([0, 5, 6].map((rows) => isWithin(plan, new Map([['browsing', rows]])))).toEqual([true, true, false])
  expect(isWithin(plan, new Map())).toBe(true)
})
