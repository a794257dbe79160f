#!/usr/bin/env node
// `npm test [-- AREA…]`: installs what is missing, runs every runner (or those named), and sums them up in the last line.
import { runMain, startWatch, StopWithMessage } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { allRunners } from './lib/runners.mjs'

/** @param {import('./lib/runners.mjs').Counts} counts */
function toText({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

runMain(async () => {
  const known = allRunners()
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((area) => !known.some((runner) => runner.area === area))
  if (unknown.length > 0) throw new StopWithMessage(`no such area: ${unknown.join(', ')}. Areas: ${known.map((runner) => runner.area).join(' ')}`, 2)
  await ensureAll()
  const runners = wanted.length > 0 ? known.filter((runner) => wanted.includes(runner.area)) : known
  const total = { passed: 0, failed: 0, skipped: 0 }
  /** @type {string[]} */
  const lines = []
  for (const runner of runners) {
    process.stdout.write(`\n=== ${runner.area}\n`)
    const took = startWatch()
    const counts = await runner.run()
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
    const note = counts.note === undefined ? '' : ` (${counts.note})`
    lines.push(`${runner.area.padEnd(14)}${toText(counts)}${note}, ${took()}`)
    process.stdout.write(`--- ${lines.at(-1)}\n`)
  }
  process.stdout.write(`\n=== totals\n${lines.join('\n')}\n\n${toText(total)}\n`)
  return total.failed > 0 ? 1 : 0
})
