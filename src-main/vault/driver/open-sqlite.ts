// The one place that chooses the database driver. SQLCipher's own addon has no build for Windows; there, and in tests that ask for it, the second
// driver stands behind the same handle. Both write the same files: test/vault/two-drivers.test.ts has each open the other's.
import { join } from 'node:path'
import { openSqlcipher } from './sqlcipher-driver'
import type { OpenSqlite } from './sqlite-handle'
import { openThreaded } from './threaded-driver'

/** Test builds only: the built worker of the second driver, which is then used on every system. */
const TEST_WORKER = 'PRIVACY_DESK_TEST_SQLITE_WORKER'

/** Of the second driver; undefined where the first is used. The built worker lies beside every bundle of the data process. */
function threadFile(): string | undefined {
  // The tests of windows load this file as it stands, where no build has put the constant in.
  const asked = typeof __TEST_BUILD__ !== 'undefined' && __TEST_BUILD__ ? process.env[TEST_WORKER] : undefined
  return asked ?? (process.platform === 'win32' ? join(__dirname, 'sqlite-worker.js') : undefined)
}

export const openSqlite: OpenSqlite = async (path, mode) => {
  // `path` is a file name of ours, never a URI: a leading "file:" would be read as one.
  if (path.startsWith('file:')) throw new Error('invariant: a store path is not a URI')
  const worker = threadFile()
  return worker === undefined ? openSqlcipher(path, mode) : openThreaded(worker, path, mode)
}
