// Reads requests as staff see them, and keeps the queue's index in step with record and outbox.
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import type { CaseRequest } from '../../src-shared/domain/request'
import { countKey } from '../../src-shared/domain/request-clock'
import { queueDaysOf, type QueueDays } from '../../src-shared/domain/queue-days'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { CLOSED_STATES, type Role } from '../../src-shared/domain/vocabulary'
import { getRecord, listRecords } from '../vault/repositories/records'
import { deleteDraftsOfRequests } from '../vault/repositories/drafts'
import { listChain, listChains } from '../vault/repositories/outbox'
import { deleteSnoozesOfRequests } from '../vault/repositories/snoozes'
import { deleteIndexRows, putIndexRows, type RequestIndexRow } from '../vault/repositories/request-index'
import { deleteRequestLinks, putRequestLinks } from '../vault/repositories/request-links'
import type { Reader, Tx } from '../vault/transaction'
import { overlayRequest, requestChain, type OverlaidRequest } from './overlay'

/** Names and roles of everybody who works here, for one read. */
export async function readRoles(reader: Reader): Promise<(staffId: StaffId) => Role> {
  const roles = new Map((await listRecords(reader, 'staff')).map(({ body }) => [body.id, body.role]))
  // Somebody whom the origin no longer lists had at least an agent's rights when the item was made.
  return (staffId) => roles.get(staffId) ?? 'agent'
}

export async function readRequest(reader: Reader, requestId: RequestId, rules: RulesPackBody): Promise<OverlaidRequest | undefined> {
  const chain = await listChain(reader, requestChain(requestId))
  const record = await getRecord(reader, 'request', requestId)
  const roleOf = chain.length > 0 ? await readRoles(reader) : () => 'agent' as const
  return overlayRequest(record, chain, { rules, roleOf })
}

/** Requests that are read and written with one statement each: a page of a bootstrap holds thousands. */
const SLICE = 500

/** The index rows of these requests, written anew; in the transaction that changed their record or their pending items. Of one that left the
 * desk the drafts go too. */
export async function reindexRequests(tx: Tx, requestIds: readonly RequestId[], rules: RulesPackBody): Promise<void> {
  const ids = [...new Set(requestIds)]
  const daysOf = createQueueDays(rules)
  const gone: RequestId[] = []
  for (let at = 0; at < ids.length; at += SLICE) {
    const slice = ids.slice(at, at + SLICE)
    const records = new Map((await listRecords(tx, 'request', slice)).map((record) => [record.body.id, record]))
    const chains = await listChains(tx, slice.map(requestChain))
    const roleOf = chains.size > 0 ? await readRoles(tx) : () => 'agent' as const
    const rows: RequestIndexRow[] = []
    const links: ReturnType<typeof linksOf>[number][] = []
    for (const requestId of slice) {
      const seen = overlayRequest(records.get(requestId), chains.get(requestChain(requestId)) ?? [], { rules, roleOf })
      if (!seen) gone.push(requestId)
      else {
        rows.push(indexRow(requestId, seen, daysOf))
        links.push(...linksOf(seen.request))
      }
    }
    await putIndexRows(tx, rows)
    await putRequestLinks(tx, rows.map((row) => row.requestId), links)
  }
  await deleteIndexRows(tx, gone)
  await deleteDraftsOfRequests(tx, gone)
  await deleteSnoozesOfRequests(tx, gone)
  await deleteRequestLinks(tx, gone)
}

function linksOf({ id: requestId, subjectId, about, links = [] }: CaseRequest) {
  const held = links.map((link) => ({ requestId, kind: 'link' as const, otherId: link.requestId, subjectId }))
  return about === undefined ? held : [...held, { requestId, kind: 'about' as const, otherId: about, subjectId }]
}

type DaysOf = (request: CaseRequest) => QueueDays

/** Thousands of requests came on a few days, and each count walks through a calendar. */
function createQueueDays(rules: RulesPackBody): DaysOf {
  const known = new Map<string, QueueDays>()
  return (request) => {
    const key = countKey(request)
    const days = known.get(key) ?? queueDaysOf(request, rules)
    known.set(key, days)
    return days
  }
}

function indexRow(requestId: RequestId, { request, mark }: OverlaidRequest, daysOf: DaysOf): RequestIndexRow {
  return {
    requestId,
    subjectId: request.subjectId,
    caseNo: request.caseNo,
    right: request.right,
    state: request.state,
    channel: request.channel,
    assigneeId: request.assigneeId,
    ...daysOf(request),
    closed: CLOSED_STATES.includes(request.state),
    updatedAt: request.timeline.reduce((latest, entry) => Math.max(latest, entry.at), request.keyedAt),
    mark,
    test: request.test === true,
    review: request.state === 'approval' || request.proposedCheck !== undefined,
  }
}
