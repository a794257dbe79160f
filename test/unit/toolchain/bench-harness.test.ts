// Tests how a bench figure is judged and printed; no time is measured here.
import { describe, expect, it } from 'vitest'
import { goalText, judgeGoal, median, quantile, toJsonLine } from '../../bench/harness/figure'

describe('a bench figure', () => {
  it('takes quantiles between the nearest ranks', () => {
    expect(median([5, 1, 3])).toBe(3)
    expect(median([1, 2, 3, 4])).toBe(2.5)
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5)
    expect(() => median([])).toThrow('a quantile of nothing')
  })
  it('judges a ratio in every run and a value only in a quiet one', () => {
    const goal = { ratio: { atMost: 2.5 }, value: { atMost: 400 } }
    expect(judgeGoal(goal, 500, 2, false)).toBe(false)
    expect(judgeGoal(goal, 500, 2, true)).toBe(true)
    expect(judgeGoal(goal, 300, 3, true)).toBe(false)
    expect(judgeGoal({ value: { atLeast: 1 } }, 5, undefined, true)).toBeUndefined()
    expect(judgeGoal(undefined, 5, 1, false)).toBeUndefined()
  })
  it('is one JSON line with null for what was not measured', () => {
    const line = toJsonLine({ name: 'start', value: 1234.5678, unit: 'ms', goal: { ratio: { atMost: 2.5 } }, noisy: true, met: undefined })
    expect(JSON.parse(line)).toEqual({ name: 'start', value: 1235, unit: 'ms', reference: null, against: null, ratio: null, goal: '<= 2.5x', noisy: true, met: null })
    expect(line).not.toContain('\n')
  })
  it('says its goal in the unit of the figure', () => {
    expect(goalText({ ratio: { atLeast: 0.9 }, value: { atMost: 10 } }, 'ms')).toBe('>= 0.9x and <= 10 ms')
  })
})
