// Counts on with the rows that an effect writes: the person's version, and how much of a category is held.
import type { Category } from '../../src-shared/domain/vocabulary'
import { DIRECTORY_SCOPE, emitChanges, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'

export async function countSubjectOn(tx: Tx, subjectId: string): Promise<number> {
  const row = await tx.updateTable('subjects').set((eb) => ({ v: eb('v', '+', 1) })).where('id', '=', subjectId).returning('v').executeTakeFirstOrThrow()
  return row.v
}

/** Of a change in the person's own record, to whoever holds it and to the directory. Answers their new version. */
export async function tellPerson(tx: Tx, subjectId: string): Promise<number> {
  const v = await countSubjectOn(tx, subjectId)
  const scopes = await scopesOfSubject(tx, subjectId)
  await emitChanges(tx, [...scopes, DIRECTORY_SCOPE].map((scope) => ({
    scope, type: scope === DIRECTORY_SCOPE ? ('directory' as const) : ('subject' as const), id: subjectId, ver: v, op: 'put' as const,
  })))
  return v
}

/** The counts are what an erasure plan is made of, so they move with the rows. */
export async function countHolding(tx: Tx, subjectId: string, category: Category, added: number, now: number): Promise<void> {
  const row = await tx
    .updateTable('holdings')
    .set((eb) => ({ rows: eb('rows', '+', added), to_at: now, v: eb('v', '+', 1) }))
    .where('subject_id', '=', subjectId)
    .where('category', '=', category)
    .returning('v')
    .executeTakeFirst()
  const ver = row?.v ?? 1
  if (!row) await tx.insertInto('holdings').values({ subject_id: subjectId, category, system: category === 'consent' ? 'consent' : 'account', rows: added, from_at: now, to_at: now }).execute()
  const scopes = await scopesOfSubject(tx, subjectId)
  await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'holding' as const, id: `${subjectId}:${category}`, ver, op: 'put' as const })))
}
