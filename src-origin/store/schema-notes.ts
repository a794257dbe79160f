// The tables of notes and of the files that they name.
import type { Generated, JSONColumnType } from 'kysely'
import type { NoteRecord } from '../../src-shared/protocol/notes'

export interface NotesTable {
  id: string
  request_id: string
  subject_id: string
  v: Generated<number>
  body: JSONColumnType<NoteRecord>
}
/** Which files a note names: those of a removed one are not among them. */
export interface NoteFilesTable {
  note_id: string
  request_id: string
  sha256: Buffer
}
/** A file of one case; `received` bytes of it are here, without a gap from the first on. */
export interface BlobsTable {
  request_id: string
  sha256: Buffer
  subject_id: string
  /** Its key is derived with it from the origin's own: gone with the row. */
  salt: Buffer
  bytes: number
  received: number
  /** All of it is here and was found to be what it is called. */
  complete: boolean
  at: number
}
export interface BlobPartsTable {
  request_id: string
  sha256: Buffer
  /** Of its first byte in the file. */
  pos: number
  bytes: number
  sealed: Buffer
}

export interface NoteTables {
  notes: NotesTable
  note_files: NoteFilesTable
  blobs: BlobsTable
  blob_parts: BlobPartsTable
}
