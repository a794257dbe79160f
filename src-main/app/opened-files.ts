// A certificate that the system opens with the desk: its path comes in the words of a start (Linux, Windows) or as an event (macOS) and is data of unknown
// origin. It is only ever checked, the way a picked file is: the data process learns the path, the page a number.

import { lstat } from 'node:fs/promises'
import { posix, win32 } from 'node:path'
import { fileURLToPath } from 'node:url'

const ENDING = '.pdcert'
/** The longest path that Linux opens; a longer word names no file. */
const MAX_PATH_CHARS = 4_096
/** Far above any certificate of ours (formats/evidence reads no longer one). */
const MAX_FILE_BYTES = 16 * 1_048_576

/** The file that this word names, if it is one of ours by its name; whether it is there nobody has asked yet. */
export function openedFile(word: string, platform: string): string | undefined {
  if (word.length > MAX_PATH_CHARS || !word.toLowerCase().endsWith(ENDING)) return undefined
  const path = /^file:/i.test(word) ? pathOfUrl(word, platform) : word
  return path !== undefined && isPlainPath(path, platform) ? path : undefined
}

/** A file manager on Linux hands over an address where its menu entry takes addresses. */
function pathOfUrl(word: string, platform: string): string | undefined {
  try {
    const url = new URL(word)
    return url.host === '' && url.search === '' && url.hash === '' ? fileURLToPath(url, { windows: platform === 'win32' }) : undefined
  } catch {
    return undefined
  }
}

/** From the root of a disk of this computer: two slashes begin another computer's name, which would be asked with this person's rights, or a device's. */
function isPlainPath(path: string, platform: string): boolean {
  const isWindows = platform === 'win32'
  if (!(isWindows ? win32 : posix).isAbsolute(path) || /^[\\/]{2}/.test(path)) return false
  // Behind a second colon Windows reads another stream of the file.
  if (isWindows && !/^[a-z]:[\\/][^:]*$/i.test(path)) return false
  return !/\p{Cc}/u.test(path) && path.toLowerCase().endsWith(ENDING)
}

/** A plain file of a certificate's size: no link, no pipe, no device. What it is by the time it is read, the check's own thread sees again. */
export async function isCheckable(path: string): Promise<boolean> {
  try {
    const found = await lstat(path)
    return found.isFile() && found.size <= MAX_FILE_BYTES
  } catch {
    return false
  }
}
