// Measures the way from the passphrase to the painted queue in the real app, less the key derivation, and the app's memory then, beside the start of an empty Electron window.
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
import { emptyWindow, settledPss, startToPaint, withStarted, type Startable } from './harness/electron-start'
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
function unlockToQueue(app: Startable): Promise<number> {
  return withStarted(app, async ({ page }) => {
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
  })
}

export const bench: Bench = {
  title: 'passphrase to painted queue without the key derivation, beside an empty Electron window (file cache warm)',
  async run(context) {
    const desk = await prepareDesk()
    if (desk.sandboxProblem !== undefined) throw new Error(desk.sandboxProblem)
    const { runtimeDist } = await ensureRuntime({ quiet: true })
    const profileDir = await enrolledProfile(context, desk)
    const empty = emptyWindow(context, desk)
    const ours: Startable = { executable: desk.executablePath, args: [`--privacy-desk-profile=${profileDir}`, `--privacy-desk-now=${BENCH_NOW}`], env: desk.env }
    await context.compare({
      name: 'unlock-to-queue', unit: 'ms', against: 'empty Electron window',
      subject: async () => {
        const derivation = await derivationMs(runtimeDist)
        return (await unlockToQueue(ours)) - derivation
      },
      reference: () => startToPaint(empty),
      goal: { ratio: { atMost: 1 } },
    })
    await context.compare({ name: 'memory-at-the-lock', unit: 'MiB', against: 'empty Electron window', subject: () => settledPss(ours), reference: () => settledPss(empty), rounds: 3, goal: { ratio: { atMost: 1.8 } } })
  },
}
