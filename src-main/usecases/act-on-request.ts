// One act on one request: the domain's decision, the outbox item, the audit line and the queue's index in one transaction, then the news.
import { createId, type MutationId, type RequestId, type SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Operation } from '../../src-shared/domain/request'
import type { Permission } from '../../src-shared/domain/vocabulary'
import { isUndoable } from '../../src-shared/domain/undo'
import { isUnidentified } from '../../src-shared/domain/request-decision'
import { applyOperation, type Refusal } from '../../src-shared/domain/request-machine'
import { ERASURE_FIELD, EVIDENCE_FIELD, TEST_FIELD } from '../../src-shared/domain/request-step'
import { lackOf } from '../../src-shared/domain/staff'
import { DEFAULT_LIMITS, type Limits } from '../../src-shared/protocol/version'
import type { PushItem } from '../../src-shared/protocol/push'
import { requestChain, type OverlaidRequest } from '../sync/overlay'
import { readRequest, reindexRequests } from '../sync/read-requests'
import { NO_CLOCK_STATE, offsetOf, type ClockState } from '../sync/sync-clock'
import { getMeta } from '../vault/repositories/meta'
import { countOutbox, insertOutboxItem, type NewOutboxItem } from '../vault/repositories/outbox'
import type { Reader, Tx } from '../vault/transaction'
import { onceRuled } from './once-ruled'
import { endDraft } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

export type ActDeps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'clock' | 'knownTime' | 'bootId' | 'random' | 'audit' | 'publish' | 'loop' | 'undoMs'>

export interface RequestAct {
  readonly requestId: RequestId
  /** The version on the operator's screen; another one means that they decided on something else. */
  readonly version: number
  readonly operation: Operation
  /** What can be told only with the store at hand: that the identifier is the person's, that the plan is the one shown. */
  readonly check?: (tx: Tx, seen: OverlaidRequest) => Promise<DeskError | undefined>
}

export async function actOnRequest(deps: ActDeps, act: RequestAct): Promise<Result<MutationId, DeskError>> {
  const done = await onceRuled(deps.vault, requestChain(act.requestId), () => deps.vault.transaction(async (tx): Promise<Result<MutationId, DeskError>> => {
    const seen = await readRequest(tx, act.requestId, deps.rules.current())
    if (!seen) return err({ kind: 'not-found' })
    // A conflict is settled first: what follows a refused item in its chain would be refused with it.
    if (seen.version !== act.version || seen.isUnsettled) return err({ kind: 'state-changed' })
    const refused = await act.check?.(tx, seen)
    if (refused) return err(refused)
    const enqueued = await enqueue(tx, deps, { operation: act.operation, requestId: act.requestId, subjectId: seen.request.subjectId, base: seen.version, seen })
    if (enqueued.ok) await endDraft(tx, deps.me.staffId, act.operation.op, act.requestId)
    return enqueued
  }))
  if (done.ok) announceAct(deps, act.requestId)
  return done
}

export interface Enqueued {
  readonly operation: Operation
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly base: number
  /** Undefined for a create. */
  readonly seen: OverlaidRequest | undefined
}

/** The second half of every act; for a create too. It ends no draft: a macro, a bulk and what is made anew were typed in no form. */
export async function enqueue(tx: Tx, deps: ActDeps, { operation, requestId, subjectId, base, seen }: Enqueued): Promise<Result<MutationId, DeskError>> {
  const problem = await outboxProblem(tx, deps)
  if (problem) return err(problem)
  const rules = deps.rules.current()
  const now = deps.clock.now()
  const next = applyOperation(seen?.request, operation, { staffId: deps.me.staffId, at: now, actedAt: deps.knownTime.now(), role: deps.me.role }, rules)
  if (!next.ok) return err(refusalError(next.error, operation, seen))
  const mid = await putAct(tx, deps, { chain: requestChain(requestId), op: operation.op, base, args: operation.args as unknown as Readonly<Record<string, unknown>>, subjectId })
  await reindexRequests(tx, [requestId], rules)
  await deps.audit(tx, { type: auditType(operation.op), subjectId, objectId: requestId, detail: { mid, base, args: operation.args } })
  return ok(mid)
}

/** Into the outbox, as made now by whoever is signed in; held back for as long as it can be undone. */
export async function putAct(tx: Tx, deps: Omit<ActDeps, 'vault' | 'rules' | 'audit' | 'publish' | 'loop'>, act: Pick<NewOutboxItem, 'chain' | 'op' | 'base' | 'args' | 'subjectId'>): Promise<MutationId> {
  const mid = createId<MutationId>(deps.clock.now(), deps.random)
  await insertOutboxItem(tx, {
    ...act,
    mid,
    staffId: deps.me.staffId,
    madeAt: await madeAtNow(tx, deps),
    seenAt: (await getMeta(tx, 'dataAsOf')) ?? 0,
    ...(isUndoable(act.op) && deps.undoMs > 0 ? { hold: { bootId: deps.bootId, until: deps.clock.mono() + deps.undoMs } } : {}),
  })
  return mid
}

