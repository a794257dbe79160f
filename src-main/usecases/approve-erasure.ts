// Approves an erasure as the second person: online only, with the passphrase typed anew; the answer is the origin's own ruling.
import { err, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { APPROVED } from '../../src-shared/domain/access-use'
import { HOLD_FIELD } from '../../src-shared/domain/erasure-plan'
import { isSecondPerson } from '../../src-shared/domain/staff'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { getRecord } from '../vault/repositories/records'
import { atLimit, type LimitDeps } from './act-limits'
import { deliverNow, type DeliverDeps } from './deliver-now'
import { signInFresh } from './sign-in-fresh'
import { readFreshness } from './freshness'
import { findRequestOfErasure } from './open-erasure'
import { confirms } from './propose-erasure'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = DeliverDeps & LimitDeps & Pick<UnlockedDesk, 'time'>
type Request = ParsedRequestOf<'erasure.approve'>

export async function approveErasure(deps: Deps, request: Request): Promise<Result<void, DeskError>> {
  const found = await findRequestOfErasure(deps.vault.reader, request.erasureId)
  if (!found) return err({ kind: 'not-found' })
  const refused = await refusal(deps, request, found.record)
  if (refused) return err(refused)
  const fresh = await signInFresh(deps, request.passphrase)
  if (!fresh.ok) return fresh
  const { erasureId, planHash } = request
  return deliverNow(deps, {
    chain: `erasure:${erasureId}`, objectId: erasureId, op: 'erasure.approve@1', base: found.v, args: { erasureId, planHash }, auditType: APPROVED, detail: { planHash },
    whyNot: (tx) => atLimit(tx, deps, { kind: 'erasure', proposedBy: found.record.proposedBy }),
    precondition: (fields) => (fields.includes(HOLD_FIELD) ? 'hold-changed' : 'plan-stale'), tell: () => deps.publish('erasure', [erasureId]),
  })
}

async function refusal(deps: Deps, { planHash, confirm }: Request, record: ErasureRecord): Promise<DeskError | undefined> {
  if (record.state !== 'proposed') return { kind: 'state-changed' }
  if (!isSecondPerson(record.proposedBy, deps.me.staffId)) return { kind: 'own-proposal' }
  if (record.planHash !== planHash) return { kind: 'plan-stale' }
  const request = await getRecord(deps.vault.reader, 'request', record.requestId)
  if (!request || !confirms(confirm, request.body.caseNo)) return { kind: 'confirmation-wrong' }
  return (await readFreshness(deps)).stale ? { kind: 'stale-data' } : undefined
}
