// Knows the runners of `npm test`: how each is started, and how many tests passed, failed and were skipped in it.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { readText } from './content-hash.mjs'
import { inRoot, ROOT } from './paths.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number, note?: string, failures?: readonly string[], skips?: readonly string[] }} Counts of a runner; `failures` tell each failed test, file, name and message, `skips` file and name of each that was skipped */
/** @typedef {{ area: string, run: () => Promise<Counts> }} Runner */

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ status: number, note?: string }>}
 */
export function runNode(args, env = {}) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, note: String(error) }))
    child.on('close', (code, signal) => resolve(code === null ? { status: 1, note: `ended by ${signal}` } : { status: code }))
  })
}

/** A runner that is one check: it holds or it does not. @param {string} area @param {readonly (readonly string[])[]} commands @returns {Runner} */
function oneCheck(area, ...commands) {
  return {
    area,
    run: async () => {
      for (const command of commands) {
        const { status, note } = await runNode(command)
        if (status !== 0) return { passed: 0, failed: 1, skipped: 0, note: note ?? `status ${status}` }
      }
      return { passed: 1, failed: 0, skipped: 0 }
    },
  }
}

/**
 * A runner that ended badly without naming a failed test, or that ran nothing at all, has failed once.
 * @param {Counts} counts @param {number} status
 * @returns {Counts}
 */
export function judge(counts, status) {
  if (counts.passed + counts.failed + counts.skipped === 0) return { passed: 0, failed: 1, skipped: 0, note: 'ran nothing' }
  if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1, note: `ended with status ${status} although no test failed` }
  return counts
}

/** @param {string} file @returns {any} the runner's report, or undefined where it wrote none */
function readReport(file) {
  try {
    return JSON.parse(readText(file))
  } catch {
    return undefined
  }
}

/** Of a failure's message, what tells it from others; the whole stands where it failed. */
const MESSAGE_LINES = 12

/** @param {string} name @param {string | undefined} message @returns {string} */
function failureOf(name, message = '') {
  return [name, ...stripVTControlCharacters(message).split('\n').slice(0, MESSAGE_LINES).map((line) => `    ${line}`)].join('\n')
}

/** @param {any} report vitest's JSON @returns {readonly string[]} */
export function failuresOfVitest(report) {
  return (report.testResults ?? []).flatMap((/** @type {any} */ file) => {
    const name = path.relative(ROOT, file.name ?? '')
    if (file.status === 'failed' && file.assertionResults.length === 0) return [failureOf(name, file.message)]
    const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed')
    return failed.map((/** @type {any} */ test) => failureOf(`${name} > ${test.fullName}`, test.failureMessages?.[0]))
  })
}

/** @param {any} suite of Playwright's JSON, or the report itself @returns {readonly string[]} */
export function failuresOfPlaywright(suite) {
  const own = (suite.specs ?? []).filter((/** @type {any} */ spec) => !spec.ok).map((/** @type {any} */ spec) => {
    const error = spec.tests?.flatMap((/** @type {any} */ test) => test.results ?? []).find((/** @type {any} */ result) => result.error !== undefined)?.error
    return failureOf(`${spec.file} > ${spec.title}`, error?.message)
  })
  return [...own, ...(suite.suites ?? []).flatMap(failuresOfPlaywright)]
}

/** @param {any} report vitest's JSON @returns {Counts} */
export function countVitest(report) {
  // a file that could not be loaded has no tests in it: count the file
  const brokenFiles = (report.testResults ?? []).filter((/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + brokenFiles,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    failures: failuresOfVitest(report),
    skips: skipsOfVitest(report),
  }
}

/** @param {any} report @returns {readonly string[]} */
function skipsOfVitest(report) {
  return (report.testResults ?? []).flatMap((/** @type {any} */ file) =>
    file.assertionResults.filter((/** @type {any} */ test) => test.status === 'skipped' || test.status === 'pending').map((/** @type {any} */ test) => `${path.relative(ROOT, file.name ?? '')} > ${test.fullName}`))
}

/** @param {any} report Playwright's JSON @returns {Counts} */
export function countPlaywright(report) {
  const stats = report.stats ?? {}
  return { passed: stats.expected ?? 0, failed: (stats.unexpected ?? 0) + (stats.flaky ?? 0), skipped: stats.skipped ?? 0, failures: failuresOfPlaywright(report) }
}

/** @param {(report: string) => Promise<{ status: number, note?: string }>} start @param {(report: any) => Counts} count */
async function runWithReport(start, count) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-test-'))
  try {
    const file = path.join(folder, 'report.json')
    const { status, note } = await start(file)
    const report = readReport(file)
    if (report === undefined) return { passed: 0, failed: 1, skipped: 0, note: note ?? `wrote no report (status ${status})` }
    return judge(count(report), status)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const vitestBin = inRoot('node_modules/vitest/vitest.mjs')

/** @param {string} area @param {string} config @returns {Runner} */
export function vitestRunner(area, config = 'vitest.config.mts') {
  const start = (/** @type {string} */ report) =>
    runNode([vitestBin, 'run', '--config', config, `test/${area}/`, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests'])
  return { area, run: () => runWithReport(start, countVitest) }
}

/** @param {string} project @param {readonly string[]} args @returns {Runner} */
export function playwrightRunner(project, args = []) {
  const start = (/** @type {string} */ report) =>
    runNode([inRoot('node_modules/@playwright/test/cli.js'), 'test', `--project=${project}`, '--reporter=list,json', ...args], { PLAYWRIGHT_JSON_OUTPUT_NAME: report })
  return { area: project, run: () => runWithReport(start, countPlaywright) }
}

/** @returns {readonly Runner[]} in the order of `npm test`: what is cheap first; the builds before what drives built programs */
export function allRunners() {
  return [
    oneCheck('types', [inRoot('scripts/check-types.mjs')]),
    oneCheck('lint', [inRoot('scripts/lint.mjs')]),
    oneCheck('architecture', [inRoot('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long',
      'src-shared', 'src-main', 'src-renderer', 'src-origin', 'src-tools']),
    oneCheck('build', [inRoot('scripts/build.mjs')]),
    oneCheck('release', [inRoot('scripts/build.mjs'), '--release'], [inRoot('scripts/sbom.mjs')]),
    ...['unit', 'vault', 'origin', 'sync', 'simulator', 'property', 'security'].map((area) => vitestRunner(area)),
    playwrightRunner('e2e'),
  ]
}
