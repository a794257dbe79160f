// Notes on a request: added and taken back, never changed, so that no two of them conflict. One pure function, the truth at the origin and the
// preview on the desk.
//
//   add → here ─take-back (its maker, or an officer)→ removed     text and files go; who, when, why and how many files stay
//           └───the case is closed (evidence alone)──→ removed
import type { EpochMs } from '../base/clock'
import type { NoteId, RequestId, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { isCleanFileName, MAX_CASE_BYTES, MAX_CASE_FILES, MAX_FILE_BYTES, type FileType } from './attached-files'
import type { Actor, CaseRequest } from './request'
import type { Refusal } from './request-step'
import { hasPermission } from './staff'
import { CLOSED_STATES, isNoteOperationName, type OperationName } from './vocabulary'

/** `deliverable`: may be handed to the person; nothing internal ever is. */
export const NOTE_AUDIENCES = ['internal', 'deliverable'] as const
export type NoteAudience = (typeof NOTE_AUDIENCES)[number]
/** `evidence`: what a check of identity or an agent's right rests on; it goes when the case is closed. */
export const NOTE_KINDS = ['note', 'evidence'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]
export const NOTE_REMOVALS = ['taken-back', 'case-closed'] as const
export type NoteRemoval = (typeof NOTE_REMOVALS)[number]

export interface NoteFile {
  /** Of the file's own bytes, lower-case hex. */
  readonly sha256: string
  readonly name: string
  readonly bytes: number
  readonly type: FileType
  /** The origin has all of it, and has found that it is what it is called. */
  readonly stored?: boolean
}
/** Structurally the wire's `note` record. */
export interface CaseNote {
  readonly id: NoteId
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly at: EpochMs
  readonly staffId: StaffId
  readonly audience: NoteAudience
  readonly kind: NoteKind
  readonly text: string
  readonly files: NoteFile[]
  /** Then `text` is empty and there are no `files`. */
  readonly removed?: { readonly why: NoteRemoval; readonly at: EpochMs; readonly staffId?: StaffId; readonly reason?: string; readonly files: number }
}

export interface AddNote {
  readonly noteId: NoteId
  readonly requestId: RequestId
  readonly audience: NoteAudience
  readonly kind: NoteKind
  readonly text: string
  readonly files: Omit<NoteFile, 'stored'>[]
}
export type NoteOperation =
  | { readonly op: 'note.add@1'; readonly args: AddNote }
  | { readonly op: 'note.take-back@1'; readonly args: { readonly noteId: NoteId; readonly requestId: RequestId; readonly reason: string } }

export function isNoteOperation(operation: { readonly op: OperationName }): operation is NoteOperation {
  return isNoteOperationName(operation.op)
}

/** Files that the notes of one request have, those of removed ones not counted. */
export interface Attached {
  readonly files: number
  readonly bytes: number
  /** Of those that are named: one hash is one file, of one size and type. */
  readonly named: readonly NoteFile[]
}
export function attachedBy(notes: readonly Pick<CaseNote, 'files'>[]): Attached {
  const files = notes.flatMap((note) => note.files)
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), named: files }
}

export interface NoteGiven {
  readonly request: Pick<CaseRequest, 'subjectId' | 'state'>
  readonly attached: Attached
}

/** `current` is undefined for an addition alone. */
export function applyNote(current: CaseNote | undefined, operation: NoteOperation, by: Actor, given: NoteGiven): Result<CaseNote, Refusal> {
  if (!hasPermission(by.role, 'work-request')) return err({ code: 'forbidden' })
  if (operation.op === 'note.add@1') return current ? err({ code: 'precondition' }) : add(operation.args, by, given)
  if (!current) return err({ code: 'not_found' })
  return takeBack(current, operation.args.reason, by)
}

function add({ noteId, requestId, audience, kind, text, files }: AddNote, by: Actor, { request, attached }: NoteGiven): Result<CaseNote, Refusal> {
  const fields: string[] = []
  if (text.trim() === '' && files.length === 0) fields.push('text')
  // What somebody proved themselves with is nothing to hand out.
  if (kind === 'evidence' && audience === 'deliverable') fields.push('audience')
  if (files.some(({ name, type }) => !isCleanFileName(name, type)) || new Set(files.map(({ sha256 }) => sha256)).size < files.length) fields.push('files')
  const isOther = (file: NoteFile): boolean => attached.named.some((one) => one.sha256 === file.sha256 && (one.bytes !== file.bytes || one.type !== file.type))
  if (files.some(isOther)) fields.push('files')
  if (fields.length > 0) return err({ code: 'invalid', fields })
  if (kind === 'evidence' && CLOSED_STATES.includes(request.state)) return err({ code: 'precondition' })
  const added = attachedBy([{ files }])
  const isTooMuch = attached.files + added.files > MAX_CASE_FILES || attached.bytes + added.bytes > MAX_CASE_BYTES || files.some(({ bytes }) => bytes > MAX_FILE_BYTES)
  if (isTooMuch) return err({ code: 'too_large', fields: ['files'] })
  return ok({ id: noteId, requestId, subjectId: request.subjectId, at: by.at, staffId: by.staffId, audience, kind, text, files: [...files] })
}

function takeBack(current: CaseNote, reason: string, by: Actor): Result<CaseNote, Refusal> {
  if (current.removed) return err({ code: 'precondition' })
  if (current.staffId !== by.staffId && by.role !== 'officer') return err({ code: 'forbidden' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  return ok(removed(current, { why: 'taken-back', at: by.at, staffId: by.staffId, reason }))
}

function removed(note: CaseNote, removal: Omit<NonNullable<CaseNote['removed']>, 'files'>): CaseNote {
  return { ...note, text: '', files: [], removed: { ...removal, files: note.files.length } }
}

/** At the closing of its case; undefined: it stays as it is. */
export function atClosing(note: CaseNote, at: EpochMs): CaseNote | undefined {
  return note.kind === 'evidence' && !note.removed ? removed(note, { why: 'case-closed', at }) : undefined
}
