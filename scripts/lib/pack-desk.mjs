// Release build → release/linux-unpacked (or this system's folder) with hardened fuses, read back from the packed binary, with the bill
// of materials and the notices beside it. A runtime that people must not get is packed with `-- --for-tests` alone, and the folder says so.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { buildDesk } from './build-desk.mjs'
import { checkRelease } from './check-release.mjs'
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { listFiles } from './content-hash.mjs'
import { CIPHERS, driverOf } from './database-drivers.mjs'
import { ensureAll } from './ensure-all.mjs'
import { runtimeFaults } from './electron-releases.mjs'
import { checkFuses } from './fuses.mjs'
import { layLauncher } from './linux-launcher.mjs'
import { inRoot, ROOT } from './paths.mjs'
import { bomFile, noticesFile, writeBoms } from './sbom.mjs'
import { archivedPackages, readLock } from './shipped.mjs'

const say = createSay('pack')
const FOLDER = { linux: 'linux-unpacked', win32: 'win-unpacked', darwin: 'mac' }[/** @type {string} */ (process.platform)] ?? 'linux-unpacked'
const EXECUTABLE = { win32: 'Privacy Desk.exe', darwin: 'Privacy Desk.app' }[/** @type {string} */ (process.platform)] ?? 'privacy-desk'
const TARGET = { win32: '--win', darwin: '--mac' }[/** @type {string} */ (process.platform)] ?? '--linux'

/**
 * @param {{ runtimeDist: string, runtimeVersion: string }} runtime which is copied, so that nothing is downloaded
 * @param {readonly string[]} words targets and what else is asked of electron-builder
 * @param {Record<string, string>} [env]
 */
export function runBuilder({ runtimeDist, runtimeVersion }, words, env = {}) {
  const args = [inRoot('node_modules/electron-builder/cli.js'), TARGET, ...words, '--publish', 'never', `-c.electronDist=${runtimeDist}`, `-c.electronVersion=${runtimeVersion}`]
  const result = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...env } })
  if (result.status !== 0) throw new StopWithMessage(`electron-builder failed (${result.status ?? result.error})`)
}

/** The archive and what stands beside it: only the one native module may lie outside. @param {string} folder */
export async function checkArchive(folder) {
  const resources = process.platform === 'darwin' ? path.join(folder, EXECUTABLE, 'Contents/Resources') : path.join(folder, 'resources')
  const { listPackage } = await import('@electron/asar')
  const names = listPackage(path.join(resources, 'app.asar'), { isPack: false })
  const strangers = names.filter((name) => /^\/out\/(origin|tools)|^\/(test|src-|scripts|docs)|\.env$/.test(name.replaceAll('\\', '/')))
  const loose = listFiles(path.join(resources, 'app.asar.unpacked')).filter((file) => !file.replaceAll('\\', '/').endsWith(`/${driverOf().folder}/${driverOf().addon}`))
  if (fs.existsSync(path.join(resources, 'default_app.asar'))) strangers.push('default_app.asar')
  // What the bill of materials names is what lies there.
  const packages = [...new Set(names.flatMap((name) => /^\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(name.replaceAll('\\', '/'))?.[1] ?? []))].sort()
  const expected = archivedPackages(readLock())
  strangers.push(...packages.filter((one) => !expected.includes(one)), ...expected.filter((one) => !packages.includes(one)).map((one) => `no ${one}`))
  if (strangers.length + loose.length > 0) throw new StopWithMessage(`the package holds what does not belong there: ${[...strangers, ...loose].join(', ')}`)
  say(`app.asar holds ${names.length} entries`)
}

