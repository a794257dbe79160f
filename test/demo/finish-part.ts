// Access package, erasure by two people on two desks, certificate, audit: every file is checked by programs that are not the desk.
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'
import { path7za } from '7zip-bin'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { exportedFile, keep, PERSON, type Demo, type DemoDesk } from './demo-context'

const run = promisify(execFile)
const TOOL = join('out', 'tools', 'privacy-desk.js')

/** Ends with an error unless the program ends with status 0. */
const check = async (program: string, ...args: readonly string[]): Promise<string> => (await run(program, [...args], { maxBuffer: 1 << 24 })).stdout

export async function exportPackage(demo: Demo, desk: DemoDesk): Promise<void> {
  const { report, origin } = demo
  const made = await report.step(`the access package of ${DEMO_ACCESS_CASE} is made`, async () => {
    await desk.driver.goTo('queue:view.closed')
    await desk.driver.openCase(DEMO_ACCESS_CASE)
    return desk.driver.makePackage()
  }, ({ fileName }) => fileName)
  const zip = keep(demo, desk, made.fileName)
  await report.shot(desk.driver.page, 'package')
  const passphraseFile = join(report.dir, 'passphrase.txt')
  writeFileSync(passphraseFile, made.passphrase)
  await report.step('it verifies with 7-Zip, bsdtar and privacy-desk verify', async () => {
    chmodSync(path7za, 0o755)
    expect(await check(path7za, 't', `-p${made.passphrase}`, zip)).toContain('Everything is Ok')
    const opened = join(report.dir, 'package')
    mkdirSync(opened, { recursive: true })
    await check('bsdtar', '--passphrase', made.passphrase, '-C', opened, '-xf', zip)
    expect(existsSync(join(opened, 'index.html'))).toBe(true)
    await check(process.execPath, TOOL, 'verify', zip, '--passphrase-file', passphraseFile, '--key', origin.enrolmentFile)
    await expect(check(process.execPath, TOOL, 'verify', zip, '--passphrase-file', join('package.json'), '--key', origin.enrolmentFile)).rejects.toThrow()
  })
}

export async function approveErasure(demo: Demo, second: DemoDesk): Promise<void> {
  const { driver } = second
  await demo.report.step(`${second.name}: another person approves the erasure with a fresh sign-in`, async () => {
    await driver.goTo('queue:view.to-approve')
    await driver.openCase(DEMO_DELETE_CASE)
    await driver.page.getByRole('button', { name: driver.t('request:act.approveErasure') }).click()
    await driver.page.locator('.text-input-code').fill(DEMO_DELETE_CASE.slice(-4))
    await driver.page.getByLabel(driver.t('erasure:passphrase'), { exact: true }).fill(DEMO_STAFF[second.staff].passphrase)
    await demo.report.shot(driver.page, 'erasure-approve')
    await driver.page.getByRole('button', { name: driver.t('erasure:approve') }).click()
    await expect.poll(() => stateOf(demo), { timeout: 120_000 }).toMatch(/executed|completed/)
  })
}

async function stateOf({ probe }: Demo): Promise<string> {
  const [row] = await probe.rows<{ state: string }>('select e.state from erasures e join requests r on r.id = e.request_id where r.case_no = $1', [DEMO_DELETE_CASE])
  return row?.state ?? ''
}

export async function awaitCompletion(demo: Demo, desks: readonly DemoDesk[]): Promise<void> {
  await demo.report.step('executed at the origin, purged on both desks, both receipts there', async () => {
    await expect.poll(() => stateOf(demo), { timeout: 180_000 }).toBe('completed')
    const owed = await demo.probe.rows<{ received_at: string | null; receipt: unknown }>(
      'select d.received_at, d.receipt from erasure_devices d join erasures e on e.id = d.erasure_id join requests r on r.id = e.request_id where r.case_no = $1', [DEMO_DELETE_CASE])
    expect(owed).toHaveLength(desks.length)
    expect(owed.every((device) => device.received_at !== null && device.receipt !== null)).toBe(true)
  }, () => `${String(desks.length)} receipts`)
  await demo.report.step('the residue check of the second desk is clean', async () => {
    const { driver } = desks[1] as DemoDesk
    await expect(driver.page.locator('.residue-result')).toHaveClass(/is-success/, { timeout: 60_000 })
    await demo.report.shot(driver.page, 'erasure-run')
  })
}

