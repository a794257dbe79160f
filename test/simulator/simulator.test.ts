// Seeded histories of desks and an origin, and the faults that the simulator itself must find.
import { describe, expect, it } from 'vitest'
import type { Mutant } from './model/mutants'
import { writeScript } from './script'
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

/** Each with the first of the seeds that shows it, and by what. */
const FOUND: readonly (readonly [Mutant, seed: string, invariant: number])[] = [
  ['feed-by-sequence', '1', 1],
  ['tombstone-dropped', '8', 1],
  ['result-outside', '20', 7],
  ['cursor-before-rows', '20', 1],
  ['outbox-cleared', '3', 9],
  ['lease-by-wall-clock', '2', 25],
]

describe('a fault put in on purpose', () => {
  it.each(FOUND)('%s is found by seed %s', async (mutant, seed, invariant) => {
    expect((await play(writeScript(seed), mutant)).violation).toMatchObject({ invariant })
  })

  it('is shown by the few steps that matter', async () => {
    const script = writeScript('3')
    const first = await play(script, 'outbox-cleared')
    const { script: short, played } = await shrink(script, first, { mutant: 'outbox-cleared', tries: 20 })
    expect(played.violation?.invariant).toBe(9)
    expect(short.steps.length).toBeLessThan(first.at / 2)
    expect((await play({ ...script, steps: short.steps })).violation).toBeUndefined()
    // Twenty histories; on a busy machine a minute is not enough for them.
  }, 300_000)
})
