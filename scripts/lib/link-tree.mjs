// Copies folders by hard links where the disk allows it, else by content: a runtime is 260 MB and is needed in several places.
import fs from 'node:fs'
import path from 'node:path'

/** Modes that let any user read; an executable bit of the owner becomes everyone's. @param {number} mode */
function readableMode(mode) {
  return (mode & 0o100) === 0 ? 0o644 : 0o755
}

/** @param {string} from @param {string} to @param {boolean} forEveryone */
function placeFile(from, to, forEveryone) {
  const mode = fs.statSync(from).mode & 0o777
  // a link shares its mode with the original, which we must not change
  const linkable = !forEveryone || mode === readableMode(mode)
  try {
    if (!linkable) throw Object.assign(new Error('mode'), { code: 'EPERM' })
    fs.linkSync(from, to)
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? ''
    if (!['EXDEV', 'EPERM', 'EMLINK', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error
    fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(to, forEveryone ? readableMode(mode) : mode)
  }
}

/**
 * @param {string} from a file or folder
 * @param {string} to must not exist
 * @param {{ forEveryone?: boolean }} options whether any user of the machine must be able to read the result
 */
export function linkTree(from, to, { forEveryone = false } = {}) {
  const stat = fs.lstatSync(from)
  if (stat.isSymbolicLink()) return fs.symlinkSync(fs.readlinkSync(from), to)
  if (stat.isFile()) return placeFile(from, to, forEveryone)
  if (!stat.isDirectory()) return
  fs.mkdirSync(to, { recursive: true })
  if (forEveryone) fs.chmodSync(to, 0o755) // mkdir's mode is cut by the umask
  for (const name of fs.readdirSync(from)) linkTree(path.join(from, name), path.join(to, name), { forEveryone })
}
