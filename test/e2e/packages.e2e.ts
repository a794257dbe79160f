// Packages in the window: one that was made is listed, copied, checked with its passphrase and destroyed; what was changed is told. And pictures.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'packages')

test.describe('packages that were made', () => {
  let enrolled: EnrolledDesk
  let drive = ''
  test.beforeAll(async () => {
    test.setTimeout(600_000)
    drive = mkdtempSync(join(tmpdir(), 'drive-'))
    mkdirSync(join(drive, '交付'))
    // The desk may run as somebody else than the test.
    for (const folder of [drive, join(drive, '交付')]) chmodSync(folder, 0o777)
    enrolled = await openEnrolledDesk('zh-CN')
  })
  test.afterAll(async () => {
    await enrolled?.close()
    rmSync(drive, { recursive: true, force: true })
  })

  /** The system's dialog, which is not ours, answers as a person would. */
  const answerDialog = (path: string): Promise<void> =>
    enrolled.desk.driver.desk.app.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] })
    }, path)
  const click = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

  test('are listed, copied, checked and destroyed', async () => {
    const { driver } = enrolled.desk
    const { page, t } = driver
    await driver.openCase(DEMO_ACCESS_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('验证码 771203，回填一致')
    const { fileName, passphrase } = await driver.makePackage()

    await driver.goTo('app:nav.packages')
    const made = page.getByTestId('made-package')
    await expect(made).toHaveCount(1)
    await expect(made).toContainText(DEMO_ACCESS_CASE)
    await answerDialog(join(drive, '交付'))
    await click(page, t('packages:made.copy'))
    await expect(made.locator('.made-file')).toHaveCount(2)
    await expect(made.getByText(t('packages:made.place.here'))).toHaveCount(2)
    // Half faded it would have another contrast.
    await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
    const copy = join(drive, '交付', fileName)
    const bytes = readFileSync(copy)

    await page.getByRole('radio', { name: t('packages:made.part.check') }).click()
    await answerDialog(copy)
    await click(page, t('evidence:pick'))
    const field = page.getByLabel(t('packages:passphraseTitle'))
    await expect(field).toBeFocused()
    await field.fill('0000-0000-0000-0000-0000')
    await page.keyboard.press('Enter')
    await expect(page.getByText(t('evidence:outcome.wrong-passphrase'))).toBeVisible()
    await shootTo(page, SHOTS, 'check-passphrase')
    await field.fill(passphrase.toLowerCase().replaceAll('-', ''))
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('evidence-outcome')).toContainText(t('evidence:outcome.valid'))
    await expect(page.locator('.check-found')).toContainText(DEMO_ACCESS_CASE)
    await shootTo(page, SHOTS, 'check-valid')

    const changed = Buffer.from(bytes)
    changed[100] = (changed[100] ?? 0) ^ 1
    writeFileSync(join(drive, 'changed.zip'), changed)
    await answerDialog(join(drive, 'changed.zip'))
    await click(page, t('evidence:pickOther'))
    await field.fill(passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('evidence-outcome')).not.toContainText(t('evidence:outcome.valid'))
    await shootTo(page, SHOTS, 'check-changed')

    rmSync(copy)
    await page.getByRole('radio', { name: t('packages:made.part.made') }).click()
    await click(page, t('packages:made.look'))
    await expect(made.getByText(t('packages:made.place.not-found'))).toBeVisible()
    await shootTo(page, SHOTS, 'made')
    await click(page, t('packages:made.destroy'))
    await shootTo(page, SHOTS, 'destroy')
    await click(page, t('packages:made.destroyAct'))
    await expect(made.getByText(t('packages:made.place.destroyed'))).toHaveCount(1)
    await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
    await shootTo(page, SHOTS, 'destroyed')
    expect(readdirSync(join(drive, '交付'))).toEqual([])
  })
})
