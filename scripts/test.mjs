#!/usr/bin/env node
// `npm test [-- AREA…]`: installs what is missing, runs every runner (or those named), and sums them up in the last line.
import { runMain, StopWithMessage } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { runAll } from './lib/run-all.mjs'
import { allRunners } from './lib/runners.mjs'

runMain(async () => {
  const known = allRunners()
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((area) => !known.some((runner) => runner.area === area))
  if (unknown.length > 0) throw new StopWithMessage(`no such area: ${unknown.join(', ')}. Areas: ${known.map((runner) => runner.area).join(' ')}`, 2)
  await ensureAll()
  return runAll(wanted.length > 0 ? known.filter((runner) => wanted.includes(runner.area)) : known)
})
