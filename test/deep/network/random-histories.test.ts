// S-1: seeded histories of three desks over a line that loses, cuts, doubles and delays, with processes that end, clocks that jump and desks that sleep for weeks.
// Two rounds after the last fault every desk equals the origin, with every accepted act in it once (test/simulator says how it is judged). Most are played on
// the model of the origin, some on the real one; a thousand more, of one to three desks, are test/deep/simulator.
import { expect, it } from 'vitest'
import { onPostgres } from '../../simulator/postgres/on-postgres'
import { runSeeds } from '../../simulator/run-seeds'

const ON_MODEL = 100
const ON_POSTGRES = 10
const say = (line: string): void => console.log(line)

it(`loses nothing, applies nothing twice and is in step after two rounds, in ${String(ON_MODEL)} histories on the model`, async () => {
  expect(await runSeeds({ from: 1, count: ON_MODEL, desks: 3 }, say)).toBe(0)
}, 900_000)

it(`and in ${String(ON_POSTGRES)} with the real origin`, async () => {
  expect(await onPostgres((open) => runSeeds({ from: 1, count: ON_POSTGRES, desks: 3 }, say, open))).toBe(0)
}, 900_000)
