#!/usr/bin/env node
// `npm run demo`: installs what is missing, builds, and performs the main job in the real app against a real origin (test/demo says each step).
import { buildDesk } from './lib/build-desk.mjs'
import { createSay, runMain } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { runAll } from './lib/run-all.mjs'
import { playwrightRunner } from './lib/runners.mjs'

runMain(async () => {
  await ensureAll()
  await buildDesk('test')
  const seen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  createSay('demo')(seen ? 'watch: it happens in front of you' : 'there is no display here, so it happens under Xvfb; look at demo-output/ afterwards')
  return runAll([playwrightRunner('demo', process.argv.slice(2))])
})
