#!/usr/bin/env node
// Lints everything in two processes at a time: a project's types are built once in one of them, and a second core would stand idle.
import { runMain } from './lib/console.mjs'
import { inRoot } from './lib/paths.mjs'
import { runNode } from './lib/runners.mjs'

/** One lot takes about as long as the other; what is new and named nowhere falls into the second. */
const FIRST_LOT = ['src-main', 'test']
const LOTS = [FIRST_LOT, ['.', ...FIRST_LOT.flatMap((dir) => ['--ignore-pattern', `${dir}/`])]]

/** @param {readonly string[]} lot */
const lint = (lot) => runNode([inRoot('node_modules/eslint/bin/eslint.js'), '--max-warnings', '0', ...lot])

runMain(async () => ((await Promise.all(LOTS.map(lint))).every(({ status }) => status === 0) ? 0 : 1))
