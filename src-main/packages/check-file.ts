// Checks one file at a time on a thread of its own: a long one holds nothing up, can be ended at once, and whatever it does to its thread stays there.
import { Worker } from 'node:worker_threads'
import type { CheckAnswer, CheckJob, WorkerTask } from './worker-messages'

/** Megabytes of the thread's own heap: streams need little, and a file that wants more is not one of ours. */
const HEAP_MB = 256

export interface FileChecks {
  /** One that still runs is ended by the next. */
  readonly run: (job: CheckJob) => Promise<CheckAnswer | 'stopped'>
  readonly stop: () => void
}

export function createFileChecks(workerFile: string): FileChecks {
  let stop = (): void => undefined
  return {
    run: (job) => {
      stop()
      return new Promise((resolve) => {
        const worker = new Worker(workerFile, { workerData: { task: 'check', job } satisfies WorkerTask, name: 'check', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
        let answer: CheckAnswer | 'stopped' = 'unreadable'
        stop = () => {
          answer = 'stopped'
          void worker.terminate()
        }
        worker.once('message', (found: CheckAnswer) => (answer = found))
        worker.once('error', () => undefined) // out of its memory, say; `exit` follows
        worker.once('exit', () => resolve(answer))
      })
    },
    stop: () => stop(),
  }
}
