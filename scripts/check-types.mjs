#!/usr/bin/env node
// Type-checks every project of tsconfig/, two at a time, and names the ones that fail.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, runMain, startWatch } from './lib/console.mjs'
import { inRoot, ROOT } from './lib/paths.mjs'

const AT_ONCE = 2 // a project takes 0.5 to 1 GB; more at once only swaps on a small machine
const say = createSay('types')

/** @param {string} project @returns {Promise<{ project: string, ok: boolean, output: string }>} */
function checkProject(project) {
  const file = inRoot('tsconfig', `${project}.json`)
  const child = spawn(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-p', file, '--pretty', String(process.stdout.isTTY === true)], { cwd: ROOT })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ project, ok: false, output: String(error) }))
    child.on('close', (code) => resolve({ project, ok: code === 0, output }))
  })
}

runMain(async () => {
  const known = fs.readdirSync(inRoot('tsconfig')).map((name) => path.basename(name, '.json'))
  const wanted = process.argv.slice(2)
  const queue = wanted.length > 0 ? wanted : known
  let failed = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
        const took = startWatch()
        const result = await checkProject(project)
        if (!result.ok) failed += 1
        say(`${result.project}: ${result.ok ? 'ok' : 'FAILED'} (${took()})`)
        if (!result.ok) process.stdout.write(result.output)
      }
    }),
  )
  return failed > 0 ? 1 : 0
})
