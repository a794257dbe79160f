// Has the origin send a one-time code to an identifier of a request, and compare what the person reads back: what it confirms needs no word of ours.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ConfirmCodeAnswer, SendCodeAnswer } from '../../src-shared/contract/identity'
import { requestChain } from '../sync/overlay'
import { readRequest } from '../sync/read-requests'
import { releaseChain } from '../vault/repositories/outbox'
import { announceWaiting } from './act-on-request'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'audit' | 'signIn' | 'askOrigin' | 'loop' | 'publish' | 'pushNow'>

export async function sendCode(deps: Deps, { requestId, identifierId }: ParsedRequestOf<'identity.sendCode'>): Promise<Result<SendCodeAnswer, DeskError>> {
  const ready = await arriveFirst(deps, requestId)
  if (!ready.ok) return ready
  // Before it leaves: a message whose answer is lost has reached the person all the same.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'identity.send-code', subjectId: ready.value, objectId: requestId, detail: { identifierId } }))
  return askAsPerson(deps.signIn, (token) => deps.askOrigin.sendCode({ requestId, identifierId }, token))
}

export async function confirmCode(deps: Deps, { requestId, identifierId, code }: ParsedRequestOf<'identity.confirmCode'>): Promise<Result<ConfirmCodeAnswer, DeskError>> {
  const ready = await arriveFirst(deps, requestId)
  if (!ready.ok) return ready
  const answer = await askAsPerson(deps.signIn, (token) => deps.askOrigin.confirmCode({ requestId, identifierId, code }, token))
  if (!answer.ok) return answer
  const { t } = answer.value
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'identity.confirm-code', subjectId: ready.value, objectId: requestId, detail: { identifierId, result: t } }))
  return ok(t === 'confirmed' ? { t } : answer.value)
}

/** The origin judges by what it has: an act on this request that still waits here, such as taking it, goes first and at once. */
async function arriveFirst(deps: Deps, requestId: RequestId): Promise<Result<SubjectId, DeskError>> {
  const seen = await subjectOf(deps, requestId)
  if (!seen.ok || !(await deps.vault.transaction((tx) => releaseChain(tx, requestChain(requestId))))) return seen
  announceWaiting(deps)
  const pushed = await deps.pushNow()
  if (!pushed.ok) return err(pushed.error)
  return subjectOf(deps, requestId)
}

async function subjectOf({ vault, rules }: Deps, requestId: RequestId): Promise<Result<SubjectId, DeskError>> {
  const seen = await readRequest(vault.reader, requestId, rules.current())
  if (!seen) return err({ kind: 'not-found' })
  // What was refused is settled first: the check would be one of a request that the operator does not see.
  if (seen.isUnsettled || seen.mark === 'refused') return err({ kind: 'state-changed' })
  return ok(seen.request.subjectId)
}
