// After an outage that a whole fleet sees, its desks do not come back at once: the desk's own waits and the origin's admission, on a clock
// of the test.
import { describe, expect, test } from 'vitest'
import { backoffMs, pauseMs } from '../../src-main/sync/backoff'
import { createAdmission } from '../../src-origin/http/budgets'
import { createRng } from '../../src-origin/seed/random'

interface Storm {
  /** Moments (ms after the origin is back) of every question, and of every session given. */
  readonly asked: readonly number[]
  readonly admitted: readonly number[]
}

/** [0, 1) */
function randomOf(seed: string, index: number): () => number {
  const rng = createRng(seed, 'desk', index)
  return () => rng.next() / 2 ** 32
}

/** Every desk loses its line in the same moment, tries again by its waits, and is let in or sent away by the origin that is back. */
function storm(desks: number, outageMs: number): Storm {
  const admission = createAdmission()
  const asked: number[] = []
  const admitted: number[] = []
  const waiting = Array.from({ length: desks }, (_, desk) => {
    const random = randomOf('storm', desk)
    return { id: `desk-${String(desk)}`, random, attempt: 1, at: backoffMs(0, undefined, random) }
  })
  waiting.sort((a, b) => b.at - a.at)
  while (waiting.length > 0) {
    const desk = waiting.pop()
    if (!desk) break
    const sinceBack = desk.at - outageMs
    const retryAfterS = sinceBack < 0 ? undefined : admission.take(desk.id, desk.at)
    if (retryAfterS !== undefined) asked.push(sinceBack)
    if (retryAfterS === 0) {
      admitted.push(sinceBack)
      continue
    }
    // What stands between is the sum of its tries: the loop of sync-loop.ts begins to count anew only after a greeting.
    const error = retryAfterS === undefined ? ({ kind: 'origin-unreachable' } as const) : ({ kind: 'origin-busy', params: { retryAfterS } } as const)
    desk.at += backoffMs(desk.attempt++, error, desk.random)
    waiting.splice(placeOf(waiting, desk.at), 0, desk)
  }
  return { asked, admitted }
}

/** Where one belongs among those that are sorted, the latest first. */
function placeOf(sorted: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.at ?? 0) > at) low = middle + 1
    else high = middle
  }
  return low
}

/** The most that fall into any stretch of this length. */
function mostIn(moments: readonly number[], windowMs: number): number {
  const sorted = [...moments].sort((a, b) => a - b)
  let most = 0
  let from = 0
  for (const [at, moment] of sorted.entries()) {
    while ((sorted[from] ?? moment) <= moment - windowMs) from++
    most = Math.max(most, at - from + 1)
  }
  return most
}

describe('200 desks', () => {
  test('of an outage of half an hour come back over five minutes, never more than a few in a second', () => {
    const { asked, admitted } = storm(200, 30 * 60_000)
    expect(admitted).toHaveLength(200)
    expect(mostIn(asked, 1_000)).toBeLessThanOrEqual(8)
    expect(Math.max(...admitted)).toBeGreaterThan(4 * 60_000)
    expect(Math.max(...admitted)).toBeLessThanOrEqual(5 * 60_000 + 250)
  })
  test('of an outage of a minute come back over minutes, half of them in the first', () => {
    const { admitted } = storm(200, 60_000)
    expect(admitted).toHaveLength(200)
    expect(mostIn(admitted, 1_000)).toBeLessThanOrEqual(20)
    expect(Math.max(...admitted)).toBeGreaterThan(20_000)
    expect(admitted.filter((at) => at < 60_000).length).toBeGreaterThan(100)
    expect(Math.max(...admitted)).toBeLessThanOrEqual(5 * 60_000)
  })
  test('of an origin that only restarts are let in a hundred at once and twenty a second', () => {
    const { admitted } = storm(200, 0)
    expect(admitted).toHaveLength(200)
    expect(mostIn(admitted, 1_000)).toBeLessThanOrEqual(120)
    expect(mostIn(admitted.filter((at) => at > 1_250), 1_000)).toBeLessThanOrEqual(40)
  })
})

test('10,000 desks of a restart come back over up to ten minutes, each let in once', () => {
  const { asked, admitted } = storm(10_000, 0)
  expect(admitted).toHaveLength(10_000)
  expect(Math.max(...admitted)).toBeLessThanOrEqual(10 * 60_000 + 60_000)
  expect(Math.max(...admitted)).toBeGreaterThan(8 * 60_000)
  // After the first second: what is asked is about what can be given.
  expect(mostIn(asked.filter((at) => at > 2_000), 10_000)).toBeLessThanOrEqual(400)
})

test('a pause that the origin asked for is never shorter than asked, and spread over as much again', () => {
  const random = randomOf('pause', 0)
  const pauses = Array.from({ length: 500 }, () => pauseMs(10, random))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10_000)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(20_000)
  expect(mostIn(pauses, 1_000)).toBeLessThanOrEqual(100)
})
