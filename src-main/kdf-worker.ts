// A thread of the data process that makes one key from a passphrase, hands it over and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { scryptBytes } from './keys/derive'
import type { KdfJob } from './keys/kdf-thread'

const port = must(parentPort, 'the parent port of a worker')
// The cast is safe: keys/kdf-thread.ts alone starts this file, with a KdfJob.
const { passphrase, salt, params } = workerData as KdfJob
void scryptBytes(passphrase, salt, params).then((key) => port.postMessage(key, [key.buffer]))
