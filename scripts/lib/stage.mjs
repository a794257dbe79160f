// Puts a built desk and its runtime where the desk's user can read them, and gives it a home, profiles and a launcher.
//
//   BASE/apps/KIND-HASH/          an Electron runtime whose resources/app is the build: never changed after it was made
//   BASE/apps/KIND-HASH.used-by/  one file per process that uses it; unused ones go when a newer one is made
//   BASE/home  BASE/run           HOME and XDG_RUNTIME_DIR of the desk's user (0700), when that is not ourselves
//   BASE/profiles                 profile folders for tests and demos; profiles.mjs makes and removes them
//
// BASE is .stage in the checkout, or a folder under /var/tmp when we are root: a checkout may lie in a folder that only root enters.
import fs from 'node:fs'
import path from 'node:path'
import { hashContents, readText } from './content-hash.mjs'
import { StopWithMessage } from './console.mjs'
import { driverOf } from './database-drivers.mjs'
import { isAlive, withLock } from './file-lock.mjs'
import { linkTree } from './link-tree.mjs'
import { CHECKOUT_KEY, inRoot, LOCAL_STAGE, OUT, ROOT, RUNTIME_EXE, SHARED_STAGE } from './paths.mjs'
import { asUser, TEST_HOME } from './test-user.mjs'

/** @typedef {import('./test-user.mjs').DeskUser} DeskUser */

const LAYOUT = '1' // raise when what is staged changes
export const LAUNCHER = 'privacy-desk-launch'
/** Programs of their own, not part of the app. */
const NOT_IN_APP = new Set(['origin', 'tools', 'build-stamp.json'])

/** @param {DeskUser | undefined} user */
export function stageBase(user) {
  return user === undefined ? LOCAL_STAGE : path.join(SHARED_STAGE, CHECKOUT_KEY)
}

/** @param {string} folder @param {number} mode @param {DeskUser | undefined} owner */
export function makeFolder(folder, mode, owner) {
  fs.mkdirSync(folder, { recursive: true })
  fs.chmodSync(folder, mode) // mkdir's mode is cut by the umask
  if (owner !== undefined) fs.chownSync(folder, owner.uid, owner.gid)
}

/** @param {string} app @param {string} out @param {boolean} forEveryone */
function placeApp(app, out, forEveryone) {
  fs.mkdirSync(app, { recursive: true })
  fs.mkdirSync(path.join(app, 'out'))
  for (const name of fs.readdirSync(out)) {
    if (!NOT_IN_APP.has(name)) linkTree(path.join(out, name), path.join(app, 'out', name), { forEveryone })
  }
  linkTree(inRoot('package.json'), path.join(app, 'package.json'), { forEveryone })
  linkTree(inRoot('resources'), path.join(app, 'resources'), { forEveryone })
  // The native module without its 10 MB of sources, and what finds it.
  const { folder, parts, beside } = driverOf()
  for (const part of parts) {
    const target = path.join(app, folder, part)
    fs.mkdirSync(path.dirname(target), { recursive: true })
    linkTree(inRoot(folder, part), target, { forEveryone })
  }
  for (const name of beside) linkTree(inRoot('node_modules', name), path.join(app, 'node_modules', name), { forEveryone })
}

/** @param {string} runtimeDist */
function resourcesFolder(runtimeDist) {
  return process.platform === 'darwin' ? path.join(runtimeDist, 'Electron.app/Contents/Resources') : path.join(runtimeDist, 'resources')
}

/** @param {string} text a word for the shell */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * The program that Playwright and people start. `exec` all the way, so that its process id is Electron's.
 * @param {string} file @param {string} folder where the stage will lie @param {DeskUser | undefined} user @param {string} base
 */
function writeLauncher(file, folder, user, base) {
  const home = user === undefined ? undefined : TEST_HOME
  const lines = [
    '#!/bin/sh',
    '# Starts the staged desk: as its own user where we are root; with PRIVACY_DESK_KEYRING=1 beside an unlocked throw-away key store.',
    `set -- ${quoted(path.join(folder, RUNTIME_EXE))} "$@"`,
    'if [ -n "$PRIVACY_DESK_KEYRING" ]; then',
    `  set -- dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"' sh "$@"`,
    'fi',
  ]
  if (user !== undefined && home !== undefined) {
    const run = path.join(base, 'run')
    lines.push(
      '# the X cookie is root\'s: its user gets a copy of its own',
      'if [ -n "$XAUTHORITY" ] && [ -r "$XAUTHORITY" ]; then',
      `  cookie=${quoted(run)}/Xauthority.$$`,
      `  (umask 077; cat "$XAUTHORITY" > "$cookie") && chown ${user.uid}:${user.gid} "$cookie" && XAUTHORITY="$cookie" && export XAUTHORITY`,
      'fi',
      `HOME="\${PRIVACY_DESK_HOME:-${home}}"; XDG_RUNTIME_DIR=${quoted(run)}; USER=${user.name}; LOGNAME=${user.name}`,
      'XDG_CONFIG_HOME="$HOME/.config"; XDG_DATA_HOME="$HOME/.local/share"; XDG_CACHE_HOME="$HOME/.cache"',
      'export HOME XDG_RUNTIME_DIR USER LOGNAME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME',
      `cd ${quoted(folder)} || exit 1`,
      `exec ${asUser(user).join(' ')} "$@"`,
    )
  } else {
    lines.push(
      'if [ -n "$PRIVACY_DESK_HOME" ]; then',
      '  HOME="$PRIVACY_DESK_HOME"; XDG_CONFIG_HOME="$HOME/.config"; XDG_DATA_HOME="$HOME/.local/share"; XDG_CACHE_HOME="$HOME/.cache"',
      '  export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME',
      'fi',
      'exec "$@"',
    )
  }
  fs.writeFileSync(file, `${lines.join('\n')}\n`)
  fs.chmodSync(file, 0o755)
}

