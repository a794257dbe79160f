// Requests as the lists show them: overlaid, masked, with their clock counted from the rules pack in force.
import { must } from '../../src-shared/base/assert'
import type { Day } from '../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import type { ClockView, RequestRow, StaffRef } from '../../src-shared/contract/views'
import { viewRequestClock } from '../../src-shared/domain/clock-view'
import { maskName, masksOf } from '../../src-shared/domain/masking'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Role } from '../../src-shared/domain/vocabulary'
import { overlayRequest, requestChain, type OverlaidRequest } from '../sync/overlay'
import { groupByChain, listOutbox } from '../vault/repositories/outbox'
import { listPeople } from '../vault/repositories/people'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export interface RequestReading {
  readonly overlaid: ReadonlyMap<RequestId, OverlaidRequest>
  readonly staffName: (staffId: StaffId) => StaffRef
  readonly rowOf: (requestId: RequestId) => RequestRow
}
interface Deps {
  readonly rules: RulesPackBody
  readonly today: Day
}

/** Everything that a page of rows needs, in a handful of queries whatever its length. */
export async function readRequests(reader: Reader, requestIds: readonly RequestId[], deps: Deps): Promise<RequestReading> {
  const records = new Map((await listRecords(reader, 'request', requestIds)).map((record) => [record.body.id, record]))
  const staff = new Map((await listRecords(reader, 'staff')).map(({ body }) => [body.id, body]))
  const chains = groupByChain(await listOutbox(reader))
  const roleOf = (staffId: StaffId): Role => staff.get(staffId)?.role ?? 'agent'
  const overlaid = new Map<RequestId, OverlaidRequest>()
  for (const requestId of requestIds) {
    const seen = overlayRequest(records.get(requestId), chains.get(requestChain(requestId)) ?? [], { rules: deps.rules, roleOf })
    if (seen) overlaid.set(requestId, seen)
  }
  const nameOf = await readNames(reader, [...overlaid.values()].map(({ request }) => request.subjectId))
  const masks = masksOf(deps.rules.masks)
  const staffName = (staffId: StaffId): StaffRef => ({ id: staffId, name: staff.get(staffId)?.name ?? '' })
  const rowOf = (requestId: RequestId): RequestRow => {
    const seen = must(overlaid.get(requestId), 'the request of a row')
    return toRow(seen, { ...deps, maskedName: maskedNameOf(nameOf(seen.request.subjectId), masks.name), staffName })
  }
  return { overlaid, staffName, rowOf }
}

/** Nobody: the person was erased, or this desk never held them. */
export const NO_NAME = '—'

export function maskedNameOf(name: string | undefined, pattern: Parameters<typeof maskName>[1]): string {
  return name === undefined ? NO_NAME : maskName(name, pattern)
}

/** From the case scope first; a person of whom only the directory row is here has a name too. */
export async function readNames(reader: Reader, subjectIds: readonly SubjectId[]): Promise<(subjectId: SubjectId) => string | undefined> {
  const ids = [...new Set(subjectIds)]
  const names = new Map((await listPeople(reader, ids)).map((person) => [person.id, person.name]))
  for (const { body } of await listRecords(reader, 'subject', ids)) names.set(body.id, body.name)
  return (subjectId) => names.get(subjectId)
}

interface RowDeps extends Deps {
  readonly maskedName: string
  readonly staffName: (staffId: StaffId) => StaffRef
}

function toRow(seen: OverlaidRequest, deps: RowDeps): RequestRow {
  const { request } = seen
  return {
    id: request.id,
    caseNo: request.caseNo,
    subjectId: request.subjectId,
    right: request.right,
    state: request.state,
    maskedName: deps.maskedName,
    ...(request.assigneeId === undefined ? {} : { assignee: deps.staffName(request.assigneeId) }),
    clock: clockOf(seen, deps),
    updatedAt: request.timeline.reduce((latest, entry) => Math.max(latest, entry.at), request.keyedAt),
    mark: seen.mark,
    test: request.test === true,
  }
}

export function clockOf({ request }: OverlaidRequest, { rules, today }: Deps): ClockView {
  return viewRequestClock(request, today, rules)
}
