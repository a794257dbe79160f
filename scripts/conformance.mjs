#!/usr/bin/env node
// `npm run conformance -- URL --config FILE`: holds any origin against the protocol (docs/conformance.md). `--openapi` prints its document.
import { randomFillSync } from 'node:crypto'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runMain, StopWithMessage } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { inRoot } from './lib/paths.mjs'
import { withSources } from './lib/run-source.mjs'

const USAGE = 'npm run conformance -- URL --config FILE [--code CODE] [--second-code CODE] [--away-code CODE] [--only NAME]… | --openapi'

function readArguments() {
  const options = /** @type {const} */ ({
    config: { type: 'string' }, code: { type: 'string' }, 'second-code': { type: 'string' }, 'away-code': { type: 'string' }, only: { type: 'string', multiple: true }, openapi: { type: 'boolean', default: false },
  })
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch {
    throw new StopWithMessage(USAGE, 2)
  }
}

runMain(async () => {
  const { values, positionals } = readArguments()
  const [url] = positionals
  if (!values.openapi && (url === undefined || positionals.length > 1 || values.config === undefined)) throw new StopWithMessage(USAGE, 2)
  await ensureAll()
  return withSources(async (load) => {
    const reference = (await load(inRoot('src-origin/http/openapi.ts'))).describeApi()
    const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)
    if (values.openapi) {
      print(JSON.stringify(reference, undefined, 2))
      return 0
    }
    const { readInput } = await load(inRoot('src-tools/conformance/config.ts'))
    const { runSuite, sumUp } = await load(inRoot('src-tools/conformance/suite.ts'))
    // npm runs us in the checkout; files are named as the person at the terminal sees them.
    const config = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), values.config ?? '')
    const codes = Object.fromEntries(Object.entries({ code: values.code, secondCode: values['second-code'], awayCode: values['away-code'] }).filter(([, code]) => code !== undefined))
    const input = readInput(url, config, codes)
    if (!input.ok) throw new StopWithMessage(input.error, 2)
    const outcomes = await runSuite({
      input: input.value, reference, mono: () => performance.now(), wall: () => Date.now(), random: (/** @type {Uint8Array} */ bytes) => randomFillSync(bytes),
      tell: (/** @type {{ line: string }} */ outcome) => print(outcome.line), only: values.only ?? [],
    })
    print(sumUp(outcomes))
    return outcomes.some((/** @type {{ verdict: string }} */ outcome) => outcome.verdict === 'failed') ? 1 : 0
  })
})
