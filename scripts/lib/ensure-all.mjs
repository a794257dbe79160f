// Puts the three installation steps in order: system libraries, npm packages, Electron runtime.
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { ensurePackages } from './ensure-packages.mjs'
import { ensureRuntime } from './ensure-runtime.mjs'
import { ensureSystem } from './ensure-system.mjs'
import { withLock } from './file-lock.mjs'
import { inRoot } from './paths.mjs'
import { ensurePostgresReachable } from './stage-postgres.mjs'

/** Of each line that all our tools run on (engines in package.json). */
const OLDEST_MINOR = /** @type {Readonly<Record<string, number>>} */ ({ 20: 19, 22: 13 })

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fits = Object.entries(OLDEST_MINOR).some(([line, oldest]) => major === Number(line) && minor >= oldest)
  if (!fits) throw new StopWithMessage(`Node 20 from 20.19 on or Node 22 from 22.13 on is needed; this is ${process.versions.node}.`, 2)
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
