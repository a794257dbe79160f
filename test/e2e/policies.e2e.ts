// The register of policies in the window: a text is read, marked, proposed by one person with keys, and approved by another on another desk.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'

const PICTURES = process.env['PRIVACY_DESK_PICTURES']

let origin: OriginProcess
const desks: DemoDesk[] = []
async function openDesk(name: string, staff: 'zheng' | 'wu'): Promise<DemoDesk> {
  const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name, staff })
  desks.push(desk)
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
  return desk
}
let officer: DemoDesk
test.beforeAll(async () => {
  origin = await startOriginProcess(200)
  officer = await openDesk('desk-officer', 'zheng')
})
test.afterAll(async () => {
  for (const desk of desks) await desk.driver.close()
  await origin.remove()
})

async function expectNoViolation(desk: DemoDesk): Promise<void> {
  const { page } = desk.driver
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    // Colours change over 120 ms; half way they have another contrast.
    await page.waitForTimeout(400)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`)).toEqual([])
  }
}

test('a version shows its days, what differs from the one before, its clauses, and whom it binds', async () => {
  const { page, t } = officer.driver
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { name: t('register:title') })).toBeVisible()
  const region = page.locator('.policy-page')
  await expect(region.getByRole('heading', { name: t('register:difference', { version: '1.0' }) })).toBeVisible()
  await expect(region).toContainText(t('register:askAgain', { purposes: t('words:purpose.pages-and-search') }))
  await expect(region).toContainText(t('policy:change.purpose-changed'))
  await region.getByRole('button', { name: t('register:reachShow') }).click()
  await expect(region).toContainText(t('register:reachBasis'))
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/policy-page.png` })
  await expectNoViolation(officer)
  await page.keyboard.press('j')
  await expect(page.locator('.policy-version[aria-current="true"]')).toContainText(t('register:versionIs', { version: '1.0' }))
})

test('two versions of one day are refused while they are typed; a text without topics gets them, and is proposed with a key', async () => {
  const { page, t } = officer.driver
  await page.keyboard.press('n')
  await page.getByRole('radio', { name: t('words:product.trade-search') }).click()
  await page.getByLabel(t('register:form.version'), { exact: true }).fill('2.0')
  await page.getByLabel(t('register:form.from')).fill('2026-08-01')
  await page.getByLabel(t('register:form.titleZh')).fill('贸易数据搜索隐私政策')
  await page.getByLabel(t('register:form.titleEn')).fill('Trade-data search privacy policy')
  await page.getByRole('textbox', { name: t('register:form.textZh') }).fill('1 范围 {#scope}\n本政策只适用于贸易数据搜索。\n2 检索词用于排列结果，须经单独同意。')
  await page.getByRole('textbox', { name: t('register:form.textEn') }).fill('1 Scope {#scope}\nThis policy covers trade-data search only.\n2 Search queries order the results with separate consent.')
  const aside = page.locator('.policy-aside')
  await expect(aside).toContainText(t('policy:joinError.unfinished', { sections: 1 }))
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/policy-import.png` })
  await aside.getByRole('combobox').first().selectOption('usage-data')
  await expect(aside).toContainText(t('policy:entryError.overlap', { from: '2026-08-01', version: '1.0', channel: t('policy:channel.website') }))
  await expect(page.getByRole('button', { name: t('register:form.propose') })).toBeDisabled()
  await page.getByRole('checkbox', { name: t('register:versionIs', { version: '1.0' }) }).check()
  await expect(page.getByRole('button', { name: t('register:form.propose') })).toBeEnabled()
  await expectNoViolation(officer)
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('.policy-page')).toContainText(t('errors:own-proposal.title'))
  await expect(page.locator('.policy-version[aria-current="true"]')).toContainText(t('register:state.proposed'))
})

test('the second person approves it with the passphrase typed anew, and it stands approved on both desks', async () => {
  const reviewer = await openDesk('desk-reviewer', 'wu')
  const { page, t } = reviewer.driver
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  // What waits for a second person is shown first.
  const region = page.locator('.policy-page')
  await expect(region).toContainText(t('register:approveHint'))
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/policy-approve.png` })
  await expectNoViolation(reviewer)
  await region.getByLabel(t('register:passphrase')).fill(DEMO_STAFF.wu.passphrase)
  await page.keyboard.press('Control+Enter')
  for (const one of [reviewer, officer]) {
    await expect(one.driver.page.locator('.policy-page')).toContainText(DEMO_STAFF.wu.name, { timeout: 60_000 })
    await expect(one.driver.page.locator('.policy-version').filter({ hasText: t('register:versionIs', { version: '2.0' }) }).filter({ hasText: t('register:notYet') })).toHaveCount(1)
  }
})
