// Hands a request over to the officer, with the reason: what an authority abroad asks is not the desk's to decide.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function escalateRequest(deps: ActDeps, { requestId, version, reason }: ParsedRequestOf<'request.escalate'>): Promise<Result<void, DeskError>> {
  const escalated = await actOnRequest(deps, { requestId, version, operation: { op: 'request.escalate@1', args: { requestId, reason } } })
  return escalated.ok ? ok() : escalated
}
