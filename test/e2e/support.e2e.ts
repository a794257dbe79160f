// The support bundle on the sync screen: read before it is saved, saved as read, in both languages, and the program's own folder told of.
import { readFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'support')

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

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