/** @param {string} folder */
function usersOf(folder) {
  return `${folder}.used-by`
}

/** @param {string} folder */
function isUsed(folder) {
  const users = usersOf(folder)
  if (!fs.existsSync(users)) return false
  const dead = fs.readdirSync(users).filter((pid) => !isAlive(Number(pid)))
  for (const pid of dead) fs.rmSync(path.join(users, pid), { force: true })
  return fs.readdirSync(users).length > 0
}

/** @param {string} apps @param {string} current */
function removeUnused(apps, current) {
  for (const name of fs.readdirSync(apps)) {
    const folder = path.join(apps, name)
    if (name.endsWith('.used-by') || name === path.basename(current) || isUsed(folder)) continue
    fs.rmSync(folder, { recursive: true, force: true })
    fs.rmSync(usersOf(folder), { recursive: true, force: true })
  }
}

/** Removes copies of the X cookie whose desk has ended. @param {string} run */
function removeOldCookies(run) {
  for (const name of fs.readdirSync(run)) {
    const pid = Number(/^Xauthority\.(\d+)$/.exec(name)?.[1] ?? 0)
    if (pid > 0 && !isAlive(pid)) fs.rmSync(path.join(run, name), { force: true })
  }
}

/** Any user can make folders in /var/tmp, and we are root: a shared stage that is not root's own is someone's trap. */
export function mustOwnSharedStage() {
  const stat = fs.lstatSync(SHARED_STAGE, { throwIfNoEntry: false })
  if (stat === undefined || (stat.isDirectory() && stat.uid === 0 && (stat.mode & 0o022) === 0)) return
  throw new StopWithMessage(`${SHARED_STAGE} is there and is not a folder that root alone writes: please remove it.`, 2)
}

/** @param {string} base */
const profilesOf = (base) => path.join(base, 'profiles')

/** @param {string} base @param {DeskUser | undefined} user */
function makeBase(base, user) {
  if (user !== undefined) makeFolder(SHARED_STAGE, 0o755, undefined)
  makeFolder(base, 0o755, undefined)
  makeFolder(path.join(base, 'apps'), 0o755, undefined)
  makeFolder(profilesOf(base), 0o711, user)
  if (user === undefined) return
  makeFolder(TEST_HOME, 0o700, user)
  makeFolder(path.join(base, 'run'), 0o700, user) // XDG_RUNTIME_DIR must be 0700 and its user's own
  removeOldCookies(path.join(base, 'run'))
}

/** @param {string} folder @param {string} runtimeDist @param {string} out @param {DeskUser | undefined} user @param {string} base */
function buildStage(folder, runtimeDist, out, user, base) {
  const fresh = `${folder}.new.${process.pid}`
  fs.rmSync(fresh, { recursive: true, force: true })
  linkTree(runtimeDist, fresh, { forEveryone: user !== undefined })
  const resources = resourcesFolder(fresh)
  fs.rmSync(path.join(resources, 'default_app.asar'), { force: true })
  placeApp(path.join(resources, 'app'), out, user !== undefined)
  if (process.platform === 'linux') writeLauncher(path.join(fresh, LAUNCHER), folder, user, base)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.renameSync(fresh, folder)
}

/**
 * @param {'test' | 'release'} kind
 * @param {string} runtimeDist
 * @param {DeskUser | undefined} user
 * @returns {Promise<{ folder: string, profiles: string, appDir: string }>}
 */
export async function stageDesk(kind, runtimeDist, user) {
  const base = stageBase(user)
  const out = inRoot(OUT[kind])
  if (user !== undefined) mustOwnSharedStage()
  // the build's own lock: half a build is never staged
  return withLock(inRoot('.stage', `build-${kind}.lock`), () =>
    withLock(path.join(base, 'stage.lock'), () => {
      makeBase(base, user)
      const facts = [LAYOUT, readText(path.join(runtimeDist, 'version')), runtimeDist, user?.name ?? '']
      const hash = hashContents(ROOT, [out, 'resources', 'package.json', 'node_modules/sqlite3/build/Release/node_sqlite3.node'], facts)
      const folder = path.join(base, 'apps', `${kind}-${hash.slice(0, 12)}`)
      if (!fs.existsSync(folder)) buildStage(folder, runtimeDist, out, user, base)
      fs.mkdirSync(usersOf(folder), { recursive: true })
      fs.writeFileSync(path.join(usersOf(folder), String(process.pid)), '')
      removeUnused(path.join(base, 'apps'), folder)
      return { folder, profiles: profilesOf(base), appDir: path.join(resourcesFolder(folder), 'app') }
    }),
  )
}
