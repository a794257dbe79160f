// "Sync now" is answered by a page that was asked for after it, never by one that was on its way already.
import { expect, it } from 'vitest'
import { createSyncLoop, type SyncSteps } from '../../src-main/sync/sync-loop'
import { ok } from '../../src-shared/base/result'

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

it('does not come back with the answer to an earlier question', async () => {
  // Every question of the loop, answered by hand; the signal of a wait is not heard, as by an answer that has left already.
  const asked: { readonly wait: 'wait' | 'no-wait'; readonly answer: () => void }[] = []
  const next = async (count: number): Promise<void> => {
    while (asked.length < count) await turn()
  }
  const steps: SyncSteps = {
    greet: () => Promise.resolve(ok()),
    fill: () => Promise.resolve(ok('done')),
    follow: (wait) => new Promise((resolve) => asked.push({ wait, answer: () => resolve(ok('caught-up')) })),
    ack: () => Promise.resolve(ok()),
    rows: () => Promise.resolve(ok()),
    push: () => Promise.resolve(ok('nothing')),
    nextReleaseMs: () => Promise.resolve(undefined),
  }
  const sleep = (_ms: number, signal: AbortSignal): Promise<void> => (signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })))
  const loop = createSyncLoop({ steps, clock: { now: () => 0, mono: () => 0 }, random: () => 0, onState: () => undefined, sleep })
  loop.start()
  await next(1)
  asked[0]?.answer()
  await next(2)
  expect(asked[1]?.wait).toBe('wait')

  let isBack = false
  const now = loop.syncNow().then(() => (isBack = true))
  // The long poll is answered with what the origin knew before.
  asked[1]?.answer()
  await next(3)
  expect(asked[2]?.wait).toBe('no-wait')
  expect(isBack).toBe(false)
  asked[2]?.answer()
  await now
  // Nothing hurries any more: the loop holds its line again.
  await next(4)
  expect(asked[3]?.wait).toBe('wait')
  const stopped = loop.stop()
  asked[3]?.answer()
  await stopped
})