/** Why nothing new can wait here. */
export async function outboxProblem(tx: Tx, deps: Pick<ActDeps, 'loop'>): Promise<DeskError | undefined> {
  if (isReadOnly(deps)) return { kind: 'upgrade-required' }
  return (await outboxRoom(tx)) > 0 ? undefined : { kind: 'outbox-full' }
}

/** How many acts can still wait here. */
export async function outboxRoom(reader: Reader): Promise<number> {
  const limits = ((await getMeta(reader, 'limits')) as Limits | undefined) ?? DEFAULT_LIMITS
  return limits.outboxItems - (await countOutbox(reader)).all
}

/** The origin takes nothing any more from a desk as old as this one: what waits is kept for the next version, and nothing joins it. */
export function isReadOnly({ loop }: Pick<UnlockedDesk, 'loop'>): boolean {
  return loop.state().reason === 'upgrade-required'
}

/** Whether somebody may begin anything that this permission is for. */
export function beginVerdict(deps: Pick<UnlockedDesk, 'me' | 'loop'>, permission: Permission): 'possible' | 'upgrade-required' | NonNullable<ReturnType<typeof lackOf>> {
  return lackOf(deps.me, permission) ?? (isReadOnly(deps) ? 'upgrade-required' : 'possible')
}

/** As far as this desk knows, the origin would answer now. */
export function isOnline({ loop }: { readonly loop: Pick<UnlockedDesk['loop'], 'state'> }): boolean {
  return ['synced', 'syncing'].includes(loop.state().connection)
}

export function announceAct(deps: Pick<ActDeps, 'publish' | 'loop'>, ...requestIds: readonly RequestId[]): void {
  deps.publish('request', requestIds)
  deps.publish('queue', requestIds)
  announceWaiting(deps)
}

/** Something new waits to be sent. */
export function announceWaiting(deps: Pick<ActDeps, 'publish' | 'loop'>): void {
  deps.publish('outbox')
  deps.publish('sync')
  deps.loop.wakePush()
}

/** When an act was made, by every clock there is: the origin orders by arrival, a person judges by this. */
export async function madeAtNow(reader: Reader, { clock, knownTime, bootId }: Pick<ActDeps, 'clock' | 'knownTime' | 'bootId'>): Promise<PushItem['madeAt']> {
  const isUncertain = offsetOf(((await getMeta(reader, 'clock')) as ClockState | undefined) ?? NO_CLOCK_STATE) === undefined
  const wall = clock.now()
  return { wall, mono: clock.mono(), bootId, offset: knownTime.now() - wall, uncertain: isUncertain }
}

/** `request.decide@1` → `request.decide`: the audit tells what was done, not how it is written on the wire. */
function auditType(op: Operation['op']): string {
  return op.slice(0, op.indexOf('@'))
}

/** What says something of a person, and is refused while nobody knows who asks. */
const NEEDS_PROOF: readonly Operation['op'][] = ['request.decide@1', 'erasure.propose@1']

function refusalError(refusal: Refusal, { op }: Operation, seen: OverlaidRequest | undefined): DeskError {
  if (refusal.code === 'invalid' && refusal.fields?.includes('ground')) return { kind: 'ground-required' }
  if (refusal.code === 'invalid' && refusal.fields?.includes('lateReason')) return { kind: 'late-reason-required' }
  const error = plainRefusal(refusal)
  const isUnproved = NEEDS_PROOF.includes(op) && seen?.request.state === 'verifying' && isUnidentified(seen.request)
  return error.kind === 'state-changed' && isUnproved ? { kind: 'identity-not-verified' } : error
}

/** What a refusal of the domain is to whoever sits here, whatever the act was about. */
export function plainRefusal({ code, fields }: Refusal): DeskError {
  switch (code) {
    case 'forbidden':
      return { kind: 'not-permitted' }
    case 'not_found':
      return { kind: 'not-found' }
    case 'needs_second_person':
      return { kind: 'own-proposal' }
    case 'invalid':
      return { kind: 'invalid-input', params: { fields: (fields ?? []).join(', ') } }
    case 'precondition':
      return { kind: fields?.includes(EVIDENCE_FIELD) ? 'evidence-missing' : fields?.includes(TEST_FIELD) ? 'test-request' : fields?.includes(ERASURE_FIELD) ? 'letter-barred' : 'state-changed' }
    default:
      return { kind: 'state-changed' }
  }
}
