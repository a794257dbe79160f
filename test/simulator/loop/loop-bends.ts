// Faults of the loop that its simulation must find (docs/simulator.md): wrappers around what the loop is given, none of them in the product.
import type { Sleep } from '../../../src-main/sync/backoff'
import type { SyncSteps } from '../../../src-main/sync/sync-loop'
import type { Result } from '../../../src-shared/base/result'
import type { DeskError } from '../../../src-shared/contract/errors'
import type { Bend } from './loop-world'

/** A round that fails takes back every retry that was planned: whose timer it was sleeps on until somebody wakes them. */
export const timerCancelled: Bend = ({ steps, sleep }) => {
  let round = 0
  const bentSleep: Sleep = async (ms, signal) => {
    const begun = round
    await sleep(ms, signal)
    if (begun === round || signal.aborted) return
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  const counting =
    <Args extends readonly unknown[], T>(step: (...args: Args) => Promise<Result<T, DeskError>>) =>
    async (...args: Args): Promise<Result<T, DeskError>> => {
      const done = await step(...args)
      if (!done.ok) round += 1
      return done
    }
  const bent: SyncSteps = { ...steps, greet: counting(steps.greet), fill: counting(steps.fill), follow: counting(steps.follow), push: counting(steps.push) }
  return { steps: bent, sleep: bentSleep }
}

/** What the origin asked for is not waited for. */
export const retryAfterIgnored: Bend = ({ steps, sleep }) => ({ steps, sleep: (ms, signal) => sleep(Math.min(ms, 4_000), signal) })
