// What was written for one person outside the store: copies of attached files, packages and their copies. They go with the person, and what a killed
// run left of one goes at the next start.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import type { PackagePlace } from '../../src-shared/contract/package'
import { removeIfThere } from '../keys/private-files'
import { begunName, destroyPackageFile, endDestruction } from '../packages/destroy-package'
import { listCopies } from '../vault/repositories/attachments'
import { dropPackageFile, listPackageFiles, notePackageDestroyed, type PackageFile } from '../vault/repositories/package-files'
import type { Vault } from '../vault/vault'
import type { Reader } from '../vault/transaction'

/** Of a copy that is being written; the name appears when it is whole. */
export const UNFINISHED = '.part'

/**
 * Before the rows go that know the names: a copy that went for an erasure that then failed was one too many anyway. Returns how many files of packages
 * are out of reach: moved, or on a drive that is not there. Where they are, they are encrypted.
 */
export async function removeCopies(reader: Reader, subjectId: SubjectId, exportDir: string): Promise<number> {
  const copies = await listCopies(reader, subjectId)
  for (const fileName of copies) await removeIfThere(join(exportDir, fileName))
  await removeHalves(exportDir, copies)
  let outOfReach = 0
  for (const file of await listPackageFiles(reader, { subjectId })) if (!file.destroyed && (await removePackage(file, exportDir)) !== 'destroyed') outOfReach += 1
  return outOfReach
}

/** One that is still being written is removed by whoever writes it, who finds its row gone. */
async function removePackage(file: PackageFile, exportDir: string): Promise<PackagePlace> {
  const { folder, content } = file
  if (!content) return 'destroyed'
  const done = destroyPackageFile(packagePath(file, exportDir), content, file.fileId)
  // A drive that fails holds up no erasure; the export folder does, as with every other file in it.
  return folder === undefined ? done : done.catch(() => 'unreachable' as const)
}

export function packagePath({ folder, fileName }: PackageFile, exportDir: string): string {
  return join(folder ?? exportDir, fileName)
}

/** Nobody was ever told the passphrase of such a package, and such a copy is not whole. */
export async function dropUnfinishedPackages(vault: Vault, exportDir: string): Promise<void> {
  const unfinished = (await listPackageFiles(vault.reader)).filter(({ content }) => !content)
  for (const file of unfinished) {
    const { folder, fileName } = file
    const remove = async (): Promise<void> => {
      await removeIfThere(packagePath(file, exportDir))
      await removeHalves(folder ?? exportDir, [fileName])
    }
    // A drive that was taken away is no reason not to open the desk.
    await (folder === undefined ? remove() : remove().catch(() => undefined))
    await vault.transaction((tx) => dropPackageFile(tx, file.fileId))
  }
}

/** Destructions that a kill cut off, or a drive that is here again now. What cannot be ended stays for the next start, and for whoever orders it again. */
export async function endDestructions(vault: Vault, exportDir: string, by: { readonly at: EpochMs; readonly by: StaffId }): Promise<void> {
  const files = (await listPackageFiles(vault.reader)).filter(({ destroyed }) => !destroyed)
  const folderOf = ({ folder }: PackageFile): string => folder ?? exportDir
  // Each folder is read once, however many packages were written there.
  for (const folder of new Set(files.map(folderOf))) {
    const names = await namesIn(folder).catch((): readonly string[] => [])
    for (const { fileId } of files.filter((file) => folderOf(file) === folder && names.includes(begunName(file.fileId)))) {
      const isEnded = await endDestruction(folder, fileId).catch(() => false)
      if (isEnded) await vault.transaction((tx) => notePackageDestroyed(tx, [fileId], by))
    }
  }
}

export async function removeUnfinishedCopies(reader: Reader, exportDir: string): Promise<void> {
  await removeHalves(exportDir, await listCopies(reader))
}

/** Each that was begun has a name of its own behind that of the copy (write-copy.ts). */
async function removeHalves(folder: string, fileNames: readonly string[]): Promise<void> {
  if (fileNames.length === 0) return
  const isHalf = (name: string): boolean => name.endsWith(UNFINISHED) && fileNames.some((fileName) => name.startsWith(`${fileName}.`))
  for (const name of (await namesIn(folder)).filter(isHalf)) await removeIfThere(join(folder, name))
}

/** None where there is no such folder. */
function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
}
