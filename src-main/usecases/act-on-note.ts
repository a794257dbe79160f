// Adds a note to a request or takes one back: the domain's decision, the outbox item and the audit line in one transaction, then the news.
import { createId, type MutationId, type NoteId, type RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { typeByName } from '../../src-shared/domain/attached-files'
import { applyNote, type AddNote, type NoteOperation } from '../../src-shared/domain/notes'
import type { CaseRequest } from '../../src-shared/domain/request'
import { attachedHere, noteChain, readNotes } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import { getAttachment } from '../vault/repositories/attachments'
import type { Tx } from '../vault/transaction'
import { announceWaiting, outboxProblem, plainRefusal, putAct, type ActDeps } from './act-on-request'
import { endDraft } from './typed-text'

type Deps = ActDeps

export async function addNote(deps: Deps, { requestId, audience, kind, text, files: named }: ParsedRequestOf<'note.add'>): Promise<Result<void, DeskError>> {
  return act(deps, requestId, async (tx) => {
    const files: AddNote['files'] = []
    for (const { sha256, name } of named) {
      const attachment = await getAttachment(tx, { requestId, sha256 })
      const type = typeByName(name)
      // Gone since it was picked: the desk was locked for long, or its draft was thrown away elsewhere.
      if (!attachment || attachment.received < attachment.bytes || !type) return err({ kind: 'file-damaged' })
      files.push({ sha256, name, bytes: attachment.bytes, type })
    }
    return ok({ op: 'note.add@1', args: { noteId: createId<NoteId>(deps.clock.now(), deps.random), requestId, audience, kind, text, files } })
  })
}

export async function takeBackNote(deps: Deps, args: ParsedRequestOf<'note.takeBack'>): Promise<Result<void, DeskError>> {
  return act(deps, args.requestId, async () => ok({ op: 'note.take-back@1', args }))
}

async function act(deps: Deps, requestId: RequestId, make: (tx: Tx) => Promise<Result<NoteOperation, DeskError>>): Promise<Result<void, DeskError>> {
  const done = await deps.vault.transaction(async (tx): Promise<Result<void, DeskError>> => {
    const seen = await readRequest(tx, requestId, deps.rules.current())
    if (!seen) return err({ kind: 'not-found' })
    const operation = await make(tx)
    if (!operation.ok) return operation
    const enqueued = await enqueueNote(tx, deps, operation.value, seen.request)
    if (!enqueued.ok) return enqueued
    await endDraft(tx, deps.me.staffId, operation.value.op, requestId)
    return ok()
  })
  if (done.ok) announceNotes(deps)
  return done
}

/** Also for one that is made anew after it came back: what is being written meanwhile stays as it is. */
export async function enqueueNote(tx: Tx, deps: Deps, operation: NoteOperation, request: CaseRequest): Promise<Result<MutationId, DeskError>> {
  const problem = await outboxProblem(tx, deps)
  if (problem) return err(problem)
  const { noteId } = operation.args
  const notes = await readNotes(tx, request)
  const current = notes.find(({ note }) => note.id === noteId)?.note
  const by = { staffId: deps.me.staffId, at: deps.clock.now(), role: deps.me.role }
  const next = applyNote(current, operation, by, { request, attached: attachedHere(notes) })
  if (!next.ok) return err(next.error.code === 'too_large' ? { kind: 'too-many-files' } : plainRefusal(next.error))
  const args = operation.args as unknown as Readonly<Record<string, unknown>>
  // The base says nothing: notes only add up (docs/sync.md).
  const mid = await putAct(tx, deps, { chain: noteChain(noteId), op: operation.op, base: 0, args, subjectId: request.subjectId })
  await deps.audit(tx, { type: operation.op.slice(0, operation.op.indexOf('@')), subjectId: request.subjectId, objectId: noteId, detail: { mid, args } })
  return ok(mid)
}

export function announceNotes(deps: Pick<Deps, 'publish' | 'loop'>): void {
  deps.publish('note')
  announceWaiting(deps)
}
