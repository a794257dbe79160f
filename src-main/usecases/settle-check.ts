// The second person's word on a document that a colleague saw: enough, or not and why.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function settleCheck(deps: ActDeps, { requestId, version, identifierId, isEnough, reason }: ParsedRequestOf<'identity.settle'>): Promise<Result<void, DeskError>> {
  const settled = await actOnRequest(deps, { requestId, version, operation: { op: 'request.settle-check@1', args: { requestId, identifierId, isEnough, reason } } })
  return settled.ok ? ok() : settled
}
