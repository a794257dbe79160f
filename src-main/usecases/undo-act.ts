// Takes back an act that has not left the desk: the item goes, what was seen before it is seen again, what was typed is a draft again.
import { must } from '../../src-shared/base/assert'
import type { MutationId, RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { readRequest, reindexRequests } from '../sync/read-requests'
import { deleteOutboxItem, getOutboxItem, heldMs, listChain, setHold, type OutboxItem } from '../vault/repositories/outbox'
import { deleteSnoozes } from '../vault/repositories/snoozes'
import type { Tx } from '../vault/transaction'
import { announceAct, type ActDeps } from './act-on-request'
import { caseOf } from './outbox-about'
import { requestPlace, restoreDraft, typedIn } from './typed-text'

export async function undoAct(deps: ActDeps, { mid }: ParsedRequestOf<'sync.undo'>): Promise<Result<void, DeskError>> {
  const undone = await deps.vault.transaction((tx) => takeBack(tx, deps, mid, 'as-draft'))
  if (!undone.ok) return undone
  announce(deps, [undone.value])
  return ok()
}

/** Acts of a transaction: others have their turn between two. */
const SLICE = 25

export async function undoBatch(deps: ActDeps, { mids, snoozed }: ParsedRequestOf<'sync.undoBatch'>): Promise<Result<AnswerOf<'sync.undoBatch'>, DeskError>> {
  const newestFirst = mids.toReversed()
  const undone: RequestId[] = []
  for (let at = 0; at < newestFirst.length; at += SLICE) {
    undone.push(...(await deps.vault.transaction(async (tx) => {
      const requestIds: RequestId[] = []
      for (const mid of newestFirst.slice(at, at + SLICE)) {
        const one = await takeBack(tx, deps, mid, 'without-words')
        if (one.ok) requestIds.push(one.value)
      }
      return requestIds
    })))
  }
  const cases = [...new Set(undone)]
  const shownAgain = snoozed.filter((requestId) => cases.includes(requestId))
  if (shownAgain.length > 0) await deps.vault.transaction((tx) => deleteSnoozes(tx, deps.me.staffId, shownAgain))
  if (cases.length > 0) announce(deps, cases)
  return ok({ undone: cases.length, tooLate: mids.length - undone.length })
}

/** What was typed for it is a draft again; of a batch its maker typed nothing for the single case. */
async function takeBack(tx: Tx, deps: ActDeps, mid: MutationId, words: 'as-draft' | 'without-words'): Promise<Result<RequestId, DeskError>> {
  const found = await undoable(tx, deps, mid)
  if (!found.ok) return found
  const item = found.value
  const requestId = must(caseOf(item), 'the request of an act that can be undone')
  await deleteOutboxItem(tx, mid)
  await reindexRequests(tx, [requestId], deps.rules.current())
  const typed = words === 'as-draft' ? typedIn(item) : undefined
  if (typed && item.subjectId !== undefined) {
    // A letter's own versions are no versions of the case, which its form answers to.
    const base = typed.form === 'letter' ? ((await readRequest(tx, requestId, deps.rules.current()))?.version ?? 0) : item.base
    await restoreDraft(tx, deps, typed, requestPlace(typed, { requestId, subjectId: item.subjectId, base }))
  }
  await deps.audit(tx, {
    type: 'outbox.undo',
    ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
    objectId: requestId,
    detail: { mid, op: item.op, base: item.base, args: item.args ?? null },
  })
  return ok(requestId)
}

function announce(deps: ActDeps, requestIds: readonly RequestId[]): void {
  announceAct(deps, ...requestIds)
  deps.publish('erasure')
  deps.publish('note')
}

/** Somebody reads the question or cannot be that quick: the windows begin anew. Of several those that can; none that can is an error. */
export async function extendUndo(deps: ActDeps, { mids }: ParsedRequestOf<'sync.extendUndo'>): Promise<Result<void, DeskError>> {
  const extended = await deps.vault.transaction(async (tx): Promise<Result<void, DeskError>> => {
    const found = await Promise.all(mids.map((mid) => undoable(tx, deps, mid)))
    const held = found.flatMap((one) => (one.ok ? [one.value.mid] : []))
    for (const mid of held) await setHold(tx, mid, { bootId: deps.bootId, until: deps.clock.mono() + deps.undoMs })
    const problem = found.find((one) => !one.ok)
    return held.length === 0 && problem ? problem : ok()
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
