// Fetches a file that a note names, and copies one out to the export folder under a name that is safe to write. Nothing here opens it.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { cleanFileName } from '../../src-shared/domain/attached-files'
import type { NoteFile } from '../../src-shared/domain/notes'
import type { CaseRequest } from '../../src-shared/domain/request'
import { exists, removeIfThere, syncFolder, writeAll } from '../keys/private-files'
import { readNotes } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import { isErased } from '../sync/suppression'
import { getAttachment, noteCopy, type Attachment } from '../vault/repositories/attachments'
import { FileDamaged } from '../vault/sealed-file'
import { UNFINISHED } from './saved-copies'
import type { UnlockedDesk } from './unlocked-desk'

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
  const fileName = await freeName(deps.exportDir, request, file)
  // On record first: an erasure looks for every copy that may be there.
  await deps.vault.transaction(async (tx) => {
    await noteCopy(tx, request.subjectId, fileName)
    await deps.audit(tx, { type: 'note.save-copy', subjectId: request.subjectId, objectId: requestId, detail: { fileName, sha256 } })
  })
  const path = join(deps.exportDir, fileName)
  const written = await writeCopy(deps, attachment, path)
  if (!written.ok) return written
  // An erasure that came meanwhile looked for the copy before it was there.
  if (await isErased(deps.vault.reader, request.subjectId)) {
    await removeIfThere(path)
    return err({ kind: 'gone-erased' })
  }
  return ok({ fileName })
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
async function freeName(dir: string, { caseNo }: CaseRequest, { name, type }: NoteFile): Promise<string> {
  const { name: stem, ext } = parse(cleanFileName(`${caseNo.replaceAll(/[^\w-]/g, '')} ${cleanFileName(name, type)}`, type))
  for (let copy = 1; ; copy += 1) {
    const fileName = copy === 1 ? `${stem}${ext}` : `${stem} (${String(copy)})${ext}`
    if (!(await exists(join(dir, fileName)))) return fileName
  }
}

/** The name appears when the file is whole and has its hash. */
async function writeCopy({ attachments, exportDir }: Deps, attachment: Attachment, path: string): Promise<Result<void, DeskError>> {
  // Of its own: two that are saved at once under one name do not write into each other.
  const temporary = `${path}.${randomUUID().slice(0, 8)}${UNFINISHED}`
  const copy = await open(temporary, 'wx', 0o600)
  const hash = createHash('sha256')
  let written = 0
  try {
    for await (const chunk of attachments.read(attachment)) {
      hash.update(chunk)
      await writeAll(copy, chunk, written)
      written += chunk.length
    }
    if (hash.digest('hex') !== attachment.sha256) throw new FileDamaged('hash')
    await copy.sync()
    await copy.close()
  } catch (error) {
    await copy.close()
    await removeIfThere(temporary)
    if (error instanceof FileDamaged) return err({ kind: 'file-damaged' })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return err({ kind: 'disk-full' })
    throw error
  }
  await rename(temporary, path)
  await syncFolder(exportDir)
  return ok()
}
