// Starts a packed release as people would, as a user without privileges and with the sandbox on, until its window shows, and ends it. A release lets no
// debugger in, so it is looked at from outside: the display says which window belongs to which process, the kernel says what each process may do.
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { ensureDisplay } from './display.mjs'
import { REAL_SUFFIX } from './linux-launcher.mjs'
import { asUser, whyNoSandbox } from './test-user.mjs'

/** @typedef {import('./test-user.mjs').DeskUser} DeskUser */

const say = createSay('start')
const WINDOW_LIMIT_MS = 60_000
const END_LIMIT_MS = 15_000
const LOOK_MS = 250
/** In either language: nobody has chosen one yet. */
const TITLES = ['隐私工作台', 'Privacy Desk']
/** What the desktop file says (StartupWMClass), by which a menu's entry finds its window. */
const WINDOW_CLASS = /^WM_CLASS\(STRING\) = "[^"]*", "Privacy Desk"$/m
/** What the guard says of a switch (sysexits.h EX_CONFIG). */
const REFUSED = 78

/** @param {string} program @param {readonly string[]} args */
const ask = (program, args) => spawnSync(program, args, { encoding: 'utf8' }).stdout ?? ''

/** @param {string} folder @param {DeskUser | undefined} user @returns {NodeJS.ProcessEnv} of a fresh home */
function freshHome(folder, user) {
  const home = fs.mkdtempSync(path.join(folder, 'home-'))
  const run = path.join(home, 'run')
  const cookie = path.join(home, 'Xauthority')
  fs.mkdirSync(run, { mode: 0o700 })
  const { PATH, DISPLAY, XAUTHORITY } = process.env
  if (XAUTHORITY !== undefined) fs.copyFileSync(XAUTHORITY, cookie)
  for (const one of [home, run, ...(XAUTHORITY === undefined ? [] : [cookie])]) if (user !== undefined) fs.chownSync(one, user.uid, user.gid)
  return { PATH, DISPLAY, HOME: home, XDG_RUNTIME_DIR: run, LANG: 'C.UTF-8', ...(XAUTHORITY === undefined ? {} : { XAUTHORITY: cookie }) }
}

/** @param {number} pid @param {string} name @returns {string} empty once it is gone */
function readProc(pid, name) {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

/** @param {number} pid @returns {number[]} it and all that came of it */
function family(pid) {
  const children = fs.readdirSync('/proc').map(Number).filter((one) => one > 0 && Number(/^PPid:\s+(\d+)$/m.exec(readProc(one, 'status'))?.[1]) === pid)
  return [pid, ...children.flatMap(family)]
}

/** @param {number} pid @returns {string | undefined} the title of a window of this process that can be seen */
function shownTitle(pid) {
  for (const [, id = ''] of ask('xwininfo', ['-root', '-tree']).matchAll(/^\s+(0x[0-9a-f]+)\s/gm)) {
    const properties = ask('xprop', ['-id', id, '_NET_WM_PID', '_NET_WM_NAME', 'WM_CLASS'])
    const title = /^_NET_WM_NAME\(UTF8_STRING\) = "(.*)"$/m.exec(properties)?.[1]
    if (!properties.includes(`_NET_WM_PID(CARDINAL) = ${pid}\n`) || title === undefined) continue
    if (!/Map State: IsViewable/.test(ask('xwininfo', ['-id', id, '-stats']))) continue
    if (!WINDOW_CLASS.test(properties)) throw new StopWithMessage(`a menu's entry does not find this window: ${properties}`)
    return title
  }
  return undefined
}

/** The page's own process: system calls filtered, in user and network namespaces that are not ours. @param {number} main @param {DeskUser | undefined} user */
function checkSandbox(main, user) {
  const all = family(main)
  const pages = all.filter((pid) => readProc(pid, 'cmdline').includes('--type=renderer'))
  if (pages.length === 0) throw new StopWithMessage('the window shows, and no process draws its page')
  const namespace = (/** @type {number} */ pid, /** @type {string} */ kind) => fs.readlinkSync(`/proc/${pid}/ns/${kind}`)
  for (const pid of pages) {
    if (!/^Seccomp:\s+2$/m.test(readProc(pid, 'status')) || namespace(pid, 'user') === namespace(main, 'user') || namespace(pid, 'net') === namespace(main, 'net')) throw new StopWithMessage('the page is not in its sandbox')
  }
  const uid = user?.uid ?? process.getuid?.()
  const strangers = all.filter((pid) => readProc(pid, 'status') !== '' && Number(/^Uid:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1]) !== uid)
  if (strangers.length > 0) throw new StopWithMessage('a process of the desk runs as another user')
  if (!/^Max core file size\s+0\s+0\s/m.test(readProc(main, 'limits'))) throw new StopWithMessage('the launcher did not take core files away')
  return `${all.length} processes of user ${uid}, page with seccomp filter in its own user and network namespace, no core files`
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number | string | null>} status or signal */
const endOf = (child) => new Promise((resolve, reject) => child.on('error', reject).on('exit', (code, signal) => resolve(code ?? signal)))

