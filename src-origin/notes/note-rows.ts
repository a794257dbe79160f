// The rows of notes: locked, written with the files that they name, and the feed told.
import type { CaseNote } from '../../src-shared/domain/notes'
import { attachedBy, type Attached } from '../../src-shared/domain/notes'
import type { NoteRecord } from '../../src-shared/protocol/notes'
import { emitChanges } from '../feed/emit'
import type { Tx } from '../store/database'

export interface LockedNote {
  readonly record: NoteRecord
  readonly v: number
}

export async function lockNote(tx: Tx, noteId: string): Promise<LockedNote | undefined> {
  const row = await tx.selectFrom('notes').select(['body', 'v']).where('id', '=', noteId).forUpdate().executeTakeFirst()
  return row && { record: row.body, v: row.v }
}

/** The request is locked, so that no other note of it comes in between. */
export async function attachedTo(tx: Tx, requestId: string): Promise<Attached> {
  const rows = await tx.selectFrom('notes').select('body').where('request_id', '=', requestId).execute()
  return attachedBy(rows.map(({ body }) => body))
}

/** A file that another note of the case brought is there at once. */
export async function insertNote(tx: Tx, note: CaseNote, scope: string): Promise<number> {
  const stored = await tx.selectFrom('blobs').select('sha256').where('request_id', '=', note.requestId).where('complete', '=', true).execute()
  const isStored = new Set(stored.map((row) => row.sha256.toString('hex')))
  const body: NoteRecord = { ...note, files: note.files.map((file) => (isStored.has(file.sha256) ? { ...file, stored: true } : file)) }
  await tx.insertInto('notes').values({ id: note.id, request_id: note.requestId, subject_id: note.subjectId, body: JSON.stringify(body) }).execute()
  if (note.files.length > 0) {
    await tx.insertInto('note_files').values(note.files.map(({ sha256 }) => ({ note_id: note.id, request_id: note.requestId, sha256: Buffer.from(sha256, 'hex') }))).execute()
  }
  await emitChanges(tx, [{ scope, type: 'note', id: note.id, ver: 1, op: 'put' }])
  return 1
}

/** Of a removed note the files go too, where no other of the case names them. */
export async function saveNote(tx: Tx, note: CaseNote): Promise<number> {
  const { v } = await tx
    .updateTable('notes')
    .set((eb) => ({ body: JSON.stringify(note), v: eb('v', '+', 1) }))
    .where('id', '=', note.id)
    .returning('v')
    .executeTakeFirstOrThrow()
  if (note.removed) {
    await tx.deleteFrom('note_files').where('note_id', '=', note.id).execute()
    await dropUnnamed(tx, note.requestId)
  }
  const request = await tx.selectFrom('requests').select(['scope', 'in_scope']).where('id', '=', note.requestId).executeTakeFirstOrThrow()
  if (request.in_scope) await emitChanges(tx, [{ scope: request.scope, type: 'note', id: note.id, ver: v, op: 'put' }])
  return v
}

async function dropUnnamed(tx: Tx, requestId: string): Promise<void> {
  await tx
    .deleteFrom('blobs')
    .where('request_id', '=', requestId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('note_files').select('note_id').whereRef('note_files.request_id', '=', 'blobs.request_id').whereRef('note_files.sha256', '=', 'blobs.sha256'))),
    )
    .execute()
}

/** Before the person's rows go: whoever holds their notes is told. */
export async function emitNotesLeave(tx: Tx, subjectId: string): Promise<void> {
  const notes = await tx
    .selectFrom('notes as n')
    .innerJoin('requests as r', 'r.id', 'n.request_id')
    .select(['n.id', 'n.v', 'r.scope'])
    .where('n.subject_id', '=', subjectId)
    .where('r.in_scope', '=', true)
    .orderBy('n.id')
    .execute()
  await emitChanges(tx, notes.map(({ id, v, scope }) => ({ scope, type: 'note' as const, id, ver: v, op: 'leave' as const })))
}
