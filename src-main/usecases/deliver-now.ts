// Delivers an act that the origin rules on while the person waits: through the outbox like every act, so that a crash half-way is answered
// by the same mid; but it never waits there. What stands behind a passphrase is proved by the origin, never by this desk.
import type { MutationId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { OperationName, RejectionCode } from '../../src-shared/domain/vocabulary'
import { deleteOutboxItem, getOutboxItem, type OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import { putAct, type ActDeps } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'

export type DeliverDeps = ActDeps & Pick<UnlockedDesk, 'signIn' | 'enrolment' | 'kdf' | 'pushNow'>

const KIND_BY_REJECTION: Partial<Readonly<Record<RejectionCode, DeskError['kind']>>> = {
  needs_second_person: 'own-proposal',
  needs_online_auth: 'needs-fresh-sign-in',
  version_conflict: 'state-changed',
  forbidden: 'not-permitted',
  training_expired: 'training-expired',
  gone_erased: 'gone-erased',
}

export interface ActNow {
  readonly chain: string
  readonly objectId: string
  readonly op: OperationName
  readonly base: number
  readonly args: Readonly<Record<string, unknown>>
  /** For the audit. Never the arguments as they are: a proposal's line about a person begins alike, and goes with the person. */
  readonly detail: Readonly<Record<string, string>>
  /** `erasure.approve`: what is written down; `-failed` and `-unknown` say what became of it. */
  readonly auditType: string
  /** What still stands in its way, in the transaction that writes it down. */
  readonly whyNot?: (tx: Tx) => Promise<DeskError | undefined>
  /** What a precondition that does not hold is called here, by the field that the origin names. */
  readonly precondition: (fields: readonly string[]) => DeskErrorKind
  /** Topics of the news beside the outbox's. */
  readonly tell: () => void
}

export async function deliverNow(deps: DeliverDeps, act: ActNow): Promise<Result<void, DeskError>> {
  const { auditType, objectId } = act
  const put = await deps.vault.transaction(async (tx): Promise<Result<MutationId, DeskError>> => {
    const { chain, op, base, args } = act
    const refused = await act.whyNot?.(tx)
    if (refused) return err(refused)
    const made = await putAct(tx, deps, { chain, op, base, args, subjectId: undefined })
    await deps.audit(tx, { type: auditType, objectId, detail: { mid: made, ...act.detail } })
    return ok(made)
  })
  if (!put.ok) return put
  const mid = put.value
  const { item, isUnknown, error } = await send(deps, mid)
  act.tell()
  deps.publish('outbox')
  if (item?.state === 'applied' || !item) return ok()
  const isLost = isUnknown && !item.rejection
  // Refused, not delivered, or nobody knows: it must not be sent later by itself, when the fresh sign-in is no longer fresh.
  await deps.vault.transaction(async (tx) => {
    await deleteOutboxItem(tx, mid)
    const code = item.rejection?.code ?? 'not-delivered'
    await deps.audit(tx, isLost ? { type: `${auditType}-unknown`, objectId, detail: { mid } } : { type: `${auditType}-failed`, objectId, detail: { mid, code } })
  })
  if (item.rejection) return err(refusedWith(item.rejection.code, act.precondition(item.rejection.fields ?? [])))
  return err(isLost ? { kind: 'outcome-unknown' } : (error ?? { kind: 'needs-online' }))
}

function refusedWith(code: RejectionCode, precondition: DeskErrorKind): DeskError {
  return { kind: code === 'precondition' ? precondition : (KIND_BY_REJECTION[code] ?? 'state-changed'), params: { code } }
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
async function send(deps: DeliverDeps, mid: MutationId): Promise<Sent> {
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
