// One start of an Electron app as a bench takes it: from the process to the first paint, and how much memory it then has.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Page } from 'playwright'
import type { PreparedDesk } from '../../../scripts/lib/desk-launch.mjs'
import { stageApp } from '../../fixtures/bare-window'
import type { BenchContext } from './bench'

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
/** Nothing of ours looks while it starts: whoever looks takes time from both cores, and a page that is looked at keeps the traces of its calls. */
const UNSEEN_MS = 5_000

export interface Startable {
  readonly executable: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
}

/** The empty window that stands beside the desk. */
export function emptyWindow(context: BenchContext, desk: PreparedDesk): Startable {
  const hello = stageApp(desk, 'hello', { 'main.js': HELLO_MAIN, 'index.html': '<!doctype html><meta charset="utf-8"><title>hello</title><p>hello' })
  const home = desk.makeProfile('home')
  for (const folder of [hello.folder, home]) context.defer(() => rmSync(folder, { recursive: true, force: true }))
  return { executable: hello.launcher, args: [], env: { ...desk.env, PRIVACY_DESK_HOME: home } }
}

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

export interface Started {
  readonly page: Page
  readonly pid: number
  /** Milliseconds from the process's start until the largest text of its first screen is painted, by the page's own clock (same machine, same wall clock). */
  readonly paintMs: number
}

/** Starts it, has `look` look at it once it has painted, and ends it. */
export async function withStarted<T>({ executable, args, env }: Startable, look: (started: Started) => Promise<T> | T): Promise<T> {
  const startedAt = Date.now()
  const child = spawn(executable, ['--remote-debugging-port=0', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const endWithUs = (): void => void child.kill('SIGTERM')
  process.once('exit', endWithUs)
  try {
    const url = await readDebugUrl(child)
    await wait(UNSEEN_MS)
    const browser = await chromium.connectOverCDP(url)
    const [context] = browser.contexts()
    if (context === undefined) throw new Error('no browser context')
    const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: START_LIMIT_MS }))
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0, undefined, { timeout: START_LIMIT_MS })
    const paintedAt = await page.evaluate(largestPaint)
    const seen = await look({ page, pid: child.pid ?? 0, paintMs: paintedAt - startedAt })
    await browser.close()
    return seen
  } finally {
    process.off('exit', endWithUs)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
  }
}

/** When the largest text so far was painted, in the page. A frame that is painted while the screen in it is still on its way does not count. */
function largestPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(performance.timeOrigin + Math.max(...list.getEntries().map(({ startTime }) => startTime)))).observe({ type: 'largest-contentful-paint', buffered: true })
  })
}

export const startToPaint = (app: Startable): Promise<number> => withStarted(app, ({ paintMs }) => paintMs)

/** MiB of the whole app a while after it has painted: each page of memory is divided among those who share it (Linux). */
export const settledPss = (app: Startable): Promise<number> => withStarted(app, ({ pid }) => pssOf(pid))

const KIB = 1_024

/** MiB of a process and whatever it started. */
export function pssOf(root: number): number {
  return familyOf(root).reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${String(pid)}/smaps_rollup`))?.[1] ?? 0), 0) / KIB
}

/** The process and whatever it started, and they. */
function familyOf(root: number): readonly number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1] ?? 0)] as const)
  const family = [root]
  for (const member of family) family.push(...parents.filter(([, parent]) => parent === member).map(([pid]) => pid))
  return family
}

/** Empty where the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
