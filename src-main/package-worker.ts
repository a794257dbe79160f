// Starts the package worker: a thread of the data process that does the heavy part of making or checking one package, then ends.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { runCheck } from './packages/run-check'
import { serveWorker } from './packages/serve-worker'
import type { WorkerTask } from './packages/worker-messages'

const port = must(parentPort, 'the parent port of a worker')
// The cast is safe: write-package.ts and check-file.ts alone start this file, each with its task.
const task = workerData as WorkerTask
const done = task.task === 'make' ? serveWorker(port) : runCheck(task.job).then((answer) => port.postMessage(answer))
void done.finally(() => port.close())
