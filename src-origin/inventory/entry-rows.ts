// The entries of the inventory in their tables: one locked to be acted on, all locked to be gone through, one written and told to every desk.
import type { HoldEntry } from '../../src-shared/domain/hold-register'
import type { EntryByType, InventoryEntry } from '../../src-shared/domain/inventory-machine'
import type { InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import { emitToCaseScopes } from '../feed/emit'
import type { Db, Tx } from '../store/database'

export interface Locked<Entry> {
  readonly entry: Entry
  readonly v: number
}
const TABLE = { exception: 'exceptions', recipient: 'recipients', transfer: 'transfers', preset: 'presets', hold: 'holds', incident: 'incidents' } as const satisfies Readonly<Record<InventoryRecordType, string>>

export async function lockEntry(tx: Tx, type: InventoryRecordType, id: string): Promise<Locked<InventoryEntry> | undefined> {
  const row = await tx.selectFrom(TABLE[type]).select(['body', 'v']).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && { entry: row.body, v: row.v }
}

/** In order of their ids, so that two who go through them never wait for each other. The cast is safe: each table holds its own kind. */
export async function lockEntries<Type extends InventoryRecordType>(tx: Tx, type: Type): Promise<readonly Locked<EntryByType[Type]>[]> {
  const table: (typeof TABLE)[InventoryRecordType] = TABLE[type]
  const rows = await tx.selectFrom(table).select(['body', 'v']).orderBy('id').forUpdate().execute()
  return rows.map((row) => ({ entry: row.body as EntryByType[Type], v: row.v }))
}

/** Not locked: whoever places one on a person holds that person against their erasure. */
export async function loadHolds(tx: Tx | Db): Promise<readonly HoldEntry[]> {
  return (await tx.selectFrom('holds').select('body').orderBy('id').execute()).map(({ body }) => body)
}

/** False: somebody else made an entry of this id at the same time; what is not there yet cannot be locked. */
export async function saveEntry(tx: Tx, type: InventoryRecordType, entry: InventoryEntry, v: number): Promise<boolean> {
  const body = JSON.stringify(entry)
  if (v > 1) await tx.updateTable(TABLE[type]).set({ v, body }).where('id', '=', entry.id).execute()
  else {
    const made = await tx.insertInto(TABLE[type]).values({ id: entry.id, v, body }).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').executeTakeFirst()
    if (!made) return false
  }
  await emitToCaseScopes(tx, [{ type, id: entry.id, ver: v, op: 'put' }])
  return true
}
