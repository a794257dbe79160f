// Joins the worker's port to its job: questions go out, answers come in, one at a time and in order.
import type { MessagePort } from 'node:worker_threads'
import type { LogRow } from '../../src-shared/protocol/records'
import { rowsOfLogPage } from '../vault/repositories/log-rows'
import { failureOf, PackageJobError, runPackageJob, type JobHost } from './package-job'
import type { FromWorker, PackageJob, ToWorker } from './worker-messages'

/** One package after the other, until the thread is ended. */
export async function serveWorker(port: MessagePort): Promise<never> {
  for (;;) {
    const next = await new Promise<ToWorker>((resolve) => port.once('message', resolve))
    if (next.type !== 'job') throw new Error(`expected a job, got ${next.type}`)
    await serveJob(port, next.job)
  }
}

async function serveJob(port: MessagePort, job: PackageJob): Promise<void> {
  const post = (message: FromWorker): void => port.postMessage(message)
  // One question is open at a time: the archive pulls a batch only when it has room for it.
  const ask = (question: FromWorker): Promise<ToWorker> =>
    new Promise((resolve) => {
      port.once('message', resolve)
      post(question)
    })
  const started = new Set<string>()
  const host: JobHost = {
    nextRows: async (pass): Promise<readonly LogRow[] | undefined> => {
      const start = !started.has(pass)
      started.add(pass)
      const answer = await ask({ type: 'next-rows', pass, start })
      if (answer.type === 'rows') return rowsOfLogPage(answer.page)
      if (answer.type === 'rows-end') return undefined
      throw sourceFailed(answer, 'rows')
    },
    nextChunk: async (sha256): Promise<Uint8Array | undefined> => {
      const start = !started.has(sha256)
      started.add(sha256)
      const answer = await ask({ type: 'next-chunk', sha256, start })
      if (answer.type === 'chunk') return answer.bytes
      if (answer.type === 'chunk-end') return undefined
      throw sourceFailed(answer, 'a file')
    },
    sign: async (bytes) => {
      const answer = await ask({ type: 'sign', bytes })
      if (answer.type === 'signature') return answer.sig
      throw new Error(`expected a signature, got ${answer.type}`)
    },
    onRows: (rows) => post({ type: 'written', rows }),
  }
  try {
    post({ type: 'done', written: await runPackageJob(job, host) })
  } catch (error) {
    // The message names a file or a count of ours; it is written to the log only as its kind (write-package.ts).
    post({ type: 'failed', failure: failureOf(error), message: error instanceof Error ? error.message : 'unknown' })
  }
}

function sourceFailed(answer: ToWorker, what: string): PackageJobError {
  return new PackageJobError(answer.type === 'source-failed' ? answer.failure : 'failed', `${what} could not be read: ${answer.type}`)
}
