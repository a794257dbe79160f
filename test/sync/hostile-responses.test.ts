// Three hundred and twenty hostile answers to a whole sync over real TLS and a real encrypted store; thousands of them in test/deep/network.
import { expect, test } from 'vitest'
import { playHostilities } from '../fixtures/hostile-history'

test('hostile answers change nothing, lose nothing and stop nothing', { timeout: 600_000 }, async () => {
  const { met, kinds, peakBytes } = await playHostilities('hostile', 1, 330)
  expect(met).toBeGreaterThanOrEqual(300)
  expect(kinds.size).toBeGreaterThan(80)
  // A bomb of 200 MB and floods without end were among them; this process holds both sides and the test runner.
  expect(peakBytes).toBeLessThan(768 * 1_048_576)
})
