// The notes of a request with their files, as far as each has come; and what can be done with them.
import type { StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { NoteFileView, NoteList, NoteView } from '../../src-shared/contract/note'
import type { StaffRef } from '../../src-shared/contract/views'
import { MAX_CASE_FILES } from '../../src-shared/domain/attached-files'
import type { NoteFile } from '../../src-shared/domain/notes'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import { attachedHere, readNotes, type SeenNote } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import { listAttachments, type Attachment, type AttachmentKey } from '../vault/repositories/attachments'
import { beginVerdict, isReadOnly } from './act-on-request'
import { readStaffNames } from './inventory-acts'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'loop' | 'files'>

export async function listNotes(deps: Deps, { requestId }: ParsedRequestOf<'note.list'>): Promise<Result<NoteList, DeskError>> {
  const { reader } = deps.vault
  const seen = await readRequest(reader, requestId, deps.rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const { request } = seen
  const notes = await readNotes(reader, request)
  const here = new Map((await listAttachments(reader, requestId)).map((one) => [one.sha256, one]))
  const nameOf = await readStaffNames(reader)
  return ok({
    notes: notes.map((one) => noteView(deps, one, here, nameOf)),
    add: beginVerdict(deps, 'work-request'),
    takesEvidence: !CLOSED_STATES.includes(request.state),
    room: Math.max(0, MAX_CASE_FILES - attachedHere(notes).files),
  })
}

function noteView(deps: Deps, { note, mark }: SeenNote, here: ReadonlyMap<string, Attachment>, nameOf: (staffId: StaffId) => StaffRef): NoteView {
  const { id, requestId, at, staffId, audience, kind, text, files, removed } = note
  return {
    id, at, by: nameOf(staffId), audience, kind, text, mark,
    files: files.map((file) => fileView(deps, { requestId, sha256: file.sha256 }, file, here.get(file.sha256))),
    ...(removed ? { removed: { why: removed.why, at: removed.at, files: removed.files, ...(removed.staffId === undefined ? {} : { by: nameOf(removed.staffId) }), ...(removed.reason === undefined ? {} : { reason: removed.reason }) } } : {}),
    takeBack: takeBackVerdict(deps, note),
  }
}

function takeBackVerdict(deps: Deps, { staffId, removed }: SeenNote['note']): NoteView['takeBack'] {
  if (removed) return 'state-changed'
  if (staffId !== deps.me.staffId && deps.me.role !== 'officer') return 'not-permitted'
  return isReadOnly(deps) ? 'upgrade-required' : 'possible'
}

function fileView({ files }: Deps, key: AttachmentKey, { sha256, name, bytes, type, stored }: NoteFile, attachment: Attachment | undefined): NoteFileView {
  const isWhole = attachment !== undefined && attachment.received === attachment.bytes
  const error = files.failureOf(key)
  const isArriving = files.isArriving(key)
  const place = isArriving ? 'arriving' : isWhole ? (stored === true ? 'here' : 'waiting') : stored === true ? 'origin' : 'absent'
  const isPart = attachment !== undefined && !isWhole
  return { sha256, name, bytes, type, place, ...(isArriving || isPart ? { received: attachment?.received ?? 0 } : {}), ...(error === undefined ? {} : { error }) }
}
