// Precedence and binding against an oracle that looks at every day; what overlaps never enters.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import { bindingsAsOf } from '../../src-shared/domain/policy-binding'
import { enterVersion, gapsOf } from '../../src-shared/domain/policy-entry'
import { precedenceForPerson } from '../../src-shared/domain/policy-precedence'
import type { PolicyRegister, PolicyVersion } from '../../src-shared/domain/policy-register'
import { aliveTable, ALL_DAYS, liveThrough, ORACLE_CHANNELS } from '../fixtures/consent-oracle'
import { fc } from '../fixtures/laws'
import { CHANNELS, DAYS, FIRST_DAY, histories, LINES, versions } from '../fixtures/policy-worlds'

const EMPTY: PolicyRegister = { versions: [] }
/** Enters what may enter; the rest is left out. */
const entered = (drafts: readonly PolicyVersion[]): PolicyRegister => drafts.reduce((register, draft) => {
  const entry = enterVersion(register, draft)
  return entry.ok ? entry.value : register
}, EMPTY)
const day = fc.integer({ min: 0, max: DAYS + 10 }).map((offset) => addDays(FIRST_DAY, offset))
const question = fc.record({ line: fc.constantFrom(...LINES), channel: fc.constantFrom(...CHANNELS), day, topic: fc.constantFrom('collection' as const, 'usage-data' as const, 'deletion' as const, 'contact' as const) })

describe('precedence', () => {
  test('agrees with the oracle on ten thousand registers: clause, reason, and what binds the person', () => {
    const reasons = new Map<string, number>()
    let bindings = 0
    fc.assert(
      fc.property(versions, histories(12), fc.array(question, { minLength: 3, maxLength: 3 }), (drafts, events, questions) => {
        const register = entered(drafts)
        const table = aliveTable(register.versions)
        for (const { line, channel, day: on, topic } of questions) {
          const { bound } = bindingsAsOf(on, events, register)
          const answer = precedenceForPerson({ ...(line === undefined ? {} : { product: line }), channel, day: on, topic }, bound, register)
          const life = liveThrough(on, events, register.versions, table)
          expect(bound.map((one) => one.policyId)).toEqual(life.bound)
          const at = (one: typeof line): PolicyVersion | undefined => table.get(`${one ?? ''} ${channel} ${on}`)?.[0]
          const has = (version: PolicyVersion | undefined): version is PolicyVersion => version?.clauses.some((clause) => clause.topic === topic) === true
          const own = line === undefined ? undefined : at(line)
          const general = at(undefined)
          const winner = has(own) ? own : has(general) ? general : undefined
          expect(answer.governing?.policyId).toBe(winner?.id)
          if (winner) expect(answer.governing?.number).toBe(winner.clauses.find((clause) => clause.topic === topic)?.number)
          expect(answer.governing?.prevails ?? false).toBe(winner !== undefined && winner.product !== undefined)
          const why = has(own) ? (has(general) ? 'product-over-general' : 'product-alone')
            : has(general) ? (line === undefined ? 'general-asked' : own ? 'product-silent' : 'product-without-policy') : own || general ? 'topic-nowhere' : 'nothing-in-force'
          expect(answer.why).toBe(why)
          reasons.set(why, (reasons.get(why) ?? 0) + 1)
          const isBound = winner !== undefined && life.bound.includes(winner.id)
          expect(answer.binding?.policyId).toBe(isBound ? winner.id : undefined)
          if (isBound) bindings += 1
          const instead = isBound ? undefined : [own, general].find((one) => has(one) && life.bound.includes(one.id))
          expect(answer.boundInstead?.policyId).toBe(instead?.id)
          if (isBound || instead) expect(answer.agreedLast).toBeUndefined()
          else {
            const lines = line === undefined ? [undefined] : [line, undefined]
            const last = lines.map((one) => life.bound.findLast((id) => register.versions.find((version) => version.id === id)!.product === one)).map((id) => register.versions.find((version) => version.id === id)).find(has)
            expect(answer.agreedLast?.policyId).toBe(last?.id)
          }
        }
      }),
      { numRuns: 10_000 },
    )
    // A generator that never reached a case would prove nothing about it.
    expect([...reasons.keys()].sort()).toEqual(['general-asked', 'nothing-in-force', 'product-alone', 'product-over-general', 'product-silent', 'product-without-policy', 'topic-nowhere'])
    expect(bindings).toBeGreaterThan(1_000)
  // Ten thousand registers take half a minute on a busy machine; no test asserts a time.
  }, 240_000)
})

describe('entry', () => {
  test('refuses exactly what would put two versions of a line on one channel and day', () => {
    let refused = 0
    let productsRefused = 0
    fc.assert(
      fc.property(versions, (drafts) => {
        let register = EMPTY
        for (const draft of drafts) {
          const entry = enterVersion(register, draft)
          const both = [...register.versions, draft]
          const meets = [...aliveTable(both)].filter(([, alive]) => alive.length > 1)
          if (entry.ok) {
            expect(meets).toEqual([])
            register = entry.value
          } else {
            if (entry.error.kind !== 'overlap') {
              // The version that it would have replaced was refused itself.
              expect([entry.error.kind, draft.replaces?.every((id) => register.versions.some((one) => one.id === id))]).toEqual(['replaces-unknown', false])
              continue
            }
            expect(meets.map(([key]) => key)).toContain(`${draft.product ?? ''} ${entry.error.channel} ${entry.error.from}`)
            refused += 1
            if (draft.product !== undefined) productsRefused += 1
          }
        }
      }),
      { numRuns: 1_000 },
    )
    expect(refused).toBeGreaterThan(100)
    expect(productsRefused).toBeGreaterThan(50)
  })

  test('tells every day between two versions on which nothing is in force', () => {
    fc.assert(
      fc.property(versions, (drafts) => {
        const register = entered(drafts)
        const table = aliveTable(register.versions)
        const told = new Set(gapsOf(register).flatMap((gap) => (gap.kind === 'days-uncovered' ? ALL_DAYS.filter((one) => gap.from <= one && one <= gap.until).map((one) => `${gap.product ?? ''} ${gap.channel} ${one}`) : [])))
        const isNamed = (channel: string): boolean => channel !== 'new:kiosk' || register.versions.some((one) => one.channels?.some((name) => name === channel))
        for (const line of LINES) for (const channel of ORACLE_CHANNELS.filter(isNamed)) {
          const days = ALL_DAYS.filter((one) => (table.get(`${line ?? ''} ${channel} ${one}`)?.length ?? 0) > 0)
          const [first, last] = [days[0], days.at(-1)]
          for (const one of ALL_DAYS) {
            const isGap = first !== undefined && last !== undefined && first < one && one < last && !days.includes(one)
            expect(told.has(`${line ?? ''} ${channel} ${one}`)).toBe(isGap)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
