// The evidence bundle that is being made, or was made last: one at a time, with what is done just now, and cancellable. Nothing else of them is kept.
import type { Result } from '../../src-shared/base/result'
import type { BundleJob } from '../../src-shared/contract/bundle'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Period } from '../../src-shared/domain/desk-report'

export interface WantedBundle {
  readonly jobId: string
  readonly period: Period
  readonly signal: AbortSignal
  readonly onProgress: (progress: Pick<BundleJob, 'step' | 'bytes'>) => void
}
export type MakeBundle = (wanted: WantedBundle) => Promise<Result<NonNullable<BundleJob['done']>, DeskError>>

export interface BundleJobs {
  /** False: another one is being made. */
  readonly start: (jobId: string, period: Period, make: MakeBundle) => boolean
  readonly view: () => BundleJob | undefined
  readonly cancel: () => void
  /** As `cancel`, and waits until nothing is written any more. */
  readonly end: () => Promise<void>
}

interface Job {
  view: BundleJob
  readonly cancel: AbortController
  over: Promise<void>
}

export function createBundleJobs({ onChange, onFault }: { readonly onChange: (jobId: string) => void; readonly onFault: (error: unknown) => void }): BundleJobs {
  let last: Job | undefined
  const run = async (job: Job, make: MakeBundle): Promise<void> => {
    const { jobId, period } = job.view
    const { signal } = job.cancel
    const tell = (view: Partial<BundleJob>): void => {
      job.view = { ...job.view, ...view }
      onChange(jobId)
    }
    const made = await make({ jobId, period, signal, onProgress: tell }).catch((error: unknown): Result<never, DeskError> => {
      if (!signal.aborted) onFault(error)
      return { ok: false, error: { kind: 'internal' } }
    })
    // Whole before the word to stop came: it is there, and said to be.
    if (made.ok) tell({ state: 'done', done: made.value })
    else if (signal.aborted) tell({ state: 'cancelled' })
    else tell({ state: 'failed', error: made.error })
  }
  return {
    start: (jobId, period, make) => {
      if (last?.view.state === 'running') return false
      const job: Job = { view: { jobId, period, state: 'running', step: 'fetch', bytes: 0 }, cancel: new AbortController(), over: Promise.resolve() }
      last = job
      job.over = run(job, make)
      return true
    },
    view: () => last?.view,
    cancel: () => last?.cancel.abort(),
    end: async () => {
      last?.cancel.abort()
      await last?.over
    },
  }
}
