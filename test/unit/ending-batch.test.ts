// When a product that the company ends is over, and when it goes on after all; and that nobody agrees before its day.
import { describe, expect, it } from 'vitest'
import { dayStart } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { agreeToEnding, endedProducts, isRest, type EndingBatch, type EndingOnDay } from '../../src-shared/domain/ending-batch'
import { createEndingPlan } from '../../src-shared/domain/product-ending'
import type { RetentionBatchId } from '../../src-shared/domain/retention-batch'
import { repositoryPack } from '../fixtures/rules'

const rules = repositoryPack()
const ending = (state: EndingOnDay['state'], endsOn = '2026-06-15', product: EndingOnDay['product'] = 'market-report'): EndingOnDay => ({ product, endsOn, state })
const isOver = (endings: readonly EndingOnDay[], today = '2026-06-15'): boolean => endedProducts(endings, today).has('market-report')

describe('a product', () => {
  it('is over from the day of an open proposal on, whoever has agreed to it', () => {
    expect(isOver([ending('proposed')], '2026-06-14')).toBe(false)
    for (const state of ['proposed', 'approved', 'stale', 'done'] as const) expect([state, isOver([ending(state)])]).toEqual([state, true])
    expect([...endedProducts([ending('proposed'), ending('proposed', '2026-06-01', 'trade-search')], '2026-06-15')]).toEqual([['market-report', '2026-06-15'], ['trade-search', '2026-06-01']])
  })
  it('goes on where the last word was no, but never once it was carried out', () => {
    expect(isOver([ending('proposed'), ending('declined')])).toBe(false)
    expect(isOver([ending('declined'), ending('proposed')])).toBe(true)
    expect(isOver([ending('declined'), ending('proposed', '2026-06-16')])).toBe(false)
    expect(isOver([ending('done'), ending('declined')])).toBe(true)
    expect(isOver([])).toBe(false)
  })
})

it('is agreed to from its day on, by two people; what those who left it let go has no day to wait for', () => {
  const plan = createEndingPlan({ product: 'market-report', reach: 'everyone', endsOn: '2026-06-15', asOf: '2026-06-10', people: 0, withoutAnother: 0, counted: [], rules, packVersion: 'x' })
  const batch: EndingBatch = { id: 'b' as RetentionBatchId, state: 'proposed', plan, planHash: 'h', madeAt: 0, agreed: [], peopleDone: 0, done: [] }
  const by = (staffId: string, day: string) => ({ staffId: staffId as StaffId, at: dayStart(day) })
  expect(agreeToEnding(batch, 'h', by('a', '2026-06-14'))).toEqual({ ok: false, error: 'not-yet' })
  const first = agreeToEnding(batch, 'h', by('a', '2026-06-15'))
  expect(first).toMatchObject({ ok: true, value: { state: 'proposed' } })
  const agreed = first.ok ? first.value : batch
  expect(agreeToEnding(agreed, 'h', by('a', '2026-06-15'))).toEqual({ ok: false, error: 'same-person' })
  expect(agreeToEnding(agreed, 'other', by('b', '2026-06-15'))).toEqual({ ok: false, error: 'changed' })
  expect(agreeToEnding(agreed, 'h', by('b', '2026-06-15'))).toMatchObject({ ok: true, value: { state: 'approved' } })
  const { endsOn: _, ...left } = plan
  expect(agreeToEnding({ ...batch, plan: { ...left, reach: 'left' } }, 'h', by('a', '2026-01-01'))).toMatchObject({ ok: true })
})

it('is the rest of one that was carried out where nobody proposed it for everybody: an officer stands behind every other', () => {
  const proposed = { staffId: 'a' as StaffId, at: 0, reason: 'x', told: 'website' } as const
  expect([isRest({ plan: { reach: 'everyone' } }), isRest({ plan: { reach: 'everyone' }, proposed }), isRest({ plan: { reach: 'left' } })]).toEqual([true, false, false])
})
