// Places, approves, extends and lifts a hold.
import { createId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { actOnInventory, approveInventory } from './act-on-inventory'
import type { ActDeps } from './act-on-request'
import type { DeliverDeps } from './deliver-now'
import { findPersonOfCase } from './recipient-acts'

export async function placeHold(deps: ActDeps, request: ParsedRequestOf<'hold.place'>): Promise<Result<{ readonly holdId: HoldId }, DeskError>> {
  const { caseNo, matter, reason, ...facts } = request
  const subjectId = caseNo === undefined ? undefined : await findPersonOfCase(deps.vault.reader, caseNo)
  if (facts.reach === 'person' && subjectId === undefined) return err({ kind: 'invalid-input', params: { fields: 'caseNo', code: 'hold.caseNo' } })
  const holdId = createId<HoldId>(deps.clock.now(), deps.random)
  const own = subjectId === undefined ? {} : { subjectId }
  const args = { holdId, ...facts, ...own, matter: matter.trim(), reason: reason.trim() }
  const placed = await actOnInventory(deps, { operation: { op: 'hold.place@1', args }, version: 0, ...own })
  return placed.ok ? ok({ holdId }) : placed
}

export async function approveHold(deps: DeliverDeps, { holdId, version, passphrase }: ParsedRequestOf<'hold.approve'>): Promise<Result<void, DeskError>> {
  return approveInventory(deps, { op: 'hold.approve@1', args: { holdId } }, version, passphrase)
}

/** Not the person's own item: a lifting that waits is not lost with an erasure of what the hold does not keep. */
export async function extendHold(deps: ActDeps, { holdId, version, reviewOn, reason }: ParsedRequestOf<'hold.extend'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'hold.extend@1', args: { holdId, reviewOn, reason } }, version })
}

export async function liftHold(deps: ActDeps, { holdId, version, reason }: ParsedRequestOf<'hold.lift'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'hold.lift@1', args: { holdId, reason } }, version })
}
