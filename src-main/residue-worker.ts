// A thread of the data process that searches for residue of erased people once, tells what it counted and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { searchResidue, type ResidueJob } from './erasure/search-residue'

const port = must(parentPort, 'the parent port of a worker')
// The cast is safe: erasure/residue-thread.ts alone starts this file, with a ResidueJob.
void searchResidue(workerData as ResidueJob).then((outcome) => port.postMessage(outcome))
