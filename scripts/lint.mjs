#!/usr/bin/env node
// Lints everything in two processes at a time: a project's types are built once in one of them, and a second core would stand idle.
import { spawn } from 'node:child_process'
import { runMain } from './lib/console.mjs'
import { inRoot, ROOT } from './lib/paths.mjs'

/** One lot takes about as long as the other; what is new and named nowhere falls into the second. */
const FIRST_LOT = ['src-main', 'test']
const LOTS = [FIRST_LOT, ['.', ...FIRST_LOT.flatMap((dir) => ['--ignore-pattern', `${dir}/`])]]

/** @param {readonly string[]} lot @returns {Promise<boolean>} */
function lint(lot) {
  const child = spawn(process.execPath, [inRoot('node_modules/eslint/bin/eslint.js'), '--max-warnings', '0', ...lot], { cwd: ROOT, stdio: 'inherit' })
  return new Promise((resolve) => {
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}

runMain(async () => ((await Promise.all(LOTS.map(lint))).every(Boolean) ? 0 : 1))
