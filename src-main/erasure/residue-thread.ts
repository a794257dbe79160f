// Runs the residue check on a thread of its own: a store of a million people takes many seconds of reading and comparing, in which searches are answered.
import { answerOfThread } from '../keys/thread-answer'
import type { ResidueOutcome, SearchResidue } from './search-residue'

/** `workerFile`: the built src-main/residue-worker.ts. The key is moved to the thread, so that no copy of it stays here. */
export function createThreadResidueSearch(workerFile: string): SearchResidue {
  // The cast is safe: the thread answers with what searchResidue returned.
  return async (job) => (await answerOfThread('residue', workerFile, job, [job.key.buffer])) as ResidueOutcome
}
