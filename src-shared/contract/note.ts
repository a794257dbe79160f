// Channel group `note`: notes on a request, and the files that they name. No file is ever opened here: it is kept, and copied out.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { NoteId, RequestId } from '../base/ids'
import { MAX_CASE_FILES, type FileType } from '../domain/attached-files'
import { id, sha256Hex } from '../domain/fields'
import { NOTE_AUDIENCES, NOTE_KINDS, type NoteAudience, type NoteKind, type NoteRemoval } from '../domain/notes'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'
import type { SendMark, StaffRef } from './views'

export interface NoteFileView {
  readonly sha256: string
  readonly name: string
  readonly bytes: number
  readonly type: FileType
  /** `waiting`: here, and not at the origin yet; `absent`: at neither, its desk has not sent it yet. */
  readonly place: 'here' | 'waiting' | 'origin' | 'arriving' | 'absent'
  /** Bytes that are here of one that is being fetched, or whose fetching broke off. */
  readonly received?: number
  /** Why it did not come or go the last time. */
  readonly error?: DeskErrorKind
}
export interface NoteView {
  readonly id: NoteId
  readonly at: EpochMs
  readonly by: StaffRef
  readonly audience: NoteAudience
  readonly kind: NoteKind
  readonly text: string
  readonly files: readonly NoteFileView[]
  readonly removed?: { readonly why: NoteRemoval; readonly at: EpochMs; readonly by?: StaffRef; readonly reason?: string; readonly files: number }
  readonly mark: SendMark
  readonly takeBack: 'possible' | DeskErrorKind
}
export interface NoteList {
  /** Oldest first. */
  readonly notes: readonly NoteView[]
  readonly add: 'possible' | DeskErrorKind
  /** Evidence is taken while the case is open alone. */
  readonly takesEvidence: boolean
  /** How many more files the case takes. */
  readonly room: number
}
export interface AttachedFile {
  readonly sha256: string
  readonly name: string
  readonly bytes: number
  readonly type: FileType
}

const file = z.object({ requestId: id<RequestId>(), sha256: sha256Hex })

export const note = {
  'note.list': channel<NoteList>()('read-case', z.object({ requestId: id<RequestId>() })),
  /** Takes in the file that was picked in the dialog of that number; it belongs to no note yet. */
  'note.attach': channel<{ readonly file: AttachedFile }>()('work-request', z.object({ requestId: id<RequestId>(), pickId: z.uuid() })),
  'note.add': channel<void>()(
    'work-request',
    z.object({
      requestId: id<RequestId>(),
      audience: z.enum(NOTE_AUDIENCES),
      kind: z.enum(NOTE_KINDS),
      text: z.string().max(8_000),
      files: z.array(z.object({ sha256: sha256Hex, name: z.string().max(255) })).max(MAX_CASE_FILES),
    }),
  ),
  'note.takeBack': channel<void>()('work-request', z.object({ requestId: id<RequestId>(), noteId: id<NoteId>(), reason: z.string().min(1).max(2_000) })),
  /** Begins, or goes on where it broke off; how far it is comes with the list. */
  'note.fetch': channel<void>()('work-request', file),
  'note.cancelFetch': channel<void>()('work-request', file),
  /** Into the export folder. */
  'note.saveCopy': channel<{ readonly fileName: string }>()('export-package', file),
} as const
