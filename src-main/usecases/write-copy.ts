// Writes a copy that somebody asked for beside what is already there: under a name of its own, which appears when the copy is whole and has its hash.
import { createHash, randomUUID } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SubjectId } from '../../src-shared/base/ids'
import { exists, removeIfThere, syncFolder, writeAll } from '../keys/private-files'
import { isErased } from '../sync/suppression'
import { FileDamaged } from '../vault/sealed-file'
import { UNFINISHED } from './saved-copies'
import type { UnlockedDesk } from './unlocked-desk'

/** No file is ever written over. */
export async function freeName(folder: string, wanted: string): Promise<string> {
  const { name, ext } = parse(wanted)
  for (let copy = 1; ; copy += 1) {
    const fileName = copy === 1 ? wanted : `${name} (${String(copy)})${ext}`
    if (!(await exists(join(folder, fileName)))) return fileName
  }
}

/** Gives the whole copy its name, or says why it must not have one: an erasure that came meanwhile looked for it before it was there. */
export type KeepCopy = (giveName: () => Promise<void>) => Promise<Result<void, DeskError>>

/** While nobody else writes to the store: an erasure comes before, or after and finds the copy by its row (noteCopy). */
export function keptUnlessErased({ vault }: Pick<UnlockedDesk, 'vault'>, subjectId: SubjectId): KeepCopy {
  return (giveName) =>
    vault.transaction(async (tx) => {
      if (await isErased(tx, subjectId)) return err({ kind: 'gone-erased' })
      await giveName()
      return ok()
    })
}

/** @throws what the folder says, but a full disk and content that is not what it should be */
export async function writeCopy(chunks: AsyncIterable<Uint8Array>, path: string, sha256: string, keep: KeepCopy): Promise<Result<void, DeskError>> {
  // Of its own: two that are saved at once under one name do not write into each other.
  const temporary = `${path}.${randomUUID().slice(0, 8)}${UNFINISHED}`
  const copy = await open(temporary, 'wx', 0o600)
  const hash = createHash('sha256')
  let written = 0
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      await writeAll(copy, chunk, written)
      written += chunk.length
    }
    if (hash.digest('hex') !== sha256) throw new FileDamaged('hash')
    await copy.sync()
    await copy.close()
  } catch (error) {
    await copy.close().catch(() => undefined)
    await removeIfThere(temporary)
    if (error instanceof FileDamaged) return err({ kind: 'file-damaged' })
    if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return err({ kind: 'disk-full' })
    throw error
  }
  const giveName = async (): Promise<void> => {
    await rename(temporary, path)
    await syncFolder(dirname(path))
  }
  try {
    return await keep(giveName)
  } finally {
    await removeIfThere(temporary)
  }
}
