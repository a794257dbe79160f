// The same histories against the real origin on PostgreSQL; a thousand on the model and fifty here are `npm run test:deep -- simulator`.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeScript } from '../script'
import { play, traceHash } from '../world'
import { startCluster, type SimCluster } from './cluster'
import { createPgOrigin } from './pg-origin'

let cluster: SimCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster?.stop())

it.each(['1', '2', '3', '4', '5'])('seed %s keeps every invariant', async (seed) => {
  const playOnce = () => play(writeScript(seed), undefined, (history) => createPgOrigin(cluster, history))
  const played = await playOnce()
  expect(played.violation?.message, played.trace.slice(-8).join('\n')).toBeUndefined()
  // A history that does not repeat exactly could not be shrunk or shown to anybody.
  if (seed === '4') expect(traceHash(await playOnce())).toBe(traceHash(played))
}, 180_000)
