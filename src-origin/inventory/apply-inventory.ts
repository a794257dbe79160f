// Carries out one act on an exception, a recipient, a transfer, a preset, a hold or an incident: locks the entry, checks who and on which version, decides, writes; every
// desk is told, since these concern everybody.
import { sql } from 'kysely'
import { err, ok } from '../../src-shared/base/result'
import { applyInventory, type InventoryEntry } from '../../src-shared/domain/inventory-machine'
import { needsFreshSignIn, targetOf, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import type { TransferId } from '../../src-shared/domain/recipients'
import { transferState, type TransferEntry } from '../../src-shared/domain/transfer-register'
import type { Rejection } from '../../src-shared/protocol/push'
import type { ItemResult, Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { SWEEP_CHANNEL } from '../erasure/sweep'
import type { Tx } from '../store/database'
import { lockEntry, saveEntry, type Locked } from './entry-rows'
import { settleTasks } from './person-transfers'
import { loadTransferFacts, shareProblem, writeShare } from './transfer-share'

export async function applyInventoryItem(tx: Tx, context: OriginContext, pusher: Pusher, item: { readonly operation: InventoryOperation; readonly base: number }): Promise<ItemResult> {
  const { operation } = item
  // A desk of the directory alone holds none of this and has seen nothing of it.
  if (pusher.caseScopes.length === 0) return err(reject('scope_lost'))
  const { type, id } = targetOf(operation)
  // The person before the entry, as an erasure locks them: what it takes out of the entry's texts is not written back behind it.
  const problem = await shareProblem(tx, context, pusher, operation)
  if (problem) return err(problem)
  const locked = await lockEntry(tx, type, id)
  if ((locked?.v ?? 0) !== item.base) return err(locked ? { ...reject('version_conflict'), current: currentOf(locked) } : reject('not_found'))
  const given = { catalogue: context.rules.inForce.exceptions, facts: await loadTransferFacts(tx, operation) }
  const decided = applyInventory(locked?.entry, operation, { staffId: pusher.staffId, role: pusher.role, at: context.now() }, given)
  if (!decided.ok) return err(withCurrent(reject(decided.error.code, decided.error.fields), locked))
  if (needsFreshSignIn(operation.op) && !pusher.isFresh) return err(reject('needs_online_auth'))
  const v = item.base + 1
  if (!(await saveEntry(tx, type, decided.value, v))) return err(reject('version_conflict'))
  if (operation.op === 'transfer.record@1') await writeShare(tx, operation.args)
  const isFirstDecision = type === 'transfer' && locked !== undefined && transferState(locked.entry as TransferEntry) === 'proposed'
  if (isFirstDecision) await settleTasks(tx, locked.entry.id as TransferId, operation.op === 'transfer.approve@1' ? 'approved' : 'declined')
  // What it kept of people who were erased since goes on at once, in whatever process a janitor runs.
  if (type === 'hold') await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(tx)
  return ok({ v })
}

function currentOf({ entry, v }: Locked<InventoryEntry>): NonNullable<Rejection['current']> {
  return { v, body: { ...entry } }
}

function withCurrent(rejection: Rejection, locked: Locked<InventoryEntry> | undefined): Rejection {
  return rejection.code === 'precondition' && locked ? { ...rejection, current: currentOf(locked) } : rejection
}
