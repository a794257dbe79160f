// Seeded histories of the sync loop under virtual time, and the faults that they must find.
import { describe, expect, it } from 'vitest'
import { retryAfterIgnored, timerCancelled } from './loop-bends'
import { loopTraceHash, playLoop } from './loop-world'
import { VirtualTime } from './virtual-time'
import { createSyncLoop, type SyncSteps } from '../../../src-main/sync/sync-loop'
import { err, ok } from '../../../src-shared/base/result'

const SEEDS = Array.from({ length: 150 }, (_, at) => String(at + 1))

describe('the loop through weather and haste', () => {
  it('keeps every invariant in each history', async () => {
    for (const seed of SEEDS) {
      const { violation, trace } = await playLoop(seed)
      expect(violation?.message, `seed ${seed}\n${trace.slice(-30).join('\n')}`).toBeUndefined()
    }
  })

  it('repeats exactly', async () => {
    for (const seed of SEEDS.slice(0, 10)) expect(loopTraceHash(await playLoop(seed))).toBe(loopTraceHash(await playLoop(seed)))
  })
})

/** Found by seed 1 of these histories. */
it('waits ever longer where the greeting succeeds and what comes after it never does', async () => {
  const time = new VirtualTime()
  const greeted: number[] = []
  const never = async () => err({ kind: 'origin-unreachable' as const })
  const steps: SyncSteps = {
    greet: async () => {
      greeted.push(time.now)
      return ok()
    },
    fill: never, follow: never, ack: never, rows: never, push: async () => ok('nothing'), nextReleaseMs: () => Promise.resolve(undefined),
  }
  const loop = createSyncLoop({ steps, clock: { now: () => time.now, mono: () => time.now }, sleep: time.sleep, random: () => 0.5, onState: () => undefined })
  loop.start()
  await time.runUntil(9_000, () => undefined)
  await loop.stop()
  expect(greeted).toEqual([0, 750, 2_000, 4_250, 8_500])
})

describe('a fault put in on purpose', () => {
  it.each([['a failed round cancels the retry', timerCancelled], ['what the origin asked to wait is not waited', retryAfterIgnored]] as const)('%s', async (_, bend) => {
    expect((await playLoop('1', bend)).violation).toMatchObject({ invariant: 26 })
  })
})
