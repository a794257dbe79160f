// Starts the built origin as a process of its own and waits until it says that it answers.
import { spawn } from 'node:child_process'
import path from 'node:path'
import readline from 'node:readline'
import { StopWithMessage } from './console.mjs'
import { inRoot, OUT, ROOT } from './paths.mjs'

/** A first start makes the database and fills it with the population. */
const START_LIMIT_MS = 600_000

/**
 * @typedef {object} EmbeddedOrigin
 * @property {string} url
 * @property {string} enrolmentFile
 * @property {string} enrolmentCode one-time
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ url: string, enrolmentFile: string, enrolmentCode: string }>} */
function waitUntilReady(child) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StopWithMessage('the origin did not answer in time')), START_LIMIT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new StopWithMessage(`the origin did not start (status ${code}); its own words stand above`))
    })
    readline.createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
      /** @type {any} */
      let message
      try {
        message = JSON.parse(line)
      } catch {
        return // a line of its log
      }
      if (message?.ready !== true) return
      clearTimeout(timer)
      resolve(message)
    })
  })
}

/**
 * @param {{ kind: 'test' | 'release', dataDir: string, args?: readonly string[] }} options
 * @returns {Promise<EmbeddedOrigin>}
 */
export async function startEmbeddedOrigin({ kind, dataDir, args = [] }) {
  const entry = inRoot(OUT[kind], 'origin/start.js')
  const child = spawn(process.execPath, [entry, '--data', path.resolve(dataDir), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGTERM'))
  const ready = await waitUntilReady(child)
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    enrolmentFile: ready.enrolmentFile,
    enrolmentCode: ready.enrolmentCode,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}
