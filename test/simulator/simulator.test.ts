// Seeded histories of desks and an origin, and the faults that the simulator itself must find.
import { describe, expect, it } from 'vitest'
import type { Mutant } from './model/mutants'
import { writeScript, type Step } from './script'
import { shrink } from './shrink'
import { play, traceHash } from './world'

const SEEDS = Array.from({ length: 40 }, (_, at) => String(at + 1))
/** Played twice: a history that does not repeat exactly could not be shrunk or shown to anybody. */
const TWICE = SEEDS.slice(0, 4)

describe('histories on the model', () => {
  it.each(SEEDS)('seed %s keeps every invariant', async (seed) => {
    const played = await play(writeScript(seed))
    expect(played.violation?.message, played.trace.slice(-8).join('\n')).toBeUndefined()
    if (TWICE.includes(seed)) expect(traceHash(await play(writeScript(seed)))).toBe(traceHash(played))
  })
})

/** Found by a seed once, and short enough to be written down. */
describe('a history that showed a fault of the product', () => {
  it('an erasure is answered for by a desk whose clock stands before its certificate began', async () => {
    const desk = (deed: 'greet' | 'fill' | 'follow' | 'purge' | 'wall-clock', b = 0): Step => ({ who: 0, deed, a: 0, b })
    const world = (deed: 'erase' | 'sequence'): Step => ({ who: 'world', deed, a: 0, b: 0 })
    const fills = Array.from({ length: 30 }, () => desk('fill'))
    const steps = [desk('greet'), ...fills, desk('follow'), desk('wall-clock', 4), world('erase'), world('sequence'), desk('follow'), desk('follow'), desk('purge')]
    expect((await play({ seed: 'slow clock', desks: 1, people: 4, steps })).violation?.message).toBeUndefined()
  })
})

/** Each with the first of the seeds that shows it, and by what. */
const FOUND: readonly (readonly [Mutant, seed: string, invariant: number])[] = [
  ['feed-by-sequence', '1', 1],
  ['floor-one-early', '10', 1],
  ['tombstone-dropped', '2', 1],
  ['result-outside', '20', 7],
  ['cursor-before-rows', '13', 1],
  ['outbox-cleared', '1', 9],
  ['scope-ignored', '4', 14],
  ['lease-by-wall-clock', '2', 25],
]

describe('a fault put in on purpose', () => {
  it.each(FOUND)('%s is found by seed %s', async (mutant, seed, invariant) => {
    expect((await play(writeScript(seed), mutant)).violation).toMatchObject({ invariant })
  })

  it('is shown by the few steps that matter', async () => {
    const script = writeScript('1')
    const first = await play(script, 'outbox-cleared')
    const { script: short, played } = await shrink(script, first, { mutant: 'outbox-cleared', tries: 20 })
    expect(played.violation?.invariant).toBe(9)
    expect(short.steps.length).toBeLessThan(first.at / 2)
    expect((await play({ ...script, steps: short.steps })).violation).toBeUndefined()
    // Twenty histories; on a busy machine a minute is not enough for them.
  }, 900_000)
})
