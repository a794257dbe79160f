// Measures a desk with everybody in its store: its start to the unlock screen, the way from the passphrase to the painted queue less the key derivation, and its memory at
// the lock and after, beside an empty Electron window.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { prepareDesk } from '../../scripts/lib/desk-launch.mjs'
import { ensureRuntime } from '../../scripts/lib/ensure-runtime.mjs'
import { KDF_CREATE, SALT_BYTES } from '../../src-main/keys/derive'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { Bench } from './harness/bench'
import { emptyWindow, pssOf, settledPss, startToPaint, withStarted, type Startable, type Started } from './harness/electron-start'
import { enrolledProfile } from './harness/enrolled-profile'
import { BENCH_NOW } from './harness/moment'

const { zhou } = DEMO_STAFF
const run = promisify(execFile)

const DERIVE = `
const { Worker } = require('node:worker_threads')
const [, , file, params] = process.argv
const startedAt = performance.now()
new Worker(file, { workerData: { passphrase: new TextEncoder().encode('bench'), salt: new Uint8Array(${String(SALT_BYTES)}), params: JSON.parse(params) } })
  .once('message', () => process.stdout.write(String(performance.now() - startedAt)))
`

/** One derivation by the very program, parameters and runtime that the data process derives with: Electron's own scrypt takes half as long again as Node's. */
async function derivationMs(runtimeDist: string): Promise<number> {
  const electron = join(runtimeDist, process.platform === 'win32' ? 'electron.exe' : 'electron')
  const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-bench-'))
  try {
    const script = join(folder, 'derive.cjs')
    writeFileSync(script, DERIVE)
    const { stdout } = await run(electron, [script, resolve('out', 'main', 'kdf-worker.js'), JSON.stringify(KDF_CREATE)], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
    return Number(stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From the press of the button to the frame in which the queue's rows stand, by the page's own clock. */
async function unlock({ page }: Pick<Started, 'page'>): Promise<number> {
  await page.locator('.passphrase-input input').fill(zhou.passphrase)
  // As long as somebody takes to type it: the desk behind the door loads meanwhile.
  await wait(2_000)
  return page.evaluate(() => new Promise<number>((resolve) => {
    const startedAt = performance.now()
    const look = (): void => {
      if (document.querySelectorAll('[role=grid] [role=row]').length > 1) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)))
      else requestAnimationFrame(look)
    }
    document.querySelector<HTMLButtonElement>('.outside-form button[type=submit]')?.click()
    look()
  }))
}

/** What the first screen brought with it has loaded by then. */
const SETTLED_MS = 5_000

const pssAtWork = (app: Startable): Promise<number> => withStarted(app, async (started) => {
  await unlock(started)
  await wait(SETTLED_MS)
  return pssOf(started.pid)
})

export const bench: Bench = {
  title: 'a desk with everybody in its store: start to the unlock screen, passphrase to painted queue without the key derivation, memory; beside an empty Electron window (file cache warm)',
  async run(context) {
    const desk = await prepareDesk()
    if (desk.sandboxProblem !== undefined) throw new Error(desk.sandboxProblem)
    const { runtimeDist } = await ensureRuntime({ quiet: true })
    const profileDir = await enrolledProfile(context, desk)
    const empty = emptyWindow(context, desk)
    const ours: Startable = { executable: desk.executablePath, args: [`--privacy-desk-profile=${profileDir}`, `--privacy-desk-now=${BENCH_NOW}`], env: desk.env }
    const against = 'empty Electron window'
    await context.compare({ name: 'start-to-unlock-screen', unit: 'ms', against, subject: () => startToPaint(ours), reference: () => startToPaint(empty), goal: { ratio: { atMost: 1.5 } } })
    await context.compare({
      name: 'unlock-to-queue', unit: 'ms', against,
      subject: async () => {
        const derivation = await derivationMs(runtimeDist)
        return (await withStarted(ours, unlock)) - derivation
      },
      reference: () => startToPaint(empty),
      goal: { ratio: { atMost: 1 } },
    })
    await context.compare({ name: 'memory-at-the-lock', unit: 'MiB', against, subject: () => settledPss(ours), reference: () => settledPss(empty), rounds: 3, goal: { ratio: { atMost: 1.8 } } })
    await context.compare({ name: 'memory-at-work', unit: 'MiB', against, subject: () => pssAtWork(ours), reference: () => settledPss(empty), rounds: 3, goal: { ratio: { atMost: 1.8 } } })
  },
}
