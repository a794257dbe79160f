// Proposes an erasure: the plan as it was shown, with its hash; works offline, since nothing is erased before a second person approves.
import { createId, type ErasureId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { deletionGroundsFor } from '../../src-shared/domain/deletion-grounds'
import { isWhollyHeld } from '../../src-shared/domain/erasure-plan'
import { planHash as hashPlan } from '../../src-shared/formats/certificate'
import { readRequest } from '../sync/read-requests'
import { getRecord } from '../vault/repositories/records'
import { actOnRequest, type ActDeps } from './act-on-request'
import { readFreshness } from './freshness'
import { planFor } from './plan-now'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = ActDeps & Pick<UnlockedDesk, 'time' | 'today' | 'crypto'>

export async function proposeErasure(deps: Deps, request: ParsedRequestOf<'erasure.propose'>): Promise<Result<{ readonly erasureId: ErasureId }, DeskError>> {
  const { requestId, version, deletionGround, planHash, confirm, text, lateReason } = request
  if ((await readFreshness(deps)).stale) return err({ kind: 'stale-data' })
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  const subject = seen && (await getRecord(deps.vault.reader, 'subject', seen.request.subjectId))
  if (!seen || !subject) return err({ kind: 'not-found' })
  if (!confirms(confirm, seen.request.caseNo)) return err({ kind: 'confirmation-wrong' })
  if (!deletionGroundsFor(seen.request.right).includes(deletionGround)) return err({ kind: 'invalid-input', params: { fields: 'deletionGround' } })
  const plan = await planFor(deps.vault.reader, deps, { requestId, deletionGround }, subject)
  // What was read is what is proposed: a plan that changed since is shown again first.
  if (hashPlan(plan, deps.crypto) !== planHash) return err({ kind: 'plan-stale' })
  if (isWhollyHeld(plan)) return err({ kind: 'on-hold' })
  const erasureId = createId<ErasureId>(deps.clock.now(), deps.random)
  const args = { requestId, erasureId, plan, planHash, text, rulesPack: deps.rules.current().version, ...(lateReason === undefined ? {} : { lateReason }) }
  const proposed = await actOnRequest(deps, { requestId, version, operation: { op: 'erasure.propose@1', args } })
  if (!proposed.ok) return proposed
  deps.publish('erasure', [erasureId])
  return ok({ erasureId })
}

/** The last four digits of the case number, typed: a hand that slipped does not type them. */
export function confirms(typed: string, caseNo: string): boolean {
  const digits = caseNo.replaceAll(/\D/g, '').slice(-4)
  return digits.length === 4 && typed.normalize('NFKC').trim() === digits
}
