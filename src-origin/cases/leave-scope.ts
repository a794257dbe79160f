// Takes a request out of its case scope when it has been closed long enough, and the person with their last one, so that desks drop them.
import { addDays, dayStart, toDay, type EpochMs } from '../../src-shared/base/clock'
import type { OriginContext } from '../context'
import { emitChanges, emitSubjectInScope, scopesOfSubject } from '../feed/emit'
import { emitLettersLeave } from '../letters/leave-letters'
import type { Tx } from '../store/database'

/** Time to answer a person who writes back about a decision; our choice, for the company to confirm (docs/origin.md). */
export const SCOPE_DAYS = 90

/** What was closed before it is in scope no more. */
export function scopeStart(now: EpochMs): EpochMs {
  return dayStart(addDays(toDay(now), -SCOPE_DAYS))
}

/** Each request in a transaction of its own; answers how many left. */
export async function leaveClosed(context: OriginContext): Promise<number> {
  const before = scopeStart(context.now())
  const due = await context.db.selectFrom('requests').select('id').where('in_scope', '=', true).where('closed_at', '<', before).orderBy('closed_at').execute()
  for (const { id } of due) await context.db.transaction().execute((tx) => leaveScope(tx, id, before))
  return due.length
}

async function leaveScope(tx: Tx, requestId: string, before: EpochMs): Promise<void> {
  const request = await tx.selectFrom('requests').select(['scope', 'subject_id', 'v', 'closed_at', 'in_scope']).where('id', '=', requestId).forUpdate().executeTakeFirstOrThrow()
  // Reopened, or taken out by another janitor, since it was found.
  if (!request.in_scope || request.closed_at === null || request.closed_at >= before) return
  // A new request of the person holds them (KEY SHARE) while it looks whether the scope holds them already: it either sees that they have
  // left, or is seen here. Without this a desk could be told that the person left and never that they are there again.
  await tx.selectFrom('subjects').select('id').where('id', '=', request.subject_id).forUpdate().execute()
  await tx.updateTable('requests').set({ in_scope: false }).where('id', '=', requestId).execute()
  const erasures = await tx.selectFrom('erasures').select(['id', 'v']).where('request_id', '=', requestId).execute()
  const notes = await tx.selectFrom('notes').select(['id', 'v']).where('request_id', '=', requestId).execute()
  const { scope } = request
  await emitLettersLeave(tx, { requestId })
  await emitChanges(tx, [
    { scope, type: 'request', id: requestId, ver: request.v, op: 'leave' },
    ...erasures.map((erasure) => ({ scope, type: 'erasure' as const, id: erasure.id, ver: erasure.v, op: 'leave' as const })),
    ...notes.map((note) => ({ scope, type: 'note' as const, id: note.id, ver: note.v, op: 'leave' as const })),
  ])
  if (!(await scopesOfSubject(tx, request.subject_id)).includes(scope)) await emitSubjectInScope(tx, scope, request.subject_id, 'leave')
}
