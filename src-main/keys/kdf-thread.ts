// Makes keys on a thread of their own. Electron's crypto (BoringSSL) has no parameter check apart from the run itself, so Node's
// asynchronous scrypt runs it once on the calling thread before it runs it in the pool: half a second in which the data process would
// answer nobody (docs/performance.md, "A passphrase in Electron").
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { passphraseBytes, type Kdf, type KdfParams } from './derive'
import { Secret } from './secret'

export interface KdfJob {
  readonly passphrase: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array
  readonly params: KdfParams
}

/** `workerFile`: the built src-main/kdf-worker.ts. Passphrase and key are moved between the threads, so that no copy stays on either side. */
export function createThreadKdf(workerFile: string): Kdf {
  return {
    async derive(passphrase, salt, params) {
      const job: KdfJob = { passphrase: passphraseBytes(passphrase), salt, params }
      // Nothing of the command line or the environment is wanted there, and nothing it might print is.
      const worker = new Worker(workerFile, { workerData: job, transferList: [job.passphrase.buffer], env: {}, execArgv: [], stdout: true, stderr: true })
      try {
        // An error of the thread rejects `once`; one that ends without an answer is a defect as well.
        const [key] = (await Promise.race([once(worker, 'message'), once(worker, 'exit').then(() => Promise.reject(new Error('the key thread ended without a key')))])) as [Uint8Array]
        return Secret.take(key)
      } finally {
        await worker.terminate()
      }
    },
  }
}
