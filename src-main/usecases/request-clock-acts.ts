// Stops, resumes and extends the clock of a request, and takes an extension back; each names the pack whose categories and reasons it uses.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ClockOperation } from '../../src-shared/domain/clock-acts'
import { actOnRequest, type ActDeps } from './act-on-request'

export function pauseRequest(deps: ActDeps, { version, ...args }: ParsedRequestOf<'request.pause'>): Promise<Result<void, DeskError>> {
  return actOnClock(deps, version, { op: 'request.pause@1', args: { ...args, rulesPack: deps.rules.current().version } })
}

export function resumeRequest(deps: ActDeps, { version, ...args }: ParsedRequestOf<'request.resume'>): Promise<Result<void, DeskError>> {
  return actOnClock(deps, version, { op: 'request.resume@1', args })
}

export function extendRequest(deps: ActDeps, { version, ...args }: ParsedRequestOf<'request.extend'>): Promise<Result<void, DeskError>> {
  return actOnClock(deps, version, { op: 'request.extend@1', args: { ...args, rulesPack: deps.rules.current().version } })
}

export function unextendRequest(deps: ActDeps, { version, ...args }: ParsedRequestOf<'request.unextend'>): Promise<Result<void, DeskError>> {
  return actOnClock(deps, version, { op: 'request.unextend@1', args })
}

async function actOnClock(deps: ActDeps, version: number, operation: ClockOperation): Promise<Result<void, DeskError>> {
  const done = await actOnRequest(deps, { requestId: operation.args.requestId, version, operation })
  return done.ok ? ok() : done
}
