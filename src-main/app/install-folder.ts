// Whether the person at the desk, and so whatever runs in their name, can change the program itself (security.md U-6). On Linux nothing else protects it:
// the archive's hash is checked on macOS and Windows alone.
import { accessSync, constants, lstatSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { InstallState } from '../../src-shared/contract/support'

/** `paths`: the program, its archive, what lies beside them. `uid` undefined: Windows, whose access lists `access` does not read. */
export function readInstallState(paths: readonly string[], uid: number | undefined): InstallState {
  if (uid === undefined) return 'unknown'
  try {
    return paths.some((path) => canChange(realpathSync(path), uid)) ? 'writable' : 'kept'
  } catch {
    return 'unknown'
  }
}

/** Whoever owns a folder can give themselves the right; whoever can write to a folder above can put another in its place. */
function canChange(path: string, uid: number): boolean {
  if (isOwnedOrWritable(path, uid)) return true
  const parent = dirname(path)
  return parent !== path && canReplaceIn(parent, uid)
}

function canReplaceIn(folder: string, uid: number): boolean {
  const { mode, uid: owner } = lstatSync(folder)
  // In a sticky folder, like /tmp, only its owner and a file's own take files away.
  const isSticky = (mode & constants.S_IFMT) === constants.S_IFDIR && (mode & 0o1000) !== 0
  if (isSticky ? owner === uid : isOwnedOrWritable(folder, uid)) return true
  const parent = dirname(folder)
  return parent !== folder && canReplaceIn(parent, uid)
}

function isOwnedOrWritable(path: string, uid: number): boolean {
  if (lstatSync(path).uid === uid) return true
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
