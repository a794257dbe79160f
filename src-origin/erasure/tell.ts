// That a recipient of an erasure was told: entered into the erasure, by whoever works on its request's desk.
import { err, ok } from '../../src-shared/base/result'
import { applyTelling, type TellOperation } from '../../src-shared/domain/recipient-tasks'
import type { ItemResult, Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { lockErasure, saveErasure } from './locked-erasure'

/** The request is not locked: nothing of it is read that changes, and its person is gone already. */
export async function tellRecipient(tx: Tx, context: OriginContext, pusher: Pusher, operation: TellOperation): Promise<ItemResult> {
  const { erasureId } = operation.args
  const request = await tx
    .selectFrom('erasures')
    .innerJoin('requests', 'requests.id', 'erasures.request_id')
    .select(['requests.scope', 'requests.in_scope'])
    .where('erasures.id', '=', erasureId)
    .executeTakeFirst()
  if (!request) return err(reject('not_found'))
  if (!request.in_scope || !pusher.caseScopes.includes(request.scope)) return err(reject('scope_lost'))
  const { record } = await lockErasure(tx, erasureId)
  const told = applyTelling(record, operation, { staffId: pusher.staffId, role: pusher.role, at: context.now() })
  if (!told.ok) return err(reject(told.error.code, told.error.fields))
  return ok({ v: await saveErasure(tx, { ...record, recipients: told.value }, request.scope) })
}
