// Puts the three installation steps in order: system libraries, npm packages, Electron runtime.
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { ensurePackages } from './ensure-packages.mjs'
import { ensureRuntime } from './ensure-runtime.mjs'
import { ensureSystem } from './ensure-system.mjs'
import { withLock } from './file-lock.mjs'
import { inRoot } from './paths.mjs'
import { ensurePostgresReachable } from './stage-postgres.mjs'

const OLDEST_NODE = /** @type {const} */ ([20, 19])

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_NODE
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new StopWithMessage(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`, 2)
}

/**
 * A second run, with nothing to do, takes well under a second.
 * @returns {Promise<{ runtimeDist: string, runtimeVersion: string, runtimeKind: 'official' | 'fallback' | 'given' }>}
 */
export async function ensureAll() {
  checkNode()
  const took = startWatch()
  const runtime = await withLock(inRoot('.stage', 'ensure.lock'), async () => {
    ensureSystem()
    ensurePackages()
    return ensureRuntime()
  })
  await ensurePostgresReachable()
  createSay('ensure')(`all there (${took()})`)
  return runtime
}
