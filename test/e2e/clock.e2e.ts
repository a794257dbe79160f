// The clock of a case with keys alone: stopped, resumed, extended, the extension taken back, and a case answered late with its reason; no pointer
// event is sent in this file.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { openProbe } from '../demo/origin-probe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'clock')
const WAIT = { timeout: 90_000 }

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(() => enrolled.close())

const shoot = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)

async function atOrigin(sql: string, caseNo?: string): Promise<string | undefined> {
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    const [row] = await probe.rows<{ value: string }>(sql, caseNo === undefined ? [] : [caseNo])
    return row?.value
  } finally {
    await probe.close()
  }
}
const eventsOf = (caseNo: string) => atOrigin(`select string_agg(e->>'event', ' ' order by n) as value from requests, jsonb_array_elements(body->'timeline') with ordinality t(e, n) where case_no = $1`, caseNo)

test('a case whose person is verified is stopped, resumed and extended, and the extension is taken back', async () => {
  test.setTimeout(600_000)
  const { page, t } = enrolled.desk.driver
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  const dialog = page.getByRole('dialog')
  const press = async (verb: string): Promise<void> => {
    const button = dialog.getByRole('button', { name: verb, exact: true })
    await expect(button).toBeEnabled()
    await tabTo(page, button)
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
  }
  await walkToCase(page, DEMO_ACCESS_CASE)
  await expect(pane).toContainText(DEMO_ACCESS_CASE)
  await takeByKeys(enrolled.desk.driver)
  await verifyByKeys(enrolled.desk.driver)
  await expect(pane.getByRole('button', { name: t('clock:act.pause') })).toBeVisible()
  const before = (await pane.locator('.clock-sentence').textContent()) ?? ''

  await page.keyboard.press('t')
  await expect(dialog.getByLabel(t('clock:pause.category'))).toBeFocused()
  await tabTo(page, dialog.getByLabel(t('clock:pause.reason')))
  await page.keyboard.type('已去信请本人补授权书')
  await expect(dialog.locator('.clock-change')).toContainText('→')
  await shoot(page, 'pause')
  await press(t('clock:pause.act'))
  await expect(pane.locator('.clock-sentence')).not.toHaveText(before)
  await expect(pane.getByRole('button', { name: t('clock:act.resume') })).toBeVisible()
  await expect(pane.locator('.clock-facts')).toContainText('已去信请本人补授权书')
  await shoot(page, 'paused')

  await page.keyboard.press('t')
  await press(t('clock:resume.act'))
  await expect(pane.locator('.clock-sentence')).toHaveText(before)

  await page.keyboard.press('l')
  await expect(dialog.getByLabel(t('clock:extend.notice'))).toHaveValue(/^您好/)
  await tabTo(page, dialog.getByRole('radiogroup', { name: t('letters:compose.first') }).getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByLabel(t('clock:extend.notice'))).toHaveValue(/^Dear/)
  await shoot(page, 'extend')
  await press(t('clock:extend.act'))
  await expect(pane.getByRole('button', { name: t('clock:act.unextend') })).toBeVisible()
  await expect(pane.locator('.clock-sentence')).not.toHaveText(before)
  await shoot(page, 'extended')

  await page.keyboard.press('l')
  await tabTo(page, dialog.getByLabel(t('clock:unextend.reason')))
  await page.keyboard.type('材料已齐')
  await press(t('clock:unextend.act'))
  await expect(pane.locator('.clock-sentence')).toHaveText(before)
  await expect(pane).toContainText(t('letters:bar.taken-back.text'))
  await shoot(page, 'taken-back')
  await expect.poll(() => eventsOf(DEMO_ACCESS_CASE), WAIT).toBe('received taken identity-verified paused resumed extended extension-withdrawn')
})

test('a case whose target has passed is answered with the reason why', async () => {
  test.setTimeout(600_000)
  const { page, t } = enrolled.desk.driver
  const late = await atOrigin(`select case_no as value from requests where state = 'received' and body->>'right' = 'access' and body->>'targetOn' < '2026-06-15' order by case_no limit 1`)
  expect(late).toBeDefined()
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await walkToCase(page, late!)
  await expect(pane).toContainText(late!)
  await takeByKeys(enrolled.desk.driver)
  await verifyByKeys(enrolled.desk.driver)
  await expect(pane.getByRole('button', { name: t('request:act.decide') })).toBeVisible()
  await page.keyboard.press('d')
  await expect(pane.getByText(t('clock:late.missing'))).toBeVisible()
  const reason = pane.getByLabel(t('clock:late.label'))
  await tabTo(page, reason)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(pane.getByText(t('clock:late.missing'))).toBeHidden()
  await shoot(page, 'late')
  // In a closed list Ctrl+Enter is the list's own key: on to the letter first.
  await tabTo(page, pane.getByLabel(t('request:letter')))
  await page.keyboard.press('Control+Enter')
  await expect(pane.getByLabel(t('request:letter'))).toBeHidden()
  await expect.poll(() => atOrigin(`select body->'decision'->>'lateReason' as value from requests where case_no = $1`, late), WAIT).toMatch(/^L\d$/)
})

test('the state of the sync names the pack in force', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByText(t('clock:rules.title'), { exact: true })).toBeVisible()
  await shoot(page, 'sync')
})
