// Deletes the service-log rows of a person whose erasure has committed: nobody reaches them any more (repositories/log-rows.ts), so they go in chunks,
// between which others write. What has gone is counted with each chunk, so that a kill loses neither rows nor count: the next run goes on.
import type { Clock } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import type { Vault } from '../vault/vault'
import { countErased } from '../vault/repositories/erasures'
import type { PurgeJobState } from './execute'

/** Half of what a chunk may take (500 ms, docs/performance.md): a slow moment of the disk then still fits. */
const AIM_MS = 250
const FIRST_ROWS = 5_000
const MOST_ROWS = 100_000

/** `onChunk`: how long each took, the wait for the writer left out. */
export async function eraseLogRows(vault: Vault, clock: Clock, job: PurgeJobState, onChunk: (tookMs: number) => void = () => undefined): Promise<void> {
  const subjectId = must(job.ids[0], 'the person’s own id')
  for (let rows = FIRST_ROWS; ; ) {
    const { isLast, tookMs } = await vault.transaction(async (tx) => {
      const startedAt = clock.mono()
      const end = await tx.selectFrom('log_rows').select('n').where('subject_id', '=', subjectId).orderBy('n').offset(rows - 1).limit(1).executeTakeFirst()
      const ofPerson = tx.deleteFrom('log_rows').where('subject_id', '=', subjectId)
      const { numDeletedRows } = await (end ? ofPerson.where('n', '<=', end.n) : ofPerson).executeTakeFirst()
      if (numDeletedRows > 0n) await countErased(tx, job.erasureId, 'log_rows', Number(numDeletedRows))
      return { isLast: !end, tookMs: clock.mono() - startedAt }
    })
    onChunk(tookMs)
    if (isLast) return
    // A disk with others at it is slower the next moment: never more than twice as many at once.
    rows = Math.min(MOST_ROWS, Math.max(1, Math.round(rows * Math.min(2, AIM_MS / Math.max(1, tookMs)))))
  }
}
