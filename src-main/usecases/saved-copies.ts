// What was written for one person outside the store: copies of attached files, letters, packages and their copies. They go with the person; what a killed run left
// of a copied file goes at the next start (of packages: settle-packages.ts).
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SubjectId } from '../../src-shared/base/ids'
import type { PackagePlace } from '../../src-shared/contract/package'
import { removeIfThere } from '../keys/private-files'
import { destroyPackageFile } from '../packages/destroy-package'
import { listCopies } from '../vault/repositories/attachments'
import { knownFiles, listPackageFiles, type KnownFile, type PackageFile } from '../vault/repositories/package-files'
import type { Reader } from '../vault/transaction'

/** Of a copy that is being written; the name appears when it is whole. */
export const UNFINISHED = '.part'

/**
 * Before the rows go that know the names: a copy that went for an erasure that then failed was one too many anyway. Returns how many files of packages
 * are out of reach: moved, or on a drive that is not there. Where they are, they are encrypted. `destroyed`: those that went in such a try, by their ids.
 */
export async function removeCopies(reader: Reader, subjectId: SubjectId, exportDir: string, destroyed: Set<string>): Promise<number> {
  const copies = await listCopies(reader, subjectId)
  for (const fileName of copies) await removeIfThere(join(exportDir, fileName))
  await removeHalves(exportDir, copies)
  let outOfReach = 0
  for (const file of knownFiles(await listPackageFiles(reader, { subjectId }))) {
    if (file.destroyed || destroyed.has(file.fileId)) continue
    if ((await removePackage(file, exportDir)) === 'destroyed') destroyed.add(file.fileId)
    else outOfReach += 1
  }
  return outOfReach
}

/** One that is still being written is removed by whoever writes it, who finds its row gone; a copy that was cut off may be whole on a drive that is away. */
async function removePackage(file: KnownFile, exportDir: string): Promise<PackagePlace> {
  const { folder, fileName, content, fileId, isFinished } = file
  const done = destroyPackageFile(packagePath(file, exportDir), content, fileId)
  // A drive that fails holds up no erasure; the export folder does, as with every other file in it.
  if (folder === undefined) return done
  const place = await done.catch(() => 'unreachable' as const)
  if (isFinished || place === 'unreachable') return place
  await removeHalves(folder, [fileName]).catch(() => undefined)
  return 'destroyed'
}

export function packagePath({ folder, fileName }: PackageFile, exportDir: string): string {
  return join(folder ?? exportDir, fileName)
}

export async function removeUnfinishedCopies(reader: Reader, exportDir: string): Promise<void> {
  await removeHalves(exportDir, await listCopies(reader))
}

/** Each that was begun has a name of its own behind that of the copy (write-copy.ts). */
export async function removeHalves(folder: string, fileNames: readonly string[]): Promise<void> {
  if (fileNames.length === 0) return
  const isHalf = (name: string): boolean => name.endsWith(UNFINISHED) && fileNames.some((fileName) => name.startsWith(`${fileName}.`))
  for (const name of (await namesIn(folder)).filter(isHalf)) await removeIfThere(join(folder, name))
}

/** None where there is no such folder. */
export function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
}
