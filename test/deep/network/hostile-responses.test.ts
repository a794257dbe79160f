// The long form of test/sync/hostile-responses.test.ts: five thousand hostile answers, or as many as PRIVACY_DESK_HOSTILE says, from ten beginnings.
import { expect, test } from 'vitest'
import { playHostilities } from '../../fixtures/hostile-history'

const COUNT = Number(process.env['PRIVACY_DESK_HOSTILE'] ?? 5_000)
const BEGINNINGS = 10

test.each(Array.from({ length: BEGINNINGS }, (_, at) => `hostile-${String(at + 1)}`))('hostile answers of seed %s change nothing, lose nothing and stop nothing', async (seed) => {
  const { met } = await playHostilities(seed, 1, Math.ceil(COUNT / BEGINNINGS))
  expect(met).toBeGreaterThan(COUNT / BEGINNINGS / 2)
})
