// The store's key after a day's work: in no file, no environment and no command line; and after a lock neither it nor anything that stood on the screen is in
// the memory of what goes on running (security.md K-1, K-4).
import { spawn } from 'node:child_process'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expect as seen, type Page } from '@playwright/test'
import { mustHaveSandbox } from '../../../scripts/lib/desk-launch.mjs'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { openProbe } from '../../demo/origin-probe'
import { startOriginProcess, type OriginProcess } from '../../demo/origin-process'
import { openDriver, type Driver } from '../../e2e/desk-driver'
import { prepareOnce } from '../../e2e/launch'
import { openPersonOfCase } from '../../e2e/case-person'
import { settle } from '../renderer/settled'
import { makeKnown, type KnownCase } from './known-people'
import { searchLeftBytes } from './left-bytes'
import { processesOf, searchMemory, startOf, whyNoMemory, type DeskProcess, type Held } from './processes'
import { openQuietDesk, textOn, typeQuietly, type QuietDesk } from './quiet-desk'
import { keyForms, needlesOf, readStoreSecret, type Needles } from './secret-needles'

const { zhou } = DEMO_STAFF
const CASES = 30
/** Whose name and number are shown too: fewer than may be in ten minutes. */
const SHOWN = 10
/** What remains may be looked at from here on (K-4). */
const AFTER_LOCK_MS = 2_000
/** As Chromium calls an Electron utility process. */
const DATA_PROCESS = 'utility node.mojom.NodeService'
const EVIDENCE = 'shown at the counter zq81k'

let origin: OriginProcess
let cases: readonly KnownCase[]
let profileDir: string
let home: string
let env: Readonly<Record<string, string>>
let uid: number | undefined
const since = Date.now()

