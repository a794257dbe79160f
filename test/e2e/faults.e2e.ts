// What a person meets when something is wrong at the start: a clear message in either language, nothing lost, nothing executed.
// (Faults while somebody works: faults-at-work.e2e.ts.)
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { MIGRATIONS } from '../../src-main/vault/migrations/all'
import { migrate } from '../../src-main/vault/migrator'
import { takeStoreLock } from '../../src-main/vault/store-files'
import { openNewDesk } from '../demo/demo-context'
import { startOriginProcess } from '../demo/origin-process'
import { openDriver } from './desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { chooseLanguage, copyProfile, expectError, expectUnlocked, flipEveryPage, inBothLanguages, STORE, sumOf, tryPassphrase, withRawStore } from './fault-driver'
import { startBare, TEST_NOW } from './launch'
import { startRubbishOrigin, type Rubbish } from './rubbish-origin'

const { zhou } = DEMO_STAFF
let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
  await enrolled.desk.driver.close()
})
test.afterAll(() => enrolled.origin.remove())

/** But for what is just being written (the anchor follows every act and is there under its final name once it is whole). */
const namesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.endsWith('.tmp')).sort()

interface Refusal {
  readonly kind: DeskErrorKind
  /** Of the profile; what the desk must leave as it finds it. */
  readonly file: string
  /** Without a passphrase the desk reads the key file alone. */
  readonly said: 'at-start' | 'after-passphrase'
}

/** On a copy of the enrolled profile, without what its log would bring back. */
async function expectRefusal({ kind, file: name, said }: Refusal, damage: (profileDir: string, file: string) => unknown): Promise<void> {
  const profileDir = await copyProfile(enrolled.desk.profileDir)
  for (const log of [`${STORE}-wal`, `${STORE}-shm`]) rmSync(join(profileDir, 'profile', log), { force: true })
  const file = join(profileDir, 'profile', name)
  const sound = sumOf(file)
  await damage(profileDir, file)
  const damaged = sumOf(file)
  expect(damaged).not.toBe(sound)
  const driver = await openDriver({ profileDir, language: 'en' })
  try {
    if (said === 'after-passphrase') await tryPassphrase(driver, zhou.passphrase)
    await expectError(driver, kind)
    expect(sumOf(file)).toBe(damaged)
  } finally {
    await driver.close()
  }
}

/** What an update of tomorrow would have done, with its migration that no desk of today can read safely. */
function migrateToTomorrow(profileDir: string): Promise<void> {
  const version = MIGRATIONS.length + 1
  const later = { version, name: 'later', minSafeVersion: version, statements: ['CREATE TABLE later (a TEXT) STRICT'] }
  return withRawStore(profileDir, zhou, (handle) => migrate(handle, [...MIGRATIONS, later], { now: () => Date.parse(TEST_NOW), mono: () => 0 }))
}

/** Fills the form of a first start at an origin that is no longer there, or not itself. */
async function expectNoEnrolment(kind: DeskErrorKind, rubbish?: Rubbish): Promise<void> {
  const origin = await startOriginProcess(100)
  try {
    const { desk, enrolment } = await openNewDesk({ origin, language: 'en' }, { name: 'desk-1', staff: 'zhou' })
    const { driver, profileDir } = desk
    await origin.stop()
    const stranger = rubbish === undefined ? undefined : await startRubbishOrigin(origin.dataDir, rubbish)
    try {
      await driver.fillEnrolment(enrolment)
      await driver.page.getByRole('button', { name: driver.t('enrol:act') }).click()
      await expectError(driver, kind)
      // the code, the login and the passphrase stayed here: nothing but the greeting was asked
      if (stranger !== undefined) expect(new Set(stranger.asked)).toEqual(new Set(['GET /sync/v1/hello']))
    } finally {
      await stranger?.stop()
      await driver.close()
    }
    expect(() => readFileSync(join(profileDir, 'profile', 'keys.json'))).toThrow()
  } finally {
    await origin.remove()
  }
}

test('a wrong passphrase is said at the field, and the right one opens afterwards', async () => {
  chooseLanguage(enrolled.desk.profileDir, 'en')
  const driver = await openDriver({ profileDir: enrolled.desk.profileDir, language: 'en' })
  try {
    await tryPassphrase(driver, 'not the passphrase at all')
    await inBothLanguages(driver, (t) => expect(driver.page.locator('.field-error')).toContainText(t('unlock:wrong')))
    await driver.page.getByLabel(driver.t('unlock:passphrase'), { exact: true }).fill(zhou.passphrase)
    const unlock = driver.page.getByRole('button', { name: driver.t('unlock:unlock') })
    await expect(unlock).toBeEnabled({ timeout: 60_000 })
    await unlock.click()
    await expectUnlocked(driver)
  } finally {
    await driver.close()
  }
})

test('a damaged store is named, and no byte of it changes', async () => {
  await expectRefusal({ kind: 'store-damaged', file: STORE, said: 'after-passphrase' }, (_, file) => writeFileSync(file, flipEveryPage(readFileSync(file))))
})

test('a key file of a newer program is named, and no byte of it changes', async () => {
  await expectRefusal({ kind: 'store-newer', file: 'keys.json', said: 'at-start' }, (_, file) => writeFileSync(file, readFileSync(file, 'utf8').replace(/"v":\s*1\b/, '"v":99')))
})

test('a store of a newer program is named after the passphrase, and no byte of it changes', async () => {
  await expectRefusal({ kind: 'store-newer', file: STORE, said: 'after-passphrase' }, migrateToTomorrow)
})

test('a store that another process holds is not opened, and opens when it is let go', async () => {
  const profileDir = await copyProfile(enrolled.desk.profileDir)
  const file = join(profileDir, 'profile', STORE)
  const before = sumOf(file)
  const lock = await takeStoreLock(join(profileDir, 'profile'))
  if (lock === 'store-busy') throw new Error('the copy is nobody else\'s')
  const driver = await openDriver({ profileDir, language: 'en' })
  try {
    await tryPassphrase(driver, zhou.passphrase)
    await expectError(driver, 'store-busy')
    expect(sumOf(file)).toBe(before)
    await lock.release()
    await driver.unlock(zhou.passphrase)
  } finally {
    await driver.close()
  }
})

test('a second start on the same profile says nothing and shows the first, where its person left it', async () => {
  const { profileDir } = enrolled.desk
  chooseLanguage(profileDir, 'en')
  const driver = await openDriver({ profileDir, language: 'en' })
  try {
    await driver.unlock(zhou.passphrase)
    await driver.showSyncState()
    const { page, t, desk } = driver
    await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const kept = namesIn(join(profileDir, 'profile'))
    const second = await startBare([], profileDir)
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: '' })
    await expect.poll(() => desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => ({ isVisible: window.isVisible(), isMinimised: window.isMinimized() })))).toEqual([{ isVisible: true, isMinimised: false }])
    expect(namesIn(join(profileDir, 'profile'))).toEqual(kept)
    // neither locked nor led elsewhere, and the store still answers
    await expectUnlocked(driver)
    await expect(page.getByRole('region', { name: t('sync:state') })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await driver.goTo('queue:view.mine')
    await expect(page.getByRole('grid')).toBeVisible()
  } finally {
    await driver.close()
  }
})

test('an origin that cannot be reached is said at enrolment, and nothing is made', async () => {
  await expectNoEnrolment('origin-unreachable')
})

test('an origin that answers rubbish is said at enrolment, and nothing is made or told', async () => {
  await expectNoEnrolment('origin-answer-invalid', 'a login page')
})
