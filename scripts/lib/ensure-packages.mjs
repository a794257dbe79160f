// Sees to node_modules: it must be what package-lock.json says, with the database drivers compiled for this machine.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { isFile, readText } from './content-hash.mjs'
import { addonOf, driversToInstall } from './database-drivers.mjs'
import { inRoot, ROOT } from './paths.mjs'

const say = createSay('packages')
const STAMP = inRoot('node_modules', '.privacy-desk-install.json')
const hasAddons = () => driversToInstall().every((driver) => isFile(addonOf(driver)))

/** What an installation depends on: the lock file, and the machine that compiled the native modules. */
function wantedStamp() {
  const lock = createHash('sha256').update(fs.readFileSync(inRoot('package-lock.json'))).digest('hex')
  return JSON.stringify({ lock, node: process.versions.modules, platform: process.platform, arch: process.arch })
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} */
function readLockedPackages(file) {
  try {
    return JSON.parse(readText(file)).packages ?? {}
  } catch {
    return {}
  }
}

/** Whether someone ran npm by hand and it came out just as our own `npm ci` would have: then there is nothing to do. */
function isInstalledAsLocked() {
  const installed = readLockedPackages(inRoot('node_modules', '.package-lock.json'))
  const locked = readLockedPackages(inRoot('package-lock.json'))
  const differing = Object.entries(locked).filter(([name, entry]) => {
    if (name === '') return false
    const there = installed[name]
    return there === undefined ? entry.optional !== true && entry.peer !== true : there.version !== entry.version
  })
  if (differing.length > 0 || Object.keys(installed).length === 0 || !hasAddons()) return false
  // another Node's or machine's native module does not load: ask it in a process of its own
  return driversToInstall().every(({ probe }) => spawnSync(process.execPath, ['-e', probe], { cwd: ROOT, stdio: 'ignore' }).status === 0)
}

/** Where Node's own headers lie (its tarball and Debian's package bring them); otherwise node-gyp asks the network. */
function findNodeHeaders() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)))
  return [prefix, '/usr'].find((folder) => isFile(path.join(folder, 'include/node/node_api.h')))
}

/** npm's own settings for a run inside `npm test` would leak into the inner npm. */
function cleanEnv() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name))
  return Object.fromEntries(kept)
}

export function ensurePackages() {
  const wanted = wantedStamp()
  if (readText(STAMP) === wanted && hasAddons()) return
  if (isInstalledAsLocked()) {
    fs.writeFileSync(STAMP, wanted)
    return
  }
  const took = startWatch()
  say(`running npm ci (compiles SQLCipher and the second database driver: about three minutes on two cores)${fs.existsSync(inRoot('node_modules')) ? '; node_modules is of another lock file, Node or machine and is replaced' : ''}`)
  const headers = findNodeHeaders()
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: {
      ...cleanEnv(),
      // the runtime is a step of its own (ensure-runtime.mjs), with its own fallback
      ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
      // the second driver would first ask GitHub for a finished build; what is compiled is what the lock has the hash of
      npm_config_build_from_source: 'true',
      ...(headers === undefined ? {} : { npm_config_nodedir: headers }),
    },
  })
  if (result.status !== 0) throw new StopWithMessage(`npm ci failed (${result.status ?? result.error}). Its messages above say why.`)
  if (!isInstalledAsLocked()) throw new StopWithMessage('npm ci ended well, but a database driver does not load on this machine (sqlite3, better-sqlite3-multiple-ciphers): npm leaves out one that does not compile without a word. `npm rebuild --foreground-scripts` says why.')
  fs.writeFileSync(STAMP, wanted)
  say(`installed (${took()})`)
}
