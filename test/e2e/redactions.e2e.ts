// What is taken out of a package, in the window: words withheld with a reason and put back, a record found and withheld, and pictures of it.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'redactions')

test.describe('what is taken out before a package is handed over', () => {
  let enrolled: EnrolledDesk
  test.beforeAll(async () => {
    test.setTimeout(600_000)
    enrolled = await openEnrolledDesk('zh-CN')
  })
  test.afterAll(() => enrolled?.close())

  /** With keys alone, from wherever the focus is. */
  const press = async (page: Page, item: ReturnType<Page['locator']>, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    for (let step = 0; step < 150 && !(await item.evaluate((node) => node === document.activeElement)); step++) await page.keyboard.press(key)
    await expect(item).toBeFocused()
    await page.keyboard.press('Enter')
  }

  test('is chosen with its reason, shown with who chose it, and put back', async () => {
    const { driver } = enrolled.desk
    const { page, t } = driver
    await driver.openCase(DEMO_ACCESS_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('验证码 771203，回填一致')
    await page.getByRole('complementary', { name: t('request:pane') }).getByText(t('request:act.package')).first().click()
    const part = page.getByRole('region', { name: t('packages:redact.title') })
    await expect(part.getByTestId('redaction-counts')).toHaveText(t('packages:redact.none'))
    const request = part.locator('.redaction-item').first()
    await press(page, request.getByRole('button', { name: t('packages:redact.field') }))
    await expect(request.locator('.tag')).toContainText(t('packages:redact.reason.other-person'))
    await expect(part.getByTestId('redaction-counts')).toContainText('1')
    await part.getByLabel(t('packages:redact.find')).fill('.')
    await page.keyboard.press('Enter')
    await expect(part.locator('.redaction-item').nth(1)).toBeVisible()
    await shootTo(page, SHOTS, 'redactions')
    await press(page, request.getByRole('button', { name: t('packages:redact.undo') }), 'Shift+Tab')
    await expect(part.getByTestId('redaction-counts')).toHaveText(t('packages:redact.none'))
  })
})