/** Text columns of every table of the origin, read whole. */
export async function findNobody(demo: Demo, desks: readonly DemoDesk[]): Promise<void> {
  await demo.report.step('search finds nobody on either desk', async () => {
    for (const { driver } of desks) {
      await driver.goTo('app:nav.people')
      for (const query of [PERSON.mobile, PERSON.emailPart, PERSON.name, PERSON.accountNo]) {
        await driver.search(query)
        await expect(driver.page.getByText(driver.t('search:nobody'))).toBeVisible()
      }
    }
  })
  await demo.report.step('no table of the origin holds name, mobile or e-mail', async () => {
    const tables = await demo.probe.rows<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
    for (const { name } of tables) {
      for (const needle of [PERSON.name, PERSON.mobile, PERSON.email]) {
        expect(await demo.probe.count(`select count(*) as n from "${name}" t where strpos(t::text, $1) > 0`, [needle]), `${name} holds ${needle}`).toBe(0)
      }
    }
    return tables.length
  }, (tables) => `${String(tables)} tables`)
}

export async function saveEvidence(demo: Demo, second: DemoDesk): Promise<void> {
  const { driver } = second
  const key = demo.origin.enrolmentFile
  await demo.report.step('the erasure certificate verifies', async () => {
    await driver.goTo('queue:view.closed')
    await driver.openCase(DEMO_DELETE_CASE)
    await driver.page.getByRole('button', { name: driver.t('request:act.openErasure'), exact: true }).click()
    await driver.page.getByRole('button', { name: driver.t('erasure:save') }).click()
    const name = `erasure-${DEMO_DELETE_CASE}.pdcert`
    await expect.poll(() => existsSync(exportedFile(second, name))).toBe(true)
    await check(process.execPath, TOOL, 'verify', keep(demo, second, name), '--key', key)
    const picture = name.replace(/pdcert$/, 'pdf')
    await expect.poll(() => existsSync(exportedFile(second, picture))).toBe(true)
    keep(demo, second, picture)
    return name
  }, (name) => name)
  await demo.report.step('the audit chain verifies', async () => {
    await driver.goTo('app:nav.audit')
    await expect(driver.page.locator('.audit-body .tag-success')).toBeVisible()
    await demo.report.shot(driver.page, 'audit')
    const toast = driver.page.getByText(/audit-.*\.ndjson/)
    await driver.proving(async () => {
      await driver.page.getByRole('button', { name: driver.t('audit:export') }).click()
      await expect(toast).toBeVisible()
    })
    const name = /audit-[\w-]+\.ndjson/.exec((await toast.textContent()) ?? '')?.[0] ?? ''
    return check(process.execPath, TOOL, 'verify-audit', keep(demo, second, name), '--key', key)
  }, (said) => said.trim().split('\n')[0] ?? '')
}

/** After both desks were quit: the old store is gone, and no file of theirs shows the person in the clear. */
export async function findNoTrace(demo: Demo, desks: readonly DemoDesk[]): Promise<void> {
  await demo.report.step('no file of either desk shows the person, and the stores of before the erasure are gone', () => {
    const files = desks.flatMap(({ profileDir }) => readdirSync(profileDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)))
    expect(files.filter((file) => file.endsWith('store-000001.db'))).toEqual([])
    expect(files.filter((file) => /store-\d{6}\.db$/.test(file))).toHaveLength(desks.length)
    for (const file of files) {
      const bytes = readFileSync(file)
      for (const needle of [PERSON.name, PERSON.mobile.slice(1), PERSON.email]) expect(bytes.includes(needle), `${file} holds ${needle}`).toBe(false)
    }
    return Promise.resolve(files.length)
  }, (files) => `${String(files)} files`)
}
