// What falls due: the forecast on the officer's screen, and a batch that the officer and the reviewer agree to at two desks, with keys alone; and a product that the company ends.
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'retention')
const WAIT = { timeout: 60_000 }

let origin: OriginProcess
let officer: DemoDesk
let reviewer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(200)
  const open = async (name: string, staff: 'zheng' | 'wu'): Promise<DemoDesk> => {
    const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name, staff })
    await desk.driver.enrol(enrolment)
    await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
    return desk
  }
  officer = await open('desk-1', 'zheng')
  reviewer = await open('desk-2', 'wu')
})
test.afterAll(async () => {
  await officer?.driver.close()
  await reviewer?.driver.close()
  await origin.remove()
})

async function agree({ driver: { page, t, goTo } }: DemoDesk, staff: 'zheng' | 'wu', verb: 'retention:agree.act' | 'retention:agree.second', shot: string): Promise<void> {
  await goTo('app:nav.retention')
  const aside = page.getByRole('complementary', { name: t('retention:batch') })
  await expect(aside.getByText(t('retention:waits'))).toBeVisible(WAIT)
  await shootTo(page, SHOTS, shot)
  await tabTo(page, aside.getByRole('button', { name: t('retention:agree.act'), exact: true }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByLabel(t('fleet:passphrase')))
  await page.keyboard.type(DEMO_STAFF[staff].passphrase)
  await shootTo(page, SHOTS, `${shot}-dialog`)
  await tabTo(page, dialog.getByRole('button', { name: t(verb), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
}

test('what is due waits for two people, and is gone when both have agreed', async () => {
  test.setTimeout(180_000)
  const { page, t, goTo } = officer.driver
  await goTo('app:nav.retention')
  const due = page.getByRole('row').filter({ hasText: t('words:category.access-log') }).first()
  await expect(due).toContainText(t('retention:keeping', { count: 6 }), WAIT)
  // Another time by keys, and back.
  await page.getByRole('radio', { name: t('retention:days', { count: 90 }) }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('radio', { name: t('retention:days', { count: 30 }) })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await agree(officer, 'zheng', 'retention:agree.act', 'officer')
  const aside = page.getByRole('complementary', { name: t('retention:batch') })
  await expect(aside.getByText(t('retention:anotherNeeded'))).toBeVisible()
  await expect(aside.getByRole('button', { name: t('retention:agree.act'), exact: true })).toBeDisabled()
  await shootTo(page, SHOTS, 'officer-agreed')

  await agree(reviewer, 'wu', 'retention:agree.second', 'reviewer')
  const their = reviewer.driver
  await expect(their.page.getByRole('complementary', { name: their.t('retention:batch') }).getByText(their.t('retention:state.done'))).toBeVisible(WAIT)
  await expect(their.page.getByText(their.t('retention:none'))).toBeVisible(WAIT)
  await shootTo(their.page, SHOTS, 'reviewer-done')
  await tabTo(page, page.getByRole('button', { name: t('fleet:refresh') }))
  await page.keyboard.press('Enter')
  await expect(aside.getByText(t('retention:state.done'))).toBeVisible(WAIT)
  await shootTo(page, SHOTS, 'officer-done')
})

test('a product ends: proposed by the officer, agreed to by two people, with a signed report', async () => {
  test.setTimeout(180_000)
  const { page, t } = officer.driver
  await page.getByRole('radio', { name: t('retention:part.schedule') }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText(t('retention:ending.none'))).toBeVisible(WAIT)
  await tabTo(page, page.getByRole('button', { name: t('retention:ending.act') }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const product = t('words:product.market-report')
  await dialog.getByLabel(t('retention:ending.product'), { exact: true }).click()
  await page.getByTitle(product).click()
  await dialog.getByLabel(t('retention:ending.reason')).fill('产品下线')
  await shootTo(page, SHOTS, 'ending-dialog')
  await dialog.getByRole('button', { name: t('retention:ending.proposeVerb'), exact: true }).click()
  await expect(dialog).toBeHidden(WAIT)
  await shootTo(page, SHOTS, 'ending-officer')

  const agreeTo = async ({ driver }: DemoDesk, staff: 'zheng' | 'wu', verb: 'retention:agree.act' | 'retention:agree.second'): Promise<void> => {
    const part = driver.page.getByRole('article', { name: driver.t('retention:ending.open', { product: driver.t('words:product.market-report') }) })
    await expect(part).toBeVisible(WAIT)
    await part.getByRole('button', { name: driver.t('retention:agree.act'), exact: true }).click()
    const asked = driver.page.getByRole('dialog')
    await asked.getByLabel(driver.t('fleet:passphrase')).fill(DEMO_STAFF[staff].passphrase)
    await asked.getByRole('button', { name: driver.t(verb), exact: true }).click()
    await expect(asked).toBeHidden(WAIT)
  }
  await agreeTo(officer, 'zheng', 'retention:agree.act')
  const their = reviewer.driver
  await their.page.getByRole('radio', { name: their.t('retention:part.schedule') }).focus()
  await their.page.keyboard.press('ArrowRight')
  await expect(their.page.getByRole('button', { name: their.t('retention:ending.act') })).toHaveCount(0)
  await tabTo(their.page, their.page.getByRole('button', { name: their.t('fleet:refresh') }))
  await their.page.keyboard.press('Enter')
  await expect(their.page.getByText('产品下线')).toBeVisible(WAIT)
  await shootTo(their.page, SHOTS, 'ending-reviewer')
  await agreeTo(reviewer, 'wu', 'retention:agree.second')
  await their.page.getByRole('button', { name: their.t('retention:saveReport') }).click(WAIT)
  await expect(their.page.getByText(/batch-[0-9a-f-]{36}\.pdcert/)).toBeVisible(WAIT)
  await shootTo(their.page, SHOTS, 'ending-done')
})
