// Names the folders the desk may use and makes sure that they are ours alone (security.md U-6).

import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface DeskFolders {
  /** Electron's own: window lock, Chromium's leftovers. No personal data. */
  readonly userData: string
  /** The store, its keys and anchors; what a wipe removes. */
  readonly profile: string
  /** What is written for a moment, by the browser too; emptied at each start. */
  readonly temp: string
  /** Where packages and certificates are written for the person at the desk. */
  readonly exports: string
  readonly settingsFile: string
}

export function nameFolders(userData: string, exports: string): DeskFolders {
  return { userData, profile: join(userData, 'profile'), temp: join(userData, 'temp'), exports, settingsFile: join(userData, 'settings.json') }
}

export type FolderFault = 'not-a-folder' | 'not-ours' | 'not-writable'

/** Makes the folder 0700, or narrows one that was wider. A link is refused: it may lead into a synced or shared place. */
export function securePrivateFolder(path: string, uid: number | undefined): FolderFault | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) return 'not-a-folder'
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch {
    return 'not-writable' // no room, no right, or a file where a parent folder belongs
  }
  const stat = lstatSync(path)
  if (uid === undefined) return undefined // Windows: the profile folder's own access list
  if (stat.uid !== uid) return 'not-ours'
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700)
  return undefined
}

/** Takes out what a former run left; what will not go stays, and the check after an erasure reads it. Links are removed, never followed. */
export function emptyFolder(path: string): void {
  for (const name of readdirSync(path)) {
    try {
      rmSync(join(path, name), { recursive: true, force: true })
    } catch {
      // of another user, or held by a program: it is not ours to force
    }
  }
}
