// The screens of the officer and of the auditor, and what somebody sees whose workstation was wiped or whose training is over: screenshots-output/LANGUAGE/NAME-LOOK.png.
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import type { Driver } from '../e2e/desk-driver'
import { expectNoFaults, look } from './look'

const WAIT = { timeout: 90_000 }

let origin: OriginProcess
let officer: DemoDesk
let auditor: DemoDesk
let agent: DemoDesk
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(2_000)
  const open = async (name: string, staff: 'zheng' | 'sun' | 'zhou'): Promise<DemoDesk> => {
    const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name, staff })
    await desk.driver.enrol(enrolment)
    await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
    return desk
  }
  officer = await open('desk-1', 'zheng')
  auditor = await open('desk-2', 'sun')
  agent = await open('desk-3', 'zhou')
})
test.afterAll(async () => {
  for (const desk of [officer, auditor, agent]) await desk?.driver.close()
  await origin?.remove()
})

const dialogOf = ({ page }: Driver) => page.getByRole('dialog')
const sheet = ({ page }: Driver) => page.locator('.sheet')
const press = ({ page, t }: Driver, name: Parameters<Driver['t']>[0]): Promise<void> => page.getByRole('button', { name: t(name), exact: true }).first().click()
const part = ({ page, t }: Driver, name: Parameters<Driver['t']>[0], params = {}): Promise<void> => page.getByRole('radio', { name: t(name, params) }).click()

async function leave(driver: Driver): Promise<void> {
  await driver.page.keyboard.press('Escape')
  await expect(dialogOf(driver)).toHaveCount(0)
}

async function lookInto(driver: Driver, opener: Parameters<Driver['t']>[0], name: string): Promise<void> {
  await press(driver, opener)
  await expect(dialogOf(driver)).toBeVisible()
  await look(driver.page, name)
  await leave(driver)
}

test('registers: policies, inventory', async () => {
  const { driver } = officer
  const { page } = driver
  await driver.goTo('app:nav.policies')
  await expect(page.locator('.policy-page')).toBeVisible()
  await look(page, 'policies', { guide: sheet(driver) })
  await page.keyboard.press('n')
  await look(page, 'policy-new')
  await driver.goTo('app:nav.inventory')
  for (const name of ['fields', 'exceptions', 'recipients', 'holds'] as const) {
    await part(driver, `entries:part.${name}`)
    await look(page, `inventory-${name}`, name === 'holds' ? { guide: sheet(driver) } : {})
  }
})

test('incidents', async () => {
  const { driver } = officer
  const { page, t } = driver
  await driver.goTo('app:nav.incidents')
  await expect(page.getByText(t('incidents:none'))).toBeVisible()
  await look(page, 'incidents-none')
  await press(driver, 'incidents:open')
  await dialogOf(driver).getByLabel(t('incidents:what')).fill('导出文件夹曾对外共享，用户来电告知')
  await dialogOf(driver).getByRole('checkbox', { name: t('words:category.browsing') }).check()
  await look(page, 'incident-open')
  await dialogOf(driver).getByRole('button', { name: t('incidents:open'), exact: true }).click()
  await expect(dialogOf(driver)).toBeHidden(WAIT)
  await look(page, 'incident', { guide: sheet(driver) })
  for (const act of ['assess', 'affect', 'measure', 'notice', 'contain'] as const) await lookInto(driver, `incidents:act.${act}`, `incident-${act}`)
})

test('audit, reports, retention', async () => {
  const { driver } = officer
  const { page, t } = driver
  await driver.goTo('app:nav.audit')
  await press(driver, 'audit:verify')
  await expect(page.getByText(t('audit:intact', { time: '' }).split('，')[0] ?? '').first()).toBeVisible(WAIT)
  await look(page, 'audit-chain')
  await part(driver, 'audit:use.title')
  await look(page, 'audit-use')
  await driver.goTo('app:nav.reports')
  await expect(page.getByRole('table').first()).toBeVisible()
  await look(page, 'reports', { guide: sheet(driver) })
  await driver.goTo('app:nav.retention')
  await expect(page.getByRole('complementary', { name: t('retention:batch') }).getByText(t('retention:waits'))).toBeVisible(WAIT)
  await look(page, 'retention', { guide: sheet(driver) })
  await part(driver, 'retention:part.products')
  await look(page, 'retention-products')
  await lookInto(driver, 'retention:ending.act', 'retention-ending')
})

