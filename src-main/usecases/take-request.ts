// Takes a request: it is mine to work on, here at once, at the origin when it is reached.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function takeRequest(deps: ActDeps, { requestId, version }: ParsedRequestOf<'request.take'>): Promise<Result<void, DeskError>> {
  const taken = await actOnRequest(deps, { requestId, version, operation: { op: 'request.take@1', args: { requestId } } })
  return taken.ok ? ok() : taken
}
