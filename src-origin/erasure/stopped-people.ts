// Stops the processing of a person on the day on which their erasure is approved, where it waits out a cooling-off: the account is cancelled, imports
// take nothing more in (import/people.ts). It ends with the erasure, or when the erasure is called off.
import { tellPerson } from '../push/count-on'
import type { Tx } from '../store/database'

const STOPPED = 'cancelled'

/** The caller has locked the person. Stopped already is stopped: another erasure of theirs waits too. */
export async function stopPerson(tx: Tx, subjectId: string, now: number): Promise<void> {
  if (await stopOf(tx, subjectId)) return
  const { status } = await tx.selectFrom('subjects').select('status').where('id', '=', subjectId).executeTakeFirstOrThrow()
  const v = await setStatus(tx, subjectId, STOPPED)
  await tx.insertInto('stopped_people').values({ subject_id: subjectId, since: now, former_status: status, subject_v: v }).execute()
}

export async function stopOf(tx: Tx, subjectId: string): Promise<{ readonly former_status: string; readonly subject_v: number } | undefined> {
  return tx.selectFrom('stopped_people').select(['former_status', 'subject_v']).where('subject_id', '=', subjectId).executeTakeFirst()
}

/** Unless another erasure of theirs still waits. Requests are locked before the person, as everywhere. */
export async function resumePerson(tx: Tx, subjectId: string): Promise<void> {
  await tx.selectFrom('subjects').select('id').where('id', '=', subjectId).forUpdate().execute()
  const stop = await stopOf(tx, subjectId)
  const other = await tx.selectFrom('erasures').select('id').where('subject_id', '=', subjectId).where('state', '=', 'cooling-off').executeTakeFirst()
  if (!stop || other) return
  await tx.deleteFrom('stopped_people').where('subject_id', '=', subjectId).execute()
  await setStatus(tx, subjectId, stop.former_status)
}

async function setStatus(tx: Tx, subjectId: string, status: string): Promise<number> {
  await tx.updateTable('subjects').set({ status }).where('id', '=', subjectId).execute()
  return tellPerson(tx, subjectId)
}
