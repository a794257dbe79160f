// What somebody sees whose desk does not open: each fault of the start in its words, and the ways on from it: screenshots-output/LANGUAGE/NAME-LOOK.png.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk } from '../demo/demo-context'
import { openDriver, type Driver } from '../e2e/desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from '../e2e/enrolled-desk'
import { copyProfile, expectError, flipEveryPage, STORE, tryPassphrase } from '../e2e/fault-driver'
import { expectNoFaults, look } from './look'

const { zhou } = DEMO_STAFF
let enrolled: EnrolledDesk
/** Of another desk, which does not open with this one's key file. */
let foreign: string
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  const other = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'wu' })
  await other.desk.driver.enrol(other.enrolment)
  await other.desk.driver.close()
  foreign = join(other.desk.profileDir, 'profile', STORE)
  await enrolled.desk.driver.close()
})
test.afterAll(() => enrolled.origin.remove())

/** A desk on a copy of the profile that something happened to. */
async function openHarmed(harm: (file: (name: string) => string) => void, see: (driver: Driver) => Promise<void>): Promise<void> {
  const profileDir = await copyProfile(enrolled.desk.profileDir)
  for (const log of [`${STORE}-wal`, `${STORE}-shm`]) rmSync(join(profileDir, 'profile', log), { force: true })
  harm((name) => join(profileDir, 'profile', name))
  const driver = await openDriver({ profileDir, language: 'zh-CN' })
  try {
    await see(driver)
  } finally {
    await driver.close()
  }
}

test('a wrong passphrase, and one that was forgotten', () => openHarmed(() => undefined, async (driver) => {
  const { page, t } = driver
  await tryPassphrase(driver, 'not the passphrase at all')
  await expect(page.locator('.field-error')).toContainText(t('unlock:wrong'))
  await look(page, 'unlock-wrong')
  await page.getByRole('button', { name: t('unlock:forgot.open') }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look(page, 'unlock-forgot')
}))

test('a store that is damaged, and setting it aside', () => openHarmed((file) => writeFileSync(file(STORE), flipEveryPage(readFileSync(file(STORE)))), async (driver) => {
  const { page, t, desk } = driver
  await tryPassphrase(driver, zhou.passphrase)
  await expectError(driver, 'store-damaged')
  await look(page, 'store-damaged', { guide: page.locator('.outside-card').first() })
  await page.getByRole('button', { name: t('unlock:setAside.open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('unlock:setAside.confirm', { word: 'desk-1' })).fill('desk-1')
  await look(page, 'set-aside', { guide: dialog })
  const next = desk.nextPage()
  await dialog.getByRole('button', { name: t('unlock:setAside.act') }).click()
  const after = await next
  await expect(after.getByRole('region', { name: t('unlock:quarantine.title') })).toBeVisible()
  await look(after, 'enrol-after-set-aside')
}))

test('a key file of a newer program', () => openHarmed((file) => writeFileSync(file('keys.json'), readFileSync(file('keys.json'), 'utf8').replace(/"v":\s*1\b/, '"v":99')), async (driver) => {
  await expectError(driver, 'store-newer')
  await look(driver.page, 'store-newer')
}))

test('a store of another workstation', () => openHarmed((file) => copyFileSync(foreign, file(STORE)), async (driver) => {
  await tryPassphrase(driver, zhou.passphrase)
  await expectError(driver, 'store-foreign')
  await look(driver.page, 'store-foreign')
}))

test('no store at all', () => openHarmed((file) => rmSync(file(STORE)), async (driver) => {
  await tryPassphrase(driver, zhou.passphrase)
  await expectError(driver, 'store-missing')
  await look(driver.page, 'store-missing')
}))

test('an origin that cannot be reached', async () => {
  const { desk, enrolment } = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-3', staff: 'zhou' })
  await enrolled.origin.stop()
  try {
    await desk.driver.fillEnrolment(enrolment)
    await desk.driver.page.getByRole('button', { name: desk.driver.t('enrol:act') }).click()
    await expectError(desk.driver, 'origin-unreachable')
    await look(desk.driver.page, 'enrol-unreachable')
  } finally {
    await desk.driver.close()
  }
})

test('no text was cut, broken or left in the other language', expectNoFaults)
