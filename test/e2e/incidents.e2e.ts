// The register of incidents with keys alone: empty, one typed in, its clocks when it turns out larger, who was told, its end by a second person; and one that the
// origin opened by itself when a device was lost.
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'incidents')
const WAIT = { timeout: 90_000 }

let origin: OriginProcess
let officer: DemoDesk
let reviewer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(200)
  for (const open of [{ name: 'desk-1', staff: 'zheng' }, { name: 'desk-2', staff: 'wu' }] as const) {
    const { desk, enrolment } = await openNewDesk({ origin, language: open.staff === 'zheng' ? 'zh-CN' : 'en' }, open)
    await desk.driver.enrol(enrolment)
    if (open.staff === 'zheng') officer = desk
    else reviewer = desk
  }
  await officer.driver.waitForChip(officer.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await officer.driver.close()
  await reviewer.driver.close()
  await origin.remove()
})

const press = async (page: Page, wanted: Locator, key = 'Enter'): Promise<void> => {
  await tabTo(page, wanted)
  await page.keyboard.press(key)
}
const type = async (page: Page, field: Locator, words: string): Promise<void> => {
  await tabTo(page, field)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(words)
}

test('an incident is typed in, turns out larger, is told, contained and proposed for closing, with keys alone', async () => {
  test.setTimeout(600_000)
  const { page, t, goTo } = officer.driver
  const dialog = page.getByRole('dialog')
  const detail = page.getByRole('region', { name: t('incidents:detail') }).first()
  const act = (name: 'notice' | 'assess' | 'contain' | 'close'): Promise<void> => press(page, page.getByRole('button', { name: t(`incidents:act.${name}`), exact: true }))
  const accept = async (verb: string): Promise<void> => {
    await press(page, dialog.getByRole('button', { name: verb, exact: true }))
    await expect(dialog).toBeHidden(WAIT)
  }
  await goTo('app:nav.incidents')
  await expect(page.getByText(t('incidents:none'))).toBeVisible()
  await shootTo(page, SHOTS, 'empty')

  await press(page, page.getByRole('button', { name: t('incidents:open') }))
  await expect(dialog.getByText(t('incidents:missing.what'))).toBeVisible()
  await type(page, dialog.getByLabel(t('incidents:what')), '导出文件夹曾对外共享，13900001234 来电告知')
  await press(page, dialog.getByRole('checkbox', { name: t('words:category.browsing') }), 'Space')
  await press(page, dialog.getByRole('button', { name: t('incidents:open'), exact: true }))
  // A number of somebody: refused in words, and what was typed stays.
  await expect(dialog.getByText(t('incidents:error.what'))).toBeVisible()
  await shootTo(page, SHOTS, 'open')
  await type(page, dialog.getByLabel(t('incidents:what')), '导出文件夹曾对外共享，用户来电告知')
  await accept(t('incidents:open'))
  await expect(detail.getByRole('row', { name: t('incidents:clock.remedy') })).toContainText(t('incidents:basis.law'))
  await expect(detail.getByRole('row', { name: t('incidents:clock.authority-report') })).toHaveCount(0)
  await shootTo(page, SHOTS, 'opened')

  await act('assess')
  await type(page, dialog.getByLabel(t('incidents:form.others')), '1200000')
  await shootTo(page, SHOTS, 'assess')
  await accept(t('incidents:act.assess'))
  const report = detail.getByRole('row', { name: t('incidents:clock.authority-report') })
  await expect(report).toContainText(t('incidents:basis.department-rule'))
  await expect(detail.getByText(t('incidents:size.larger'), { exact: true })).toBeVisible()

  await act('notice')
  await type(page, dialog.getByLabel(t('incidents:form.reference')), '网信报送 2026-07')
  await shootTo(page, SHOTS, 'notice')
  await accept(t('incidents:act.notice'))
  await expect(report).toContainText(t('incidents:clockState.met', { time: '' }).trim())

  await act('contain')
  await type(page, dialog.getByLabel(t('incidents:form.text')), '已停止共享，清点了下载记录')
  await accept(t('incidents:act.contain'))
  await expect(page.getByRole('button', { name: t('incidents:act.close'), exact: true })).toBeDisabled()
  await act('notice')
  await press(page, dialog.getByRole('radio', { name: t('incidents:to.authority') }), 'ArrowRight')
  await accept(t('incidents:act.notice'))
  await shootTo(page, SHOTS, 'contained')
  await act('close')
  await type(page, dialog.getByLabel(t('incidents:form.text')), '影响已清点，结案报告已提交')
  await accept(t('incidents:act.close'))
  await expect(page.getByText(t('errors:own-proposal.title'))).toBeVisible()
})

test('the second person closes it at the other desk, in English', async () => {
  test.setTimeout(600_000)
  const { page, t, goTo } = reviewer.driver
  await goTo('app:nav.incidents')
  const approve = page.getByRole('button', { name: t('incidents:act.approve'), exact: true })
  await expect(approve).toBeEnabled(WAIT)
  await press(page, approve)
  const dialog = page.getByRole('dialog')
  await type(page, dialog.getByLabel(t('erasure:passphrase')), DEMO_STAFF.wu.passphrase)
  await press(page, dialog.getByRole('button', { name: t('entries:approve.act'), exact: true }))
  await expect(dialog).toBeHidden(WAIT)
  await expect(page.getByRole('region', { name: t('incidents:detail') }).first()).toContainText(t('incidents:outcome.handled'), WAIT)
  await shootTo(page, SHOTS, 'closed')
})

test('a device that is lost is an incident by itself, with whom it held', async () => {
  test.setTimeout(600_000)
  const { page, t, goTo } = officer.driver
  await goTo('app:nav.devices')
  const dialog = page.getByRole('dialog')
  await page.getByRole('row').filter({ hasText: 'desk-2' }).click()
  await press(page, page.getByRole('button', { name: t('fleet:revoke.open') }))
  await press(page, dialog.getByRole('checkbox', { name: t('fleet:lost') }), 'Space')
  await type(page, dialog.getByLabel(t('fleet:passphrase')), DEMO_STAFF.zheng.passphrase)
  await shootTo(page, SHOTS, 'lost')
  await press(page, dialog.getByRole('button', { name: t('fleet:revoke.act'), exact: true }))
  await expect(dialog).toBeHidden(WAIT)
  await goTo('app:nav.incidents')
  const row = page.getByRole('button', { name: t('incidents:kind.device-lost') })
  await expect(row).toBeVisible(WAIT)
  await row.click()
  await expect(page.getByText(t('incidents:cause.device-lost-directory', { device: 'desk-2' }))).toBeVisible()
  await expect(page.getByText(t('incidents:bySelf'))).toBeVisible()
  await shootTo(page, SHOTS, 'by-itself')
  // The lost one hears of it at its next contact and lets nobody in any more.
  const { desk } = reviewer.driver
  await expect.poll(async () => (await desk.page()).evaluate(() => window.desk.start.lockReason).catch(() => 'between two windows'), WAIT).not.toBe('start')
})
