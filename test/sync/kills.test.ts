// The short form of test/deep/durability: SIGKILL for desks, origin and its database while people work.
import { expect, it } from 'vitest'
import { playKills } from '../fixtures/kill-history'

it('six kills at random moments lose nothing that a desk acknowledged and apply nothing twice', async () => {
  const { kills, acknowledged } = await playKills('short', 6)
  expect(kills.length).toBeGreaterThanOrEqual(6)
  expect(acknowledged).toBeGreaterThan(0)
}, 300_000)
