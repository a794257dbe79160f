// Decides a request: grants it, in whole or in part, or refuses it with a coded ground; the rules pack that shaped it is named.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function decideRequest(deps: ActDeps, { requestId, version, outcome, ground, lateReason, text }: ParsedRequestOf<'request.decide'>): Promise<Result<void, DeskError>> {
  const rulesPack = deps.rules.current().version
  const args = { requestId, outcome, ...(ground === undefined ? {} : { ground }), ...(lateReason === undefined ? {} : { lateReason }), text, rulesPack }
  const decided = await actOnRequest(deps, { requestId, version, operation: { op: 'request.decide@1', args } })
  return decided.ok ? ok() : decided
}
