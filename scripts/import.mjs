#!/usr/bin/env node
// `npm run import -- DIR`: takes the company's own data into the origin (docs/import.md); installs and builds what is missing first.
import { spawn } from 'node:child_process'
import { buildDesk } from './lib/build-desk.mjs'
import { runMain } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { inRoot, OUT } from './lib/paths.mjs'

runMain(async () => {
  await ensureAll()
  await buildDesk('release')
  // npm runs us in the checkout; folders and files are named as the person at the terminal sees them.
  const cwd = process.env['INIT_CWD'] ?? process.cwd()
  const child = spawn(process.execPath, [inRoot(OUT.release, 'origin/start.js'), 'import', ...process.argv.slice(2)], { cwd, stdio: 'inherit' })
  // A terminal's Ctrl-C reaches both; the import ends after its batch, and we wait for it.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)))
  })
})
