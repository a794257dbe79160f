// The practice desk: who to be, the first screen with its ribbon, the first steps and the lock with the passphrase that is offered.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { openDriver, pickEnrolmentFile } from '../e2e/desk-driver'
import { prepareOnce } from '../e2e/launch'
import { expectNoFaults, look } from './look'

let origin: OriginProcess
test.beforeAll(async () => {
  origin = await startOriginProcess(400, ['--practice'])
})
test.afterAll(() => origin?.remove())

test('from the choice of a role to the lock', async () => {
  const prepared = await prepareOnce()
  // A folder around both: the practice desk makes its own beside the real one.
  const home = prepared.makeProfile('practice-shots')
  const file = join(home, 'enrolment.json')
  copyFileSync(origin.enrolmentFile, file)
  prepared.giveToDesk(home)
  const driver = await openDriver({ profileDir: join(home, 'desk'), language: 'zh-CN', extraArgs: ['--practice'] })
  const { page, t, desk } = driver
  try {
    await pickEnrolmentFile(driver, file)
    await look(page, 'practice-who', { guide: page.locator('.outside-card') })
    await page.getByRole('button', { name: t('practice:begin') }).click()
    await expect(page.getByRole('grid')).toBeVisible({ timeout: 120_000 })
    await driver.waitForChip(t('app:chip.synced', { time: '' }).trim())
    await page.keyboard.press('F1')
    await page.getByRole('complementary', { name: t('help:title') }).getByRole('button', { name: t('steps:title') }).click()
    await expect(page.getByRole('complementary', { name: t('steps:title') })).toBeVisible()
    await look(page, 'practice-steps', { guide: page.locator('body') })
    await page.keyboard.press('Escape')
    await look(page, 'practice-first')
    const [locked] = await Promise.all([desk.nextPage(), page.keyboard.press('Control+l')])
    await expect(locked.getByRole('button', { name: t('practice:fill') })).toBeVisible()
    await look(locked, 'practice-locked')
  } finally {
    await driver.close()
  }
})

test('no text was cut, broken or left in the other language', expectNoFaults)
