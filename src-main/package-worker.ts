// Starts the package worker: a thread of the data process that does the heavy part of one access package, then ends.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { serveWorker } from './packages/serve-worker'
import type { PackageJob } from './packages/worker-messages'

const port = must(parentPort, 'the parent port of a worker')
// The cast is safe: write-package.ts alone starts this file, with a PackageJob.
void serveWorker(port, workerData as PackageJob).finally(() => port.close())
