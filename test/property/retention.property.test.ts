// Laws of the schedule of keeping, over every day of some years and every number of months that a pack may name.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import { dueOn, lastDayDue, sumByWeek, weeksAfter } from '../../src-shared/domain/retention-schedule'
import { fc } from '../fixtures/laws'

const day = fc.integer({ min: 0, max: 1_500 }).map((offset) => addDays('2024-01-01', offset))
const months = fc.integer({ min: 1, max: 120 })

describe('a row', () => {
  test('is due exactly if its day is not after the last one that is, also at the ends of months', () => {
    fc.assert(fc.property(day, months, fc.integer({ min: -5, max: 5 }), (on, period, near) => {
      const last = lastDayDue(period, on)
      const one = addDays(last, near)
      expect(dueOn(one, period) <= on).toBe(one <= last)
    }))
  })
  test('is due no earlier for a later day, and never on the last day of its own period', () => {
    fc.assert(fc.property(day, months, (one, period) => {
      expect(dueOn(addDays(one, 1), period) >= dueOn(one, period)).toBe(true)
      expect(lastDayDue(period, addDays(dueOn(one, period), -1)) < one).toBe(true)
      expect(lastDayDue(period, dueOn(one, period)) >= one).toBe(true)
    }))
  })
})

test('weeks follow each other without a gap, end with the last day, and every row of the time counts in one of them', () => {
  fc.assert(fc.property(day, fc.integer({ min: 1, max: 366 }), fc.array(fc.tuple(fc.integer({ min: -10, max: 400 }), fc.integer({ min: 1, max: 9 })), { maxLength: 30 }), (today, days, drawn) => {
    const weeks = weeksAfter(today, days)
    expect([weeks[0]!.from, weeks.at(-1)!.to]).toEqual([addDays(today, 1), addDays(today, days)])
    weeks.slice(1).forEach((week, place) => expect(week.from).toBe(addDays(weeks[place]!.to, 1)))
    const counted = drawn.map(([offset, rows]) => ({ day: addDays(today, offset), rows }))
    const within = drawn.reduce((sum, [offset, rows]) => sum + (offset >= 1 && offset <= days ? rows : 0), 0)
    expect(sumByWeek(weeks, counted).reduce((sum, rows) => sum + rows, 0)).toBe(within)
  }))
})
