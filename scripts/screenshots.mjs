#!/usr/bin/env node
// `npm run screenshots [-- PLAYWRIGHT ARGUMENTS]`: pictures of every screen, in both languages, into screenshots-output/ for people to look at.
import { buildDesk } from './lib/build-desk.mjs'
import { runMain } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { runAll } from './lib/run-all.mjs'
import { playwrightRunner } from './lib/runners.mjs'

runMain(async () => {
  await ensureAll()
  await buildDesk('test')
  return runAll([playwrightRunner('screenshots', process.argv.slice(2))])
})
