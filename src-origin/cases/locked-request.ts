// One request, locked for the transaction: read, checked for access, written back, and the feed told.
import type { StaffId } from '../../src-shared/base/ids'
import type { Result } from '../../src-shared/base/result'
import type { CaseRequest } from '../../src-shared/domain/request'
import type { Training } from '../../src-shared/domain/training'
import type { Role } from '../../src-shared/domain/vocabulary'
import type { Rejection } from '../../src-shared/protocol/push'
import type { RequestRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import { emitChanges, emitSubjectInScope, scopesOfSubject } from '../feed/emit'
import { removeEvidence } from '../notes/closing'
import type { Tx } from '../store/database'
import { reject } from './rejection'
import { isErased } from './suppression'

export interface Pusher {
  readonly staffId: StaffId
  readonly role: Role
  readonly training: Training
  readonly deviceId: string
  /** Case scopes granted to the device: a request outside them is lost to it. */
  readonly caseScopes: readonly string[]
  /** Signed in within the last five minutes. */
  readonly isFresh: boolean
  /** An officer answers for an act from a store that is gone (sealed/apply-held.ts): its age is no reason to refuse it then. */
  readonly isVouched?: boolean
}
export interface Applied {
  readonly v: number
}
export type ItemResult = Result<Applied, Rejection>
export interface LockedRequest {
  readonly record: RequestRecord
  readonly v: number
  readonly scope: string
  /** Until 90 days after its closing (leave-scope.ts). */
  readonly isInScope: boolean
}

export async function lockRequest(tx: Tx, requestId: string): Promise<LockedRequest | undefined> {
  const row = await tx.selectFrom('requests').select(['body', 'v', 'scope', 'in_scope']).where('id', '=', requestId).forUpdate().executeTakeFirst()
  return row && { record: row.body, v: row.v, scope: row.scope, isInScope: row.in_scope }
}

/** Not locked: another request that this one only names. Locked too, two acts that name each other would wait for each other. */
export async function findRequest(tx: Tx, requestId: string): Promise<LockedRequest | undefined> {
  const row = await tx.selectFrom('requests').select(['body', 'v', 'scope', 'in_scope']).where('id', '=', requestId).executeTakeFirst()
  return row && { record: row.body, v: row.v, scope: row.scope, isInScope: row.in_scope }
}

/** Whether the device may touch the request at all; what it may not read is not even said to exist. */
export async function accessProblem(tx: Tx, context: OriginContext, pusher: Pusher, locked: LockedRequest | undefined): Promise<Rejection | undefined> {
  if (!locked) return reject('not_found')
  // What has left its scope is held by no desk: an act on it could only come from a copy that is long out of date.
  if (!locked.isInScope || !pusher.caseScopes.includes(locked.scope)) return reject('scope_lost')
  return (await isErased(tx, locked.record.subjectId, context.keys.erasedIds)) ? reject('gone_erased') : undefined
}

export function currentOf(locked: LockedRequest): NonNullable<Rejection['current']> {
  return { v: locked.v, body: { ...locked.record } }
}

/** Where the state decided, the operator sees the state; a missing right or second person needs no record. */
export function withCurrent(rejection: Rejection, locked: LockedRequest): Rejection {
  return rejection.code === 'precondition' ? { ...rejection, current: currentOf(locked) } : rejection
}

export async function saveRequest(tx: Tx, request: CaseRequest): Promise<number> {
  const row = await tx
    .updateTable('requests')
    .set((eb) => ({ state: request.state, closed_at: request.closedAt ?? null, body: JSON.stringify(request), v: eb('v', '+', 1) }))
    .where('id', '=', request.id)
    .returning(['v', 'scope', 'in_scope'])
    .executeTakeFirstOrThrow()
  if (row.in_scope) await emitChanges(tx, [{ scope: row.scope, type: 'request', id: request.id, ver: row.v, op: 'put' }])
  if (request.closedAt !== undefined) await removeEvidence(tx, request.id, request.closedAt)
  return row.v
}

/** The person enters the case scope with the request, unless another open request holds them there already. */
export async function insertRequest(tx: Tx, request: CaseRequest, scope: string): Promise<void> {
  const isHeld = (await scopesOfSubject(tx, request.subjectId)).includes(scope)
  await tx
    .insertInto('requests')
    .values({ id: request.id, case_no: request.caseNo, subject_id: request.subjectId, scope, state: request.state, received_on: request.receivedOn, closed_at: null, in_scope: true, body: JSON.stringify(request) })
    .execute()
  if (!isHeld) await emitSubjectInScope(tx, scope, request.subjectId, 'put')
  await emitChanges(tx, [{ scope, type: 'request', id: request.id, ver: 1, op: 'put' }])
}
