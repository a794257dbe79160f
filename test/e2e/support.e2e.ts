// The program on the sync screen: a newer version is told calmly where the officer signed a notice; the support bundle is read before it is saved, and saved as read; in
// both languages.
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { runningNow } from './launch'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'support')

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

test('a newer version is told with the next session, and nothing is fetched or installed', async () => {
  const { page, t } = enrolled.desk.driver
  const { dataDir } = enrolled.origin
  const words = ['update-notice', '--data', dataDir, '--now', runningNow(), '--installer', 'package.json', '--version', '9.1.0', '--expires', '2026-08-31']
  writeFileSync(join(dataDir, 'update-notice.json'), execFileSync(process.execPath, [join('out', 'origin', 'start.js'), ...words]))
  await page.locator('.chip').first().click()
  await page.getByRole('button', { name: t('sync:now') }).click()
  const part = page.getByRole('region', { name: t('support:title') })
  await expect(part.getByText(t('support:newer', { newer: '9.1.0', version: '0.1.0' }))).toBeVisible({ timeout: 60_000 })
  await part.scrollIntoViewIfNeeded()
  await shootTo(page, SHOTS, 'newer')
  await page.locator('.avatar-button').click()
  await expect(page.locator('.settings-panel')).toContainText(t('support:newerShort', { newer: '9.1.0' }))
  await shootTo(page, SHOTS, 'newer-menu')
  await page.keyboard.press('Escape')
})

test('a support bundle is shown and saved', async () => {
  const { page, t, desk } = enrolled.desk.driver
  await page.locator('.chip').first().click()
  const part = page.getByRole('region', { name: t('support:title') })
  await part.scrollIntoViewIfNeeded()
  await expect(part).toContainText(t('support:program', { version: '0.1.0' }))
  await shootTo(page, SHOTS, 'sync-screen')
  await part.getByRole('button', { name: t('support:open') }).click()
  const dialog = page.getByRole('dialog')
  const preview = dialog.getByRole('region', { name: t('support:preview') })
  await expect(preview).toContainText('"kind": "support-bundle"')
  await page.waitForTimeout(400) // antd fades a dialog in
  await shootTo(page, SHOTS, 'dialog')
  const shown = await preview.textContent()
  await dialog.getByRole('button', { name: t('support:save') }).click()
  await expect(page.locator('.toast')).toContainText('privacy-desk-diagnostics-')
  const exports = join(desk.profileDir, 'exports')
  const [file] = readdirSync(exports).filter((name) => name.startsWith('privacy-desk-diagnostics-'))
  expect(await readFile(join(exports, file ?? 'none'), 'utf8')).toBe(shown)
})
