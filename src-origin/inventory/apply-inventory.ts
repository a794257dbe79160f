// Carries out one act on an exception, a recipient or a transfer: locks the entry, checks who and on which version, decides, writes, tells
// every desk, since these concern everybody.
import { err, ok } from '../../src-shared/base/result'
import { applyInventory, type InventoryEntry } from '../../src-shared/domain/inventory-machine'
import { needsFreshSignIn, targetOf, type InventoryOperation, type InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import type { Rejection } from '../../src-shared/protocol/push'
import type { ItemResult, Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { emitToCaseScopes } from '../feed/emit'
import type { Tx } from '../store/database'
import { loadTransferFacts, shareProblem, writeShare } from './transfer-share'

interface Locked {
  readonly entry: InventoryEntry
  readonly v: number
}
const TABLE = { exception: 'exceptions', recipient: 'recipients', transfer: 'transfers' } as const satisfies Readonly<Record<InventoryRecordType, string>>

export async function applyInventoryItem(tx: Tx, context: OriginContext, pusher: Pusher, item: { readonly operation: InventoryOperation; readonly base: number }): Promise<ItemResult> {
  const { operation } = item
  // A desk of the directory alone holds none of this and has seen nothing of it.
  if (pusher.caseScopes.length === 0) return err(reject('scope_lost'))
  const { type, id } = targetOf(operation)
  const locked = await lockEntry(tx, type, id)
  if ((locked?.v ?? 0) !== item.base) return err(locked ? { ...reject('version_conflict'), current: currentOf(locked) } : reject('not_found'))
  const problem = operation.op === 'transfer.record@1' ? await shareProblem(tx, context, pusher, operation.args) : undefined
  if (problem) return err(problem)
  const given = { catalogue: context.rules.inForce.exceptions, facts: await loadTransferFacts(tx, operation) }
  const decided = applyInventory(locked?.entry, operation, { staffId: pusher.staffId, role: pusher.role, at: context.now() }, given)
  if (!decided.ok) return err(withCurrent(reject(decided.error.code, decided.error.fields), locked))
  if (needsFreshSignIn(operation.op) && !pusher.isFresh) return err(reject('needs_online_auth'))
  const v = item.base + 1
  if (!(await saveEntry(tx, type, decided.value, v))) return err(reject('version_conflict'))
  if (operation.op === 'transfer.record@1') await writeShare(tx, operation.args)
  return ok({ v })
}

async function lockEntry(tx: Tx, type: InventoryRecordType, id: string): Promise<Locked | undefined> {
  const row = await tx.selectFrom(TABLE[type]).select(['body', 'v']).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && { entry: row.body, v: row.v }
}

/** False: somebody else made an entry of this id at the same time; what is not there yet cannot be locked. */
async function saveEntry(tx: Tx, type: InventoryRecordType, entry: InventoryEntry, v: number): Promise<boolean> {
  const body = JSON.stringify(entry)
  if (v > 1) await tx.updateTable(TABLE[type]).set({ v, body }).where('id', '=', entry.id).execute()
  else {
    const made = await tx.insertInto(TABLE[type]).values({ id: entry.id, v, body }).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').executeTakeFirst()
    if (!made) return false
  }
  await emitToCaseScopes(tx, [{ type, id: entry.id, ver: v, op: 'put' }])
  return true
}

function currentOf({ entry, v }: Locked): NonNullable<Rejection['current']> {
  return { v, body: { ...entry } }
}

function withCurrent(rejection: Rejection, locked: Locked | undefined): Rejection {
  return rejection.code === 'precondition' && locked ? { ...rejection, current: currentOf(locked) } : rejection
}
