// Keys in a request that reached the company by phone, letter or at the counter; the origin gives it its number.
import { createId, type RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { fitsAge } from '../../src-shared/domain/request-maker'
import type { LeasedPeople } from '../sync/leased-people'
import { readRequest } from '../sync/read-requests'
import { suppression } from '../sync/suppression'
import { listPeople } from '../vault/repositories/people'
import { getRecord } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { announceAct, enqueue, type ActDeps } from './act-on-request'
import { endDraft } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = ActDeps & Pick<UnlockedDesk, 'today'> & { readonly leased: Pick<LeasedPeople, 'get'> }

export async function createRequest(deps: Deps, request: ParsedRequestOf<'request.create'>): Promise<Result<{ readonly requestId: RequestId }, DeskError>> {
  const requestId = createId<RequestId>(deps.clock.now(), deps.random)
  const made = await deps.vault.transaction(async (tx) => {
    const absent = await absence(tx, request.subjectId, deps)
    const problem = absent ?? (await intakeProblem(tx, request, deps))
    if (problem) return err(problem)
    const { subjectId } = request
    const enqueued = await enqueue(tx, deps, { operation: { op: 'request.create@1', args: { requestId, ...request } }, requestId, subjectId, base: 0, seen: undefined })
    if (enqueued.ok) await endDraft(tx, deps.me.staffId, 'request.create@1', subjectId)
    return enqueued
  })
  if (!made.ok) return made
  announceAct(deps, requestId)
  return ok({ requestId })
}

/** What the machine alone cannot see: the age of the person, and whose the request is that is complained about. */
async function intakeProblem(reader: Reader, { subjectId, madeBy, about }: ParsedRequestOf<'request.create'>, deps: Deps): Promise<DeskError | undefined> {
  const birthDay = (await getRecord(reader, 'subject', subjectId))?.body.birthDay
  if (madeBy && !fitsAge(madeBy.kind, birthDay, deps.today())) return { kind: 'guardian-age' }
  if (about === undefined) return undefined
  const other = await readRequest(reader, about, deps.rules.current())
  return other?.request.subjectId === subjectId ? undefined : { kind: 'not-found' }
}

/** A request needs a person whom this desk knows; one who was erased is nobody any more. */
async function absence(reader: Reader, subjectId: ParsedRequestOf<'request.create'>['subjectId'], { leased }: Pick<Deps, 'leased'>): Promise<DeskError | undefined> {
  if ((await suppression.load(reader))(subjectId)) return { kind: 'gone-erased' }
  if (await getRecord(reader, 'subject', subjectId)) return undefined
  // Somebody whom the origin has just shown is somebody whom a request may be about: with it they come into the case scope.
  return (await listPeople(reader, [subjectId])).length > 0 || leased.get(subjectId) ? undefined : { kind: 'not-found' }
}
