// Makes the profile folders that tests and demos run in, and removes those whose maker has ended: nobody comes back to them.
import fs from 'node:fs'
import path from 'node:path'
import { createSay } from './console.mjs'
import { isAlive } from './file-lock.mjs'

/** The name says who made it: NAME.PID.RANDOM, the random part being mkdtemp's six characters. */
const MADE_BY = /\.(\d+)\.\w{6}$/

/** @param {string} profiles @param {string} name @returns {string} a fresh, empty folder (0700) */
export function makeProfileFolder(profiles, name) {
  return fs.mkdtempSync(path.join(profiles, `${name}.${process.pid}.`))
}

/**
 * At the start of a run, not at each launch: what a failed test left can be looked at until then. One that cannot be removed (a killed
 * test's disk may still be mounted in it) is told and keeps no run from its start.
 * @param {string} profiles
 */
export function removeDeadProfiles(profiles) {
  for (const name of fs.readdirSync(profiles)) {
    const pid = Number(MADE_BY.exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    try {
      fs.rmSync(path.join(profiles, name), { recursive: true, force: true })
    } catch (error) {
      createSay('profiles')(`an old profile stays: ${/** @type {Error} */ (error).message}`)
    }
  }
}
