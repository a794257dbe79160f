// Laws of what the end of a product lets go, over any rows of any people: nothing more and nothing less than there is, the law's part to the day, and the plan of many as the
// sum of the plans of each.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { addMonths } from '../../src-shared/domain/months'
import { createEndingPlan, isEmptyEnding, isWithinEnding, type EndingPlan, type RowsOfDay } from '../../src-shared/domain/product-ending'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import { fc } from '../fixtures/laws'
import { repositoryPack } from '../fixtures/rules'

const rules = repositoryPack()
const AS_OF = '2026-06-15'
const day = fc.integer({ min: -500, max: 0 }).map((offset) => addDays(AS_OF, offset))
const counted = fc.array(fc.record({ category: fc.constantFrom(...LOG_CATEGORIES), day, rows: fc.integer({ min: 0, max: 9 }), held: fc.integer({ min: 0, max: 3 }) }), { maxLength: 20 })
const plan = (rows: readonly RowsOfDay[], pack: RulesPackBody = rules, people = 1): EndingPlan =>
  createEndingPlan({ product: 'market-report', reach: 'left', asOf: AS_OF, people, withoutAnother: 0, counted: rows, rules: pack, packVersion: pack.version })
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
const months = rules.retention.find(({ code }) => code === 'R-LOG')!.months

describe('the plan', () => {
  test('has every row once, on hold or going, by its category, and says what stays and why', () => {
    fc.assert(fc.property(counted, (rows) => {
      const made = plan(rows)
      for (const category of LOG_CATEGORIES) {
        const own = rows.filter((one) => one.category === category)
        const line = made.lines.find((one) => one.category === category)
        expect([line?.rows ?? 0, line?.held ?? 0]).toEqual([sum(own.map((one) => one.rows)), sum(own.map((one) => one.held))])
        if (line) expect(line.system).toBe(inventoryOf(category).system)
      }
      expect(made.stays.map(({ category }) => category)).toEqual(['registration', 'consent'])
      expect(isEmptyEnding(made)).toBe(sum(rows.map((one) => one.rows)) === 0)
    }))
  })

  test('keeps only what a law or an administrative regulation asks for, and only until its own day', () => {
    fc.assert(fc.property(counted, (rows) => {
      for (const line of plan(rows).lines) {
        const own = rows.filter((one) => one.category === line.category && one.rows > 0)
        const young = own.filter((one) => addMonths(one.day, months) > AS_OF)
        if (line.category === 'access-log') {
          expect([line.action, line.ground, line.months, line.kept]).toEqual(['restrict', 'R-LOG', months, sum(young.map((one) => one.rows))])
          expect(line.releaseOn).toBe(young.length === 0 ? undefined : young.map((one) => addMonths(one.day, months)).sort().at(-1))
          expect(line.fields).not.toContain('product')
        } else expect([line.action, line.kept, line.ground]).toEqual([line.category === 'page-performance' ? 'anonymise' : 'delete', undefined, undefined])
      }
      const asPolicy = { ...rules, retention: rules.retention.map((rule) => ({ ...rule, rank: 'policy' as const })) }
      expect(plan(rows, asPolicy).lines.filter(({ action }) => action === 'restrict')).toEqual([])
    }))
  })

  test('of many people is the sum of the plans of each', () => {
    fc.assert(fc.property(fc.array(counted, { maxLength: 4 }), (people) => {
      const all = plan(people.flat(), rules, people.length)
      const each = people.map((rows) => plan(rows))
      for (const line of all.lines) {
        const own = each.flatMap(({ lines }) => lines.filter(({ category }) => category === line.category))
        expect([line.rows, line.held, line.kept ?? 0]).toEqual([sum(own.map((one) => one.rows)), sum(own.map((one) => one.held)), sum(own.map((one) => one.kept ?? 0))])
        expect(new Set(own.map(({ action }) => action))).toEqual(new Set([line.action]))
      }
      expect(all.people).toBe(sum(each.map((one) => one.people)))
    }))
  })

  test('still covers what is less by now, and never what is more, ends otherwise or reaches more people', () => {
    fc.assert(fc.property(counted, fc.nat(), (rows, choice) => {
      const made = plan(rows)
      const less = rows.map((one, place) => (place === choice % rows.length ? { ...one, rows: Math.max(0, one.rows - 1) } : one))
      expect(isWithinEnding(made, plan(less))).toBe(true)
      const category = LOG_CATEGORIES[choice % LOG_CATEGORIES.length]!
      expect(isWithinEnding(made, plan([...rows, { category, day: AS_OF, rows: 1, held: 0 }]))).toBe(false)
      expect(isWithinEnding(made, plan(rows, rules, 2))).toBe(false)
      const isKept = made.lines.some((line) => line.action === 'restrict' && line.rows > 0)
      expect(isWithinEnding(made, plan(rows, { ...rules, retention: [] }))).toBe(!isKept)
      // By the same rule, for longer or shorter.
      for (const other of [months + 6, months - 1]) expect(isWithinEnding(made, plan(rows, { ...rules, retention: rules.retention.map((rule) => ({ ...rule, months: other })) }))).toBe(!isKept)
    }))
  })
})
