// Proposes, approves, reviews and ends the use of a case without consent.
import { createId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { InvocationId } from '../../src-shared/domain/exceptions'
import { actOnInventory, approveInventory } from './act-on-inventory'
import type { ActDeps } from './act-on-request'
import type { DeliverDeps } from './deliver-now'

export async function proposeException(deps: ActDeps, request: ParsedRequestOf<'exception.propose'>): Promise<Result<{ readonly invocationId: InvocationId }, DeskError>> {
  const { title, article, ...rest } = request
  const invocationId = createId<InvocationId>(deps.clock.now(), deps.random)
  const args = { invocationId, ...rest, statute: { title: title.trim(), article: article.trim() }, reason: rest.reason.trim() }
  const proposed = await actOnInventory(deps, { operation: { op: 'exception.propose@1', args }, version: 0 })
  return proposed.ok ? ok({ invocationId }) : proposed
}

export async function approveException(deps: DeliverDeps, { invocationId, version, passphrase }: ParsedRequestOf<'exception.approve'>): Promise<Result<void, DeskError>> {
  return approveInventory(deps, { op: 'exception.approve@1', args: { invocationId } }, version, passphrase)
}

export async function reviewException(deps: ActDeps, { invocationId, version, note }: ParsedRequestOf<'exception.review'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'exception.review@1', args: { invocationId, note } }, version })
}

export async function endException(deps: ActDeps, { invocationId, version, until, reason }: ParsedRequestOf<'exception.end'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'exception.end@1', args: { invocationId, until, reason } }, version })
}
