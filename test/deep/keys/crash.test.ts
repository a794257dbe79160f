// Each process of a desk is made to crash while it shows what nobody may find on a disk: no file that is left holds any of it (security.md K-6).
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mustHaveSandbox } from '../../../scripts/lib/desk-launch.mjs'
import { layLauncher } from '../../../scripts/lib/linux-launcher.mjs'
import { DEMO_ACCESS_CASE } from '../../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { openProbe } from '../../demo/origin-probe'
import { openNewDesk } from '../../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../../demo/origin-process'
import { prepareOnce } from '../../e2e/launch'
import { settle } from '../renderer/settled'
import { makeKnown, type KnownCase } from './known-people'
import { searchLeftBytes, type LeftBytes } from './left-bytes'
import { openQuietDesk, textOn, typeQuietly, type QuietDesk } from './quiet-desk'
import { needlesOf, readStoreSecret } from './secret-needles'

const { zhou } = DEMO_STAFF
const MAIN = 'main'
const DATA_PROCESS = 'utility node.mojom.NodeService'
/** The first takes all the others along; after the last two the desk is locked. */
const CRASHES = [MAIN, 'gpu-process', 'utility network.mojom.NetworkService', 'renderer', DATA_PROCESS] as const
/** For whoever writes an image of a process, and for the desk to see that one is gone. */
const AFTER_CRASH_MS = 3_000

let origin: OriginProcess
let cases: readonly KnownCase[]
let profileDir: string
/** Everything that a run may write to. */
let places: readonly string[]
let env: Readonly<Record<string, string>>
let program: string
const since = Date.now()

beforeAll(async () => {
  const prepared = mustHaveSandbox(await prepareOnce())
  origin = await startOriginProcess(400)
  const probe = await openProbe(origin.dataDir)
  cases = await makeKnown(probe, 30, [DEMO_ACCESS_CASE])
  await probe.close()
  const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'crash', staff: 'zhou' })
  profileDir = desk.profileDir
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
  await desk.driver.close()
  const [home = '', temp = ''] = ['home', 'temp'].map((name) => prepared.makeProfile(`crash-${name}`))
  places = [profileDir, home, temp]
  env = { PRIVACY_DESK_HOME: home, TMPDIR: temp }
  // As on a workstation: the launcher that `npm run pack` lays, in front of the desk under test.
  program = join(prepared.makeProfile('crash-program'), 'privacy-desk')
  writeFileSync(program, `#!/bin/sh\nexec "${prepared.executablePath}" "$@"\n`)
  chmodSync(program, 0o755)
  layLauncher(program)
})
afterAll(async () => {
  await origin?.remove()
  for (const place of places ?? []) rmSync(place, { recursive: true, force: true })
})

/** Unlocked, with the first cases that have known words walked through: they are in the page, in the data process and on the picture. */
async function showKnown(desk: QuietDesk): Promise<readonly string[]> {
  const page = await desk.page()
  await page.getByLabel(desk.t('unlock:passphrase'), { exact: true }).focus()
  await typeQuietly(page, zhou.passphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('grid').waitFor({ timeout: 120_000 })
  await page.keyboard.press('g')
  await page.keyboard.press('2')
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  const seen = new Set<string>()
  for (let step = 0; step < 60 && seen.size < 5; step++) {
    await settle(page)
    const text = await textOn(page)
    for (const one of cases) if (text.includes(one.text)) seen.add(one.text)
    await page.keyboard.press('j')
  }
  expect(seen.size).toBeGreaterThan(0)
  return [...seen]
}

/** The sandbox makes a renderer the first process of a world of its own, whom no signal but SIGKILL ends: it is told to crash from inside. */
async function crashNow(desk: QuietDesk, kind: string, pid: number): Promise<void> {
  if (kind !== 'renderer') return void process.kill(pid, 'SIGSEGV')
  const page = await desk.page()
  const tools = await page.context().newCDPSession(page)
  void tools.send('Page.crash').catch(() => undefined)
}

/** Soft and hard. */
function coreLimit(pid: number): string {
  const [, soft, hard] = /^Max core file size\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${String(pid)}/limits`, 'utf8')) ?? []
  return `${soft ?? '?'} ${hard ?? '?'}`
}

/** One that has ended and was not asked for its status yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** From a start each, so that none hides behind another. */
async function crash(kind: string): Promise<LeftBytes> {
  const desk = await openQuietDesk(profileDir, env, program)
  try {
    const shown = await showKnown(desk)
    const all = desk.processes()
    // Wherever it was started from and whatever the system does with core files: none is made.
    expect(all.map(({ pid }) => coreLimit(pid)).filter((limit) => limit !== '0 0'), 'core limits').toEqual([])
    const crashing = all.filter((one) => one.kind === kind)
    expect(crashing.length, kind).toBeGreaterThan(0)
    for (const { pid } of crashing) await crashNow(desk, kind, pid)
    await new Promise((later) => setTimeout(later, AFTER_CRASH_MS))
    // The main process takes all the others along: none is left holding the store.
    expect((kind === MAIN ? all : crashing).filter(({ pid }) => isRunning(pid)), kind).toEqual([])
    const { uid } = await prepareOnce()
    return await searchLeftBytes(places, { uid, since }, needlesOf(await readStoreSecret(profileDir, zhou), [...shown, zhou.passphrase]))
  } finally {
    await desk.close()
  }
}

test.each(CRASHES)('K-6: a crash of %s leaves no file with the key, the passphrase or words of a case', async (kind) => {
  const left = await crash(kind)
  console.log(`K-6: ${kind}: ${String(left.files)} files, ${String(left.bytes)} bytes, ${String(left.found.length)} with anything of it`)
  expect(left.files).toBeGreaterThan(10)
  expect(left.found).toEqual([])
})

test('K-6: without the launcher its processes could leave their memory on the disk', async () => {
  const unlimited = join(places[2] as string, 'unlimited')
  writeFileSync(unlimited, `#!/bin/sh\nulimit -c unlimited || exit 78\nexec "${(await prepareOnce()).executablePath}" "$@"\n`)
  chmodSync(unlimited, 0o755)
  const desk = await openQuietDesk(profileDir, env, unlimited)
  try {
    await desk.page()
    expect(desk.processes().map(({ pid }) => coreLimit(pid))).toContain('unlimited unlimited')
  } finally {
    await desk.close()
  }
})
