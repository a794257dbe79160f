// Takes in a file that was picked in the main process's own dialog: its type and size are judged while it is read, it is sealed as it comes,
// and nothing of it is written anywhere else. The page never sees a byte of it.
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { AttachedFile } from '../../src-shared/contract/note'
import { cleanFileName, fitsType, MAX_FILE_BYTES, typeByName, type FileType } from '../../src-shared/domain/attached-files'
import { readRequest } from '../sync/read-requests'
import { isErased } from '../sync/suppression'
import { PersonGone } from '../vault/attachments'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'attachments' | 'takePick'>

class Unfit extends Error {
  constructor(readonly kind: 'file-type-refused' | 'file-too-large' | 'file-unreadable') {
    super(kind)
  }
}

export async function attachFile(deps: Deps, { requestId, pickId }: ParsedRequestOf<'note.attach'>): Promise<Result<{ readonly file: AttachedFile }, DeskError>> {
  const path = await deps.takePick(pickId)
  if (path === undefined) return err({ kind: 'file-unreadable' })
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const { subjectId } = seen.request
  if (await isErased(deps.vault.reader, subjectId)) return err({ kind: 'gone-erased' })
  const type = typeByName(basename(path))
  if (!type) return err({ kind: 'file-type-refused' })
  try {
    const { sha256, bytes } = await deps.attachments.put({ requestId, subjectId }, readFit(path, type))
    return ok({ file: { sha256, bytes, type, name: cleanFileName(basename(path), type) } })
  } catch (error) {
    if (error instanceof Unfit) return err({ kind: error.kind })
    if (error instanceof PersonGone) return err({ kind: 'gone-erased' })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return err({ kind: 'disk-full' })
    throw error
  }
}

const READ_BYTES = 65_536

async function* readFit(path: string, type: FileType): AsyncGenerator<Uint8Array, void> {
  const file = await open(path, 'r').catch(unreadable)
  try {
    // A device, a pipe or a folder would be read for ever, or not at all.
    if (!(await file.stat()).isFile()) throw new Unfit('file-unreadable')
    let bytes = 0
    for (;;) {
      const part = await readPart(file)
      if (part.length === 0) break
      // One byte more than is allowed and no further, whatever the file claims to be.
      if (bytes + part.length > MAX_FILE_BYTES) throw new Unfit('file-too-large')
      if (!fitsType(type, part, bytes === 0 ? 'first' : 'later')) throw new Unfit('file-type-refused')
      bytes += part.length
      yield part
    }
    if (bytes === 0) throw new Unfit('file-type-refused')
  } finally {
    await file.close()
  }
}

async function readPart(file: FileHandle): Promise<Uint8Array> {
  const buffer = Buffer.alloc(READ_BYTES)
  const { bytesRead } = await file.read(buffer, 0, buffer.length).catch(unreadable)
  return buffer.subarray(0, bytesRead)
}

function unreadable(): never {
  throw new Unfit('file-unreadable')
}
