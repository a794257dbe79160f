// An approval by the second person: online only, under a passphrase typed anew; the answer is the origin's own ruling.
import { createId, type MutationId, type SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { OperationName, RejectionCode } from '../../src-shared/domain/vocabulary'
import { getMeta } from '../vault/repositories/meta'
import { deleteOutboxItem, getOutboxItem, insertOutboxItem, type OutboxItem } from '../vault/repositories/outbox'
import { madeAtNow, type ActDeps } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'

export type ApproveDeps = ActDeps & Pick<UnlockedDesk, 'time' | 'signIn' | 'enrolment' | 'kdf' | 'pushNow'>

export interface Approval {
  readonly op: OperationName
  readonly chain: string
  readonly base: number
  readonly args: Readonly<Record<string, unknown>>
  /** What the audit names. */
  readonly objectId: string
  /** `erasure.approve`: its failure and its unknown end are told beside it. */
  readonly auditType: string
  readonly detail: Readonly<Record<string, unknown>>
  /** What a refusal of the state means here. */
  readonly precondition: DeskErrorKind
  readonly subjectId?: SubjectId
}

const KIND_BY_REJECTION: Partial<Readonly<Record<RejectionCode, DeskError['kind']>>> = {
  needs_second_person: 'own-proposal',
  needs_online_auth: 'needs-fresh-sign-in',
  version_conflict: 'state-changed',
  forbidden: 'not-permitted',
  gone_erased: 'gone-erased',
}

/** Through the outbox like every act, so that a crash half-way is answered by the same mid; but it never waits there. */
export async function deliverApproval(deps: ApproveDeps, approval: Approval): Promise<Result<void, DeskError>> {
  const { op, chain, base, args, objectId, auditType, detail, subjectId } = approval
  const mid = createId<MutationId>(deps.clock.now(), deps.random)
  await deps.vault.transaction(async (tx) => {
    const seenAt = (await getMeta(tx, 'dataAsOf')) ?? 0
    await insertOutboxItem(tx, { mid, chain, op, base, args, subjectId, staffId: deps.me.staffId, madeAt: await madeAtNow(tx, deps), seenAt })
    await deps.audit(tx, { type: auditType, objectId, detail: { mid, ...detail } })
  })
  const { item, isUnknown, error } = await send(deps, mid)
  if (item?.state === 'applied' || !item) return ok()
  const isLost = isUnknown && !item.rejection
  // Refused, not delivered, or nobody knows: it must not be sent later by itself, when the fresh sign-in is no longer fresh.
  await deps.vault.transaction(async (tx) => {
    await deleteOutboxItem(tx, mid)
    const code = item.rejection?.code ?? 'not-delivered'
    await deps.audit(tx, isLost ? { type: `${auditType}-unknown`, objectId, detail: { mid } } : { type: `${auditType}-failed`, objectId, detail: { mid, code } })
  })
  const { rejection } = item
  if (rejection) return err({ kind: rejection.code === 'precondition' ? approval.precondition : (KIND_BY_REJECTION[rejection.code] ?? 'state-changed'), params: { code: rejection.code } })
  return err(isLost ? { kind: 'outcome-unknown' } : (error ?? { kind: 'needs-online' }))
}

/** After these the item may have arrived and have been carried out: nothing, or nothing whole, came back. */
const UNKNOWN_OUTCOMES: readonly DeskErrorKind[] = ['origin-unreachable', 'origin-answer-invalid']
const RESENDS = 3

interface Sent {
  readonly item: OutboxItem | undefined
  /** At least once the answer was lost: what a later try says of the line says nothing about the first. */
  readonly isUnknown: boolean
  readonly error: DeskError | undefined
}

/** Sent again at once under the same mid while the answer is lost: the origin keeps its ruling and answers `duplicate` with it. */
async function send(deps: ApproveDeps, mid: MutationId): Promise<Sent> {
  let isUnknown = false
  for (let resent = 0; ; resent += 1) {
    const pushed = await deps.pushNow()
    const item = await getOutboxItem(deps.vault.reader, mid)
    const error = pushed.ok ? undefined : pushed.error
    const isLost = error !== undefined && UNKNOWN_OUTCOMES.includes(error.kind)
    isUnknown ||= isLost
    const isRuled = item === undefined || item.state === 'applied' || item.state === 'refused'
    if (isRuled || !isLost || resent === RESENDS) return { item, isUnknown, error }
  }
}
