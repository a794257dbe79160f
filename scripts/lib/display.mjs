// Gives the desk a display: the person's own where there is one, else an Xvfb that ends with us.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createSay } from './console.mjs'

const SCREEN = '1600x1000x24' // the main window opens at 1440 x 900
const START_LIMIT_MS = 20_000

/** An Xauthority file with one cookie that fits every display number (family "wild"), so that no xauth program is needed. */
function cookieFile() {
  /** @param {Buffer} bytes */
  const counted = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
  const nothing = Buffer.alloc(0)
  return Buffer.concat([
    Buffer.from([0xff, 0xff]), counted(nothing), counted(nothing), counted(Buffer.from('MIT-MAGIC-COOKIE-1')), counted(randomBytes(16)),
  ])
}

/** @param {import('node:child_process').ChildProcess} server @returns {Promise<string>} the number it took */
function readDisplayNumber(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error('Xvfb did not start')), START_LIMIT_MS)
    const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3])
    numbers.on('data', (chunk) => {
      text += chunk
      if (!text.includes('\n')) return
      clearTimeout(timer)
      resolve(text.trim())
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`Xvfb ended with status ${code}`)))
  })
}

/** Whether a display is started for whoever asks for one: there is none. */
export function startsOwnDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
}

/**
 * Sets DISPLAY and XAUTHORITY of this process (and so of its children) where there is no display.
 * @returns {Promise<() => void>} ends what was started
 */
export async function ensureDisplay() {
  if (!startsOwnDisplay()) return () => undefined
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-x-'))
  const cookie = path.join(folder, 'Xauthority')
  fs.writeFileSync(cookie, cookieFile(), { mode: 0o600 })
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', cookie], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const stop = () => {
    server.kill()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', stop)
  const number = await readDisplayNumber(server)
  server.removeAllListeners('exit')
  server.unref()
  process.env['DISPLAY'] = `:${number}`
  process.env['XAUTHORITY'] = cookie
  createSay('display')(`no display here: Xvfb :${number} (${SCREEN})`)
  return () => {
    process.removeListener('exit', stop)
    stop()
    delete process.env['DISPLAY']
    delete process.env['XAUTHORITY']
  }
}
