// The target folder of packages and bundles: unfinished files have a name of their own, and what a killed run left is swept at the next start.
import { readdir, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { removeIfThere, syncFolder } from '../keys/private-files'

const UNFINISHED = /^\.(access-package|evidence-bundle)-[0-9a-f-]{36}\.part$/

export function unfinishedPath(dir: string, packageId: string): string {
  return path.join(dir, `.access-package-${packageId}.part`)
}

/** Case number and a part of the package's random id: safe on every system, unique, nothing about the person. */
export function packageFileName(caseNo: string, packageId: string): string {
  return `access-package-${caseNo.replace(/[^0-9-]/g, '')}-${packageId.slice(-8)}.zip`
}

/** Order: the file was synced and checked; its new name becomes durable with the folder. A kill before leaves an orphan, after a package. */
export async function keepPackage(dir: string, from: string, fileName: string): Promise<string> {
  const target = path.join(dir, fileName)
  await rename(from, target)
  try {
    await syncFolder(dir)
  } catch (error) {
    // Told as failed, it must not lie there whole: its passphrase is told to nobody.
    await removeIfThere(target)
    throw error
  }
  return target
}

export async function removeUnfinished(file: string): Promise<void> {
  await removeIfThere(file)
}

/** At start, before any is made: encrypted halves whose passphrase nobody has, and halves of bundles. Returns how many there were. */
export async function sweepUnfinishedPackages(dir: string): Promise<number> {
  let names: readonly string[]
  try {
    names = await readdir(dir)
  } catch {
    // Not there yet, or not to be read: the desk opens all the same, and making a package says then what is wrong with the folder.
    return 0
  }
  const orphans = names.filter((name) => UNFINISHED.test(name))
  for (const name of orphans) await unlink(path.join(dir, name))
  if (orphans.length > 0) await syncFolder(dir)
  return orphans.length
}
