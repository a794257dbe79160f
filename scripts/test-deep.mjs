#!/usr/bin/env node
// `npm run test:deep [-- AREA…]`: the long tests of test/deep, area by area; the last line sums them up, with what was skipped.
import fs from 'node:fs'
import { runMain, StopWithMessage } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { inRoot } from './lib/paths.mjs'
import { lastLinesOfDeep, runAll } from './lib/run-all.mjs'
import { vitestRunner } from './lib/runners.mjs'

/** No folder of its own: the tests of the vault once more, with the second database driver. */
const SECOND_DRIVER = 'drivers'

/** @returns {readonly string[]} */
function findAreas() {
  const folders = fs.readdirSync(inRoot('test/deep'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return [...folders, SECOND_DRIVER].sort()
}

/** @param {string} area */
function runnerOf(area) {
  return area === SECOND_DRIVER ? { ...vitestRunner('vault', 'vitest.second-driver.config.mts'), area } : vitestRunner(`deep/${area}`, 'vitest.deep.config.mts')
}

runMain(async () => {
  const areas = findAreas()
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((area) => !areas.includes(area))
  if (unknown.length > 0) throw new StopWithMessage(`no such area: ${unknown.join(', ')}. Areas: ${areas.join(' ')}`, 2)
  await ensureAll()
  return runAll((wanted.length > 0 ? wanted : areas).map(runnerOf), lastLinesOfDeep)
})
