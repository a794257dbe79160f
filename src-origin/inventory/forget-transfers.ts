// Lets go of the records of handing over whose three years are over (rules pack, R-SHARE; NDSR 12), and of proposals that were declined then.
import { addDays, toDay } from '../../src-shared/base/clock'
import { mayGo } from '../../src-shared/domain/recipients'
import { transferOf } from '../../src-shared/domain/transfer-register'
import type { OriginContext } from '../context'
import { emitChanges, emitToCaseScopes, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'

/** A declined proposal proves nothing about a handing over; a year, so that a yearly look at the register still meets it. */
const DECLINED_DAYS = 365

/** Each in a transaction of its own; answers how many went. */
export async function forgetTransfers(context: OriginContext): Promise<number> {
  const today = toDay(context.now())
  const rows = await context.db.selectFrom('transfers').select(['id', 'body']).execute()
  const due = rows.filter(({ body }) =>
    body.declined ? addDays(toDay(body.declined.at), DECLINED_DAYS) <= today : body.approvedAt !== undefined && mayGo(transferOf(body, []), today, context.rules.inForce),
  )
  for (const { id } of due) await context.db.transaction().execute((tx) => forget(tx, id))
  return due.length
}

async function forget(tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('transfers').select('v').where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) return
  const people = await tx.selectFrom('transfer_people').select('subject_id').where('transfer_id', '=', id).execute()
  for (const { subject_id: subjectId } of people) {
    const scopes = await scopesOfSubject(tx, subjectId)
    await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'transfer-share' as const, id: `${id}:${subjectId}`, ver: 1, op: 'leave' as const })))
  }
  await tx.deleteFrom('transfers').where('id', '=', id).execute()
  await emitToCaseScopes(tx, [{ type: 'transfer', id, ver: row.v, op: 'leave' }])
}
