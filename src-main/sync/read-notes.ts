// Reads the notes of a request as staff see them: the origin's, with those that this desk has not sent and those it takes back.
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { SendMark } from '../../src-shared/contract/views'
import { applyNote, attachedBy, isNoteOperation, type Attached, type CaseNote, type NoteOperation } from '../../src-shared/domain/notes'
import type { CaseRequest } from '../../src-shared/domain/request'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import { listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { readRoles } from './read-requests'

export interface SeenNote {
  readonly note: CaseNote
  readonly mark: SendMark
}
/** What a note is read and judged by. */
export type NoteCase = Pick<CaseRequest, 'id' | 'subjectId' | 'state'>

export function noteChain(noteId: string): string {
  return `note:${noteId}`
}

/** Undefined: another kind of act, or an erasure took it. The cast is safe: an item's arguments are those of its operation. */
export function noteOperationOf({ op, args }: { readonly op: OperationName; readonly args: OutboxItem['args'] }): NoteOperation | undefined {
  const operation = { op } as const
  return args && isNoteOperation(operation) ? ({ op, args } as unknown as NoteOperation) : undefined
}

/** Oldest first. Acts that came back stand in the outbox alone: nobody here takes them for notes. */
export async function readNotes(reader: Reader, request: NoteCase): Promise<readonly SeenNote[]> {
  const records = await recordsOf(reader, request.subjectId, request.id)
  const seen = new Map<string, SeenNote>(records.map(({ body }) => [body.id, { note: body, mark: 'sent' }]))
  const versions = new Map(records.map(({ id, v }) => [id, v]))
  const roleOf = await readRoles(reader)
  for (const item of await listOutbox(reader, ['to-send', 'sending', 'applied'])) {
    const operation = noteOperationOf(item)
    if (operation?.args.requestId !== request.id) continue
    const { noteId } = operation.args
    if (item.appliedV !== undefined && (versions.get(noteId) ?? 0) >= item.appliedV) continue
    const by = { staffId: item.staffId, at: item.madeAt.wall, role: roleOf(item.staffId) }
    const next = applyNote(seen.get(noteId)?.note, operation, by, { request, attached: NONE })
    if (next.ok) seen.set(noteId, { note: next.value, mark: item.state === 'applied' ? 'sent' : 'to-send' })
  }
  return [...seen.values()].sort((a, b) => a.note.at - b.note.at)
}

/** What waits was judged when it was made: what else has been attached since is no reason not to show it. */
const NONE: Attached = { files: 0, bytes: 0, named: [] }

async function recordsOf(reader: Reader, subjectId: SubjectId, requestId: RequestId) {
  return (await listRecordsOfSubject(reader, 'note', subjectId)).filter(({ body }) => body.requestId === requestId)
}

export function attachedHere(notes: readonly SeenNote[]): Attached {
  return attachedBy(notes.map(({ note }) => note))
}
