#!/usr/bin/env node
// `npm run pack`: release build → release/linux-unpacked (or this system's folder) with hardened fuses, read back from the packed binary.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { buildDesk } from './lib/build-desk.mjs'
import { checkRelease } from './lib/check-release.mjs'
import { createSay, runMain, startWatch, StopWithMessage } from './lib/console.mjs'
import { listFiles } from './lib/content-hash.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { checkFuses } from './lib/fuses.mjs'
import { inRoot, ROOT } from './lib/paths.mjs'

const say = createSay('pack')
const FOLDER = { linux: 'linux-unpacked', win32: 'win-unpacked', darwin: 'mac' }[/** @type {string} */ (process.platform)] ?? 'linux-unpacked'
const EXECUTABLE = { win32: 'Privacy Desk.exe', darwin: 'Privacy Desk.app' }[/** @type {string} */ (process.platform)] ?? 'privacy-desk'
const TARGET = { win32: '--win', darwin: '--mac' }[/** @type {string} */ (process.platform)] ?? '--linux'

/** @param {string} runtimeDist @param {string} runtimeVersion */
function runBuilder(runtimeDist, runtimeVersion) {
  const args = [inRoot('node_modules/electron-builder/cli.js'), TARGET, 'dir', '--publish', 'never', `-c.electronDist=${runtimeDist}`, `-c.electronVersion=${runtimeVersion}`]
  const result = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } })
  if (result.status !== 0) throw new StopWithMessage(`electron-builder failed (${result.status ?? result.error})`)
}

/** The archive and what stands beside it: only the one native module may lie outside. @param {string} folder */
async function checkArchive(folder) {
  const resources = process.platform === 'darwin' ? path.join(folder, EXECUTABLE, 'Contents/Resources') : path.join(folder, 'resources')
  const { listPackage } = await import('@electron/asar')
  const names = listPackage(path.join(resources, 'app.asar'), { isPack: false })
  const strangers = names.filter((name) => /^\/out\/(origin|tools)|^\/(test|src-|scripts|docs)|\.env$/.test(name.replaceAll('\\', '/')))
  const loose = listFiles(path.join(resources, 'app.asar.unpacked')).filter((file) => !file.endsWith('node_sqlite3.node'))
  if (fs.existsSync(path.join(resources, 'default_app.asar'))) strangers.push('default_app.asar')
  if (strangers.length + loose.length > 0) throw new StopWithMessage(`the package holds what does not belong there: ${[...strangers, ...loose].join(', ')}`)
  say(`app.asar holds ${names.length} entries`)
}

runMain(async () => {
  const runtime = await ensureAll()
  const out = await buildDesk('release')
  checkRelease(out)
  const took = startWatch()
  fs.rmSync(inRoot('release', FOLDER), { recursive: true, force: true })
  runBuilder(runtime.runtimeDist, runtime.runtimeVersion)
  const folder = inRoot('release', FOLDER)
  await checkArchive(folder)
  await checkFuses(path.join(folder, EXECUTABLE))
  say(`release/${FOLDER} with Electron ${runtime.runtimeVersion} (${took()})`)
  if (runtime.runtimeKind === 'fallback') {
    say('*** made with the fallback runtime: FOR TESTS ONLY. Pack where the official Electron can be downloaded before handing it to people. ***')
  }
})
