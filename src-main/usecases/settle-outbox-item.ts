// Ends a refused item: the origin's version stands and what I typed is set aside, or mine is made anew on what is now, or becomes a draft.
//
// Items of one case that were refused because of an earlier one are settled with it: dropped with it, or made anew behind it in their
// order. Where the earlier one becomes a draft they wait, and are then settled each for itself.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RequestId } from '../../src-shared/base/ids'
import { isLetterOperationName, nextVersion, type LetterOperation } from '../../src-shared/domain/case-letters'
import { isInventoryOperationName, targetOf, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import { waysOf, type RejectionWay } from '../../src-shared/domain/rejection-ways'
import type { PolicyVersion } from '../../src-shared/domain/policy-register'
import type { Operation } from '../../src-shared/domain/request'
import { readEntry } from '../sync/read-inventory'
import { noteOperationOf } from '../sync/read-notes'
import { readRequest, reindexRequests } from '../sync/read-requests'
import { deleteOutboxItem, getOutboxItem, listChain, type OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import { enqueueLetter, lettersAt } from './case-letters'
import { announceInventory, enqueueInventory } from './act-on-inventory'
import { enqueueNote } from './act-on-note'
import { announceAct, announceWaiting, enqueue, type ActDeps } from './act-on-request'
import { caseOf } from './outbox-about'
import { enqueueProposal } from './policy-draft'
import { entryVersion, typedInEntry } from './typed-entry'
import { requestPlace, restoreDraft, setAside, typedIn } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

type Choice = ParsedRequestOf<'sync.settle'>['choice']

type Deps = ActDeps & Pick<UnlockedDesk, 'crypto'>

export async function settleOutboxItem(deps: Deps, { mid, choice }: ParsedRequestOf<'sync.settle'>): Promise<Result<void, DeskError>> {
  const settled = await deps.vault.transaction(async (tx): Promise<Result<OutboxItem, DeskError>> => {
    const item = await getOutboxItem(tx, mid)
    if (!item) return err({ kind: 'not-found' })
    if (item.staffId !== deps.me.staffId) return err({ kind: 'not-permitted' })
    const chain = refusedChain(await listChain(tx, item.chain), item)
    if (item.state !== 'refused' || chain.waitsFor) return err({ kind: 'state-changed' })
    if (!allows(item, choice)) return err({ kind: item.args ? 'state-changed' : 'gone-erased' })
    const first = await settleOne(tx, deps, item, choice)
    if (!first.ok) return first
    // One that cannot be made anew any more stays refused, and is then settled for itself.
    for (const follower of choice === 'edit' ? [] : chain.followers) if (!(await settleOne(tx, deps, follower, choice)).ok) break
    return ok(item)
  })
  if (!settled.ok) return settled
  announce(deps, settled.value)
  return ok()
}

function announce(deps: Deps, item: OutboxItem): void {
  const requestId = caseOf(item)
  if (item.op === 'note.add@1' || item.op === 'note.take-back@1') deps.publish('note')
  if (requestId !== undefined) return announceAct(deps, requestId)
  if (isInventoryOperationName(item.op)) return announceInventory(deps)
  deps.publish('policy', [recordOf(item)])
  announceWaiting(deps)
}

function recordOf(item: OutboxItem): string {
  return item.chain.slice(item.chain.indexOf(':') + 1)
}

export interface RefusedChain {
  /** An earlier refused item of the same case, on which this one was made. */
  readonly waitsFor: OutboxItem | undefined
  /** Later ones that were refused because of this one, in the order made. */
  readonly followers: readonly OutboxItem[]
}

export function refusedChain(chain: readonly OutboxItem[], item: OutboxItem): RefusedChain {
  const isFollower = (one: OutboxItem): boolean => one.state === 'refused' && one.rejection?.code === 'dependency_failed'
  const refused = chain.filter((one) => one.state === 'refused')
  const at = refused.findIndex((one) => one.mid === item.mid)
  const end = refused.findIndex((one, index) => index > at && !isFollower(one))
  return {
    waitsFor: isFollower(item) ? refused[at - 1] : undefined,
    followers: refused.slice(at + 1, end < 0 ? undefined : end),
  }
}

const WAYS_BY_CHOICE: Readonly<Record<Choice, readonly RejectionWay[]>> = { 'take-origin': ['take-origin', 'remove'], edit: ['edit'], resubmit: ['resubmit'] }

function allows({ op, args, rejection }: OutboxItem, choice: Choice): boolean {
  const ways = rejection ? waysOf({ code: rejection.code, op, hasArgs: args !== undefined }) : []
  return WAYS_BY_CHOICE[choice].some((way) => ways.includes(way))
}

const AUDIT_TYPES: Readonly<Record<Choice, string>> = { 'take-origin': 'outbox.drop', edit: 'outbox.edit', resubmit: 'outbox.resubmit' }

async function settleOne(tx: Tx, deps: Deps, item: OutboxItem, choice: Choice): Promise<Result<unknown, DeskError>> {
  const requestId = caseOf(item)
  if (choice === 'resubmit') {
    const anew = await resubmit(tx, deps, item, requestId)
    if (!anew.ok) return anew
  } else await keepTyped(tx, deps, item, choice)
  await deleteOutboxItem(tx, item.mid)
  if (requestId !== undefined) await reindexRequests(tx, [requestId], deps.rules.current())
  await deps.audit(tx, {
    type: AUDIT_TYPES[choice],
    ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
    objectId: item.mid,
    detail: { op: item.op, base: item.base, args: item.args ?? null, rejection: item.rejection?.code ?? null },
  })
  return ok()
}

/** What was typed is never dropped with the item: a draft for who edits it, else readable on the request for who wrote it. */
async function keepTyped(tx: Tx, deps: Deps, item: OutboxItem, choice: 'take-origin' | 'edit'): Promise<void> {
  const written = { staffId: item.staffId, mid: item.mid, op: item.op, madeAt: item.madeAt.wall }
  const entry = await typedInEntry(tx, item)
  if (entry) {
    const { body, target, subjectId } = entry
    const place = { target, subjectId, requestId: undefined, base: await entryVersion(tx, body.form, target, deps.rules.current()) }
    return choice === 'edit' ? restoreDraft(tx, deps, body, place) : setAside(tx, deps.clock.now(), { ...place, ...written, body })
  }
  const body = typedIn(item)
  const requestId = caseOf(item)
  if (!body || item.subjectId === undefined || requestId === undefined) return
  const seen = await readRequest(tx, requestId, deps.rules.current())
  const place = requestPlace(body, { requestId, subjectId: item.subjectId, base: seen?.version ?? 0 })
  // A request that the origin did not take can only be keyed in again.
  if (choice === 'edit' || (item.op === 'request.create@1' && !seen)) await restoreDraft(tx, deps, body, place)
  else if (seen) await setAside(tx, deps.clock.now(), { ...place, ...written, requestId, body })
}

async function resubmitInventory(tx: Tx, deps: ActDeps, item: OutboxItem): Promise<Result<unknown, DeskError>> {
  const operation = { op: item.op, args: item.args } as unknown as InventoryOperation
  const { type, id } = targetOf(operation)
  const seen = await readEntry(tx, type, id, deps.rules.current())
  return enqueueInventory(tx, deps, { operation, version: seen?.version ?? 0, ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }) })
}

