// Lets one run at a time into a step that changes shared folders: a lock file that names its holder's process.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSay, StopWithMessage } from './console.mjs'

const POLL_MS = 200
/** A first installation takes minutes (SQLCipher compiles for 90 s on two cores); a holder that outlives this has hung. */
const GIVE_UP_MS = 20 * 60_000

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} file @returns {boolean} whether we hold it now */
function tryTake(file) {
  // written aside and linked into place: whoever sees the lock sees its holder's number too
  const mine = `${file}.${process.pid}`
  fs.writeFileSync(mine, String(process.pid))
  try {
    fs.linkSync(mine, file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return false
  } finally {
    fs.rmSync(mine, { force: true })
  }
}

/** @param {string} file @returns {number | undefined} */
function readHolder(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Of two runs that find the same dead lock only one moves it away; a fresh lock moved by mistake is put back. @param {string} file @param {number} deadHolder */
function clearDeadLock(file, deadHolder) {
  const aside = `${file}.dead.${process.pid}`
  try {
    fs.renameSync(file, aside)
    if (readHolder(aside) !== deadHolder) fs.linkSync(aside, file)
  } catch {
    // another run was quicker
  }
  fs.rmSync(aside, { force: true })
}

/**
 * @template T
 * @param {string} file
 * @param {() => Promise<T> | T} act
 * @returns {Promise<T>}
 */
export async function withLock(file, act) {
  const say = createSay('lock')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  const polls = GIVE_UP_MS / POLL_MS
  for (let poll = 0; !tryTake(file); poll++) {
    const holder = readHolder(file)
    if (holder !== undefined && !isAlive(holder)) {
      clearDeadLock(file, holder)
      continue
    }
    if (poll >= polls) throw new StopWithMessage(`gave up waiting for process ${holder ?? '?'} which holds ${file}`)
    if (!told) say(`waiting for process ${holder ?? '?'} (${file})`)
    told = true
    await sleep(POLL_MS)
  }
  try {
    return await act()
  } finally {
    fs.rmSync(file, { force: true })
  }
}
