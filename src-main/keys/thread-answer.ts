// Starts a thread from a built file, gives it one piece of work, and takes its one answer.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** `moved`: buffers that go to the thread, so that no copy of a secret stays on this side. Rejects where the thread fails or ends without an answer. */
export async function answerOfThread(name: string, workerFile: string, work: unknown, moved: readonly ArrayBuffer[]): Promise<unknown> {
  // Nothing of the command line or the environment is wanted there (but for a test's choice of the database driver), and nothing it might print is.
  const worker = new Worker(workerFile, { workerData: work, transferList: [...moved], env: typeof __TEST_BUILD__ !== 'undefined' && __TEST_BUILD__ ? process.env : {}, execArgv: [], stdout: true, stderr: true, name })
  try {
    // An error of the thread rejects `once`; one that ends without an answer is a defect as well.
    const [answer] = (await Promise.race([once(worker, 'message'), once(worker, 'exit').then(() => Promise.reject(new Error(`the ${name} thread ended without an answer`)))])) as [unknown]
    return answer
  } finally {
    await worker.terminate()
  }
}
