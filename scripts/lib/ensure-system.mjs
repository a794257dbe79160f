// Sees to the system libraries and programs that building, running and testing the desk needs on Linux.
//
// Libraries are looked for by the file that the linker finds, not by package name: names differ between Debian releases.
// Where we are root on a Debian we install what is missing, after saying so; elsewhere we print the exact command and stop.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, startWatch, StopWithMessage } from './console.mjs'

const say = createSay('system')

/**
 * @typedef {object} Need
 * @property {string} apt Debian's package
 * @property {string} why
 * @property {readonly string[]} [libraries] sonames, all needed
 * @property {readonly string[]} [programs] all needed
 * @property {readonly string[]} [files] any of them is enough
 * @property {boolean} [headlessOnly] not needed where there is a display
 */

/** @type {readonly Need[]} */
const NEEDS = [
  { apt: 'g++', why: 'compiles SQLCipher', programs: ['g++'] },
  { apt: 'make', why: 'compiles SQLCipher', programs: ['make'] },
  { apt: 'python3', why: 'node-gyp is written in it', programs: ['python3'] },
  // without it the build fails at its very end, after 90 s: Node's own headers hide that the library is missing
  { apt: 'libssl-dev', why: 'SQLCipher links libcrypto', files: ['/usr/include/openssl/crypto.h'] },
  { apt: 'libgtk-3-0', why: 'Electron', libraries: ['libgtk-3.so.0'] },
  { apt: 'libnss3', why: 'Electron', libraries: ['libnss3.so'] },
  { apt: 'libasound2', why: 'Electron', libraries: ['libasound.so.2'] },
  { apt: 'libgbm1', why: 'Electron', libraries: ['libgbm.so.1'] },
  { apt: 'libxss1', why: 'Electron asks the display how long it was idle', libraries: ['libXss.so.1'] },
  { apt: 'xvfb', why: 'a display where there is none', programs: ['Xvfb'], headlessOnly: true },
  { apt: 'dbus', why: 'the key store', programs: ['dbus-run-session'] },
  { apt: 'gnome-keyring', why: 'the key store', programs: ['gnome-keyring-daemon'] },
  { apt: 'util-linux', why: 'runs the desk as a user without privileges', programs: ['setpriv'] },
  { apt: 'passwd', why: 'makes that user', programs: ['useradd'] },
  { apt: 'libarchive-tools', why: 'opens access packages with a program that is not ours', programs: ['bsdtar'] },
  { apt: 'fonts-noto-cjk', why: 'Chinese text', files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', '/usr/share/fonts/noto-cjk'] },
  // with the emoji font alone, digits and spaces come out of it with wide gaps
  { apt: 'fonts-liberation', why: 'Latin text', files: ['/usr/share/fonts/truetype/liberation', '/usr/share/fonts/truetype/liberation2'] },
  { apt: 'fonts-noto-color-emoji', why: 'names with emoji in hostile test data', files: ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'] },
]

const FOLDERS = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin']

/** @param {string} name */
function hasProgram(name) {
  return FOLDERS.some((folder) => fs.existsSync(path.join(folder, name)))
}

/** @returns {string} all that the dynamic linker knows */
function linkerCache() {
  const ldconfig = FOLDERS.map((folder) => path.join(folder, 'ldconfig')).find((file) => fs.existsSync(file))
  return ldconfig === undefined ? '' : (spawnSync(ldconfig, ['-p'], { encoding: 'utf8' }).stdout ?? '')
}

/** @returns {readonly Need[]} */
function findMissing() {
  const linked = linkerCache()
  const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  return NEEDS.filter((need) => {
    if (need.headlessOnly === true && hasDisplay) return false
    if (need.programs?.some((name) => !hasProgram(name)) === true) return true
    if (need.libraries?.some((name) => !linked.includes(`\t${name} `)) === true) return true
    return need.files !== undefined && !need.files.some((file) => fs.existsSync(file))
  })
}

/** Debian 13 and Ubuntu 24.04 renamed some (64-bit time): take the new name where the archive has it. @param {string} name */
function aptName(name) {
  const renamed = spawnSync('apt-cache', ['show', '--no-all-versions', `${name}t64`], { encoding: 'utf8' })
  return renamed.status === 0 && (renamed.stdout ?? '') !== '' ? `${name}t64` : name
}

/** @param {readonly string[]} args */
function runApt(args) {
  say(`apt-get ${args.join(' ')}`)
  const result = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (result.status !== 0) throw new StopWithMessage(`apt-get ${args.join(' ')} failed (${result.status ?? result.error})`, 2)
}

export function ensureSystem() {
  if (process.platform !== 'linux') return
  const missing = findMissing()
  if (missing.length === 0) return
  say('missing on this machine:')
  for (const need of missing) say(`  ${need.apt}: ${need.why}`)
  const names = missing.map((need) => aptName(need.apt))
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (!hasProgram('apt-get')) throw new StopWithMessage(`Please install these with your system's package manager. On Debian it would be:\n  sudo sh -c '${command}'`, 2)
  if (process.getuid?.() !== 0) throw new StopWithMessage(`Only root may install them. Please run, then start again:\n  sudo sh -c '${command}'`, 2)
  const took = startWatch()
  say('installing them now, as root')
  runApt(['update', '-q'])
  runApt(['install', '-y', '-q', '--no-install-recommends', ...names])
  const still = findMissing()
  if (still.length > 0) throw new StopWithMessage(`installed, but still missing: ${still.map((need) => need.apt).join(', ')}`, 2)
  say(`installed (${took()})`)
}