/** A switch that would open the desk is refused by the packed program too. @param {string} program @param {DeskUser | undefined} user @param {NodeJS.ProcessEnv} env */
async function mustRefuse(program, user, env) {
  for (const word of ['--no-sandbox', '--remote-debugging-port=9222', '--inspect']) {
    const [command = '', ...args] = [...asUser(user), program, word]
    const status = await endOf(spawn(command, args, { env, stdio: 'ignore' }))
    if (status !== REFUSED) throw new StopWithMessage(`the packed desk starts with ${word} (${status})`)
  }
}

/**
 * @param {string} folder the program's @param {string} base for homes of its own @param {DeskUser | undefined} user
 */
export async function startPacked(folder, base, user) {
  const missing = ['xwininfo', 'xprop'].filter((program) => spawnSync(program, ['-version']).error !== undefined)
  if (missing.length > 0) throw new StopWithMessage(`${missing.join(', ')} of x11-utils is needed to see the window: apt-get install x11-utils`, 2)
  const problem = whyNoSandbox(user)
  if (problem !== undefined) throw new StopWithMessage(problem, 2)
  const closeDisplay = await ensureDisplay()
  try {
    await startAndEnd(folder, base, user)
  } finally {
    closeDisplay()
  }
}

/** @param {string} folder @param {string} base @param {DeskUser | undefined} user */
async function startAndEnd(folder, base, user) {
  const took = startWatch()
  const program = path.join(folder, 'privacy-desk')
  const env = freshHome(base, user)
  const [command = '', ...args] = [...asUser(user), program]
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = endOf(child)
  const main = /** @type {number} */ (child.pid) // `exec` all the way: the launcher becomes the program
  try {
    const title = await waitForWindow(main, () => said)
    if (!readProc(main, 'cmdline').includes(`privacy-desk${REAL_SUFFIX}`)) throw new StopWithMessage('the window belongs to another program')
    const sandbox = checkSandbox(main, user)
    if (user !== undefined && said.includes('program folder can be changed')) throw new StopWithMessage('the desk says that its user can change it')
    const all = family(main)
    child.kill('SIGTERM')
    const status = await Promise.race([ended, sleep(END_LIMIT_MS).then(() => 'nothing')])
    for (let waited = 0; waited < END_LIMIT_MS && all.some((pid) => fs.existsSync(`/proc/${pid}`)); waited += LOOK_MS) await sleep(LOOK_MS)
    if (status === 'nothing' || all.some((pid) => fs.existsSync(`/proc/${pid}`))) throw new StopWithMessage('the desk does not end when it is asked to (SIGTERM)')
    await mustRefuse(program, user, env)
    say(`${path.basename(folder)}: window "${title}"; ${sandbox}; SIGTERM ends it all (${status}); three switches refused (${took()})`)
  } finally {
    child.kill('SIGKILL')
  }
}

/** @param {number} pid @param {() => string} said */
async function waitForWindow(pid, said) {
  for (let waited = 0; waited < WINDOW_LIMIT_MS; waited += LOOK_MS) {
    if (!fs.existsSync(`/proc/${pid}`)) break
    const title = shownTitle(pid)
    if (title !== undefined && TITLES.includes(title)) return title
    await sleep(LOOK_MS)
  }
  throw new StopWithMessage(`no window of the packed desk showed:\n${said()}`)
}
