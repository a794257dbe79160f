// What of its notes a case keeps once it is closed: evidence goes at once, with its files.
import type { EpochMs } from '../../src-shared/base/clock'
import { atClosing } from '../../src-shared/domain/notes'
import type { Tx } from '../store/database'
import { saveNote } from './note-rows'

/** The caller holds the request. Done again it changes nothing. */
export async function removeEvidence(tx: Tx, requestId: string, closedAt: EpochMs): Promise<void> {
  const notes = await tx.selectFrom('notes').select('body').where('request_id', '=', requestId).orderBy('id').forUpdate().execute()
  for (const { body } of notes) {
    const removed = atClosing(body, closedAt)
    if (removed) await saveNote(tx, removed)
  }
}
