// The push sleeps until the next undo window ends, not until its long idle wait is over.
import { expect, it } from 'vitest'
import { createSyncLoop, type SyncSteps } from '../../src-main/sync/sync-loop'
import { ok } from '../../src-shared/base/result'

const never = (signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

it('asks how long, sleeps as long, and pushes then', async () => {
  const slept: number[] = []
  let pushes = 0
  const windows = [10_000, 2_500, undefined]
  const steps: SyncSteps = {
    greet: () => Promise.resolve(ok()),
    fill: () => Promise.resolve(ok('done')),
    follow: async (wait, signal) => {
      if (wait === 'wait') await never(signal)
      return ok('caught-up')
    },
    ack: () => Promise.resolve(ok()),
    rows: () => Promise.resolve(ok()),
    push: () => {
      pushes += 1
      return Promise.resolve(ok('nothing'))
    },
    nextReleaseMs: () => Promise.resolve(windows[slept.length]),
  }
  let asleep = (): void => undefined
  const idle = new Promise<void>((resolve) => (asleep = resolve))
  const loop = createSyncLoop({
    steps, clock: { now: () => 0, mono: () => 0 }, random: () => 0, onState: () => undefined,
    // The greeting wakes the push once; such a cut sleep counts for nothing here.
    sleep: async (ms, signal) => {
      if (signal.aborted) return
      slept.push(ms)
      if (slept.length < 3) return
      asleep()
      await never(signal)
    },
  })
  loop.start()
  await idle
  await loop.stop()
  expect(slept.slice(0, 3)).toEqual([10_000, 2_500, 600_000])
  expect(pushes).toBeGreaterThanOrEqual(3)
})
