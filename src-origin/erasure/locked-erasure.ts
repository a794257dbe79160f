// One erasure, locked for the transaction: read, written back, and the feed told. Its request is always locked before it.
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { emitChanges } from '../feed/emit'
import type { Tx } from '../store/database'

export interface LockedErasure {
  readonly record: ErasureRecord
  readonly v: number
}

export async function lockErasure(tx: Tx, erasureId: string): Promise<LockedErasure> {
  const row = await tx.selectFrom('erasures').select(['body', 'v']).where('id', '=', erasureId).forUpdate().executeTakeFirstOrThrow()
  return { record: row.body, v: row.v }
}

export async function saveErasure(tx: Tx, erasure: ErasureRecord, scope: string): Promise<number> {
  const row = await tx
    .updateTable('erasures')
    .set((eb) => ({ state: erasure.state, body: JSON.stringify(erasure), v: eb('v', '+', 1) }))
    .where('id', '=', erasure.id)
    .returning('v')
    .executeTakeFirstOrThrow()
  await emitChanges(tx, [{ scope, type: 'erasure', id: erasure.id, ver: row.v, op: 'put' }])
  return row.v
}
