// Makes keys on a thread of their own. Electron's crypto (BoringSSL) has no parameter check apart from the run itself, so Node's
// asynchronous scrypt runs it once on the calling thread before it runs it in the pool: half a second in which the data process would
// answer nobody (docs/performance.md, "A passphrase in Electron").
import { passphraseBytes, type Kdf, type KdfParams } from './derive'
import { Secret } from './secret'
import { answerOfThread } from './thread-answer'

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
      // The cast is safe: the thread answers with the bytes of a key and nothing else.
      return Secret.take((await answerOfThread('key', workerFile, job, [job.passphrase.buffer])) as Uint8Array)
    },
  }
}
