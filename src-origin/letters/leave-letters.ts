// Tells the desks that letters leave them: with their case, or with their person.
import { emitChanges } from '../feed/emit'
import type { Tx } from '../store/database'

/** Before the rows go, where they do. */
export async function emitLettersLeave(tx: Tx, of: { readonly requestId: string } | { readonly subjectId: string }): Promise<void> {
  const letters = tx.selectFrom('letters').innerJoin('requests', 'requests.id', 'letters.request_id').select(['letters.id', 'letters.v', 'requests.scope'])
  const rows = await ('requestId' in of ? letters.where('letters.request_id', '=', of.requestId) : letters.where('letters.subject_id', '=', of.subjectId)).execute()
  await emitChanges(tx, rows.map(({ id, v, scope }) => ({ scope, type: 'letter' as const, id, ver: v, op: 'leave' as const })))
}
