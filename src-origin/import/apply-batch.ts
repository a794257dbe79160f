// Takes a batch over in one transaction, together with the position of the run. What the database refuses although every check of ours passed is
// narrowed down to its row, so that one row never stops the others; what was only unlucky (a deadlock) is tried again.
import type { Tx, Db } from '../store/database'
import type { PreparedRow } from './prepare-rows'
import { refuse, type RowOutcome } from './refusal'
import type { AnyCandidate, Batch, RowKind } from './row-kind'

export interface ApplyOptions<Moved> {
  readonly db: Db
  readonly kind: RowKind
  readonly batch: Omit<Batch, 'tx'>
  /** Called in the transaction, after the rows: what must be true with them or not at all. */
  readonly moveOn: (tx: Tx, rows: readonly PreparedRow[], outcomes: readonly RowOutcome[]) => Promise<Moved>
  readonly committed: (moved: Moved) => void
}

const RETRIES = 5
/** deadlock_detected, serialization_failure (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const UNLUCKY = ['40P01', '40001']
/** Class 22, data exception; class 23, integrity constraint violation. */
const REFUSED_BY_DATABASE = /^2[23]/

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}

export async function applyRows<Moved>(options: ApplyOptions<Moved>, rows: readonly PreparedRow[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      options.committed(await options.db.transaction().execute(async (tx) => options.moveOn(tx, rows, await outcomesOf(options, tx, rows))))
      return
    } catch (error) {
      if (UNLUCKY.includes(codeOf(error)) && attempt < RETRIES) continue
      if (!REFUSED_BY_DATABASE.test(codeOf(error))) throw error
      await applyHalves(options, rows)
      return
    }
  }
}

async function applyHalves<Moved>(options: ApplyOptions<Moved>, rows: readonly PreparedRow[]): Promise<void> {
  const [only] = rows
  if (rows.length === 1 && only) {
    // Nothing of ours is left to fail: a row that is refused touches no table but the position.
    if (only.refused) throw new Error('invariant: the position of an import cannot be written')
    await applyRows(options, [{ line: only.line, record: only.record, refused: refuse('database') }])
    return
  }
  const middle = Math.ceil(rows.length / 2)
  await applyRows(options, rows.slice(0, middle))
  await applyRows(options, rows.slice(middle))
}

async function outcomesOf({ kind, batch }: Pick<ApplyOptions<unknown>, 'kind' | 'batch'>, tx: Tx, rows: readonly PreparedRow[]): Promise<readonly RowOutcome[]> {
  const candidates: AnyCandidate[] = rows.flatMap((row) => row.candidate ?? [])
  const applied = candidates.length === 0 ? [] : await kind.apply({ ...batch, tx }, candidates)
  let next = 0
  return rows.map((row) => {
    const outcome = row.refused ?? applied[next++]
    if (!outcome) throw new Error('invariant: a row of an import has no outcome')
    return outcome
  })
}
