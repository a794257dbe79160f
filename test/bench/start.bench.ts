// Measures the start of the desk, from its process to the first painted text, beside an empty Electron window of the same runtime.
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { chromium } from 'playwright'
import { prepareDesk } from '../../scripts/lib/desk-launch.mjs'
import { stageApp } from '../fixtures/bare-window'
import type { Bench } from './harness/bench'

/** The smallest window that still paints when it is ready, with the desk's own web preferences that cost time. */
const HELLO_MAIN = `
const { app, BrowserWindow } = require('electron')
app.enableSandbox()
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true, contextIsolation: true } })
  window.once('ready-to-show', () => window.show())
  return window.loadFile('index.html')
})
`
const START_LIMIT_MS = 60_000

function readDebugUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const url = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => {
      reject(new Error(`ended with status ${code} before it listened:\n${text}`))
    })
  })
}

/** Milliseconds from the process's start to the first contentful paint, by the page's own clock (same machine, same wall clock). */
async function startToPaint(executable: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const startedAt = Date.now()
  const child = spawn(executable, ['--remote-debugging-port=0', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const endWithUs = (): void => void child.kill('SIGTERM')
  process.once('exit', endWithUs)
  try {
    const browser = await chromium.connectOverCDP(await readDebugUrl(child))
    const [context] = browser.contexts()
    if (context === undefined) throw new Error('no browser context')
    const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: START_LIMIT_MS }))
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0, undefined, { timeout: START_LIMIT_MS })
    const paintedAt = await page.evaluate(() => performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0))
    await browser.close()
    return paintedAt - startedAt
  } finally {
    process.off('exit', endWithUs)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
  }
}

export const bench: Bench = {
  title: 'process start to first paint, beside an empty Electron window (file cache warm)',
  async run(context) {
    const desk = await prepareDesk()
    if (desk.sandboxProblem !== undefined) throw new Error(desk.sandboxProblem)
    const hello = stageApp(desk, 'hello', { 'main.js': HELLO_MAIN, 'index.html': '<!doctype html><meta charset="utf-8"><title>hello</title><p>hello' })
    const profile = desk.makeProfile('bench')
    const home = desk.makeProfile('home')
    for (const folder of [hello.folder, profile, home]) context.defer(() => rmSync(folder, { recursive: true, force: true }))
    await context.compare({
      name: 'start-to-first-paint',
      unit: 'ms',
      against: 'empty Electron window',
      subject: () => startToPaint(desk.executablePath, [`--privacy-desk-profile=${profile}`, '--privacy-desk-now=2026-06-15T09:00:00+08:00'], desk.env),
      reference: () => startToPaint(hello.launcher, [], { ...desk.env, PRIVACY_DESK_HOME: home }),
      // performance.md, section 12, goal 10
      goal: { ratio: { atMost: 2.5 } },
    })
  },
}
