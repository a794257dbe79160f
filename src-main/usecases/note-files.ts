// Fetches a file that a note names, and copies one out to the export folder under a name that is safe to write. Nothing here opens it.
import { mkdir } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { cleanFileName } from '../../src-shared/domain/attached-files'
import type { NoteFile } from '../../src-shared/domain/notes'
import type { CaseRequest } from '../../src-shared/domain/request'
import { readNotes } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import { getAttachment, noteCopy } from '../vault/repositories/attachments'
import type { UnlockedDesk } from './unlocked-desk'
import { freeName, keptUnlessErased, writeCopy } from './write-copy'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'files' | 'attachments' | 'audit' | 'exportDir'>

export async function fetchFile(deps: Deps, { requestId, sha256 }: ParsedRequestOf<'note.fetch'>): Promise<Result<void, DeskError>> {
  const named = await findFile(deps, requestId, sha256)
  if (!named) return err({ kind: 'not-found' })
  return deps.files.fetch({ requestId, sha256, subjectId: named.request.subjectId, bytes: named.file.bytes })
}

export function cancelFetch({ files }: Pick<Deps, 'files'>, key: ParsedRequestOf<'note.cancelFetch'>): Result<void, DeskError> {
  return files.cancel(key) ? ok() : err({ kind: 'not-found' })
}

export async function saveFileCopy(deps: Deps, { requestId, sha256 }: ParsedRequestOf<'note.saveCopy'>): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const named = await findFile(deps, requestId, sha256)
  const attachment = await getAttachment(deps.vault.reader, { requestId, sha256 })
  if (!named || !attachment || attachment.received < attachment.bytes) return err({ kind: 'not-found' })
  const { request, file } = named
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  const fileName = await nameOfCopy(deps.exportDir, request, file)
  // On record first: an erasure looks for every copy that may be there.
  await deps.vault.transaction(async (tx) => {
    await noteCopy(tx, request.subjectId, fileName)
    await deps.audit(tx, { type: 'note.save-copy', subjectId: request.subjectId, objectId: requestId, detail: { fileName, sha256 } })
  })
  const written = await writeCopy(deps.attachments.read(attachment), join(deps.exportDir, fileName), attachment.sha256, keptUnlessErased(deps, request.subjectId))
  return written.ok ? ok({ fileName }) : written
}

interface NamedFile {
  readonly request: CaseRequest
  readonly file: NoteFile
}

async function findFile(deps: Deps, requestId: RequestId, sha256: string): Promise<NamedFile | undefined> {
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  const notes = seen ? await readNotes(deps.vault.reader, seen.request) : []
  const file = notes.flatMap(({ note }) => note.files).find((one) => one.sha256 === sha256)
  return seen && file && { request: seen.request, file }
}

/** Cleaned here too, whoever named it: a name of the origin's is a stranger's. The case number says whose it is, and no name is ever written over. */
async function nameOfCopy(dir: string, { caseNo }: CaseRequest, { name, type }: NoteFile): Promise<string> {
  const { name: stem, ext } = parse(cleanFileName(`${caseNo.replaceAll(/[^\w-]/g, '')} ${cleanFileName(name, type)}`, type))
  return freeName(dir, `${stem}${ext}`)
}
