// What happens to a request beside its decision: the asker's evidence, the withdrawal, a step back, links to other requests.
import type { RequestId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { evidenceFor } from '../../src-shared/domain/request-maker'
import type { EvidenceKind } from '../../src-shared/domain/vocabulary'
import { readRequest } from '../sync/read-requests'
import { actOnRequest, type ActDeps, type RequestAct } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'

export function evidenceNeeded({ rules }: Pick<UnlockedDesk, 'rules'>, { kind }: ParsedRequestOf<'request.evidenceNeeded'>): Result<{ readonly evidence: readonly EvidenceKind[] }, DeskError> {
  return ok({ evidence: evidenceFor(kind, rules.current()) })
}

type Done = Promise<Result<void, DeskError>>

export function seeEvidence(deps: ActDeps, { requestId, version, evidence, what }: ParsedRequestOf<'request.seeEvidence'>): Done {
  return act(deps, { requestId, version, operation: { op: 'request.see-evidence@1', args: { requestId, evidence, what } } })
}

export function retractEvidence(deps: ActDeps, { requestId, version, evidence, reason }: ParsedRequestOf<'request.retractEvidence'>): Done {
  return act(deps, { requestId, version, operation: { op: 'request.retract-evidence@1', args: { requestId, evidence, reason } } })
}

export function withdrawRequest(deps: ActDeps, { requestId, version, channel, reason }: ParsedRequestOf<'request.withdraw'>): Done {
  return act(deps, { requestId, version, operation: { op: 'request.withdraw@1', args: { requestId, channel, reason } } })
}

export function stepBack(deps: ActDeps, { requestId, version, reason }: ParsedRequestOf<'request.stepBack'>): Done {
  return act(deps, { requestId, version, operation: { op: 'request.step-back@1', args: { requestId, reason } } })
}

export function linkRequest(deps: ActDeps, { requestId, version, otherId }: ParsedRequestOf<'request.link'>): Done {
  const isHere: RequestAct['check'] = async (tx) => ((await readRequest(tx, otherId, deps.rules.current())) ? undefined : { kind: 'not-found' })
  return act(deps, { requestId, version, operation: { op: 'request.link@1', args: { requestId, otherId } }, check: isHere }, otherId)
}

export function unlinkRequest(deps: ActDeps, { requestId, version, otherId }: ParsedRequestOf<'request.unlink'>): Done {
  return act(deps, { requestId, version, operation: { op: 'request.unlink@1', args: { requestId, otherId } } }, otherId)
}

/** `other`: its pane shows the link too. */
async function act(deps: ActDeps, given: RequestAct, other?: RequestId): Done {
  const done = await actOnRequest(deps, given)
  if (!done.ok) return done
  if (other !== undefined) deps.publish('request', [other])
  // A proposal may have gone with it.
  if (given.operation.op === 'request.withdraw@1' || given.operation.op === 'request.step-back@1') deps.publish('erasure')
  return ok()
}
