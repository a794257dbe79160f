// Lets go of the records of handing over whose three years are over (rules pack, R-SHARE; NDSR 12), also of those that nobody confirmed in as
// long, and of proposals that were declined.
import { addDays, toDay, type Day } from '../../src-shared/base/clock'
import { mayGo } from '../../src-shared/domain/recipients'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { transferOf, type TransferEntry } from '../../src-shared/domain/transfer-register'
import type { OriginContext } from '../context'
import { emitChanges, emitToCaseScopes, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'
import { settleTasks } from './person-transfers'

/** A declined proposal proves nothing about a handing over; a year, so that a yearly look at the register still meets it. */
const DECLINED_DAYS = 365

/** Each in a transaction of its own; answers how many went. */
export async function forgetTransfers(context: OriginContext): Promise<number> {
  const today = toDay(context.now())
  const rows = await context.db.selectFrom('transfers').select(['id', 'body']).execute()
  const due = rows.filter(({ body }) => isDue(body, today, context.rules.inForce))
  for (const { id } of due) await context.db.transaction().execute((tx) => forget(tx, id))
  return due.length
}

/** What nobody confirmed may have happened all the same: it stays as long as a proof would, from the day on which it was last known to go on. */
function isDue(entry: TransferEntry, today: Day, rules: RulesPackBody): boolean {
  if (entry.declined) return addDays(toDay(entry.declined.at), DECLINED_DAYS) <= today
  const transfer = transferOf(entry, [])
  return mayGo(entry.approvedAt === undefined ? { ...transfer, until: entry.recordedAt, frequency: 'ongoing' } : transfer, today, rules)
}

async function forget(tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('transfers').select(['v', 'body']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) return
  // No erasure goes on waiting for a confirmation that nobody can give any more.
  if (row.body.approvedAt === undefined && !row.body.declined) await settleTasks(tx, row.body.id, 'declined')
  const people = await tx.selectFrom('transfer_people').select('subject_id').where('transfer_id', '=', id).execute()
  for (const { subject_id: subjectId } of people) {
    const scopes = await scopesOfSubject(tx, subjectId)
    await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'transfer-share' as const, id: `${id}:${subjectId}`, ver: 1, op: 'leave' as const })))
  }
  await tx.deleteFrom('transfers').where('id', '=', id).execute()
  await emitToCaseScopes(tx, [{ type: 'transfer', id, ver: row.v, op: 'leave' }])
}
