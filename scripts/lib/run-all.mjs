// Runs runners one after the other, prints a section for each, and sums them up: the last line is `N passed, N failed`.
import { startWatch } from './console.mjs'

/** @typedef {import('./runners.mjs').Counts} Counts */

/** @param {Counts} counts */
function toText({ passed, failed }) {
  return `${passed} passed, ${failed} failed`
}

/** @param {Counts} counts of one runner */
function lineOf({ skipped, note, ...counts }) {
  return `${toText({ ...counts, skipped })}${skipped > 0 ? `, ${skipped} skipped` : ''}${note === undefined ? '' : ` (${note})`}`
}

/**
 * The end of a run. The last line has one shape, whatever was skipped: it is read by machines; skips stand above it. Of a long run often the
 * end alone is kept, so what failed is said once more there.
 * @param {Counts} total @returns {readonly string[]}
 */
export function lastLines(total) {
  const failures = total.failures ?? []
  return [...(failures.length > 0 ? ['=== failed', ...failures, ''] : []), ...(total.skipped > 0 ? [`${total.skipped} skipped`] : []), toText(total)]
}

/**
 * The end of `npm run test:deep`: what was skipped, which says why in its name or where it stands above, and is counted in the last line.
 * @param {Counts} total @returns {readonly string[]}
 */
export function lastLinesOfDeep(total) {
  const skips = total.skips ?? []
  const above = lastLines({ ...total, skipped: 0 }).slice(0, -1)
  return [...above, ...(skips.length > 0 ? ['=== skipped', ...skips, ''] : []), `${toText(total)}, ${total.skipped} skipped`]
}

/** @param {readonly import('./runners.mjs').Runner[]} runners @param {(total: Counts) => readonly string[]} endOf @returns {Promise<number>} the exit status */
export async function runAll(runners, endOf = lastLines) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]), skips: /** @type {string[]} */ ([]) }
  /** @type {string[]} */
  const lines = []
  for (const runner of runners) {
    process.stdout.write(`\n=== ${runner.area}\n`)
    const took = startWatch()
    const counts = await runner.run()
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
    total.failures.push(...(counts.failures ?? []).map((failure) => `[${runner.area}] ${failure}`))
    total.skips.push(...(counts.skips ?? []).map((skip) => `[${runner.area}] ${skip}`))
    lines.push(`${runner.area.padEnd(16)}${lineOf(counts)}, ${took()}`)
    process.stdout.write(`--- ${lines.at(-1)}\n`)
  }
  process.stdout.write(`\n=== totals\n${lines.join('\n')}\n\n${endOf(total).join('\n')}\n`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}
