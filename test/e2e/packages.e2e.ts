// Packages in the window, with keys alone: one is made, handed over on a drive, checked with its passphrase and destroyed; what was changed is told. And pictures.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { pressByKeys, tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
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
    await watchPointers(enrolled.desk.driver.desk.app)
  })
  test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
  test.afterAll(async () => {
    await enrolled?.close()
    rmSync(drive, { recursive: true, force: true })
  })

  /** The system's dialog, which is not ours, answers as a person would. */
  const answerDialog = (path: string): Promise<void> =>
    enrolled.desk.driver.desk.app.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] })
    }, path)
  const press = (page: Page, name: string): Promise<void> => pressByKeys(page, page.getByRole('button', { name, exact: true }))
  /** The other of the screen's two parts. */
  const turn = async (page: Page, key: 'ArrowLeft' | 'ArrowRight'): Promise<void> => {
    await tabTo(page, page.getByRole('radiogroup', { name: enrolled.desk.driver.t('packages:made.parts') }).getByRole('radio', { checked: true }))
    await page.keyboard.press(key)
  }

  test('are listed, copied, checked and destroyed', async () => {
    test.setTimeout(300_000)
    const { driver } = enrolled.desk
    const { page, t } = driver
    await walkToCase(page, DEMO_ACCESS_CASE)
    await takeByKeys(driver)
    await verifyByKeys(driver)
    await expect(page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:act.package') })).toBeVisible()
    await page.keyboard.press('x')
    await press(page, t('packages:make'))
    const fileName = (await page.getByTestId('package-file').textContent({ timeout: 120_000 })) ?? ''
    await press(page, t('packages:passphraseShow'))
    const passphrase = (await page.getByTestId('passphrase').textContent()) ?? ''

    await page.keyboard.press('Control+k')
    await page.keyboard.type(t('app:nav.packages'))
    await page.keyboard.press('Enter')
    const made = page.getByTestId('made-package')
    await expect(made).toHaveCount(1)
    await expect(made).toContainText(DEMO_ACCESS_CASE)
    await answerDialog(join(drive, '交付'))
    await press(page, t('packages:made.copy'))
    await expect(made.locator('.made-file')).toHaveCount(2)
    await expect(made.getByText(t('packages:made.place.here'))).toHaveCount(2)
    // Half faded it would have another contrast.
    await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
    const copy = join(drive, '交付', fileName)
    const bytes = readFileSync(copy)

    await turn(page, 'ArrowRight')
    await answerDialog(copy)
    await press(page, t('evidence:pick'))
    const field = page.getByLabel(t('packages:passphraseTitle'))
    await expect(field).toBeFocused()
    await page.keyboard.type('0000-0000-0000-0000-0000')
    await page.keyboard.press('Enter')
    await expect(page.getByText(t('evidence:outcome.wrong-passphrase'))).toBeVisible()
    await shootTo(page, SHOTS, 'check-passphrase')
    await tabTo(page, field)
    await page.keyboard.type(passphrase.toLowerCase().replaceAll('-', ''))
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('evidence-outcome')).toContainText(t('evidence:outcome.valid'))
    await expect(page.locator('.check-found')).toContainText(DEMO_ACCESS_CASE)
    await shootTo(page, SHOTS, 'check-valid')

    const changed = Buffer.from(bytes)
    changed[100] = (changed[100] ?? 0) ^ 1
    writeFileSync(join(drive, 'changed.zip'), changed)
    await answerDialog(join(drive, 'changed.zip'))
    await press(page, t('evidence:pickOther'))
    await expect(field).toBeFocused()
    await page.keyboard.type(passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('evidence-outcome')).not.toContainText(t('evidence:outcome.valid'))
    await shootTo(page, SHOTS, 'check-changed')

    rmSync(copy)
    await turn(page, 'ArrowLeft')
    await press(page, t('packages:made.look'))
    await expect(made.getByText(t('packages:made.place.not-found'))).toBeVisible()
    await shootTo(page, SHOTS, 'made')
    await press(page, t('packages:made.destroy'))
    await shootTo(page, SHOTS, 'destroy')
    await press(page, t('packages:made.destroyAct'))
    await expect(made.getByText(t('packages:made.place.destroyed'))).toHaveCount(1)
    await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
    await shootTo(page, SHOTS, 'destroyed')
    expect(readdirSync(join(drive, '交付'))).toEqual([])
  })
})
