#!/usr/bin/env node
// `npm run simulate -- --from SEED --count N [--desks N] [--postgres]`: plays seeded histories of desks and an origin (docs/simulator.md). Ctrl+C ends it.
import { parseArgs } from 'node:util'
import { runMain, StopWithMessage } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { inRoot } from './lib/paths.mjs'
import { withSources } from './lib/run-source.mjs'

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new StopWithMessage(`${name} ${text}: a whole number above zero, please`, 2)
  return value
}

runMain(async () => {
  const { values } = parseArgs({ options: { from: { type: 'string', default: '1' }, count: { type: 'string', default: '40' }, desks: { type: 'string' }, postgres: { type: 'boolean', default: false } } })
  const range = { from: wholeNumber('--from', values.from), count: wholeNumber('--count', values.count), ...(values.desks === undefined ? {} : { desks: wholeNumber('--desks', values.desks) }) }
  await ensureAll()
  return withSources(async (load) => {
    const { runSeeds } = await load(inRoot('test/simulator/run-seeds.ts'))
    const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)
    if (!values.postgres) return (await runSeeds(range, say)) > 0 ? 1 : 0
    const { onPostgres } = await load(inRoot('test/simulator/postgres/on-postgres.ts'))
    return onPostgres(async (/** @type {unknown} */ open) => ((await runSeeds(range, say, open)) > 0 ? 1 : 0))
  })
})