/** A letter goes as the next version of its kind, under the rules of now. */
async function resubmitLetter(tx: Tx, deps: ActDeps, item: OutboxItem): Promise<Result<unknown, DeskError>> {
  const operation = { op: item.op, args: item.args } as unknown as LetterOperation
  if (operation.op !== 'letter.write@1') return enqueueLetter(tx, deps, operation)
  const { args } = operation
  const seen = await lettersAt(tx, deps, args.requestId)
  if (!seen) return err({ kind: 'not-found' })
  return enqueueLetter(tx, deps, { ...operation, args: { ...args, version: nextVersion(seen.of.letters, args.kind), rulesPack: deps.rules.current().version } })
}

/** The same act by whoever settles it, on the version that is here now; the domain decides anew whether it is still possible. */
async function resubmit(tx: Tx, deps: Deps, item: OutboxItem, requestId: RequestId | undefined): Promise<Result<unknown, DeskError>> {
  if (!item.args) return err({ kind: 'gone-erased' })
  if (isInventoryOperationName(item.op)) return resubmitInventory(tx, deps, item)
  if (isLetterOperationName(item.op)) return resubmitLetter(tx, deps, item)
  // The cast is safe: an item's arguments are those of its operation.
  if (item.op === 'policy.propose@1') return enqueueProposal(tx, deps, (item.args as unknown as { readonly policy: PolicyVersion }).policy)
  if (requestId === undefined || item.subjectId === undefined) return err({ kind: 'needs-online' })
  const seen = await readRequest(tx, requestId, deps.rules.current())
  if (!seen && item.op !== 'request.create@1') return err({ kind: 'not-found' })
  const note = noteOperationOf(item)
  if (note) return seen ? enqueueNote(tx, deps, note, seen.request) : err({ kind: 'not-found' })
  // A decision made anew is made under the rules of now.
  const args = 'rulesPack' in item.args ? { ...item.args, rulesPack: deps.rules.current().version } : item.args
  const operation = { op: item.op, args } as unknown as Operation
  return enqueue(tx, deps, { operation, requestId, subjectId: item.subjectId, base: seen?.version ?? 0, seen })
}
