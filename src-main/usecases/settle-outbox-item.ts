// Ends a refused item: the origin's version stands and mine is dropped (its text stays in the audit), or mine is made anew on what is now.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RequestId } from '../../src-shared/base/ids'
import type { Operation } from '../../src-shared/domain/request'
import { readRequest, reindexRequests } from '../sync/read-requests'
import { deleteOutboxItem, getOutboxItem, type OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import { announceAct, enqueue, type ActDeps } from './act-on-request'

export async function settleOutboxItem(deps: ActDeps, { mid, choice }: ParsedRequestOf<'sync.settle'>): Promise<Result<void, DeskError>> {
  const settled = await deps.vault.transaction(async (tx): Promise<Result<RequestId | undefined, DeskError>> => {
    const item = await getOutboxItem(tx, mid)
    if (!item) return err({ kind: 'not-found' })
    if (item.state !== 'refused') return err({ kind: 'state-changed' })
    const requestId = item.chain.startsWith('request:') ? (item.chain.slice('request:'.length) as RequestId) : undefined
    if (choice === 'resubmit') {
      const anew = await resubmit(tx, deps, item, requestId)
      if (!anew.ok) return anew
    }
    await deleteOutboxItem(tx, mid)
    if (requestId !== undefined) await reindexRequests(tx, [requestId], deps.rules.current())
    await deps.audit(tx, {
      type: choice === 'resubmit' ? 'outbox.resubmit' : 'outbox.drop',
      ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
      objectId: mid,
      detail: { op: item.op, base: item.base, args: item.args ?? null, rejection: item.rejection?.code ?? null },
    })
    return ok(requestId)
  })
  if (!settled.ok) return settled
  if (settled.value !== undefined) announceAct(deps, settled.value)
  else deps.publish('outbox')
  return ok()
}

/** The same act by whoever settles it, on the version that is here now; the domain decides anew whether it is still possible. */
async function resubmit(tx: Tx, deps: ActDeps, item: OutboxItem, requestId: RequestId | undefined): Promise<Result<unknown, DeskError>> {
  if (!item.args) return err({ kind: 'gone-erased' })
  if (requestId === undefined || item.subjectId === undefined) return err({ kind: 'needs-online' })
  const seen = await readRequest(tx, requestId, deps.rules.current())
  if (!seen && item.op !== 'request.create@1') return err({ kind: 'not-found' })
  // A decision made anew is made under the rules of now.
  const args = 'rulesPack' in item.args ? { ...item.args, rulesPack: deps.rules.current().version } : item.args
  const operation = { op: item.op, args } as unknown as Operation
  return enqueue(tx, deps, { operation, requestId, subjectId: item.subjectId, base: seen?.version ?? 0, seen })
}
