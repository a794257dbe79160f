// Runs the residue check on a thread of its own: a store of a million people takes many seconds of reading and comparing, in which searches are answered.
import { answerOfThread } from '../keys/thread-answer'
import type { Recheck, RecheckJob, RecheckOutcome } from './recheck'
import type { ResidueJob, ResidueOutcome, SearchResidue } from './search-residue'

/** What the thread is told to do. */
export type ResidueWork = { readonly kind: 'search'; readonly job: ResidueJob } | { readonly kind: 'recheck'; readonly job: RecheckJob }

/** `workerFile`: the built src-main/residue-worker.ts. The key is moved to the thread, so that no copy of it stays here. */
export function createThreadResidueSearch(workerFile: string): SearchResidue {
  // The cast is safe: the thread answers with what searchResidue returned.
  return async (job) => (await answerOfThread('residue', workerFile, { kind: 'search', job } satisfies ResidueWork, [job.key.buffer])) as ResidueOutcome
}

/** The same for a look again. */
export function createThreadRecheck(workerFile: string): Recheck {
  return async (job) => (await answerOfThread('recheck', workerFile, { kind: 'recheck', job } satisfies ResidueWork, [job.key.buffer])) as RecheckOutcome
}
