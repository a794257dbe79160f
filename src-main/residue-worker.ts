// A thread of the data process that searches for residue of erased people once, tells what it counted and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { recheckResidue } from './erasure/recheck'
import type { ResidueWork } from './erasure/residue-thread'
import { searchResidue } from './erasure/search-residue'

const port = must(parentPort, 'the parent port of a worker')
// The cast is safe: erasure/residue-thread.ts alone starts this file, with such a work.
const work = workerData as ResidueWork
const done = work.kind === 'search' ? searchResidue(work.job) : recheckResidue(work.job)
void done.then((outcome) => port.postMessage(outcome))
