// Names of fields and types that the origin sent and the desk was not built to hold: counted for the officer, never their values.
//
//   dropped ──▶ listed ──an upgrade declares it──▶ its records are being fetched again ──▶ off the list
//                 ▲                                            │
//                 └──────────── dropped once more ─────────────┘
import type { EpochMs } from '../../../src-shared/base/clock'
import type { DroppedName } from '../../../src-shared/contract/sync'
import type { Reader, Tx } from '../transaction'

export interface UndeclaredName {
  readonly type: string
  /** `*` for a whole type. */
  readonly field: string
  readonly count: number
}

export async function countUndeclared(tx: Tx, names: readonly UndeclaredName[], position: string | undefined, at: EpochMs): Promise<void> {
  for (const { type, field, count } of names) {
    await tx
      .insertInto('undeclared')
      .values({ type, field, count, last_at: at, first_position: position ?? null, last_position: position ?? null, refetch: 0 })
      .onConflict((conflict) =>
        conflict.columns(['type', 'field']).doUpdateSet((eb) => ({ count: eb('undeclared.count', '+', count), last_at: at, last_position: position ?? null, refetch: 0 })),
      )
      .execute()
  }
}

export async function listUndeclared(reader: Reader): Promise<readonly DroppedName[]> {
  const rows = await reader.selectFrom('undeclared').selectAll().orderBy('type').orderBy('field').execute()
  return rows.map((row) => ({
    type: row.type,
    field: row.field,
    count: row.count,
    lastSeenAt: row.last_at,
    ...(row.first_position === null ? {} : { firstPosition: row.first_position }),
    ...(row.last_position === null ? {} : { lastPosition: row.last_position }),
    isFetchedAgain: row.refetch === 1,
  }))
}

type Name = Pick<UndeclaredName, 'type' | 'field'>

export async function markFetchedAgain(tx: Tx, names: readonly Name[]): Promise<void> {
  for (const { type, field } of names) await tx.updateTable('undeclared').set({ refetch: 1 }).where('type', '=', type).where('field', '=', field).execute()
}

export async function forgetUndeclared(tx: Tx, names: readonly Name[]): Promise<void> {
  for (const { type, field } of names) await tx.deleteFrom('undeclared').where('type', '=', type).where('field', '=', field).execute()
}
