#!/usr/bin/env node
// `npm start`: opens the app for a person. PRIVACY_DESK_ORIGIN=elsewhere (anything) leaves the embedded origin out: the desk then speaks to
// the origin it is enrolled at, or asks for an enrolment file of one. Otherwise an embedded origin with invented people is started beside it.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { buildDesk } from './lib/build-desk.mjs'
import { createSay, runMain, StopWithMessage } from './lib/console.mjs'
import { mustHaveSandbox, prepareDesk } from './lib/desk-launch.mjs'
import { startEmbeddedOrigin } from './lib/embedded-origin.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { makeFolder, stageBase } from './lib/stage.mjs'
import { ensureTestUser, TEST_HOME } from './lib/test-user.mjs'

const say = createSay('start')

function mustHaveDisplay() {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return
  throw new StopWithMessage('There is no display here to show a window on. Start it in a desktop session, or see the whole main job with: npm run demo', 2)
}

/** The person picks this file in the app's own dialog, as the desk's user. @param {string} file @param {import('./lib/test-user.mjs').DeskUser | undefined} user */
function offerEnrolmentFile(file, user) {
  if (user === undefined) return file
  const target = path.join(TEST_HOME, 'enrolment.json')
  fs.copyFileSync(file, target)
  fs.chmodSync(target, 0o600)
  fs.chownSync(target, user.uid, user.gid)
  return target
}

runMain(async () => {
  mustHaveDisplay()
  await ensureAll()
  await buildDesk('release')
  const desk = mustHaveSandbox(await prepareDesk({ kind: 'release' }))
  const user = ensureTestUser()
  const elsewhere = process.env['PRIVACY_DESK_ORIGIN']
  const dataDir = path.join(stageBase(user), 'origin')
  if (!elsewhere) makeFolder(dataDir, user === undefined ? 0o700 : 0o711, undefined)
  const origin = elsewhere ? undefined : await startEmbeddedOrigin({ kind: 'release', dataDir })
  if (origin !== undefined) {
    say(`embedded origin at ${origin.url}, with invented people; staff and passphrases stand in docs/origin.md`)
    say(`to enrol this desk: file ${offerEnrolmentFile(origin.enrolmentFile, user)}, one-time code ${origin.enrolmentCode}`)
  }
  const app = spawn(desk.executablePath, desk.args, { stdio: 'inherit', env: desk.env })
  const status = await new Promise((resolve) => {
    app.on('error', () => resolve(127))
    app.on('close', (code) => resolve(code ?? 1))
  })
  await origin?.stop()
  return /** @type {number} */ (status)
})
