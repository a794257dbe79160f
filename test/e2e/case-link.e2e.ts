// A link from outside, as another program of the same person opens it: it shows the case where it is here, waits while the desk is locked, and changes nothing.
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { startBare } from './launch'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(300_000)
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled?.close())

test('a link shows its case, one to nowhere says so, and one that came to a locked desk waits for the unlock', async () => {
  test.setTimeout(180_000)
  const { driver, profileDir } = enrolled.desk
  const { page, t } = driver
  const follow = async (caseNo: string): Promise<void> => expect((await startBare([`privacy-desk://case/${caseNo}`], profileDir)).code).toBe(0)
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await follow(DEMO_ACCESS_CASE)
  await expect(pane).toContainText(DEMO_ACCESS_CASE)
  await follow('26-99999')
  await expect(page.getByText(t('app:link.unknown', { caseNo: '26-99999' }))).toBeVisible()
  await expect(pane).toContainText(DEMO_ACCESS_CASE)

  // The key of the lock counts over a dialog too: whoever has to leave does not close it first.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  const [locked] = await Promise.all([driver.desk.nextPage(), page.keyboard.press('Control+l')])
  await locked.getByLabel(t('unlock:passphrase'), { exact: true }).waitFor()
  await follow(DEMO_DELETE_CASE)
  await expect(locked.getByLabel(t('unlock:passphrase'), { exact: true })).toBeVisible()
  await locked.getByLabel(t('unlock:passphrase'), { exact: true }).fill(DEMO_STAFF.zhou.passphrase)
  await locked.getByRole('button', { name: t('unlock:unlock') }).click()
  await expect(locked.getByRole('complementary', { name: t('request:pane') })).toContainText(DEMO_DELETE_CASE, { timeout: 60_000 })
})
