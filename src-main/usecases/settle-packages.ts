// The register of packages at the start of the desk, read once: what a killed run left unfinished, destructions that were cut off, and rows that have had
// their time (decisions/0052, 0059).
import { join } from 'node:path'
import { stat } from 'node:fs/promises'
import type { EpochMs } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { removeIfThere } from '../keys/private-files'
import { begunName, endDestruction, isPackageAt } from '../packages/destroy-package'
import { dropDestroyedPackages, dropPackageFile, knownFiles, listPackageFiles, notePackageDestroyed, notePackageWritten, type PackageFile } from '../vault/repositories/package-files'
import type { Vault } from '../vault/vault'
import { namesIn, packagePath, removeHalves } from './saved-copies'

/** How long the register tells of a package after the last of its files was destroyed. A figure of ours: the audit tells of it for its own time. */
const TOLD_DAYS = 90
const DAY_MS = 86_400_000

export async function settlePackages(vault: Vault, exportDir: string, by: { readonly at: EpochMs; readonly by: StaffId }): Promise<void> {
  const all = await listPackageFiles(vault.reader)
  // Of a copy also where its package is destroyed.
  const known = new Map(knownFiles(all).map(({ fileId, content }) => [fileId, content]))
  const files = all.filter(({ destroyed }) => !destroyed)
  for (const file of files.filter(({ content }) => !content)) {
    if (file.folder === undefined) await dropUnfinished(vault, file, exportDir)
    else await settleCopy(vault, { ...file, folder: file.folder }, known.get(file.fileId))
  }
  await endDestructions(vault, exportDir, { files, by })
  await vault.transaction((tx) => dropDestroyedPackages(tx, by.at - TOLD_DAYS * DAY_MS))
}

/** Nobody was ever told the passphrase of such a package, whole or not. */
async function dropUnfinished(vault: Vault, file: PackageFile, exportDir: string): Promise<void> {
  await removeIfThere(packagePath(file, exportDir))
  await removeHalves(exportDir, [file.fileName])
  await vault.transaction((tx) => dropPackageFile(tx, file.fileId))
}

/**
 * A copy takes its name when it is whole, so that what has the name is the copy or somebody else's file; the kill may have come just before its note.
 * A drive that was taken away is no reason not to open the desk, nor to forget what may lie on it: the row stays until the folder is here again.
 */
async function settleCopy(vault: Vault, { fileId, folder, fileName }: PackageFile & { readonly folder: string }, content: PackageFile['content']): Promise<void> {
  const isWhole = async (): Promise<boolean> => {
    await removeHalves(folder, [fileName])
    return content !== undefined && isPackageAt(join(folder, fileName), content)
  }
  const found = (await isFolder(folder)) ? await isWhole().catch(() => 'unknown' as const) : 'unknown'
  if (found === 'unknown') return
  await vault.transaction(async (tx) => {
    if (found && content) await notePackageWritten(tx, fileId, content)
    else await dropPackageFile(tx, fileId)
  })
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false)
}

/** Destructions that a kill cut off, or a drive that is here again now. What cannot be ended stays for the next start, and for whoever orders it again. */
async function endDestructions(vault: Vault, exportDir: string, { files, by }: { readonly files: readonly PackageFile[]; readonly by: { readonly at: EpochMs; readonly by: StaffId } }): Promise<void> {
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