/** What electron-builder lays beside the runtime's own files, and what we lay there after it. */
const OURS = [/^resources\/app\.asar$/, /^resources\/app\.asar\.unpacked\//, /^resources\/app-update\.yml$/, /^privacy-desk$/, /^LICENSE\.electron\.txt$/]

/** U-5: no file that is neither the runtime's nor ours, and no start-up snapshot of somebody else's. @param {string} folder @param {string} runtimeDist */
function checkFolder(folder, runtimeDist) {
  if (process.platform !== 'linux') return // elsewhere electron-builder renames what it copies
  const relative = (/** @type {string} */ base) => listFiles(base).map((file) => path.relative(base, file).replaceAll('\\', '/'))
  const known = new Set(relative(runtimeDist))
  const strangers = relative(folder).filter((file) => file === 'browser_v8_context_snapshot.bin' || (!known.has(file) && !OURS.some((one) => one.test(file))))
  if (strangers.length > 0) throw new StopWithMessage(`the folder holds what is neither the runtime's nor ours: ${strangers.join(', ')}`)
}

/** @param {string} version @returns {boolean} whether this one is for tests */
function judgeRuntime(version) {
  const faults = runtimeFaults(version, new Date().toISOString().slice(0, 10))
  if (faults.length === 0) return false
  if (process.argv.includes('--for-tests')) return true
  throw new StopWithMessage(`not packed (R-14):\n${faults.join('\n')}\nFor a test, never for people: npm run pack -- --for-tests`)
}

export const TESTS_ONLY = 'FOR-TESTS-ONLY.txt'

/**
 * @typedef {object} PackedDesk
 * @property {string} folder
 * @property {{ runtimeDist: string, runtimeVersion: string }} runtime
 * @property {boolean} isForTests with a runtime that people must not get
 */

/** What electron-builder.yml takes the second driver from. */
const DRIVER_TO_PACK = inRoot('release', 'windows-driver')

/**
 * The second driver's addon is bound to one ABI: what `npm ci` compiled serves Node and its tests, so a copy is compiled for the runtime that is packed.
 * Windows alone, and never run yet: Electron's headers come from its own site.
 * @param {string} runtimeVersion
 */
function buildDriverFor(runtimeVersion) {
  const took = startWatch()
  fs.rmSync(DRIVER_TO_PACK, { recursive: true, force: true })
  fs.cpSync(inRoot(CIPHERS.folder), DRIVER_TO_PACK, { recursive: true, filter: (file) => path.basename(file) !== 'build' })
  const args = [inRoot('node_modules/node-gyp/bin/node-gyp.js'), 'rebuild', '--release', `--target=${runtimeVersion}`, '--dist-url=https://artifacts.electronjs.org/headers/dist']
  const result = spawnSync(process.execPath, args, { cwd: DRIVER_TO_PACK, stdio: ['ignore', 'ignore', 'inherit'] })
  if (result.status !== 0) throw new StopWithMessage(`the database driver could not be compiled for Electron ${runtimeVersion} (${result.status ?? result.error})`)
  say(`the database driver for Electron ${runtimeVersion} (${took()})`)
}

/** @returns {Promise<PackedDesk>} */
export async function packDesk() {
  const runtime = await ensureAll()
  const isForTests = judgeRuntime(runtime.runtimeVersion)
  const out = await buildDesk('release')
  checkRelease(out)
  writeBoms(out, runtime)
  const took = startWatch()
  if (process.platform === 'win32') buildDriverFor(runtime.runtimeVersion)
  const folder = inRoot('release', FOLDER)
  fs.rmSync(folder, { recursive: true, force: true })
  runBuilder(runtime, ['dir'])
  await checkArchive(folder)
  checkFolder(folder, runtime.runtimeDist)
  const executable = path.join(folder, EXECUTABLE)
  await checkFuses(process.platform === 'linux' ? layLauncher(executable) : executable)
  fs.copyFileSync(bomFile('desk'), path.join(folder, 'sbom.cdx.json'))
  fs.copyFileSync(noticesFile('desk'), path.join(folder, 'THIRD-PARTY-NOTICES.txt'))
  say(`release/${FOLDER} with Electron ${runtime.runtimeVersion} (${took()})`)
  if (isForTests) {
    fs.writeFileSync(path.join(folder, TESTS_ONLY), `Made with Electron ${runtime.runtimeVersion} for tests. Do not give this to people.\n`)
    say('*** made with a runtime that people must not get: FOR TESTS ONLY. Pack where the official Electron can be downloaded. ***')
  }
  return { folder, runtime, isForTests }
}
