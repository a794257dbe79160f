// Builds the desk, the origin and the command line, unless the same inputs were built before.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, startWatch, StopWithMessage } from './console.mjs'
import { hashContents, isFile, readText } from './content-hash.mjs'
import { withLock } from './file-lock.mjs'
import { inRoot, OUT, ROOT } from './paths.mjs'

const say = createSay('build')

/** Everything a bundle can be made of; tests and documents are not. */
const INPUTS = [
  'src-main', 'src-origin', 'src-renderer', 'src-shared', 'src-tools', 'resources', 'scripts/vite', 'scripts/lib/build-desk.mjs',
  'electron.vite.config.mts', 'vite.origin.config.mts', 'vite.tools.config.mts', 'tsconfig.base.json', 'tsconfig.json', 'tsconfig',
  'package.json', 'package-lock.json',
]
const RESULTS = ['main/main.js', 'main/vault-host.js', 'preload/preload.js', 'renderer/index.html', 'origin/start.js', 'tools/privacy-desk.js']

/** @param {string} what @param {readonly string[]} args */
function runNode(what, args) {
  const took = startWatch()
  const result = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' }, maxBuffer: 1 << 26 })
  if (result.status !== 0) throw new StopWithMessage(`${what} could not be built:\n${result.stdout ?? ''}${result.stderr ?? result.error ?? ''}`)
  say(`${what} (${took()})`)
}

/** @param {'test' | 'release'} kind @param {string} out */
function buildAll(kind, out) {
  const electronVite = inRoot('node_modules/electron-vite/bin/electron-vite.js')
  const vite = inRoot('node_modules/vite/bin/vite.js')
  runNode('desk', [electronVite, 'build', '--mode', kind, '--logLevel', 'warn'])
  runNode('origin', [vite, 'build', '--config', 'vite.origin.config.mts', '--mode', kind, '--logLevel', 'warn'])
  runNode('command line', [vite, 'build', '--config', 'vite.tools.config.mts', '--mode', kind, '--logLevel', 'warn'])
  const missing = RESULTS.filter((file) => !isFile(path.join(out, file)))
  if (missing.length > 0) throw new StopWithMessage(`the build ended well but did not write ${missing.join(', ')}`)
  fs.chmodSync(path.join(out, 'tools/privacy-desk.js'), 0o755)
}

/**
 * @param {'test' | 'release'} kind
 * @param {{ force?: boolean }} options
 * @returns {Promise<string>} the folder that holds the build
 */
export async function buildDesk(kind, { force = false } = {}) {
  const out = inRoot(OUT[kind])
  const stamp = path.join(out, 'build-stamp.json')
  return withLock(inRoot('.stage', `build-${kind}.lock`), () => {
    const inputs = hashContents(ROOT, INPUTS, [kind, process.version.split('.')[0] ?? ''])
    const built = RESULTS.every((file) => isFile(path.join(out, file))) && readText(stamp) === inputs
    if (built && !force) {
      say(`${kind} build in ${OUT[kind]}/ is up to date`)
      return out
    }
    say(`building the ${kind} build into ${OUT[kind]}/`)
    fs.rmSync(stamp, { force: true })
    buildAll(kind, out)
    fs.writeFileSync(stamp, inputs)
    return out
  })
}