beforeAll(async () => {
  const prepared = mustHaveSandbox(await prepareOnce())
  uid = prepared.uid
  origin = await startOriginProcess(400)
  const probe = await openProbe(origin.dataDir)
  cases = await makeKnown(probe, CASES, [DEMO_ACCESS_CASE])
  await probe.close()
  profileDir = prepared.makeProfile('keys')
  home = prepared.makeProfile('keys-home')
  const temp = prepared.makeProfile('keys-temp')
  env = { PRIVACY_DESK_HOME: home, TMPDIR: temp }
})
afterAll(async () => {
  await origin?.remove()
  for (const folder of [profileDir, home, env?.['TMPDIR']]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

async function enrolled(): Promise<Driver> {
  const prepared = await prepareOnce()
  const file = join(profileDir, 'enrolment.json')
  copyFileSync(origin.enrolmentFile, file)
  prepared.giveToDesk(file)
  const driver = await openDriver({ profileDir, language: 'zh-CN', env })
  await driver.enrol({ file, code: origin.firstCode, workstation: 'desk-1', login: zhou.login, passphrase: zhou.passphrase })
  await driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())
  return driver
}

/** In what the processes were started with, by kind. */
function startsWithKey(processes: readonly DeskProcess[], key: Buffer): readonly string[] {
  return processes.filter(({ pid }) => keyForms(key).some((form) => startOf(pid).includes(form))).map(({ kind }) => kind)
}

async function work(driver: Driver): Promise<void> {
  await driver.goTo('app:nav.people')
  await driver.search(DEMO_PERSON.mobileTail)
  await seen(driver.page.getByRole('option').first()).toBeVisible({ timeout: 30_000 })
  await driver.goTo('queue:view.team')
  await driver.openCase(DEMO_ACCESS_CASE)
  await driver.takeCase()
  await driver.verifyIdentity(EVIDENCE)
  await driver.grant()
}

async function lockAndUnlock({ desk, page: old, t }: Driver): Promise<void> {
  const next = desk.nextPage()
  await old.keyboard.press('Control+l')
  const page = await next
  await page.getByLabel(t('unlock:passphrase'), { exact: true }).fill(zhou.passphrase)
  await page.getByRole('button', { name: t('unlock:unlock') }).click()
  await seen(page.getByRole('grid')).toBeVisible({ timeout: 120_000 })
}

test('K-1: after a journey with lock and unlock the key is in no file, environment or command line', async () => {
  const driver = await enrolled()
  const key = await readStoreSecret(profileDir, zhou)
  try {
    const processes = () => processesOf(driver.desk.app.process().pid as number)
    await work(driver)
    expect(startsWithKey(processes(), key)).toEqual([])
    await lockAndUnlock(driver)
    expect(processes().length).toBeGreaterThan(3)
    expect(startsWithKey(processes(), key)).toEqual([])
  } finally {
    await driver.close()
  }
  const left = await searchLeftBytes([profileDir, home, env['TMPDIR'] as string], { uid, since }, needlesOf(key))
  console.log(`${String(left.files)} files, ${String(left.bytes)} bytes, ${String(keyForms(key).length)} forms`)
  expect(left.files).toBeGreaterThan(10)
  expect(left.found).toEqual([])
})

test('K-1 would be seen: the key in a file, in any form, in an environment and in a command line', async () => {
  const key = await readStoreSecret(profileDir, zhou)
  const needles = needlesOf(key)
  for (const form of keyForms(key)) {
    const file = join(profileDir, 'planted')
    writeFileSync(file, Buffer.concat([Buffer.alloc(70_001, 7), form, Buffer.alloc(9)]))
    expect((await searchLeftBytes([profileDir], { uid: undefined, since }, needles)).found).toEqual([`the key: ${file}`])
    rmSync(file)
  }
  for (const start of [{ words: [key.toString('hex')], env: {} }, { words: [], env: { KEY: key.toString('base64url') } }]) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', ...start.words], { env: start.env })
    try {
      await expect.poll(() => startsWithKey([{ pid: child.pid as number, kind: 'planted' }], key)).toEqual(['planted'])
    } finally {
      child.kill()
    }
  }
})

/** Row by row through the team's cases; of ten people name and number are shown. What stood on the screen is what comes back. */
async function showCases(page: Page, t: QuietDesk['t']): Promise<string> {
  let shown = ''
  await page.keyboard.press('g')
  await page.keyboard.press('2')
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  const wanted = new Map(cases.map((one) => [one.caseNo, one]))
  let people = 0
  for (let step = 0; step < 400 && wanted.size > 0; step++) {
    await settle(page)
    const text = await textOn(page)
    const here = [...wanted.values()].find((one) => text.includes(one.text))
    if (here !== undefined) {
      shown += text
      wanted.delete(here.caseNo)
      if (people++ < SHOWN) shown += await showPerson(page, t)
      await grid.focus()
    }
    await page.keyboard.press('j')
  }
  return shown
}

async function showPerson(page: Page, t: QuietDesk['t']): Promise<string> {
  const dialog = page.getByRole('dialog')
  await openPersonOfCase(page, t)
  let shown = ''
  for (const kind of ['name', 'mobile'] as const) {
    await page.getByRole('button', { name: t('reveal:act', { what: t(`reveal:field.${kind}`) }), exact: true }).first().click()
    await dialog.getByRole('radio').first().check()
    await dialog.getByRole('button', { name: t('reveal:verb'), exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await settle(page)
    shown += await textOn(page)
  }
  await page.getByRole('button', { name: t('app:back') }).first().click()
  return shown
}

/** What a person types stands in a field of the page, and the input method of the main process may hear of it. */
async function typeEvidence(page: Page, t: QuietDesk['t']): Promise<void> {
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  const take = pane.getByRole('button', { name: t('request:act.take') })
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < 60 && !(await take.isVisible()); step++) {
    await page.keyboard.press('j')
    await settle(page)
  }
  await take.click()
  await pane.getByRole('button', { name: t('request:act.verify') }).click()
  const evidence = page.getByRole('dialog').getByLabel(t('request:verify.evidence'))
  await evidence.focus()
  await typeQuietly(page, EVIDENCE)
}

/** Nothing of it goes on while it is looked at. */
function searchStopped(desk: QuietDesk, needles: Needles): readonly Held[] {
  const processes = desk.processes()
  for (const { pid } of processes) process.kill(pid, 'SIGSTOP')
  try {
    return processes.map((one) => searchMemory(one, needles))
  } finally {
    for (const { pid } of processes) process.kill(pid, 'SIGCONT')
  }
}

function report(when: string, held: readonly Held[], secret: readonly string[]): void {
  for (const { kind, bytes, copies } of held) console.log(`${when}: ${kind}, ${(bytes / 1e6).toFixed(0)} MB: key ${String(copies.get('the key') ?? 0)}, texts ${String(secret.filter((text) => copies.has(text)).length)}`)
}

const holders = (held: readonly Held[], what: string): readonly string[] => held.filter(({ copies }) => copies.has(what)).map(({ kind }) => kind)

test('K-4: two seconds after a lock no process has the key or anything that stood on the screen', async (context) => {
  const desk = await openQuietDesk(profileDir, env)
  try {
    const page = await desk.page()
    await page.getByLabel(desk.t('unlock:passphrase'), { exact: true }).focus()
    await typeQuietly(page, zhou.passphrase)
    await page.keyboard.press('Enter')
    await page.getByRole('grid').waitFor({ timeout: 120_000 })
    const reason = whyNoMemory(desk.processes()[0]?.pid ?? 0)
    if (reason !== undefined) context.skip(reason)
    const shown = await showCases(page, desk.t)
    const onScreen = cases.flatMap(({ name, mobile, text }) => [name, mobile.slice(3).replace(/(\d{3})(\d{4})(\d{4})/, '$1 $2 $3'), text]).filter((text) => shown.includes(text))
    expect(onScreen.length).toBeGreaterThanOrEqual(50)
    await typeEvidence(page, desk.t)
    const secret = [...onScreen, EVIDENCE, zhou.passphrase]
    // The path of the profile stands in every process for ever: what tells that they are read at all.
    const needles = needlesOf(await readStoreSecret(profileDir, zhou), [...secret, profileDir])

    const before = searchStopped(desk, needles)
    report('at work', before, secret)
    expect(holders(before, 'the key')).toEqual([DATA_PROCESS])
    for (const text of onScreen) expect(holders(before, text), text).toContain(DATA_PROCESS)
    expect(holders(before, EVIDENCE)).toContain('renderer')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+l')
    await new Promise((later) => setTimeout(later, AFTER_LOCK_MS))
    const after = searchStopped(desk, needles)
    report('locked', after, secret)
    expect(holders(after, profileDir)).toEqual(expect.arrayContaining(['main', 'renderer', 'gpu-process', 'utility network.mojom.NetworkService']))
    expect(['the key', ...secret].flatMap((what) => holders(after, what).map((kind) => `${kind}: ${what}`))).toEqual([])
  } finally {
    await desk.close()
  }
})
