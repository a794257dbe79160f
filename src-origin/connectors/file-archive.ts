// An archive of files: one folder a person, named by account number, as exports, call records and mails to the support are often kept.
//
//   ROOT/.privacy-desk-archive            the system's name: without it this is no archive, but the empty folder on which one is mounted
//   ROOT/ACCOUNT/…   ─rename→  ROOT/.erasing-ERASURE/…  ─count, written down→  ROOT/.erased-ERASURE.json  ─files removed→  nothing but the count
//
// The rename is the moment from which nobody finds the person there. Killed anywhere, the same order goes on: what was counted stays counted.
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ifMissing, syncFolder } from '../files'
import { SystemFault, type SystemConnector, type SystemOrder } from './connector'

const counted = z.object({ files: z.number().int().nonnegative() })

/** What shows that the archive is there, and which it is. */
const MARK = '.privacy-desk-archive'

/** An archive that is not mounted holds everybody still. Everything of a person lies in one folder, so nothing of it can be kept for a hold. */
export function createFileArchive({ system, name, root }: Pick<SystemConnector, 'system' | 'name'> & { readonly root: string }): SystemConnector {
  return {
    system,
    name,
    erase: async (order, signal) => {
      try {
        await mustBeThere(root, system)
        if (order.held.length > 0 || order.heldFields !== undefined) throw new SystemFault('on-hold')
        return { removed: await eraseFolder(root, order, signal) }
      } catch (cause) {
        throw cause instanceof SystemFault ? cause : new SystemFault('failed', { cause })
      }
    },
  }
}

async function mustBeThere(root: string, system: string): Promise<void> {
  const name = await fs.readFile(path.join(root, MARK), 'utf8').catch((cause: unknown) => {
    throw new SystemFault('unreachable', { cause })
  })
  if (name.trim() !== system) throw new SystemFault('unreachable')
}

async function eraseFolder(root: string, { erasureId, accountNo }: SystemOrder, signal: AbortSignal): Promise<number> {
  const erasing = path.join(root, `.erasing-${erasureId}`)
  const note = path.join(root, `.erased-${erasureId}.json`)
  await setAside(folderOf(root, accountNo), erasing)
  const before = await readCount(note)
  const files = before ?? (await filesIn(erasing))
  signal.throwIfAborted()
  if (before === undefined) await writeCount(note, files)
  await fs.rm(erasing, { recursive: true, force: true })
  await syncFolder(root)
  if (await isThere(folderOf(root, accountNo))) throw new SystemFault('failed')
  return files
}

/** An account number that is no name of a folder would lead out of the archive. */
function folderOf(root: string, accountNo: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(accountNo)) throw new SystemFault('failed')
  return path.join(root, accountNo)
}

async function setAside(folder: string, erasing: string): Promise<void> {
  const found = await fs.lstat(folder).catch(() => undefined)
  // Of a link the link alone would go, and every file stay.
  if (found && !found.isDirectory()) throw new SystemFault('failed')
  await fs.rename(folder, erasing).catch((error: unknown) => {
    // Not there: the archive never had a folder of theirs, or it was set aside before. Both there: somebody filed something since then.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  })
}

async function isThere(folder: string): Promise<boolean> {
  return fs.stat(folder).then(() => true, ifMissing(false))
}

async function filesIn(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(ifMissing([]))
  if (entries.some((entry) => entry.isSymbolicLink())) throw new SystemFault('failed')
  return entries.filter((entry) => !entry.isDirectory()).length
}

async function readCount(note: string): Promise<number | undefined> {
  const text = await fs.readFile(note, 'utf8').catch(ifMissing(undefined))
  return text === undefined ? undefined : counted.parse(JSON.parse(text)).files
}

/** Under its name only once it is whole. */
async function writeCount(note: string, files: number): Promise<void> {
  const part = `${note}.part`
  const file = await fs.open(part, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify({ files }))
    await file.sync()
  } finally {
    await file.close()
  }
  await fs.rename(part, note)
}
