// After a scope was read anew: removes what the new generation does not hold, cases at once, the directory in slices under a job row.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import type { Vault } from '../vault/open-vault'
import { addJob, finishJob, listOpenJobs } from '../vault/repositories/jobs'
import { dropLogRows } from '../vault/repositories/log-rows'
import { deleteIndexRows } from '../vault/repositories/request-index'
import { dropScopeRecords } from '../vault/repositories/records'
import type { ScopeRow } from '../vault/repositories/scopes'
import { deleteDirectoryRows } from '../vault/search-index'
import type { Tx } from '../vault/transaction'

const SLICE_ROWS = 5_000

export function sweepJobPrefix(scope: string): string {
  return `sweep:${scope}:`
}

/** In the transaction that makes the new generation the visible one. */
export async function planSweep(tx: Tx, scope: ScopeRow, now: EpochMs): Promise<void> {
  const gen = scope.gen + 1
  if (scope.kind === 'directory') {
    await addJob(tx, { id: `${sweepJobPrefix(scope.id)}${gen}`, kind: 'sweep', state: { gen }, createdAt: now })
    return
  }
  const gone = await dropScopeRecords(tx, scope.id, gen)
  await deleteIndexRows(tx, gone.filter((row) => row.type === 'request').map((row) => row.id))
  for (const { type, id } of gone) if (type === 'subject') await dropLogRows(tx, id as SubjectId)
}

/** Slices of the directory, each a transaction of its own, so that a search never waits for the whole of it. */
export async function runSweeps(vault: Vault, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const job of await listOpenJobs(vault.reader, 'sweep')) {
    const { gen } = job.state as { readonly gen: number }
    let left = true
    while (left && !signal.aborted) {
      left = await vault.transaction(async (tx) => {
        const old = await tx.selectFrom('people').select('id').where('gen', '<', gen).limit(SLICE_ROWS).execute()
        await deleteDirectoryRows(tx, old.map((row) => row.id as SubjectId))
        if (old.length < SLICE_ROWS) await finishJob(tx, job.id, clock.now())
        return old.length === SLICE_ROWS
      })
    }
  }
}
