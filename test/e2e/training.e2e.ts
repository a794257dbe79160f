// Training at two desks, with keys alone: the officer's in Chinese enters what is over, the agent's in English says so and exports nothing; then the renewal.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { addDays, toDay } from '../../src-shared/base/clock'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { runningNow } from './launch'
import { shootTo } from './pictures'
import { chooseOfStaff, goToStaff } from './staff-by-keys'

const SHOTS = join('screenshots-output', 'training')
const WAIT = { timeout: 60_000 }
const { zhou, zheng, qian } = DEMO_STAFF

let origin: OriginProcess
let officer: DemoDesk
let agent: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(200)
  const open = async (name: string, staff: 'zheng' | 'zhou', language: 'zh-CN' | 'en'): Promise<DemoDesk> => {
    const { desk, enrolment } = await openNewDesk({ origin, language }, { name, staff })
    await desk.driver.enrol(enrolment)
    await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
    return desk
  }
  officer = await open('desk-1', 'zheng', 'zh-CN')
  agent = await open('desk-2', 'zhou', 'en')
})
test.afterAll(async () => {
  await officer?.driver.close()
  await agent?.driver.close()
  await origin.remove()
})

const today = (): string => toDay(Date.parse(runningNow()))
const look = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)
const lookAtTheirs = (name: string): Promise<void> => look(agent.driver.page, name)

async function openStaff(): Promise<void> {
  await goToStaff(officer.driver)
  await expect(officer.driver.page.locator('.fleet-row')).toHaveCount(Object.keys(DEMO_STAFF).length, WAIT)
}

const choose = (name: string): Promise<void> => chooseOfStaff(officer.driver, name)

async function enterTraining(passedOn: string, dueOn: string, shot: string): Promise<void> {
  const { page, t } = officer.driver
  const pane = page.getByRole('complementary', { name: t('staff:detail') })
  await tabTo(page, pane.getByRole('button', { name: t('staff:enter.open') }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel(t('staff:enter.course'))).toBeFocused()
  for (const [label, day] of [[t('staff:enter.passedOn'), passedOn], [t('staff:enter.dueOn'), dueOn]] as const) {
    await tabTo(page, dialog.getByLabel(label))
    await page.keyboard.type(day)
    await page.keyboard.press('Enter')
    await expect(dialog.getByLabel(label)).toHaveValue(day)
  }
  await tabTo(page, dialog.getByLabel(t('fleet:passphrase')))
  await page.keyboard.insertText(zheng.passphrase)
  await look(page, shot)
  await tabTo(page, dialog.getByRole('button', { name: t('staff:enter.act'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
}

test('a record that is over shuts the other desk down to the queue, with words; a new one opens it', async () => {
  test.setTimeout(300_000)
  const { page: theirs, t: their } = agent.driver
  await walkToCase(theirs, DEMO_ACCESS_CASE)
  await takeByKeys(agent.driver)
  await verifyByKeys(agent.driver)
  const making = theirs.getByRole('button', { name: their('request:act.package') })
  await tabTo(theirs, making)
  await theirs.keyboard.press('Enter')
  await expect(theirs.locator('.package-columns')).toBeVisible(WAIT)

  const { page, t } = officer.driver
  await openStaff()
  await choose(zhou.name)
  await look(page, 'staff')
  await enterTraining(addDays(today(), -30), addDays(today(), -1), 'enter-over')
  await expect(page.locator('.fleet-row-on')).toContainText(t('staff:state.expired'), WAIT)
  await look(page, 'staff-expired')

  const banner = theirs.locator('.training-over')
  await expect(banner).toContainText(their('staff:banner.over'), WAIT)
  await expect(banner).toContainText(zheng.name)
  // The page of the package that was open says why it is shut; so does the case, and the queue goes on.
  await expect(theirs.getByRole('alert').filter({ hasText: their('errors:training-expired.title') })).toBeVisible(WAIT)
  await expect(theirs.getByText(their('errors:training-expired.next'))).toBeVisible()
  await lookAtTheirs('export-refused')
  await walkToCase(theirs, DEMO_ACCESS_CASE)
  const pane = theirs.getByRole('complementary', { name: their('request:pane') })
  await expect(pane).toContainText(their('errors:training-expired.title'))
  await expect(making).toHaveCount(0)
  await lookAtTheirs('case')

  await enterTraining(today(), addDays(today(), 20), 'enter-new')
  await expect(banner).toHaveCount(0, WAIT)
  await expect(theirs.getByText(their('staff:banner.soon', { day: addDays(today(), 20), left: their('staff:banner.left', { count: 20 }) }))).toBeVisible(WAIT)
  await expect(making).toBeVisible(WAIT)
  await lookAtTheirs('ends-soon')
})

test('a colleague gets another role and leaves; one’s own row offers nothing', async () => {
  test.setTimeout(180_000)
  const { page, t } = officer.driver
  const pane = page.getByRole('complementary', { name: t('staff:detail') })
  const dialog = page.getByRole('dialog')
  await openStaff()
  await choose(zheng.name)
  await expect(pane).toContainText(t('staff:says.own'))
  await expect(pane.getByRole('button')).toHaveCount(0)
  await choose(qian.name)
  const open = async (act: 'role' | 'leave' | 'return'): Promise<void> => {
    await tabTo(page, pane.getByRole('button', { name: t(`staff:${act}.open`) }))
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
  }
  const send = async (act: 'role' | 'leave' | 'return'): Promise<void> => {
    await tabTo(page, dialog.getByLabel(t('fleet:passphrase')))
    await page.keyboard.insertText(zheng.passphrase)
    await look(page, act)
    await tabTo(page, dialog.getByRole('button', { name: t(`staff:${act}.act`), exact: true }))
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden(WAIT)
  }
  await open('role')
  const role = dialog.getByLabel(t('staff:role.label'))
  await tabTo(page, role)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText(t('words:role.reviewer'))
  await send('role')
  await expect(page.locator('.fleet-row-on')).toContainText(t('words:role.reviewer'), WAIT)
  await open('leave')
  await send('leave')
  await expect(page.locator('.fleet-row').filter({ hasText: qian.name })).toContainText(t('staff:left'), WAIT)
  await choose(qian.name)
  await open('return')
  await send('return')
  await expect(page.locator('.fleet-row').filter({ hasText: qian.name })).not.toContainText(t('staff:left'), WAIT)
})
