// Takes back an act that has not left the desk: the item goes, what was seen before it is seen again, what was typed is a draft again.
import type { MutationId, RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { reindexRequests } from '../sync/read-requests'
import { deleteOutboxItem, getOutboxItem, heldMs, listChain, setHold, type OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import { announceAct, type ActDeps } from './act-on-request'
import { requestPlace, restoreDraft, typedIn } from './typed-text'

export async function undoAct(deps: ActDeps, { mid }: ParsedRequestOf<'sync.undo'>): Promise<Result<void, DeskError>> {
  const undone = await deps.vault.transaction(async (tx): Promise<Result<RequestId, DeskError>> => {
    const found = await undoable(tx, deps, mid)
    if (!found.ok) return found
    const item = found.value
    const requestId = item.chain.slice('request:'.length) as RequestId
    await deleteOutboxItem(tx, mid)
    await reindexRequests(tx, [requestId], deps.rules.current())
    const typed = typedIn(item)
    if (typed && item.subjectId !== undefined) await restoreDraft(tx, deps, typed, requestPlace(typed, { requestId, subjectId: item.subjectId, base: item.base }))
    await deps.audit(tx, {
      type: 'outbox.undo',
      ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
      objectId: requestId,
      detail: { mid, op: item.op, base: item.base, args: item.args ?? null },
    })
    return ok(requestId)
  })
  if (!undone.ok) return undone
  announceAct(deps, undone.value)
  deps.publish('erasure')
  return ok()
}

/** Somebody reads the question or cannot be that quick: the window begins anew. */
export async function extendUndo(deps: ActDeps, { mid }: ParsedRequestOf<'sync.extendUndo'>): Promise<Result<void, DeskError>> {
  const extended = await deps.vault.transaction(async (tx): Promise<Result<void, DeskError>> => {
    const found = await undoable(tx, deps, mid)
    if (!found.ok) return found
    await setHold(tx, mid, { bootId: deps.bootId, until: deps.clock.mono() + deps.undoMs })
    return ok()
  })
  if (extended.ok) deps.publish('outbox')
  return extended
}

/** Mine, in its window, and nothing was made on top of it: later acts of its chain are taken back first. */
async function undoable(tx: Tx, deps: ActDeps, mid: MutationId): Promise<Result<OutboxItem, DeskError>> {
  const item = await getOutboxItem(tx, mid)
  if (!item) return err({ kind: 'not-found' })
  if (item.staffId !== deps.me.staffId) return err({ kind: 'not-permitted' })
  const isHeld = heldMs(item, { bootId: deps.bootId, mono: deps.clock.mono() }) > 0
  const last = (await listChain(tx, item.chain)).at(-1)
  return isHeld && last?.mid === mid ? ok(item) : err({ kind: 'state-changed' })
}
