// Decides a request: grants it, in whole or in part, or refuses it with a coded ground; the rules pack that shaped it is named.
import { toDay } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { isFormOpen } from '../../src-shared/domain/minors'
import { getRecord } from '../vault/repositories/records'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function decideRequest(deps: ActDeps, { version, ...decision }: ParsedRequestOf<'request.decide'>): Promise<Result<void, DeskError>> {
  const { requestId, form } = decision
  const args = { ...decision, rulesPack: deps.rules.current().version }
  const decided = await actOnRequest(deps, {
    requestId,
    version,
    operation: { op: 'request.decide@1', args },
    check: async (tx, { request }) => {
      const subject = await getRecord(tx, 'subject', request.subjectId)
      return isFormOpen(form, { birthDay: subject?.body.birthDay, madeBy: request.madeBy }, toDay(deps.knownTime.now())) ? undefined : { kind: 'minor-in-writing' }
    },
  })
  return decided.ok ? ok() : decided
}
