// The inventory at one desk: a waiting exception approved as the second person, another proposed and refused to its own proposer, a handing over
// recorded, the record of processing exported; every part without an accessibility violation in both themes.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { LANGUAGES } from '../../src-shared/contract/shell'
import { exportedFile, openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openProbe } from '../demo/origin-probe'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'

const SHOTS = join('screenshots-output', 'inventory')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const WAIT = { timeout: 60_000 }

let origin: OriginProcess
let reviewer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  mkdirSync(SHOTS, { recursive: true })
  origin = await startOriginProcess(200)
  const opened = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'wu' })
  reviewer = opened.desk
  await reviewer.driver.enrol(opened.enrolment)
  await reviewer.driver.waitForChip(reviewer.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await reviewer.driver.close()
  await origin.remove()
})

/** In both languages and themes, and back in the first; the machine looks for violations in each theme. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    // antd fades a dialog in; half transparent text has another contrast
    await page.waitForTimeout(400)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze()
    expect(violations.map((one) => `${theme} ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([])
    await page.screenshot({ path: join(SHOTS, `${name}-${theme}.png`) })
  }
  for (const language of [...LANGUAGES].reverse()) {
    await page.evaluate((value) => window.desk.settings.set({ language: value }), language)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    if (language === 'en') await page.screenshot({ path: join(SHOTS, `${name}-en.png`) })
  }
}

async function atOrigin<T>(sql: string): Promise<T | undefined> {
  const probe = await openProbe(origin.dataDir)
  try {
    return (await probe.rows<{ value: T }>(sql, []))[0]?.value
  } finally {
    await probe.close()
  }
}

test('exceptions: approved by the second person, proposed with keys alone, never approved by who proposed', async () => {
  const { page, t, goTo } = reviewer.driver
  await goTo('app:nav.inventory')
  await page.getByRole('radio', { name: t('entries:part.fields') }).focus()
  await page.keyboard.press('ArrowRight')
  const aside = page.getByRole('complementary', { name: t('entries:exception.one') })
  await expect(aside.getByText('反电信网络诈骗法 第二十二条')).toBeVisible()
  await look(page, 'exceptions')
  await aside.getByRole('button', { name: t('entries:approve.open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('erasure:passphrase')).fill(DEMO_STAFF.wu.passphrase)
  await look(page, 'approve')
  await dialog.getByLabel(t('erasure:passphrase')).press('Tab')
  await dialog.getByRole('button', { name: t('entries:approve.act'), exact: true }).click()
  await expect(dialog).toBeHidden(WAIT)
  expect(await atOrigin<string>(`select count(*)::text as value from exceptions where body->>'approvedBy' is null`)).toBe('0')

  await page.getByRole('button', { name: t('entries:exception.propose') }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByLabel(t('entries:law')).fill('数据安全法')
  await dialog.getByLabel(t('entries:article')).fill('第二十七条')
  await dialog.getByLabel(t('inventory:fieldName.reason')).fill('依法履行数据安全保护义务')
  await look(page, 'propose')
  // Left with Escape and for another screen it is a draft, and the form begins with it.
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden(WAIT)
  await goTo('app:nav.audit')
  await goTo('app:nav.inventory')
  await page.getByRole('radio', { name: t('entries:part.exceptions') }).click()
  await page.getByRole('button', { name: t('entries:exception.propose') }).click()
  await expect(dialog.getByLabel(t('inventory:fieldName.reason'))).toHaveValue('依法履行数据安全保护义务')
  await expect(dialog.getByText(t('request:draft.discard'))).toBeVisible(WAIT)
  await dialog.getByRole('button', { name: t('entries:proposeAct') }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
  await expect(aside.getByText('数据安全法 第二十七条')).toBeVisible()
  await expect(aside.getByText(t('errors:own-proposal.title'))).toBeVisible()
  await expect(aside.getByRole('button', { name: t('entries:approve.open') })).toBeDisabled()
})

test('recipients: a handing over is recorded with a contract, and waits for another person', async () => {
  const { page, t, goTo } = reviewer.driver
  await goTo('app:nav.inventory')
  await page.getByRole('radio', { name: t('entries:part.recipients') }).click()
  const aside = page.getByRole('complementary', { name: t('entries:transfer.one') })
  await expect(aside).toBeVisible()
  await look(page, 'recipients')
  await page.getByRole('button', { name: t('entries:transfer.record') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(t('entries:transfer.missing.fields'))).toBeVisible()
  await dialog.getByRole('checkbox', { name: t('inventory:fieldName.email') }).check()
  await dialog.getByLabel(t('entries:contract.reference')).fill('HT-2026-077')
  await look(page, 'record')
  await dialog.getByRole('button', { name: t('entries:proposeAct') }).click()
  await expect(dialog).toBeHidden(WAIT)
  await expect(aside.getByText('HT-2026-077')).toBeVisible()
  await expect(aside.getByText(t('entries:state.proposed'))).toBeVisible()
  await expect.poll(() => atOrigin<string>(`select count(*)::text as value from transfers where body->'ground'->>'reference' = 'HT-2026-077'`), WAIT).toBe('1')
})

test('the record of processing: every field, and one file a language', async () => {
  const { page, t, goTo } = reviewer.driver
  await goTo('app:nav.inventory')
  await expect(page.getByRole('cell', { name: new RegExp('示例短信服务有限公司') })).toBeVisible()
  await look(page, 'fields')
  await page.getByRole('button', { name: t('entries:export') }).click()
  await expect(page.getByText(t('entries:exported', { count: 2 }))).toBeVisible(WAIT)
  expect(readdirSync(exportedFile(reviewer, '')).filter((name) => name.startsWith('record-of-processing-'))).toHaveLength(2)
})

test('an erasure names those who received what goes', async () => {
  const { page, t, goTo, openCase, takeCase, verifyIdentity } = reviewer.driver
  await goTo('queue:view.team')
  await openCase(DEMO_DELETE_CASE)
  await takeCase()
  await verifyIdentity('短信验证码回执')
  await page.getByRole('button', { name: t('request:act.planErasure') }).click()
  // The same recipient is asked another thing for what was recorded above and nobody has confirmed.
  const told = page.getByRole('listitem').filter({ hasText: '示例贸易研究院' }).filter({ hasText: t('consent:recipientDuty.tell') })
  await expect(told.getByText(t('consent:recipientDuty.tell'))).toBeVisible()
  await told.scrollIntoViewIfNeeded()
  await look(page, 'erasure')
})
