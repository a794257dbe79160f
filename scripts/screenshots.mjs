#!/usr/bin/env node
// `npm run screenshots [-- --guide] [-- PLAYWRIGHT ARGUMENTS]`: pictures of every screen, in both languages, into screenshots-output/ for people to look at; with --guide
// those that the guides show are then laid into docs/pictures/guide.
import fs from 'node:fs'
import { buildDesk } from './lib/build-desk.mjs'
import { runMain } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { layGuidePictures } from './lib/guide-pictures.mjs'
import { inRoot } from './lib/paths.mjs'
import { runAll } from './lib/run-all.mjs'
import { playwrightRunner } from './lib/runners.mjs'

const GUIDE = '--guide'
const words = process.argv.slice(2)

runMain(async () => {
  await ensureAll()
  await buildDesk('test')
  fs.rmSync(inRoot('screenshots-output/same-in-both-languages.txt'), { force: true })
  const status = await runAll([playwrightRunner('screenshots', words.filter((word) => word !== GUIDE))])
  if (status === 0 && words.includes(GUIDE)) layGuidePictures()
  return status
})
