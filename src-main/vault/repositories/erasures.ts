// Erasures that this desk carried out: the suppression ledger, and what each receipt needs. Ids and numbers only.
import { sql, type Selectable } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { ErasureId } from '../../../src-shared/base/ids'
import type { ErasuresTable } from '../schema'
import type { Reader, Tx } from '../transaction'

export interface ErasureRow {
  readonly erasureId: ErasureId
  readonly subjectHmac: string
  /** Rows removed, by table. */
  readonly counts: Readonly<Record<string, number>>
  readonly deletedAt: EpochMs
  readonly purgedAt: EpochMs | undefined
  readonly generation: number | undefined
  /** JSON of a ResidueView once checked. */
  readonly residue: unknown
  readonly receipt: unknown
  readonly receiptAcked: boolean
}

function rowToErasure(row: Selectable<ErasuresTable>): ErasureRow {
  return {
    erasureId: row.erasure_id as ErasureId,
    subjectHmac: row.subject_hmac,
    counts: JSON.parse(row.counts) as Record<string, number>,
    deletedAt: row.deleted_at,
    purgedAt: row.purged_at ?? undefined,
    generation: row.generation ?? undefined,
    residue: row.residue === null ? undefined : (JSON.parse(row.residue) as unknown),
    receipt: row.receipt === null ? undefined : (JSON.parse(row.receipt) as unknown),
    receiptAcked: row.receipt_acked === 1,
  }
}

export async function getErasure(reader: Reader, erasureId: ErasureId): Promise<ErasureRow | undefined> {
  const row = await reader.selectFrom('erasures').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst()
  return row && rowToErasure(row)
}

/** Rows that went after the transaction which began the erasure. */
export async function countErased(tx: Tx, erasureId: ErasureId, table: string, rows: number): Promise<void> {
  const path = `$.${table}`
  await tx
    .updateTable('erasures')
    .set({ counts: sql<string>`json_set(counts, ${path}, coalesce(counts ->> ${path}, 0) + ${rows})` })
    .where('erasure_id', '=', erasureId)
    .execute()
}

export async function setPurged(tx: Tx, erasureId: ErasureId, done: { readonly at: EpochMs; readonly generation: number; readonly residue: unknown; readonly receipt: unknown }): Promise<void> {
  await tx
    .updateTable('erasures')
    .set({ purged_at: done.at, generation: done.generation, residue: JSON.stringify(done.residue), receipt: JSON.stringify(done.receipt) })
    .where('erasure_id', '=', erasureId)
    .execute()
}

/** Receipts that the origin has not yet taken. */
export async function listReceipts(reader: Reader): Promise<readonly { readonly erasureId: ErasureId; readonly receipt: unknown }[]> {
  const rows = await reader.selectFrom('erasures').select(['erasure_id', 'receipt']).where('receipt', 'is not', null).where('receipt_acked', '=', 0).execute()
  return rows.map((row) => ({ erasureId: row.erasure_id as ErasureId, receipt: JSON.parse(row.receipt ?? 'null') as unknown }))
}

export async function setReceiptAcked(tx: Tx, erasureId: ErasureId): Promise<void> {
  await tx.updateTable('erasures').set({ receipt_acked: 1 }).where('erasure_id', '=', erasureId).execute()
}

/** The origin asks again, so it does not have the receipt: one that was taken is sent once more, one that is still being made goes as ever. */
export async function oweReceipt(tx: Tx, erasureId: ErasureId): Promise<void> {
  await tx.updateTable('erasures').set({ receipt_acked: 0 }).where('erasure_id', '=', erasureId).execute()
}
