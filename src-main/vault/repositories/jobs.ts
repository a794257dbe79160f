// Work that survives a crash: a row per job, gone to `done_at` when it is finished; its state holds ids and numbers, never a person's data.
import type { EpochMs } from '../../../src-shared/base/clock'
import type { Reader, Tx } from '../transaction'

export const JOB_KINDS = ['sweep', 'purge'] as const
export type JobKind = (typeof JOB_KINDS)[number]
export interface Job {
  readonly id: string
  readonly kind: JobKind
  readonly state: unknown
  readonly createdAt: EpochMs
}

/** A job of the same id is not added twice. */
export async function addJob(tx: Tx, job: Job): Promise<void> {
  await tx
    .insertInto('jobs')
    .values({ id: job.id, kind: job.kind, state: JSON.stringify(job.state), created_at: job.createdAt, done_at: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function listOpenJobs(reader: Reader, kind: JobKind): Promise<readonly Job[]> {
  const rows = await reader.selectFrom('jobs').selectAll().where('kind', '=', kind).where('done_at', 'is', null).orderBy('created_at').execute()
  return rows.map((row) => ({ id: row.id, kind, state: JSON.parse(row.state) as unknown, createdAt: row.created_at }))
}

/** Jobs whose ids begin so, done or not: what they were about is no more, and their ids may come again. */
export async function dropJobs(tx: Tx, kind: JobKind, idPrefix: string): Promise<void> {
  await tx.deleteFrom('jobs').where('kind', '=', kind).where((eb) => eb(eb.fn<string>('substr', ['id', eb.val(1), eb.val(idPrefix.length)]), '=', idPrefix)).execute()
}

export async function finishJob(tx: Tx, id: string, at: EpochMs): Promise<void> {
  await tx.updateTable('jobs').set({ done_at: at }).where('id', '=', id).execute()
}
