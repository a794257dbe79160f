// Time travel against a person who lives through the days, and findings that never miss a use after a withdrawal.
import { describe, expect, test } from 'vitest'
import { addDays, dayStart, toDay } from '../../src-shared/base/clock'
import { stateAsOf } from '../../src-shared/domain/consent'
import { findingsAsOf } from '../../src-shared/domain/consent-findings'
import { enterVersion } from '../../src-shared/domain/policy-entry'
import type { PolicyRegister, PolicyVersion } from '../../src-shared/domain/policy-register'
import { CATEGORIES, PURPOSES } from '../../src-shared/domain/vocabulary'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { aliveTable, liveThrough } from '../fixtures/consent-oracle'
import { fc } from '../fixtures/laws'
import { DAYS, FIRST_DAY, histories, versions } from '../fixtures/policy-worlds'

const entered = (drafts: readonly PolicyVersion[]): PolicyRegister => drafts.reduce<PolicyRegister>((register, draft) => {
  const entry = enterVersion(register, draft)
  return entry.ok ? entry.value : register
}, { versions: [] })

describe('time travel', () => {
  test('to any day of a thousand histories equals living through the days from the first event', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(versions, histories(20), fc.array(fc.integer({ min: 0, max: DAYS + 5 }), { minLength: 4, maxLength: 4 }), (drafts, events, offsets) => {
        const register = entered(drafts)
        const table = aliveTable(register.versions)
        for (const offset of offsets) {
          const day = addDays(FIRST_DAY, offset)
          const life = liveThrough(day, events, register.versions, table)
          for (const { purpose, state, by, since, stopped, agreement } of stateAsOf({ events, register, products: [] }, day)) {
            expect([purpose, state]).toEqual([purpose, life.states.get(purpose)])
            expect(stopped !== undefined).toBe(state === 'withdrawn')
            expect(by === undefined).toBe(state === 'never-agreed')
            if (since !== undefined) expect(toDay(since) <= day).toBe(true)
            if (state === 'in-force') expect(agreement).toBeDefined()
            seen.set(state, (seen.get(state) ?? 0) + 1)
          }
        }
      }),
      { numRuns: 1_000 },
    )
    for (const state of ['in-force', 'withdrawn', 'never-agreed']) expect(seen.get(state)).toBeGreaterThan(100)
  }, 240_000)

  test('is the same in whatever order the history arrived, and knows nothing of later days', () => {
    fc.assert(
      fc.property(versions, histories(12), fc.integer({ min: 0, max: DAYS }), (drafts, events, offset) => {
        const register = entered(drafts)
        const day = addDays(FIRST_DAY, offset)
        const answer = stateAsOf({ events, register, products: ['trade-search'] }, day)
        expect(stateAsOf({ events: events.toReversed(), register, products: ['trade-search'] }, day)).toEqual(answer)
        const known = events.filter((event) => toDay(event.at) <= day)
        expect(stateAsOf({ events: known, register, products: ['trade-search'] }, day)).toEqual(answer)
      }),
    )
  })
})

describe('findings', () => {
  test('flag a use after a withdrawal in each of a thousand histories, and its weight says whether anything carries it', () => {
    const purposeAndCategory = fc.constantFrom(...CATEGORIES.flatMap((category) => inventoryOf(category).purposes.map((purpose) => ({ purpose, category }))))
    fc.assert(
      fc.property(versions, histories(12), purposeAndCategory, fc.integer({ min: 0, max: DAYS - 1 }), fc.integer({ min: 1, max: 86_400_000 }), (drafts, before, { purpose, category }, offset, laterMs) => {
        const register = entered(drafts)
        const withdrawnAt = dayStart(addDays(FIRST_DAY, offset)) + 1
        // What the person did before, then the withdrawal, then a use: no grant in between.
        const events = before.filter((event) => event.at < withdrawnAt)
        const withdrawal = { ...(before[0] ?? { policyId: drafts[0]!.id, channel: 'website' as const, wordingHash: '0'.repeat(64) }), id: '01990000-0000-7000-8000-000000000000' as never, kind: 'withdrawal' as const, purpose, at: withdrawnAt }
        const uses = [{ purpose, category, at: withdrawnAt + laterMs }]
        const found = findingsAsOf(addDays(FIRST_DAY, DAYS + 2), { events: [...events, withdrawal], register, uses, invocations: [], catalogue: [] })
        const flagged = found.filter((one) => one.kind === 'use-after-withdrawal')
        expect(flagged).toHaveLength(1)
        const { legalBasis } = inventoryOf(category)
        // A restriction reaches every basis but a duty by law, until the person grants the purpose again (PIPL 44).
        const words = [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).filter((event) => (event.purpose ?? purpose) === purpose && ['restriction', 'explicit-grant', 'separate-consent'].includes(event.kind))
        const isRefused = words.at(-1)?.kind === 'restriction' && legalBasis !== 'legal-duty'
        expect(flagged[0]).toMatchObject({ purpose, category, count: 1, at: withdrawnAt + laterMs, weight: legalBasis === 'consent' || isRefused ? 'breach' : 'note' })
      }),
      { numRuns: 1_000 },
    )
  })

  test('flag going on using the service after a withdrawal', () => {
    fc.assert(
      fc.property(versions, fc.constantFrom(...PURPOSES), fc.integer({ min: 1, max: 40 * 86_400_000 }), (drafts, purpose, laterMs) => {
        const register = entered(drafts)
        const at = dayStart(FIRST_DAY)
        const base = { policyId: drafts[0]!.id, channel: 'website' as const, wordingHash: '0'.repeat(64) }
        const events = [
          { ...base, id: '01990000-0000-7000-8000-000000000001' as never, kind: 'withdrawal' as const, purpose, at },
          { ...base, id: '01990000-0000-7000-8000-000000000002' as never, kind: 'continued-use' as const, at: at + laterMs },
        ]
        expect(findingsAsOf('2026-01-01', { events, register, uses: [], invocations: [], catalogue: [] }).filter((one) => one.kind === 'used-on-after-withdrawal')).toMatchObject([{ purpose, at: at + laterMs }])
      }),
    )
  })

  test('say nothing of a use while the purpose is agreed to', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PURPOSES), fc.integer({ min: 1, max: 86_400_000 }), (purpose, laterMs) => {
        const at = dayStart(FIRST_DAY)
        const events = [{ policyId: '01970000-0000-7000-8000-000000000000' as never, channel: 'website' as const, wordingHash: '0'.repeat(64), id: '01990000-0000-7000-8000-000000000001' as never, kind: 'explicit-grant' as const, purpose, at }]
        const category = CATEGORIES.find((one) => inventoryOf(one).purposes.includes(purpose))!
        const found = findingsAsOf('2026-01-01', { events, register: { versions: [] }, uses: [{ purpose, category, at: at + laterMs }], invocations: [], catalogue: [] })
        expect(found.filter((one) => one.kind === 'use-after-withdrawal' || one.kind === 'use-without-agreement')).toEqual([])
      }),
    )
  })
})
