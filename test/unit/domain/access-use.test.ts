// Counts of use and what is out of the ordinary, over entries as the audit has them.
import { describe, expect, it } from 'vitest'
import { weekday, type Day } from '../../../src-shared/base/clock'
import { ACCESS_LIMITS } from '../../../src-shared/domain/access-limits'
import { countUse, isOffHours, unusualUse, type UseEntry } from '../../../src-shared/domain/access-use'

const isWorkingDay = (day: Day): boolean => weekday(day) <= 5 && day !== '2026-06-19'
/** Wall time in Shanghai. */
const at = (day: Day, time = '10:00:00'): number => Date.parse(`${day}T${time}+08:00`)
const entry = (type: string, more: Partial<UseEntry> = {}): UseEntry => ({ at: at('2026-06-15'), actor: 'zhou', type, ...more })

describe('counts', () => {
  it('are kept by member of staff; what is nobody\'s use of data is left out', () => {
    const counts = countUse([
      entry('session.unlock'), entry('search.people'), entry('person.open', { person: 'a' }), entry('person.reveal', { person: 'a' }),
      entry('person.reveal', { person: 'a' }), entry('package.made', { person: 'a' }), entry('package.copy', { person: 'a' }),
      entry('person.open', { actor: 'wu', person: 'a' }), entry('request.decide', { actor: 'qian' }),
    ])
    expect(Object.fromEntries(counts)).toEqual({
      zhou: { searches: 1, opened: 1, revealed: 2, exported: 2 },
      wu: { searches: 0, opened: 1, revealed: 0, exported: 0 },
    })
  })

  it('take what was typed in one go as one search, and a person who was opened once', () => {
    const typed = [0, 200, 400, 4_000].map((ms) => entry('search.people', { at: at('2026-06-15') + ms }))
    const later = entry('search.online', { at: at('2026-06-15') + 9_100 })
    expect(countUse([...typed, later]).get('zhou')?.searches).toBe(2)
    expect(countUse([...typed, { ...later, actor: 'wu' }]).get('zhou')?.searches).toBe(1)
    expect(countUse([entry('person.open', { person: 'a' }), entry('person.open', { person: 'a' }), entry('person.open', { person: 'b' })]).get('zhou')?.opened).toBe(2)
  })
})

describe('out of the ordinary', () => {
  const found = (entries: readonly UseEntry[]) => unusualUse(entries, isWorkingDay).map(({ actor, day, kind, count }) => `${actor} ${day} ${kind} ${String(count)}`)

  it('is nothing of an ordinary day', () => {
    expect(found([entry('search.people'), entry('person.open', { person: 'a' }), entry('person.reveal', { person: 'a' }), entry('session.unlock', { at: at('2026-06-14', '03:00:00') })])).toEqual([])
  })

  it.each([
    ['2026-06-15', '07:59:59', true], ['2026-06-15', '08:00:00', false], ['2026-06-15', '19:59:59', false], ['2026-06-15', '20:00:00', true],
    // A Saturday, and a holiday within the week.
    ['2026-06-13', '10:00:00', true], ['2026-06-19', '10:00:00', true],
  ])('counts hours: %s %s', (day, time, expected) => expect(isOffHours(at(day, time), isWorkingDay)).toBe(expected))

  it('is access outside working hours, by day', () => {
    expect(found([
      entry('person.open', { at: at('2026-06-15', '21:00:00'), person: 'a' }), entry('person.reveal', { at: at('2026-06-15', '21:01:00'), person: 'a' }),
      entry('person.open', { at: at('2026-06-20'), actor: 'wu', person: 'a' }),
    ])).toEqual(['wu 2026-06-20 off-hours 1', 'zhou 2026-06-15 off-hours 2'])
  })

  it('is a name of the staff that was searched for, also where it was typed letter by letter', () => {
    expect(found([
      entry('search.people'), entry('search.people', { at: at('2026-06-15') + 300, named: 'self' }), entry('search.people', { at: at('2026-06-15') + 600, named: 'self' }),
      entry('search.people', { at: at('2026-06-15') + 60_000, named: 'colleague' }),
    ])).toEqual(['zhou 2026-06-15 named-self 1', 'zhou 2026-06-15 named-colleague 1'])
  })

  it('is values of many people on one day, and not many values of one', () => {
    const many = (people: number, spread = people) => Array.from({ length: people }, (_, n) => entry('person.reveal', { person: `p${String(n % spread)}`, at: at('2026-06-15') + n * 60_000 }))
    expect(found(many(ACCESS_LIMITS.revealedPeopleADay))).toEqual([])
    expect(found(many(200, 3))).toEqual([])
    expect(found(many(ACCESS_LIMITS.revealedPeopleADay + 2))).toEqual([`zhou 2026-06-15 many-reveals ${String(ACCESS_LIMITS.revealedPeopleADay + 2)}`])
  })

  it('is a limit or an alert, which come first of their day', () => {
    expect(found([entry('access.alert'), entry('person.open', { at: at('2026-06-15', '22:00:00'), person: 'a' }), entry('person.reveal-limit')])).toEqual(['zhou 2026-06-15 limit 1', 'zhou 2026-06-15 alert 1', 'zhou 2026-06-15 off-hours 1'])
  })

  it('is a limit of packages or erasures too, and that a colleague let somebody go on', () => {
    expect(found(['limit.let-through', 'erasure.limit', 'package.limit', 'package.limit'].map((type) => entry(type)))).toEqual(['zhou 2026-06-15 export-limit 2', 'zhou 2026-06-15 erasure-limit 1', 'zhou 2026-06-15 let-through 1'])
    expect(found([entry('erasure.approve'), entry('erasure.approve-failed'), entry('package.export')])).toEqual([])
  })
})
