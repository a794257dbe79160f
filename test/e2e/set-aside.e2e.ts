// A store that does not open, and the way on from it, without a mouse: told, set aside after a typed word, the workstation enrolled anew, all read again.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { expectNoViolation } from './axe'
import { tabTo } from './by-keys'
import { openDriver } from './desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { copyProfile, expectError, flipEveryPage, inBothLanguages, STORE, sumOf, tryPassphrase } from './fault-driver'
import { prepareOnce } from './launch'
import { shootTo } from './pictures'

const { zhou } = DEMO_STAFF
const WORKSTATION = 'desk-1'
const SHOTS = join('screenshots-output', 'set-aside')
let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
  await enrolled.desk.driver.close()
})
test.afterAll(() => enrolled.origin.remove())

async function damagedProfile(): Promise<{ readonly profileDir: string; readonly sum: string }> {
  const profileDir = await copyProfile(enrolled.desk.profileDir)
  for (const log of [`${STORE}-wal`, `${STORE}-shm`]) rmSync(join(profileDir, 'profile', log), { force: true })
  const file = join(profileDir, 'profile', STORE)
  writeFileSync(file, flipEveryPage(readFileSync(file)))
  return { profileDir, sum: sumOf(file) }
}

/** What an officer hands over a second time. */
async function enrolAnew(profileDir: string): Promise<void> {
  const file = join(profileDir, 'enrolment-again.json')
  copyFileSync(enrolled.origin.enrolmentFile, file)
  ;(await prepareOnce()).giveToDesk(file)
  const driver = await openDriver({ profileDir, language: 'zh-CN' })
  try {
    await expect(driver.page.getByRole('region', { name: driver.t('unlock:quarantine.title') })).toBeVisible()
    await driver.enrol({ file, code: await enrolled.origin.createCode('again'), workstation: WORKSTATION, login: zhou.login, passphrase: zhou.passphrase })
    await driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())
    await driver.showSyncState()
    await expect(driver.page.getByText(driver.t('unlock:quarantine.title'))).toHaveCount(0, { timeout: 60_000 })
    expect(readdirSync(join(profileDir, 'profile'))).not.toContain('quarantine')
  } finally {
    await driver.close()
  }
}

test('a damaged store is set aside whole and everything is read anew, in the words of both languages', async () => {
  test.setTimeout(300_000)
  const { profileDir, sum } = await damagedProfile()
  const driver = await openDriver({ profileDir, language: 'zh-CN' })
  const { page, t, desk } = driver
  try {
    await tryPassphrase(driver, zhou.passphrase)
    await expectError(driver, 'store-damaged')
    await shootTo(page, SHOTS, 'damaged')
    const way = page.getByRole('button', { name: t('unlock:setAside.open') })
    await tabTo(page, way)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    const word = dialog.getByLabel(t('unlock:setAside.confirm', { word: WORKSTATION }))
    await expect(word).toBeFocused()
    await inBothLanguages(driver, async (say) => {
      await expect(dialog.getByLabel(say('unlock:setAside.confirm', { word: WORKSTATION }))).toBeVisible()
      await expect(dialog.getByRole('button', { name: say('unlock:setAside.act') })).toBeVisible()
    })
    await word.focus()
    const act = dialog.getByRole('button', { name: t('unlock:setAside.act') })
    await page.keyboard.type('desk')
    await expect(act).toBeDisabled()
    await expectNoViolation(page, 'set aside')
    await word.focus()
    await page.keyboard.press('End')
    await page.keyboard.type('-1')
    await shootTo(page, SHOTS, 'word')
    expect(sumOf(join(profileDir, 'profile', STORE))).toBe(sum)
    await tabTo(page, act)
    const next = desk.nextPage()
    await page.keyboard.press('Enter')
    const after = await next
    await inBothLanguages({ page: after }, (say) => expect(after.getByRole('region', { name: say('unlock:quarantine.title') })).toContainText(say('errors:store-damaged.title')))
    await shootTo(after, SHOTS, 'enrol')
  } finally {
    await driver.close()
  }
  const [folder] = readdirSync(join(profileDir, 'profile', 'quarantine'))
  expect(sumOf(join(profileDir, 'profile', 'quarantine', folder ?? '', STORE))).toBe(sum)
  await enrolAnew(profileDir)
})
