// Finds the user that the desk runs as: ourselves, or, where we are root, one system user made for it.
//
// Chromium refuses its sandbox to root, and a desk without a sandbox is not the desk we ship, so nothing of ours runs as root.
import { spawnSync } from 'node:child_process'
import { createSay, StopWithMessage } from './console.mjs'
import { SHARED_STAGE } from './paths.mjs'

const NAME = 'privacy-desk'
export const TEST_HOME = `${SHARED_STAGE}/home`

/** @typedef {{ name: string, uid: number, gid: number }} DeskUser */

/** @returns {DeskUser | undefined} */
function findUser() {
  const line = spawnSync('getent', ['passwd', NAME], { encoding: 'utf8' }).stdout ?? ''
  const [name, , uid, gid] = line.trim().split(':')
  return name === NAME ? { name, uid: Number(uid), gid: Number(gid) } : undefined
}

/** @returns {DeskUser | undefined} undefined: we are not root, the desk runs as ourselves */
export function ensureTestUser() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const known = findUser()
  if (known !== undefined) return known
  const args = ['--system', '--user-group', '--create-home', '--home-dir', TEST_HOME, '--shell', '/usr/sbin/nologin', NAME]
  createSay('user')(`we are root, and the desk never runs as root: useradd ${args.join(' ')}`)
  const result = spawnSync('useradd', args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const made = findUser()
  if (made === undefined) throw new StopWithMessage(`useradd failed (${result.status ?? result.error}): the user ${NAME} is needed`, 2)
  return made
}

/**
 * What to put before a command so that it runs as that user, without any capability of ours.
 * @param {DeskUser | undefined} user
 * @returns {readonly string[]}
 */
export function asUser(user) {
  if (user === undefined) return []
  return ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--inh-caps=-all', '--']
}

/**
 * Whether this machine lets that user make user namespaces, which Chromium's sandbox rests on.
 * @param {DeskUser | undefined} user
 * @returns {string | undefined} why not
 */
export function whyNoSandbox(user) {
  if (process.platform !== 'linux') return undefined
  const [command = '', ...args] = [...asUser(user), 'unshare', '--user', '--map-root-user', 'true']
  const result = spawnSync(command, args, { encoding: 'utf8' })
  return result.status === 0 ? undefined : `user namespaces are forbidden here: ${(result.stderr || String(result.error)).trim()}`
}
