// Approves an erasure as the second person: online only, with the passphrase typed anew; the answer is the origin's own ruling.
import { createId, type MutationId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import { isSecondPerson } from '../../src-shared/domain/staff'
import type { RejectionCode } from '../../src-shared/domain/vocabulary'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { getMeta } from '../vault/repositories/meta'
import { deleteOutboxItem, getOutboxItem, insertOutboxItem, type OutboxItem } from '../vault/repositories/outbox'
import { getRecord } from '../vault/repositories/records'
import { madeAtNow, type ActDeps } from './act-on-request'
import { readFreshness } from './freshness'
import { findRequestOfErasure } from './open-erasure'
import { confirms } from './propose-erasure'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = ActDeps & Pick<UnlockedDesk, 'time' | 'signIn' | 'enrolment' | 'kdf' | 'pushNow'>
type Request = ParsedRequestOf<'erasure.approve'>

export async function approveErasure(deps: Deps, request: Request): Promise<Result<void, DeskError>> {
  const found = await findRequestOfErasure(deps.vault.reader, request.erasureId)
  if (!found) return err({ kind: 'not-found' })
  const refused = await refusal(deps, request, found.record)
  if (refused) return err(refused)
  const fresh = await signInFresh(deps, request.passphrase)
  if (!fresh.ok) return fresh
  return deliver(deps, request, found.v)
}

async function refusal(deps: Deps, { planHash, confirm }: Request, record: ErasureRecord): Promise<DeskError | undefined> {
  if (record.state !== 'proposed') return { kind: 'state-changed' }
  if (!isSecondPerson(record.proposedBy, deps.me.staffId)) return { kind: 'own-proposal' }
  if (record.planHash !== planHash) return { kind: 'plan-stale' }
  const request = await getRecord(deps.vault.reader, 'request', record.requestId)
  if (!request || !confirms(confirm, request.body.caseNo)) return { kind: 'confirmation-wrong' }
  return (await readFreshness(deps)).stale ? { kind: 'stale-data' } : undefined
}

const KIND_BY_REJECTION: Partial<Readonly<Record<RejectionCode, DeskError['kind']>>> = {
  needs_second_person: 'own-proposal',
  needs_online_auth: 'needs-fresh-sign-in',
  precondition: 'plan-stale',
  version_conflict: 'state-changed',
  forbidden: 'not-permitted',
  gone_erased: 'gone-erased',
}

/** Through the outbox like every act, so that a crash half-way is answered by the same mid; but it never waits there. */
async function deliver(deps: Deps, { erasureId, planHash }: Request, base: number): Promise<Result<void, DeskError>> {
  const mid = createId<MutationId>(deps.clock.now(), deps.random)
  await deps.vault.transaction(async (tx) => {
    await insertOutboxItem(tx, {
      mid,
      chain: `erasure:${erasureId}`,
      op: 'erasure.approve@1',
      base,
      args: { erasureId, planHash },
      subjectId: undefined,
      staffId: deps.me.staffId,
      madeAt: await madeAtNow(tx, deps),
      seenAt: (await getMeta(tx, 'dataAsOf')) ?? 0,
    })
    await deps.audit(tx, { type: 'erasure.approve', objectId: erasureId, detail: { mid, planHash } })
  })
  const { item, isUnknown, error } = await send(deps, mid)
  deps.publish('erasure', [erasureId])
  deps.publish('outbox')
  if (item?.state === 'applied' || !item) return ok()
  const isLost = isUnknown && !item.rejection
  // Refused, not delivered, or nobody knows: it must not be sent later by itself, when the fresh sign-in is no longer fresh.
  await deps.vault.transaction(async (tx) => {
    await deleteOutboxItem(tx, mid)
    const code = item.rejection?.code ?? 'not-delivered'
    await deps.audit(tx, isLost ? { type: 'erasure.approve-unknown', objectId: erasureId, detail: { mid } } : { type: 'erasure.approve-failed', objectId: erasureId, detail: { mid, code } })
  })
  if (item.rejection) return err({ kind: KIND_BY_REJECTION[item.rejection.code] ?? 'state-changed', params: { code: item.rejection.code } })
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
async function send(deps: Deps, mid: MutationId): Promise<Sent> {
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
