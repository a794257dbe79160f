// Keys in a request that reached the company by phone, letter or at the counter; the origin gives it its number.
import { createId, type RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { suppression } from '../sync/suppression'
import { listPeople } from '../vault/repositories/people'
import { getRecord } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { announceAct, enqueue, type ActDeps } from './act-on-request'

export async function createRequest(deps: ActDeps, request: ParsedRequestOf<'request.create'>): Promise<Result<{ readonly requestId: RequestId }, DeskError>> {
  const requestId = createId<RequestId>(deps.clock.now(), deps.random)
  const made = await deps.vault.transaction(async (tx) => {
    const absent = await absence(tx, request.subjectId)
    if (absent) return err(absent)
    const { subjectId } = request
    return enqueue(tx, deps, { operation: { op: 'request.create@1', args: { requestId, ...request } }, requestId, subjectId, base: 0, seen: undefined })
  })
  if (!made.ok) return made
  announceAct(deps, requestId)
  return ok({ requestId })
}

/** A request needs a person whom this desk knows; one who was erased is nobody any more. */
async function absence(reader: Reader, subjectId: ParsedRequestOf<'request.create'>['subjectId']): Promise<DeskError | undefined> {
  if ((await suppression.load(reader))(subjectId)) return { kind: 'gone-erased' }
  if (await getRecord(reader, 'subject', subjectId)) return undefined
  return (await listPeople(reader, [subjectId])).length > 0 ? undefined : { kind: 'not-found' }
}
