#!/usr/bin/env node
// `npm run bench [-- NAME…] [--people N] [--json]`: runs test/bench/NAME.bench.ts, each in a process of its own; one line a figure.
//
// Figures are never compared with those of another run or machine: each stands beside a reference measured in turn with it.
// The exit status tells whether the benches ran, not whether goals were met: no step of ours judges a time.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { parseArgs } from 'node:util'
import { buildDesk } from './lib/build-desk.mjs'
import { createSay, runMain, StopWithMessage } from './lib/console.mjs'
import { ensureDisplay } from './lib/display.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { inRoot, ROOT } from './lib/paths.mjs'

const ENDING = '.bench.ts'
const say = createSay('bench')

/** @returns {readonly string[]} */
function findBenches() {
  return fs.readdirSync(inRoot('test/bench')).filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length)).sort()
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { people: { type: 'string' }, json: { type: 'boolean' } } })
  const people = Number(values.people ?? 20_000)
  if (!Number.isSafeInteger(people) || people < 1) throw new StopWithMessage(`--people ${values.people}: a whole number above zero, please`, 2)
  return { names: positionals, people, format: values.json === true ? 'json' : 'text' }
}

const INTERRUPTED = 130

/**
 * Runs one bench and waits for it, also after Ctrl+C: it gives back what it holds first.
 * @param {readonly string[]} args @returns {Promise<number>} its status
 */
function runOne(args) {
  const child = spawn(process.execPath, [inRoot('scripts/bench-one.mjs'), ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
  const wait = () => undefined // the terminal tells the child itself
  const pass = () => child.kill('SIGTERM')
  process.on('SIGINT', wait)
  process.on('SIGTERM', pass)
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
      resolve(code ?? 1)
    })
  })
}

runMain(async () => {
  const known = findBenches()
  const { names, people, format } = readArguments()
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new StopWithMessage(`no such bench: ${unknown.join(', ')}. Benches: ${known.join(' ')}`, 2)
  await ensureAll()
  await buildDesk('test')
  const stopDisplay = await ensureDisplay()
  /** @type {string[]} */
  const failed = []
  for (const name of names.length > 0 ? names : known) {
    say(`${name} (${people} people)`)
    const status = await runOne([`test/bench/${name}${ENDING}`, String(people), format])
    if (status === INTERRUPTED) {
      stopDisplay()
      return INTERRUPTED
    }
    if (status !== 0) failed.push(name)
  }
  stopDisplay()
  if (failed.length > 0) throw new StopWithMessage(`did not run to their end: ${failed.join(', ')}`)
  return 0
})
