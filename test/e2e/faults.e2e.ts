// What a person meets when something is wrong: a clear message in their language, nothing lost, nothing executed.
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { LANGUAGES, type Language } from '../../src-shared/contract/shell'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk } from '../demo/demo-context'
import { startOriginProcess } from '../demo/origin-process'
import { openDriver, type Driver } from './desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { prepareOnce } from './launch'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
  await enrolled.desk.driver.close()
})
test.afterAll(() => enrolled.origin.remove())

const sumOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** One bit in each page of 4096 bytes. */
function flipEveryPage(bytes: Buffer): Buffer {
  for (let at = 100; at < bytes.length; at += 4096) bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

/** On a copy of the enrolled profile, without what its log would bring back. */
async function expectRefusal(language: Language, name: string, kind: DeskErrorKind, damage: (bytes: Buffer) => Buffer): Promise<void> {
  const prepared = await prepareOnce()
  const profileDir = prepared.makeProfile('fault')
  cpSync(join(enrolled.desk.profileDir, 'profile'), join(profileDir, 'profile'), { recursive: true })
  for (const log of ['store-000001.db-wal', 'store-000001.db-shm']) rmSync(join(profileDir, 'profile', log), { force: true })
  const file = join(profileDir, 'profile', name)
  writeFileSync(file, damage(readFileSync(file)))
  const damaged = sumOf(file)
  const driver = await openDriver({ profileDir, language })
  try {
    if (kind === 'store-damaged') await tryPassphrase(driver, DEMO_STAFF.zhou.passphrase)
    await expectError(driver, kind)
    expect(sumOf(file)).toBe(damaged)
  } finally {
    await driver.close()
  }
}

async function setLanguage(language: Language): Promise<void> {
  writeFileSync(join(enrolled.desk.profileDir, 'settings.json'), JSON.stringify({ language, theme: 'light' }))
}

async function tryPassphrase({ page, t }: Driver, passphrase: string): Promise<void> {
  await page.getByLabel(t('unlock:passphrase'), { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: t('unlock:unlock') }).click()
}

/** What happened, what was kept, what to do. */
async function expectError({ page, t }: Driver, kind: DeskErrorKind): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: t(`errors:${kind}.title`) })
  await expect(alert).toBeVisible({ timeout: 60_000 })
  await expect(alert).toContainText(t(`errors:${kind}.kept`))
  await expect(alert).toContainText(t(`errors:${kind}.next`))
}

for (const language of LANGUAGES) {
  test(`a wrong passphrase is said at the field, and the right one opens afterwards (${language})`, async () => {
    await setLanguage(language)
    const driver = await openDriver({ profileDir: enrolled.desk.profileDir, language })
    try {
      await tryPassphrase(driver, 'not the passphrase at all')
      await expect(driver.page.locator('.field-error')).toContainText(driver.t('unlock:wrong'))
      await driver.page.getByLabel(driver.t('unlock:passphrase'), { exact: true }).fill(DEMO_STAFF.zhou.passphrase)
      const unlock = driver.page.getByRole('button', { name: driver.t('unlock:unlock') })
      await expect(unlock).toBeEnabled({ timeout: 60_000 })
      await unlock.click()
      await expect(driver.page.getByRole('navigation', { name: driver.t('app:nav.label') })).toBeVisible({ timeout: 60_000 })
    } finally {
      await driver.close()
    }
  })

  test(`a damaged store is named, and no byte of it changes (${language})`, async () => {
    await expectRefusal(language, 'store-000001.db', 'store-damaged', flipEveryPage)
  })

  test(`a store of a newer program is named, and no byte of it changes (${language})`, async () => {
    await expectRefusal(language, 'keys.json', 'store-newer', (bytes) => Buffer.from(bytes.toString('utf8').replace(/"v":\s*1\b/, '"v":99')))
  })

  test(`an origin that cannot be reached is said at enrolment, and nothing is made (${language})`, async () => {
    const origin = await startOriginProcess(100)
    try {
      const { desk, enrolment } = await openNewDesk({ origin, language }, { name: 'desk-1', staff: 'zhou' })
      await origin.stop()
      await desk.driver.fillEnrolment(enrolment)
      await desk.driver.page.getByRole('button', { name: desk.driver.t('enrol:act') }).click()
      await expectError(desk.driver, 'origin-unreachable')
      await desk.driver.close()
      expect(() => readFileSync(join(desk.profileDir, 'profile', 'keys.json'))).toThrow()
    } finally {
      await origin.remove()
    }
  })
}
