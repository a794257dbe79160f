// Reads requests as staff see them, and keeps the queue's index in step with record and outbox.
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { countDeadline } from '../../src-shared/domain/deadline'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { CLOSED_STATES, type Role } from '../../src-shared/domain/vocabulary'
import { getRecord, listRecords } from '../vault/repositories/records'
import { deleteDraftsOfRequests } from '../vault/repositories/drafts'
import { listChain } from '../vault/repositories/outbox'
import { deleteIndexRows, putIndexRow } from '../vault/repositories/request-index'
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

/** The index rows of these requests, written anew; in the transaction that changed their record or their pending items. Of one that left the
 * desk the drafts go too. */
export async function reindexRequests(tx: Tx, requestIds: readonly RequestId[], rules: RulesPackBody): Promise<void> {
  const gone: RequestId[] = []
  for (const requestId of new Set(requestIds)) {
    const seen = await readRequest(tx, requestId, rules)
    if (seen) await putIndexRow(tx, indexRow(requestId, seen, rules))
    else gone.push(requestId)
  }
  await deleteIndexRows(tx, gone)
  await deleteDraftsOfRequests(tx, gone)
}

function indexRow(requestId: RequestId, { request, mark }: OverlaidRequest, rules: RulesPackBody) {
  const deadline = countDeadline({ right: request.right, receivedOn: request.receivedOn }, rules)
  return {
    requestId,
    subjectId: request.subjectId,
    caseNo: request.caseNo,
    right: request.right,
    state: request.state,
    assigneeId: request.assigneeId,
    dueOn: 'targetOn' in deadline ? deadline.targetOn : deadline.outerOn,
    closed: CLOSED_STATES.includes(request.state),
    updatedAt: request.timeline.reduce((latest, entry) => Math.max(latest, entry.at), request.keyedAt),
    mark,
  }
}

