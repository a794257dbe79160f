// Answers one question for everything that starts the desk (e2e tests, demo, screenshots, bench, start): what to run, with which environment.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StopWithMessage } from './console.mjs'
import { isFile } from './content-hash.mjs'
import { ensureRuntime } from './ensure-runtime.mjs'
import { inRoot, OUT, RUNTIME_EXE } from './paths.mjs'
import { makeProfileFolder } from './profiles.mjs'
import { LAUNCHER, stageDesk } from './stage.mjs'
import { ensureTestUser, whyNoSandbox } from './test-user.mjs'

/**
 * @typedef {object} PreparedDesk
 * @property {string} executablePath for spawn or Playwright's `executablePath` (with `chromiumSandbox: true`, or Playwright adds --no-sandbox for
 *   root); on Linux a launcher whose process becomes Electron's
 * @property {string[]} args put these before your own
 * @property {Record<string, string>} env give this, plus your own, to the process
 * @property {string} appDir the folder Electron loads: package.json, out/, resources/, node_modules/
 * @property {number | undefined} uid the user the desk runs as, where that is not ourselves
 * @property {number | undefined} gid
 * @property {'official' | 'fallback' | 'given'} runtimeKind
 * @property {string} runtimeVersion Electron's
 * @property {string | undefined} sandboxProblem why this machine allows no Chromium sandbox; tests that need it skip with this text
 * @property {string} profilesDir where `makeProfile` makes them
 * @property {(name: string) => string} makeProfile a fresh, empty folder (0700) that belongs to the desk's user; also fit for PRIVACY_DESK_HOME
 * @property {(folder: string) => void} giveToDesk hands a folder or file made by us, and all in it, to the desk's user
 */

/** What a desk needs to know of its surroundings. Nothing else of whoever starts it gets in: not its debugger, proxies or certificates. */
const FOR_DESK = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|XDG_[A-Z_]+|DBUS_SESSION_BUS_ADDRESS|GTK_IM_MODULE|QT_IM_MODULE|XMODIFIERS|PRIVACY_DESK_[A-Z_]+)$/
/** Of another user's session, when the desk runs as its own. */
const OF_SESSION = /^(XDG_|DBUS_)/

/** @param {import('./test-user.mjs').DeskUser | undefined} user @returns {Record<string, string>} */
function deskEnv(user) {
  /** @type {Record<string, string>} */
  const env = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && FOR_DESK.test(name) && !(user !== undefined && OF_SESSION.test(name))) env[name] = value
  }
  // the desk's user has another home, where X would look in vain
  const cookie = path.join(os.homedir(), '.Xauthority')
  if (env['DISPLAY'] !== undefined && env['XAUTHORITY'] === undefined && isFile(cookie)) env['XAUTHORITY'] = cookie
  return env
}

/** @param {string} start @param {import('./test-user.mjs').DeskUser | undefined} user */
function giveTo(start, user) {
  if (user === undefined) return
  fs.lchownSync(start, user.uid, user.gid)
  if (!fs.lstatSync(start).isDirectory()) return
  for (const name of fs.readdirSync(start)) giveTo(path.join(start, name), user)
}

/** @param {string} profiles @param {string} name @param {import('./test-user.mjs').DeskUser | undefined} user */
function makeProfile(profiles, name, user) {
  const folder = makeProfileFolder(profiles, name)
  giveTo(folder, user)
  return folder
}

/**
 * Stages the build and tells how to start it. The build must be there (`npm run build`): nothing is built here.
 * @param {{ kind?: 'test' | 'release' }} options
 * @returns {Promise<PreparedDesk>}
 */
export async function prepareDesk({ kind = 'test' } = {}) {
  if (!isFile(inRoot(OUT[kind], 'main/main.js'))) {
    throw new StopWithMessage(`There is no ${kind} build in ${OUT[kind]}/: npm run build${kind === 'release' ? ' -- --release' : ''}`, 2)
  }
  const runtime = await ensureRuntime({ quiet: true })
  const user = ensureTestUser()
  const stage = await stageDesk(kind, runtime.runtimeDist, user)
  return {
    executablePath: path.join(stage.folder, process.platform === 'linux' ? LAUNCHER : RUNTIME_EXE),
    args: [],
    env: deskEnv(user),
    appDir: stage.appDir,
    uid: user?.uid,
    gid: user?.gid,
    runtimeKind: runtime.runtimeKind,
    runtimeVersion: runtime.runtimeVersion,
    sandboxProblem: whyNoSandbox(user),
    profilesDir: stage.profiles,
    makeProfile: (name) => makeProfile(stage.profiles, name, user),
    giveToDesk: (folder) => giveTo(folder, user),
  }
}

/**
 * The desk refuses to run without Chromium's sandbox, whose own last words explain nothing.
 * @template {{ sandboxProblem: string | undefined }} D @param {D} desk @returns {D}
 */
export function mustHaveSandbox(desk) {
  if (desk.sandboxProblem === undefined) return desk
  throw new StopWithMessage(
    `${desk.sandboxProblem}\nThe desk never runs without its sandbox. Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, ` +
    'on Ubuntu also kernel.apparmor_restrict_unprivileged_userns=0; in a container: --security-opt seccomp=unconfined) and start again.', 2)
}
