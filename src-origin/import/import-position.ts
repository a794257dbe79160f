// How far an import has come: one row of `imports`, moved on in the transaction of each batch, so that a killed import goes on after its last
// committed batch. Files are known by their SHA-256: another content is another import.
import { createHash } from 'node:crypto'
import { createId } from '../../src-shared/base/ids'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import type { ImportCounts } from '../store/schema'
import type { RowOutcome } from './refusal'

export interface Position {
  /** Undefined in a dry run, which leaves no trace. */
  readonly id?: string
  readonly startedAt: number
  readonly resultFile: string
  readonly resultBytes: number
  readonly source: number
  readonly records: number
  /** One for each source. */
  readonly counts: readonly ImportCounts[]
}

/** Rows per outcome, and by their reason those that were refused, or taken beside one like them. */
export const NO_COUNTS: ImportCounts = { created: 0, updated: 0, unchanged: 0, refused: 0, codes: {} }

export function countOutcomes(before: ImportCounts, outcomes: readonly RowOutcome[]): ImportCounts {
  const counts = { ...before, codes: { ...before.codes } }
  for (const one of outcomes) {
    counts[one.outcome]++
    if (one.outcome !== 'refused' && one.alike !== undefined) counts.codes['alike'] = (counts.codes['alike'] ?? 0) + 1
    if (one.outcome === 'refused') counts.codes[one.code] = (counts.codes[one.code] ?? 0) + 1
  }
  return counts
}

/** What the rows become depends on these and on nothing else that the company hands over. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex')
}

export async function findUnfinished(db: Db, fingerprint: string): Promise<Position | undefined> {
  const row = await db
    .selectFrom('imports')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    .where('finished_at', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      id: row.id, startedAt: row.started_at, resultFile: row.result_file, resultBytes: row.result_bytes, source: row.source, records: row.records, counts: row.counts,
    }
  )
}

export async function insertPosition(context: Pick<OriginContext, 'db' | 'now' | 'random'>, fingerprint: string, fresh: Position): Promise<Position> {
  // The id of a run is of no table's brand: nothing refers to it.
  const id: string = createId(context.now(), context.random)
  await context.db
    .insertInto('imports')
    .values({ id, fingerprint, started_at: fresh.startedAt, finished_at: null, result_file: fresh.resultFile, counts: JSON.stringify(fresh.counts) })
    .execute()
  return { ...fresh, id }
}

export async function savePosition(tx: Tx, position: Position): Promise<void> {
  if (position.id === undefined) return
  const { source, records, resultBytes, counts } = position
  await tx.updateTable('imports').set({ source, records, result_bytes: resultBytes, counts: JSON.stringify(counts) }).where('id', '=', position.id).execute()
}

export async function finishPosition(db: Db, position: Position, now: number): Promise<void> {
  if (position.id !== undefined) await db.updateTable('imports').set({ finished_at: now }).where('id', '=', position.id).execute()
}
