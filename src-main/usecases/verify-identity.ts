// Writes down that an identifier of the person was checked in this request, how, and with what evidence.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { getRecord } from '../vault/repositories/records'
import { actOnRequest, type ActDeps } from './act-on-request'

export async function verifyIdentity(deps: ActDeps, { requestId, version, identifierId, method, evidence, result }: ParsedRequestOf<'request.verify'>): Promise<Result<void, DeskError>> {
  const verified = await actOnRequest(deps, {
    requestId,
    version,
    operation: { op: 'request.verify@1', args: { requestId, identifierId, method, evidence, ...(result === 'failed' ? { result } : {}), rulesPack: deps.rules.current().version } },
    // An identifier of somebody else proves nothing about this person.
    check: async (tx, { request }) => {
      const subject = await getRecord(tx, 'subject', request.subjectId)
      const isTheirs = subject?.body.identifiers.some((identifier) => identifier.id === identifierId) === true
      return isTheirs ? undefined : { kind: 'invalid-input', params: { fields: 'identifierId' } }
    },
  })
  return verified.ok ? ok() : verified
}
