// Names of fields and types that the origin sent and the desk was not built to hold: counted for the officer, never their values.
import type { EpochMs } from '../../../src-shared/base/clock'
import type { Reader, Tx } from '../transaction'

export interface UndeclaredName {
  readonly type: string
  /** `*` for a whole type. */
  readonly field: string
  readonly count: number
}

export async function countUndeclared(tx: Tx, names: readonly UndeclaredName[], position: string, at: EpochMs): Promise<void> {
  for (const { type, field, count } of names) {
    await tx
      .insertInto('undeclared')
      .values({ type, field, count, position, last_at: at })
      .onConflict((conflict) =>
        conflict.columns(['type', 'field']).doUpdateSet((eb) => ({ count: eb('undeclared.count', '+', count), position, last_at: at })),
      )
      .execute()
  }
}

export async function listUndeclared(reader: Reader): Promise<readonly (UndeclaredName & { readonly lastSeenAt: EpochMs })[]> {
  const rows = await reader.selectFrom('undeclared').select(['type', 'field', 'count', 'last_at']).orderBy('type').orderBy('field').execute()
  return rows.map((row) => ({ type: row.type, field: row.field, count: row.count, lastSeenAt: row.last_at }))
}
