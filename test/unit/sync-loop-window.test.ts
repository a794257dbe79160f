// The push sleeps until the next undo window ends, not until its long idle wait is over.
import { expect, it } from 'vitest'
import { createSyncLoop, type SyncLoopDeps, type SyncSteps } from '../../src-main/sync/sync-loop'
import { ok } from '../../src-shared/base/result'

const never = (signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** Runs a loop whose line is well until it has slept so often; answers how long each time. */
async function sleepsOf(times: number, changed: (slept: readonly number[]) => Pick<SyncSteps, 'push' | 'nextReleaseMs'>, onSleep: () => void = () => undefined): Promise<readonly number[]> {
  const slept: number[] = []
  let asleep = (): void => undefined
  const idle = new Promise<void>((resolve) => (asleep = resolve))
  const steps: SyncSteps = {
    greet: () => Promise.resolve(ok()),
    fill: () => Promise.resolve(ok('done')),
    follow: async (wait, signal) => {
      if (wait === 'wait') await never(signal)
      return ok('caught-up')
    },
    ack: () => Promise.resolve(ok()),
    rows: () => Promise.resolve(ok()),
    ...changed(slept),
  }
  // The greeting wakes the push once; such a cut sleep counts for nothing here.
  const sleep: SyncLoopDeps['sleep'] = async (ms, signal) => {
    onSleep()
    if (signal.aborted) return
    slept.push(ms)
    if (slept.length < times) return
    asleep()
    await never(signal)
  }
  const loop = createSyncLoop({ steps, clock: { now: () => 0, mono: () => 0 }, random: () => 0, onState: () => undefined, sleep })
  loop.start()
  await idle
  await loop.stop()
  return slept.slice(0, times)
}

it('asks how long, sleeps as long, and pushes then', async () => {
  let pushes = 0
  const windows = [10_000, 2_500, undefined]
  const slept = await sleepsOf(3, (before) => ({
    push: () => {
      pushes += 1
      return Promise.resolve(ok('nothing'))
    },
    nextReleaseMs: () => Promise.resolve(windows[before.length]),
  }))
  expect(slept).toEqual([10_000, 2_500, 600_000])
  expect(pushes).toBeGreaterThanOrEqual(3)
})

it('does not sleep past a window that ends while the push looks', async () => {
  // 5 ms are left when the push finds the act still held, none a moment later; each time anew.
  let leftMs = 5
  const steps = (): Pick<SyncSteps, 'push' | 'nextReleaseMs'> => ({
    push: () => {
      leftMs = 0
      return Promise.resolve(ok('nothing'))
    },
    nextReleaseMs: () => Promise.resolve(leftMs > 0 ? leftMs : undefined),
  })
  expect(await sleepsOf(2, steps, () => (leftMs = 5))).toEqual([5, 5])
})
