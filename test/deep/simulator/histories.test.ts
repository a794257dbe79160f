// A thousand histories on the model and fifty on PostgreSQL, in slices that say how far they are.
import { afterAll, describe, expect, it } from 'vitest'
import { onPostgres } from '../../simulator/postgres/on-postgres'
import { runSeeds } from '../../simulator/run-seeds'

const SLICE = 50
const sliced = (count: number, size: number): readonly number[] => Array.from({ length: count / size }, (_, at) => 1 + at * size)
const startedAt = performance.now()
const say = (line: string): void => console.log(line)

afterAll(() => say(`total time: ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`))

describe('on the model', () => {
  it.each(sliced(1_000, SLICE))(`seeds %i and the ${String(SLICE - 1)} after it`, async (from) => {
    expect(await runSeeds({ from, count: SLICE }, say)).toBe(0)
  })
})

describe('on PostgreSQL', () => {
  it.each(sliced(50, 10))('seeds %i and the 9 after it', async (from) => {
    expect(await onPostgres((open) => runSeeds({ from, count: 10 }, say, open))).toBe(0)
  })
})
