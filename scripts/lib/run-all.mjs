// Runs runners one after the other, prints a section for each, and sums them up: the last line is `N passed, N failed`.
import { startWatch } from './console.mjs'

/** @param {import('./runners.mjs').Counts} counts */
function toText({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** @param {readonly import('./runners.mjs').Runner[]} runners @returns {Promise<number>} the exit status */
export async function runAll(runners) {
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
    lines.push(`${runner.area.padEnd(16)}${toText(counts)}${note}, ${took()}`)
    process.stdout.write(`--- ${lines.at(-1)}\n`)
  }
  process.stdout.write(`\n=== totals\n${lines.join('\n')}\n\n${toText(total)}\n`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