test('staff', async () => {
  const { driver } = officer
  const { page } = driver
  await driver.goTo('app:nav.devices')
  await part(driver, 'fleet:part.staff', { count: '5' })
  await page.locator('.fleet-row').filter({ hasText: DEMO_STAFF.zhou.name }).click()
  await look(page, 'staff', { guide: sheet(driver) })
  for (const name of ['add', 'code', 'enter', 'role', 'leave'] as const) await lookInto(driver, `staff:${name}.open`, `staff-${name}`)
  await part(driver, 'fleet:part.held', { count: '0' })
  await look(page, 'held')
})

test('training that is over, at the colleague’s desk', async () => {
  const { page, t } = officer.driver
  await part(officer.driver, 'fleet:part.staff', { count: '5' })
  await page.locator('.fleet-row').filter({ hasText: DEMO_STAFF.zhou.name }).click()
  const enter = async (passedOn: string, dueOn: string): Promise<void> => {
    await press(officer.driver, 'staff:enter.open')
    const dialog = dialogOf(officer.driver)
    for (const [label, day] of [['staff:enter.passedOn', passedOn], ['staff:enter.dueOn', dueOn]] as const) {
      await dialog.getByLabel(t(label)).fill(day)
      await page.keyboard.press('Enter')
    }
    await dialog.getByLabel(t('fleet:passphrase')).fill(DEMO_STAFF.zheng.passphrase)
    await dialog.getByRole('button', { name: t('staff:enter.act'), exact: true }).click()
    await expect(dialog).toBeHidden(WAIT)
  }
  await enter('2026-05-01', '2026-06-14')
  await expect(agent.driver.page.locator('.training-over')).toBeVisible(WAIT)
  await agent.driver.page.keyboard.press('g')
  await agent.driver.page.keyboard.press('2')
  await agent.driver.page.keyboard.press('j')
  await look(agent.driver.page, 'training-over', { guide: agent.driver.page.locator('.window') })
})

test('the auditor', async () => {
  const { driver } = auditor
  await driver.goTo('queue:view.team')
  await driver.page.getByRole('grid').focus()
  await driver.page.keyboard.press('j')
  await look(driver.page, 'auditor-queue')
  await driver.goTo('app:nav.audit')
  await look(driver.page, 'auditor-audit', { guide: sheet(driver) })
})

test('devices, and one that is wiped', async () => {
  test.setTimeout(600_000)
  const { driver } = officer
  const { page, t } = driver
  await part(driver, 'fleet:part.devices', { count: '3' })
  await page.getByRole('row').filter({ hasText: 'desk-3' }).click()
  await look(page, 'fleet', { guide: sheet(driver) })
  await lookInto(driver, 'fleet:revoke.open', 'fleet-revoke')
  await press(driver, 'fleet:wipe.open')
  const dialog = dialogOf(driver)
  const pane = page.getByRole('complementary', { name: t('fleet:detail') })
  const tail = /…(\w{4})/.exec((await pane.textContent()) ?? '')?.[1] ?? ''
  await look(page, 'fleet-wipe')
  await dialog.locator('.text-input-code').fill(tail)
  await dialog.getByLabel(t('fleet:passphrase')).fill(DEMO_STAFF.zheng.passphrase)
  await dialog.getByRole('button', { name: t('fleet:wipe.act') }).click()
  await expect(dialog).toBeHidden(WAIT)
  const { desk } = agent.driver
  await expect.poll(async () => (await desk.page()).getByText(t('unlock:wiped.title.order')).isVisible().catch(() => false), WAIT).toBe(true)
  const wiped = await desk.page()
  await expect(wiped.getByText(t('unlock:wiped.receipt.given'))).toBeVisible(WAIT)
  await look(wiped, 'wiped', { guide: wiped.locator('.outside-card').first() })
})

test('no text was cut, broken or left in the other language', expectNoFaults)
