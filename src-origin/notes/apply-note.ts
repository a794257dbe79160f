// Carries out one act on a note, under the lock of its request: the notes of a case come one after the other, so that its files are counted.
import { err, ok } from '../../src-shared/base/result'
import { applyNote, type NoteOperation } from '../../src-shared/domain/notes'
import { accessProblem, lockRequest, type ItemResult, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { attachedTo, insertNote, lockNote, saveNote } from './note-rows'

export async function applyNoteOperation(tx: Tx, context: OriginContext, pusher: Pusher, operation: NoteOperation): Promise<ItemResult> {
  const locked = await lockRequest(tx, operation.args.requestId)
  const problem = await accessProblem(tx, context, pusher, locked)
  if (problem || !locked) return err(problem ?? reject('not_found'))
  const note = await lockNote(tx, operation.args.noteId)
  // A note of another request is none of this one's, and nothing is said of it.
  if (note && note.record.requestId !== operation.args.requestId) return err(reject('not_found'))
  const given = { request: locked.record, attached: await attachedTo(tx, operation.args.requestId) }
  const done = applyNote(note?.record, operation, { staffId: pusher.staffId, role: pusher.role, at: context.now() }, given)
  if (!done.ok) return err(reject(done.error.code, done.error.fields))
  return ok({ v: note ? await saveNote(tx, done.value) : await insertNote(tx, done.value, locked.scope) })
}
