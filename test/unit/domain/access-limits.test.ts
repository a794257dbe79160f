// How many people's values one member of staff may reveal, and what is noticed: the numbers of the requirement, at their edges.
import { describe, expect, it } from 'vitest'
import { ACCESS_LIMITS, noticed, revealWait, type PastReveal } from '../../../src-shared/domain/access-limits'

const { revealedPeople, revealedWithinMs } = ACCESS_LIMITS
/** One person each `everyMs`, the last of them just now. */
const past = (people: number, everyMs = 1_000): readonly PastReveal[] => Array.from({ length: people }, (_, at) => ({ person: `p${String(at)}`, ageMs: at * everyMs }))

describe('a limit of people revealed', () => {
  it('lets twenty through and holds the next one back until the first has left', () => {
    expect(revealedPeople).toBe(20)
    expect(revealWait(past(19), 'new')).toBeUndefined()
    expect(revealWait(past(20), 'new')).toBe(revealedWithinMs - 19_000)
    // Two more than the limit (a limit that was lowered): the two oldest and one more have to leave.
    expect(revealWait(past(22), 'new')).toBe(revealedWithinMs - 19_000)
  })

  it('counts people and not values, and never stops at somebody who was shown already', () => {
    const often = Array.from({ length: 200 }, () => ({ person: 'one', ageMs: 5 }))
    expect(revealWait(often, 'new')).toBeUndefined()
    expect(revealWait(past(20), 'p7')).toBeUndefined()
  })

  it('counts nobody longer than ten minutes, and each by the last time they were shown', () => {
    expect(revealWait([...past(19), { person: 'old', ageMs: revealedWithinMs }], 'new')).toBeUndefined()
    expect(revealWait([...past(20), { person: 'p19', ageMs: 100 }], 'new')).toBe(revealedWithinMs - 18_000)
  })

  it('does not let go where the clock was set back', () => {
    expect(revealWait(past(20).map((one) => ({ ...one, ageMs: one.ageMs - 3_600_000 })), 'new')).toBeGreaterThan(revealedWithinMs)
  })
})

describe('what is noticed', () => {
  const people = (count: number) => Array.from({ length: count }, (_, at) => ({ person: `p${String(at)}` }))
  const searches = (count: number, rows: number) => Array.from({ length: count }, () => ({ rows }))

  it('is more than sixty people or six thousand rows a minute', () => {
    expect(noticed(people(60))).toEqual([])
    expect(noticed(people(61))).toEqual(['people'])
    expect(noticed(searches(120, 50))).toEqual([])
    expect(noticed(searches(121, 50))).toEqual(['rows'])
    expect(noticed([...people(61), ...searches(121, 50)])).toEqual(['people', 'rows'])
  })

  it('is neither fast typing nor one person who is looked at again and again', () => {
    expect(noticed(searches(20, 50))).toEqual([])
    expect(noticed(Array.from({ length: 500 }, () => ({ person: 'one' })))).toEqual([])
  })
})
