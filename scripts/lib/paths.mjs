// Names the folders and files that the scripts share.
import { createHash } from 'node:crypto'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..', '..')

/** @param {...string} parts */
export function inRoot(...parts) {
  return path.join(ROOT, ...parts)
}

export const RUNTIME_HOME = inRoot('.electron')
export const RUNTIME_DIST = inRoot('.electron', 'dist')
export const LOCAL_STAGE = inRoot('.stage')

/** The folder that another user may read, whatever the checkout's own place and mode are. */
export const SHARED_STAGE = '/var/tmp/privacy-desk'

/** Where a build of each kind is written; `test` builds let Playwright attach and take a date, `release` builds cannot. */
export const OUT = /** @type {const} */ ({ test: 'out', release: 'out-release' })

/** The executable inside an unpacked Electron. */
export const RUNTIME_EXE = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[/** @type {string} */ (process.platform)] ?? 'electron'

/** Two checkouts on one machine must not share a stage. */
export const CHECKOUT_KEY = createHash('sha256').update(ROOT).digest('hex').slice(0, 8)
