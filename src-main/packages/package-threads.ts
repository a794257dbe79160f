// The thread on which packages are written: loaded before it is wanted, and kept warm for the next package, since an ordinary one takes less time than loading.
import { Worker } from 'node:worker_threads'
import type { WorkerTask } from './worker-messages'

/** Of one package, until it is given back or ended. */
export interface PackageThread {
  readonly worker: Worker
  /** Its package is written: nothing is asked or written any more. */
  readonly giveBack: () => Promise<void>
  /** Wherever it is; comes back when nobody writes any more. */
  readonly end: () => Promise<void>
}
export interface PackageThreads {
  /** A package is likely to be wanted soon. */
  readonly warm: () => void
  readonly take: () => PackageThread
  /** The one that is kept; who has taken one ends it. */
  readonly end: () => void
}

/** As long as somebody who makes one package after the other may look at the next case. What is left of the last one in its memory goes with it. */
const IDLE_MS = 10 * 60_000

/** `workerFile`: out/main/package-worker.js, beside the data process. */
export function createPackageThreads(workerFile: string, idleMs = IDLE_MS): PackageThreads {
  let kept: { readonly worker: Worker; readonly timer: NodeJS.Timeout } | undefined
  const forget = (): Worker | undefined => {
    const worker = kept?.worker
    if (kept) clearTimeout(kept.timer)
    kept = undefined
    return worker
  }
  const end = (): void => void forget()?.terminate()
  const keep = (worker: Worker): void => {
    // Nobody waits for it: the process may end with one that is kept.
    worker.unref()
    kept = { worker, timer: setTimeout(end, idleMs).unref() }
  }
  return {
    warm: () => {
      if (!kept) keep(startWorker(workerFile))
    },
    take: () => {
      const before = forget()
      const worker = before && isAlive(before) ? before : startWorker(workerFile)
      worker.ref()
      return {
        worker,
        giveBack: async () => {
          if (kept) await worker.terminate()
          else keep(worker)
        },
        end: async () => {
          await worker.terminate()
        },
      }
    },
    end,
  }
}

/** One that ended has no number any more. */
export const isAlive = (worker: Worker): boolean => worker.threadId >= 0

function startWorker(workerFile: string): Worker {
  const worker = new Worker(workerFile, { workerData: { task: 'make' } satisfies WorkerTask, name: 'package' })
  // Heard by whoever waits for the package; one that breaks before is found ended then.
  worker.on('error', () => undefined)
  return worker
}
