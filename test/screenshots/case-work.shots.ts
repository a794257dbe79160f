// The screens of whoever works on cases, from the first start to a decision that comes back: screenshots-output/LANGUAGE/NAME-LOOK.png.
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { openNewDesk, reopen, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import type { Driver } from '../e2e/desk-driver'
import { CASE_SCREENS } from '../e2e/screens'
import { expectNoFaults, look } from './look'

const WAIT = { timeout: 90_000 }
/** A package of some thousand rows; a busy machine takes its time. */
const DONE = { timeout: 240_000 }

let origin: OriginProcess
let agent: DemoDesk
let reviewer: DemoDesk
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  origin = await startOriginProcess(2_000)
})
test.afterAll(async () => {
  await agent?.driver.close()
  await reviewer?.driver.close()
  await origin?.remove()
})

const isSynced = (driver: Driver): Promise<void> => driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())
const paneOf = ({ page, t }: Driver) => page.getByRole('complementary', { name: t('request:pane') })
const sheet = ({ page }: Driver) => page.locator('.sheet')
/** What stands over the screen; its name changes with the language. */
const dialogOf = ({ page }: Driver) => page.getByRole('dialog')

async function act({ page, t }: Driver, name: Parameters<Driver['t']>[0]): Promise<void> {
  await page.getByRole('button', { name: t(name) }).first().click()
}

async function leave(driver: Driver): Promise<void> {
  await driver.page.keyboard.press('Escape')
  await expect(dialogOf(driver)).toHaveCount(0)
}

test('the first start', async () => {
  const opened = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zhou' })
  agent = opened.desk
  const { driver } = agent
  await expect(driver.page.getByRole('button', { name: driver.t('enrol:pick') })).toBeVisible()
  await look(driver.page, 'enrol')
  await driver.fillEnrolment(opened.enrolment)
  await look(driver.page, 'enrol-filled', { guide: driver.page.locator('.outside-card').first() })
  await driver.enrol(opened.enrolment)
  await isSynced(driver)
  await look(driver.page, 'queue-mine')
})

for (const { name, show } of CASE_SCREENS.slice(0, 3)) {
  test(name, async () => {
    await show(agent.driver)
    await look(agent.driver.page, name, { guide: agent.driver.page.locator('.window') })
  })
}

test('a person: a value shown, a day of the past, the printed sheet', async () => {
  const { page, t } = agent.driver
  await page.keyboard.press('v')
  await expect(dialogOf(agent.driver)).toBeVisible()
  await look(page, 'reveal', { guide: dialogOf(agent.driver) })
  await leave(agent.driver)
  for (const key of ['d', '3', '0', '3']) await page.keyboard.press(key)
  await expect(page.getByRole('heading', { name: t('answer:title', { day: '2026-03-03' }) })).toBeVisible()
  await look(page, 'person-on-a-day', { guide: page.locator('.consent-answer') })
  await page.keyboard.press('Enter')
  await page.evaluate(() => Object.assign(window, { print: () => undefined }))
  await page.keyboard.press('p')
  await expect(page.locator('.consent-sheet')).toHaveCount(1)
  await page.emulateMedia({ media: 'print' })
  await page.screenshot({ path: 'screenshots-output/consent-sheet.png', fullPage: true })
  await page.emulateMedia({ media: null })
})

test('a new request, for the person and for somebody else', async () => {
  const [, , , stop] = CASE_SCREENS
  await stop?.show(agent.driver)
  await look(agent.driver.page, 'new-request', { guide: dialogOf(agent.driver) })
  await leave(agent.driver)
})

test('the acts of a case', async () => {
  const { driver } = agent
  const { page, t } = driver
  await driver.goTo('queue:view.team')
  await driver.openCase(DEMO_ACCESS_CASE)
  await page.keyboard.press('f')
  await look(page, 'queue-filter')
  await page.keyboard.press('f')
  await page.getByRole('grid').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  await look(page, 'queue-picked')
  await page.keyboard.press('m')
  await expect(dialogOf(driver)).toBeVisible()
  await look(page, 'macro')
  await leave(driver)
  await page.getByRole('grid').focus()
  await page.keyboard.press('Escape')
  await driver.openCase(DEMO_ACCESS_CASE)
  await driver.takeCase()
  await paneOf(driver).getByRole('button', { name: t('request:act.verify') }).click()
  await look(page, 'verify', { guide: dialogOf(driver) })
  await leave(driver)
  await driver.verifyIdentity('短信验证码回执')
  for (const [key, name] of [['t', 'pause'], ['l', 'extend'], ['w', 'withdraw'], ['b', 'step-back'], ['o', 'letter'], ['Shift+a', 'assign'], ['s', 'snooze']] as const) {
    await page.getByRole('grid').focus()
    await page.keyboard.press(key)
    await expect(dialogOf(driver)).toBeVisible()
    await look(page, name)
    await leave(driver)
  }
  await page.getByRole('grid').focus()
  await page.keyboard.press('h')
  await look(page, 'note')
  await page.keyboard.press('Escape')
  await paneOf(driver).getByRole('button', { name: t('request:act.decide') }).click()
  await look(page, 'decide', { guide: page.locator('.window') })
  await paneOf(driver).getByRole('button', { name: t('app:cancel') }).click()
})

