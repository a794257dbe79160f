// Nothing that is held stands beside a request of somebody unproved: seen after a reason, and by itself after a check; by keys alone.
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { tabTo, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'held-looks')

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

function parts() {
  const { page, t } = enrolled.desk.driver
  return { page, t, pane: page.getByRole('complementary', { name: t('request:pane') }), dialog: page.getByRole('dialog') }
}

test('what is held comes after a reason, for this request alone', async () => {
  test.setTimeout(600_000)
  const { page, t, pane, dialog } = parts()
  await walkToCase(page, DEMO_ACCESS_CASE)
  await expect(pane).toContainText(t('identity:held.identity'))
  await expect(pane.getByRole('heading', { name: t('person:consents') })).toBeHidden()
  await pane.getByText(t('identity:held.identity')).scrollIntoViewIfNeeded()
  await shootTo(page, SHOTS, 'hidden')

  // The way to the person leads over the reason too.
  await page.keyboard.press('p')
  const verb = dialog.getByRole('button', { name: t('identity:held.verb'), exact: true })
  await expect(verb).toBeDisabled()
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('radio', { name: t('identity:held.reason.right-person') })).toBeChecked()
  await shootTo(page, SHOTS, 'reason')
  await tabTo(page, verb)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(pane).toContainText(t('identity:held.looked', { reason: t('identity:held.reason.right-person') }))
  await expect(pane.getByRole('heading', { name: t('person:consents') })).toBeVisible()
  await pane.getByRole('heading', { name: t('person:consents') }).scrollIntoViewIfNeeded()
  await shootTo(page, SHOTS, 'looked')

  await page.keyboard.press('p')
  await expect(page.locator('.person-head')).toBeVisible()
})

test('it comes by itself with the check, whose methods and their basis are said', async () => {
  test.setTimeout(600_000)
  const { page, t, pane, dialog } = parts()
  await walkToCase(page, DEMO_CONFLICT_CASE)
  await expect(pane).toContainText(t('identity:held.identity'))
  await expect(pane).toContainText(t('identity:ruleBasis.policy'))
  await page.keyboard.press('a')
  await expect(pane.getByRole('button', { name: t('request:act.verify') })).toBeVisible()
  await page.keyboard.press('v')
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  await shootTo(page, SHOTS, 'verify')
  await tabTo(page, dialog.getByLabel(t('request:verify.evidence')))
  await page.keyboard.type('R-1')
  await tabTo(page, dialog.getByRole('button', { name: t('request:verify.act'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(pane.getByRole('heading', { name: t('person:consents') })).toBeVisible()
  await expect(pane).not.toContainText(t('identity:held.act'))
})
