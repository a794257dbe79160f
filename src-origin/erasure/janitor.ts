// Does by itself what time asks of the origin: goes on with sweeps that a crash cut short, completes erasures whose last silent holder has
// lost its lease, and drops rows whose duty to be kept has ended.
import type { OriginContext } from '../context'
import { completeWaiting } from './complete'
import { releaseRestricted, resumeSweeps, sweepErasure } from './sweep'

/** A sweep that failed (the database was away) is tried again after this. */
const RESUME_EVERY_MS = 60_000
const RELEASE_EVERY_MS = 24 * 3_600_000

export interface Janitor {
  /** Starts the sweep of an approved erasure; whoever approved does not wait for it. */
  startSweep(erasureId: string): void
  /** Lets the slice that runs come to its end. What is left of a sweep goes on at the next start. */
  stop(): Promise<void>
}

export function startJanitor(context: OriginContext, onError: (error: unknown) => void): Janitor {
  let last: Promise<void> = Promise.resolve()
  let isStopped = false
  /** One after the other: two sweeps at once would only wait for each other's rows. */
  const enqueue = (work: () => Promise<void>): void => {
    last = last.then(async () => {
      if (!isStopped) await work()
    }).catch(onError)
  }
  const resume = setInterval(() => {
    enqueue(() => resumeSweeps(context))
    enqueue(() => completeWaiting(context))
  }, RESUME_EVERY_MS)
  const release = setInterval(() => enqueue(() => releaseRestricted(context)), RELEASE_EVERY_MS)
  enqueue(async () => {
    await releaseRestricted(context)
    await resumeSweeps(context)
  })
  enqueue(() => completeWaiting(context))
  return {
    startSweep: (erasureId) => enqueue(() => sweepErasure(context, erasureId)),
    stop: async () => {
      isStopped = true
      clearInterval(resume)
      clearInterval(release)
      await last
    },
  }
}
