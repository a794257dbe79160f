// The best time known: by the origin where it was heard, never back, never still, and honest about a computer clock that was moved.
import { expect, test } from 'vitest'
import { createKnownTime } from '../../src-main/sync/known-time'
import { NO_CLOCK_STATE, type ClockState } from '../../src-main/sync/sync-clock'

const NOON = Date.parse('2026-06-15T12:00:00+08:00')
const HOUR = 3_600_000

function opened(state: ClockState = NO_CLOCK_STATE, reached = 0, wallAtStart = NOON) {
  let wall = wallAtStart
  let mono = 5_000
  const time = createKnownTime({ clock: { now: () => wall, mono: () => mono }, state, reached })
  return {
    time,
    pass: (ms: number) => {
      wall += ms
      mono += ms
    },
    move: (ms: number) => {
      wall += ms
    },
    mono: () => mono,
  }
}

test('with nothing heard it is the computer, going on whatever the computer is set to', () => {
  const { time, pass, move } = opened()
  pass(HOUR)
  expect(time.now()).toBe(NOON + HOUR)
  expect(time.watch()).toEqual({ state: 'right', byMs: 0 })
  move(-3 * HOUR)
  pass(HOUR)
  expect(time.now()).toBe(NOON + 2 * HOUR)
  expect(time.watch()).toEqual({ state: 'went-back', byMs: 3 * HOUR })
})

test('with nothing heard in this run it goes by the difference that the origin last told', () => {
  const { time } = opened({ ...NO_CLOCK_STATE, offsets: [-HOUR, -HOUR, -HOUR] })
  expect(time.now()).toBe(NOON - HOUR)
  expect(time.watch()).toEqual({ state: 'ahead', byMs: HOUR })
})

test('it never begins before what was reached in an earlier run, nor before what the origin said', () => {
  expect(opened(NO_CLOCK_STATE, NOON + HOUR).time.now()).toBe(NOON + HOUR)
  const { time } = opened({ ...NO_CLOCK_STATE, highWater: NOON + 2 * HOUR }, NOON + HOUR)
  expect(time.now()).toBe(NOON + 2 * HOUR)
  expect(time.watch()).toEqual({ state: 'went-back', byMs: 2 * HOUR })
})

test('once heard it is the origin, carried on by the monotonic clock alone', () => {
  const { time, pass, move, mono } = opened()
  time.hear(NOON - 24 * HOUR, mono())
  expect(time.now()).toBe(NOON - 24 * HOUR)
  expect(time.watch()).toEqual({ state: 'ahead', byMs: 24 * HOUR })
  move(-48 * HOUR)
  expect(time.now()).toBe(NOON - 24 * HOUR)
  expect(time.watch()).toEqual({ state: 'behind', byMs: 24 * HOUR })
  move(24 * HOUR + 90_000)
  pass(HOUR)
  expect(time.now()).toBe(NOON - 23 * HOUR)
  expect(time.watch()).toEqual({ state: 'right', byMs: 0 })
})

test('a page that was long on its way sets nothing back, and one that is later tells of a monotonic clock that stood still', () => {
  const { time, mono } = opened()
  time.hearAtLeast(NOON + HOUR)
  expect(time.now()).toBe(NOON)
  time.hear(NOON, mono())
  time.hearAtLeast(NOON - HOUR)
  expect(time.now()).toBe(NOON)
  time.hearAtLeast(NOON + HOUR)
  expect(time.now()).toBe(NOON + HOUR)
})