test('an access package', async () => {
  const { driver } = agent
  const { page } = driver
  await driver.goTo('queue:view.team')
  await driver.openCase(DEMO_ACCESS_CASE)
  await act(driver, 'request:act.package')
  await expect(page.locator('.package-columns')).toBeVisible()
  await look(page, 'package', { guide: sheet(driver) })
  await driver.proving(async () => {
    await act(driver, 'packages:make')
    await expect(page.getByTestId('package-file')).toBeVisible(DONE)
  })
  await look(page, 'package-made')
  await act(driver, 'packages:passphraseShow')
  await look(page, 'package-passphrase', { guide: sheet(driver) })
  await act(driver, 'packages:passphraseHide')
  await driver.goTo('app:nav.packages')
  await expect(page.getByTestId('made-package')).toHaveCount(1)
  await look(page, 'packages')
  await page.getByRole('radio', { name: driver.t('packages:made.part.check') }).click()
  await look(page, 'packages-check')
})

test('offline, and a decision that comes back', async () => {
  test.setTimeout(900_000)
  const { driver } = agent
  const toSend = (one: Driver) => one.page.getByRole('navigation').getByRole('button', { name: one.t('app:nav.toSend') })
  await driver.goTo('queue:view.team')
  await driver.openCase(DEMO_CONFLICT_CASE)
  await driver.takeCase()
  await driver.verifyIdentity('短信验证码回执')
  await expect(toSend(driver)).toContainText('0', WAIT)
  const second = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'wu' })
  reviewer = second.desk
  await reviewer.driver.enrol(second.enrolment)
  await isSynced(reviewer.driver)

  await origin.stop()
  await driver.waitForChip(driver.t('app:chip.offline'))
  await paneOf(driver).getByRole('button', { name: driver.t('request:act.decide') }).click()
  await look(driver.page, 'offline-decide')
  await paneOf(driver).getByRole('button', { name: driver.t('request:submitNext') }).click()
  await driver.goTo('app:nav.toSend')
  await look(driver.page, 'sync-to-send', { guide: driver.page.locator('.window') })
  await driver.close()

  await origin.start()
  const their = reviewer.driver
  await their.showSyncState()
  await act(their, 'sync:now')
  await isSynced(their)
  await their.goTo('queue:view.team')
  await their.openCase(DEMO_CONFLICT_CASE)
  await their.verifyIdentity('R-2')
  await expect(toSend(their)).toContainText('0', WAIT)

  await reopen(agent, (page) => look(page, 'unlock', { guide: page.locator('.outside-card').first() }))
  const { page, t } = agent.driver
  const refused = page.getByRole('navigation').getByRole('button', { name: t('app:nav.refused') })
  await expect(refused).toContainText('1', WAIT)
  await refused.click()
  await expect(page.getByRole('button', { name: t('sync:way.take-origin') })).toBeVisible()
  await look(page, 'sync-refused', { guide: page.locator('.window') })
})

test('what is everywhere', async () => {
  const { driver } = agent
  const { page } = driver
  await page.locator('.chip').click()
  await look(page, 'sync-state')
  await page.getByRole('button', { name: driver.t('support:open') }).click()
  await expect(dialogOf(driver).getByRole('region', { name: driver.t('support:preview') })).toContainText('support-bundle', WAIT)
  await look(page, 'support')
  await leave(driver)
  await page.getByRole('button', { name: driver.t('app:settings.open') }).first().click()
  await look(page, 'settings', { guide: page.locator('.settings-panel') })
  await page.keyboard.press('Escape')
  await page.getByRole('navigation').getByRole('button', { name: driver.t('queue:view.team') }).click()
  await page.keyboard.press('Control+k')
  await expect(dialogOf(driver)).toBeVisible()
  await look(page, 'palette', { guide: dialogOf(driver) })
  await leave(driver)
  await page.keyboard.press('F1')
  await expect(page.locator('.screen-help')).toBeVisible()
  await look(page, 'help', { guide: page.locator('.window') })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+Slash')
  await expect(dialogOf(driver)).toBeVisible()
  await look(page, 'keys')
  await leave(driver)
  await page.getByLabel(driver.t('search:label')).fill('没有这个人')
  await expect(page.getByText(driver.t('search:nobody'))).toBeVisible(WAIT)
  await look(page, 'search-nobody')
})

test('no text was cut, broken or left in the other language', expectNoFaults)
