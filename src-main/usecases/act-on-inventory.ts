// One act on an exception, a recipient, a transfer, a preset, a hold or an incident: the domain's decision, the outbox item and the audit line in one transaction, then the
// news. Approvals go another way, since they never wait (approve-inventory below).
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { applyInventory } from '../../src-shared/domain/inventory-machine'
import { targetOf, type InventoryOperation, type InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import type { Refusal } from '../../src-shared/domain/request-machine'
import { inventoryChain, readEntry, readTransferFacts } from '../sync/read-inventory'
import type { Tx } from '../vault/transaction'
import { announceWaiting, outboxProblem, plainRefusal, putAct, type ActDeps } from './act-on-request'
import { deliverNow, type DeliverDeps } from './deliver-now'
import { onceRuled } from './once-ruled'
import { signInFresh } from './sign-in-fresh'
import { endEntryDraft } from './typed-entry'

export interface InventoryAct {
  readonly operation: InventoryOperation
  /** The version on the operator's screen; 0 for what is new. */
  readonly version: number
  /** Of a transfer that concerned one person: their erasure empties the item. */
  readonly subjectId?: SubjectId
}

export async function actOnInventory(deps: ActDeps, act: InventoryAct): Promise<Result<void, DeskError>> {
  const { type, id } = targetOf(act.operation)
  const done = await onceRuled(deps.vault, inventoryChain(type, id), () => deps.vault.transaction(async (tx) => {
    const enqueued = await enqueueInventory(tx, deps, act)
    if (enqueued.ok) await endEntryDraft(tx, deps.me.staffId, act.operation, act.version)
    return enqueued
  }))
  if (!done.ok) return done
  announceInventory(deps)
  return ok()
}

export async function enqueueInventory(tx: Tx, deps: ActDeps, { operation, version, subjectId }: InventoryAct): Promise<Result<void, DeskError>> {
  const full = await outboxProblem(tx, deps)
  if (full) return err(full)
  const rules = deps.rules.current()
  const { type, id } = targetOf(operation)
  const seen = await readEntry(tx, type, id, rules)
  if ((seen?.version ?? 0) !== version || seen?.isUnsettled === true) return err({ kind: 'state-changed' })
  const now = deps.clock.now()
  const facts = await readTransferFacts(tx, operation, rules)
  const next = applyInventory(seen?.entry, operation, { staffId: deps.me.staffId, at: now, role: deps.me.role }, { catalogue: rules.exceptions, facts })
  if (!next.ok) return err(inventoryError(type, next.error))
  const args = operation.args as unknown as Readonly<Record<string, unknown>>
  const mid = await putAct(tx, deps, { chain: inventoryChain(type, id), op: operation.op, base: version, args, subjectId })
  await deps.audit(tx, { type: auditType(operation), objectId: id, ...(subjectId === undefined ? {} : { subjectId }), detail: { mid, base: version, args } })
  return ok()
}

export function announceInventory(deps: Pick<ActDeps, 'publish' | 'loop'>): void {
  deps.publish('inventory')
  announceWaiting(deps)
}

type ApproveOperation = Extract<InventoryOperation, { readonly op: `${string}.approve@1` }>

/** The proposal, its end or its change, by the second person. */
export async function approveInventory(deps: DeliverDeps, operation: ApproveOperation, version: number, passphrase: string): Promise<Result<void, DeskError>> {
  const rules = deps.rules.current()
  const { type, id } = targetOf(operation)
  const seen = await readEntry(deps.vault.reader, type, id, rules)
  if (!seen) return err({ kind: 'not-found' })
  if (seen.version !== version) return err({ kind: 'state-changed' })
  // Only what the origin has can be approved: an approval of what still waits here would approve nothing.
  if (seen.mark !== 'sent') return err({ kind: 'needs-online' })
  const by = { staffId: deps.me.staffId, at: deps.clock.now(), role: deps.me.role }
  const next = applyInventory(seen.entry, operation, by, { catalogue: rules.exceptions, facts: { events: [] } })
  if (!next.ok) return err(inventoryError(type, next.error))
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  return deliverNow(deps, {
    op: operation.op, chain: inventoryChain(type, id), base: version, args: { ...operation.args }, objectId: id, auditType: auditType(operation), detail: { base: String(version) }, precondition: () => 'state-changed',
    tell: () => deps.publish('inventory'),
  })
}

function auditType({ op }: InventoryOperation): string {
  return op.slice(0, op.indexOf('@'))
}

/** `code`: which of the domain's own sentences says what is missing (`consent:invocationError`, `consent:transferError`). */
function inventoryError(type: InventoryRecordType, refusal: Refusal): DeskError {
  const error = plainRefusal(refusal)
  return error.kind === 'invalid-input' ? { ...error, params: { ...error.params, code: `${type}.${(refusal.fields ?? []).join(', ')}` } } : error
}
