// Access packages being written: one at a time, with progress, cancellable; the passphrase is kept in memory until it was read once.
import type { Clock } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PackageJob } from '../../src-shared/contract/package'

export interface PackageProgress {
  readonly rows: number
  readonly totalRows: number
}
export interface WrittenPackage {
  readonly done: NonNullable<PackageJob['done']>
  readonly passphrase: string
}
export interface WantedPackage {
  /** Of the job as well. */
  readonly packageId: string
  readonly requestId: RequestId
}
export type WritePackage = (wanted: WantedPackage, hooks: { readonly signal: AbortSignal; readonly onProgress: (progress: PackageProgress) => void }) => Promise<Result<WrittenPackage, DeskError>>

export interface PackageJobs {
  /**
   * Starts the job once `onRecord` agrees. The one place is held from the first moment, so that two who ask at once are not both let in, and nothing is
   * being made while `onRecord` counts what was.
   */
  readonly start: (jobId: string, requestId: RequestId, onRecord: () => Promise<Result<void, DeskError>>) => Promise<Result<void, DeskError>>
  readonly view: (jobId: string) => PackageJob | undefined
  readonly cancel: (jobId: string) => boolean
  readonly hasPassphrase: (jobId: string) => boolean
  /** Once. */
  readonly takePassphrase: (jobId: string) => string | undefined
}
export interface PackageJobsDeps {
  readonly write: WritePackage
  readonly clock: Clock
  readonly onChange: (jobId: string) => void
}

interface Running {
  readonly cancel: AbortController
  readonly startedMono: number
  view: PackageJob
  passphrase: string | undefined
}
/** Finished jobs whose passphrase nobody fetched do not pile up. */
const MAX_KEPT = 20

export function createPackageJobs({ write, clock, onChange }: PackageJobsDeps): PackageJobs {
  const jobs = new Map<string, Running>()
  let isStarting = false
  const isBusy = (): boolean => isStarting || [...jobs.values()].some(({ view }) => view.state === 'running')
  const run = async (job: Running, requestId: RequestId): Promise<void> => {
    const onProgress = ({ rows, totalRows }: PackageProgress): void => {
      job.view = progressView(job, rows, totalRows, clock.mono() - job.startedMono)
      onChange(job.view.jobId)
    }
    const written = await write({ packageId: job.view.jobId, requestId }, { signal: job.cancel.signal, onProgress }).catch((): Result<WrittenPackage, DeskError> => ({ ok: false, error: { kind: 'package-failed' } }))
    if (written.ok) {
      job.passphrase = written.value.passphrase
      job.view = { ...withoutEstimate(job.view), state: 'done', done: written.value.done }
    } else if (written.error.kind === 'cancelled') job.view = { ...withoutEstimate(job.view), state: 'cancelled' }
    else job.view = { ...withoutEstimate(job.view), state: 'failed', error: written.error }
    onChange(job.view.jobId)
  }
  return {
    start: async (jobId, requestId, onRecord) => {
      if (isBusy()) return err({ kind: 'package-failed', params: { reason: 'busy' } })
      isStarting = true
      const recorded = await onRecord().finally(() => (isStarting = false))
      if (!recorded.ok) return recorded
      const job: Running = { cancel: new AbortController(), startedMono: clock.mono(), view: { jobId, state: 'running', rows: 0, totalRows: 0, rowsPerSecond: 0 }, passphrase: undefined }
      for (const [old, { view }] of jobs) if (jobs.size >= MAX_KEPT && view.state !== 'running') jobs.delete(old)
      jobs.set(jobId, job)
      void run(job, requestId)
      return ok()
    },
    view: (jobId) => jobs.get(jobId)?.view,
    cancel: (jobId) => {
      const job = jobs.get(jobId)
      job?.cancel.abort()
      return job !== undefined
    },
    hasPassphrase: (jobId) => jobs.get(jobId)?.passphrase !== undefined,
    takePassphrase: (jobId) => {
      const job = jobs.get(jobId)
      const passphrase = job?.passphrase
      if (job) job.passphrase = undefined
      return passphrase
    },
  }
}

function progressView(job: Running, rows: number, totalRows: number, tookMs: number): PackageJob {
  const rowsPerSecond = Math.round((rows / Math.max(tookMs, 1)) * 1_000)
  const left = Math.max(totalRows - rows, 0)
  return { jobId: job.view.jobId, state: 'running', rows, totalRows, rowsPerSecond, ...(rowsPerSecond > 0 ? { secondsLeft: Math.ceil(left / rowsPerSecond) } : {}) }
}

function withoutEstimate({ secondsLeft: _, ...view }: PackageJob): PackageJob {
  return view
}
