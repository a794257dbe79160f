#!/usr/bin/env node
// Loads one bench (sources as a test build sees them) and runs it; started by bench.mjs.
import { runMain } from './lib/console.mjs'
import { inRoot } from './lib/paths.mjs'
import { withSources } from './lib/run-source.mjs'

runMain(() =>
  withSources(async (load) => {
    const [file = '', people = '0', format = 'text'] = process.argv.slice(2)
    const { runOne } = await load(inRoot('test/bench/harness/run-one.ts'))
    await runOne(file, Number(people), format, load)
  }),
)
