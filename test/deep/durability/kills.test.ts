// Five hundred kills of two desks and their origin, in ten histories.
import { expect, test } from 'vitest'
import { playKills } from '../../fixtures/kill-history'

test.each(Array.from({ length: 10 }, (_, at) => `kills-${String(at + 1)}`))('after the kills of %s every acknowledged act is at the origin, once', async (seed) => {
  const { kills, acknowledged, unsaid } = await playKills(seed, 50)
  console.log(`${seed}: ${String(kills.length)} kills, ${String(acknowledged)} acts acknowledged, ${String(unsaid)} unsaid`)
  expect(acknowledged).toBeGreaterThan(50)
})
