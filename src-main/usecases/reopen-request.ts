// Takes up a closed request again, with a reason; its former decision stays in its history.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function reopenRequest(deps: ActDeps, { requestId, version, reason }: ParsedRequestOf<'request.reopen'>): Promise<Result<void, DeskError>> {
  const reopened = await actOnRequest(deps, { requestId, version, operation: { op: 'request.reopen@1', args: { requestId, reason } } })
  return reopened.ok ? ok() : reopened
}
