#!/usr/bin/env node
// Builds the test build, or with --release what is handed to people; --force builds even when nothing changed.
import { buildDesk } from './lib/build-desk.mjs'
import { runMain } from './lib/console.mjs'
import { checkRelease } from './lib/check-release.mjs'

runMain(async () => {
  const force = process.argv.includes('--force')
  if (!process.argv.includes('--release')) return void (await buildDesk('test', { force }))
  const out = await buildDesk('release', { force })
  checkRelease(out)
})
