// Notes on the wire: the record, the acts on it, and the two questions about a file that one of them names.
//
//   PUT /blobs/{sha256}?requestId=R&offset=N   bytes from N on, at most PART_BYTES → {received, complete, problem?}
//   GET /blobs/{sha256}?requestId=R            Range: bytes=N-                      → the file's own bytes, once the origin has all of them
//
// Both only where a note of request R names the file and the device's scopes hold that request: a file is of one case.
// The sender goes on from `received`, whatever it thought itself: an answer that was lost, and a colleague who sends the same file, cost one part.
import { z } from 'zod'
import type { NoteId, RequestId, StaffId, SubjectId } from '../base/ids'
import { FILE_TYPES, MAX_CASE_FILES, MAX_FILE_BYTES } from '../domain/attached-files'
import { epochMs, id, sha256Hex } from '../domain/fields'
import { NOTE_AUDIENCES, NOTE_KINDS, NOTE_REMOVALS } from '../domain/notes'
import type { NoteOperationName } from '../domain/vocabulary'

const fileFields = { sha256: sha256Hex, name: z.string().min(1).max(255), bytes: z.number().int().min(1).max(MAX_FILE_BYTES), type: z.enum(FILE_TYPES) }
const text = z.string().max(8_000)
const reason = z.string().min(1).max(2_000)

/** `note`: added to a request and never changed; its words and files go with the person, when it is taken back, and of evidence when the case is closed. */
export const noteSchema = z.object({
  id: id<NoteId>(),
  requestId: id<RequestId>(),
  subjectId: id<SubjectId>(),
  at: epochMs,
  staffId: id<StaffId>(),
  audience: z.enum(NOTE_AUDIENCES),
  kind: z.enum(NOTE_KINDS),
  text,
  files: z.array(z.object({ ...fileFields, stored: z.boolean().optional() })).max(MAX_CASE_FILES),
  removed: z
    .object({ why: z.enum(NOTE_REMOVALS), at: epochMs, staffId: id<StaffId>().optional(), reason: reason.optional(), files: z.number().int().nonnegative() })
    .optional(),
})
export type NoteRecord = z.infer<typeof noteSchema>

/** The `base` of both says nothing: they only add up. */
export const NOTE_ARGS = {
  'note.add@1': z.object({
    noteId: id<NoteId>(),
    requestId: id<RequestId>(),
    audience: z.enum(NOTE_AUDIENCES),
    kind: z.enum(NOTE_KINDS),
    text,
    files: z.array(z.object(fileFields)).max(MAX_CASE_FILES),
  }),
  'note.take-back@1': z.object({ noteId: id<NoteId>(), requestId: id<RequestId>(), reason }),
} as const satisfies Readonly<Record<NoteOperationName, z.ZodType>>

/** One part of a file: a broken line costs as much, and a body is held in memory while its proof is checked. */
export const PART_BYTES = 1_048_576

export const blobParams = z.object({ sha256: sha256Hex })
/** `wrong-bytes`: all of it came, and it was not the file of this name and type: it was thrown away, and `received` is 0. */
export const blobResponse = z.object({ received: z.number().int().nonnegative(), complete: z.boolean(), problem: z.enum(['wrong-bytes']).optional() })
export type BlobResponse = z.infer<typeof blobResponse>
