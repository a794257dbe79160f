// Granted scopes and how far the bootstrap of each has come; a snapshot token in its row makes it resumable after a crash.
import { sql } from 'kysely'
import type { Reader, Tx } from '../transaction'

export interface ScopeRow {
  readonly id: string
  readonly kind: 'case' | 'directory'
  /** Generation in force; a running bootstrap writes `gen + 1`. */
  readonly gen: number
  readonly after: string | undefined
  readonly rows: number
  readonly total: number
  readonly ready: boolean
}

/** Nothing of it was ever whole here. */
export function isFirstFill({ ready, gen }: Pick<ScopeRow, 'ready' | 'gen'>): boolean {
  return !ready && gen === 0
}

export async function listScopes(reader: Reader): Promise<readonly ScopeRow[]> {
  const rows = await reader.selectFrom('scopes').selectAll().orderBy('kind').orderBy('id').execute()
  // 'case' sorts before 'directory': the queue is usable while the directory still loads.
  return rows.map((row) => ({ ...row, kind: row.kind as ScopeRow['kind'], after: row.after ?? undefined, ready: row.ready === 1 }))
}

export async function addScope(tx: Tx, id: string, kind: ScopeRow['kind']): Promise<void> {
  await tx
    .insertInto('scopes')
    .values({ id, kind, gen: 0, after: null, rows: 0, total: 0, ready: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function removeScope(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('scopes').where('id', '=', id).execute()
}

export async function saveProgress(tx: Tx, id: string, progress: { readonly after: string; readonly rows: number; readonly total: number }): Promise<void> {
  await tx.updateTable('scopes').set({ after: progress.after, rows: progress.rows, total: progress.total }).where('id', '=', id).execute()
}

/** From here on the new generation is what is seen. */
export async function finishScope(tx: Tx, id: string, gen: number): Promise<void> {
  await tx.updateTable('scopes').set({ gen, after: null, ready: 1 }).where('id', '=', id).execute()
}

/**
 * To be read anew: the rows of the present generation stay readable until the swap. A fill that was given up leaves its generation behind:
 * what it wrote and the origin has dropped since would otherwise count as read by the next one.
 */
export async function restartScope(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('scopes')
    .set((row) => ({ gen: sql<number>`gen + (${row.ref('after')} is not null)`, after: null, rows: 0, total: 0, ready: 0 }))
    .where('id', '=', id)
    .execute()
}
