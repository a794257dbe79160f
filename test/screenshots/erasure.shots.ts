// The screens of an erasure, at the desk of whoever proposes it and of the second person, up to the certificate: screenshots-output/LANGUAGE/NAME-LOOK.png.
import { expect, test } from '@playwright/test'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import type { Driver } from '../e2e/desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from '../e2e/enrolled-desk'
import { CASE_SCREENS } from '../e2e/screens'
import { expectNoFaults, look } from './look'

const WAIT = { timeout: 90_000 }
/** Two desks purge and send their receipts; a busy machine takes its time. */
const DONE = { timeout: 420_000 }

let enrolled: EnrolledDesk
let reviewer: DemoDesk
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  const second = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'wu' })
  reviewer = second.desk
  await reviewer.driver.enrol(second.enrolment)
  await reviewer.driver.waitForChip(reviewer.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await reviewer?.driver.close()
  await enrolled?.close()
})

const sheet = ({ page }: Driver) => page.locator('.sheet')
const act = ({ page, t }: Driver, name: Parameters<Driver['t']>[0]): Promise<void> => page.getByRole('button', { name: t(name) }).first().click()

test('an erasure: the plan, the second person, the certificate', async () => {
  test.setTimeout(900_000)
  const { driver } = enrolled.desk
  await CASE_SCREENS.find(({ name }) => name === 'erasure-plan')?.show(driver)
  await look(driver.page, 'erasure-plan', { guide: sheet(driver) })
  await driver.page.locator('.text-input-code').fill(DEMO_DELETE_CASE.slice(-4))
  await act(driver, 'erasure:propose')
  await expect(driver.page.getByText(driver.t('errors:own-proposal.title')).first()).toBeVisible(WAIT)
  await look(driver.page, 'erasure-proposed')

  const their = reviewer.driver
  await their.goTo('queue:view.to-approve')
  await their.openCase(DEMO_DELETE_CASE)
  await look(their.page, 'queue-to-approve')
  await act(their, 'request:act.approveErasure')
  const aside = their.page.getByRole('complementary', { name: their.t('erasure:before') })
  await aside.locator('.text-input-code').fill(DEMO_DELETE_CASE.slice(-4))
  await aside.getByLabel(their.t('erasure:passphrase'), { exact: true }).fill(DEMO_STAFF.wu.passphrase)
  await look(their.page, 'erasure-approve', { guide: sheet(their) })
  await act(their, 'erasure:approve')
  // Both desks purge and answer; one that nobody touches for five minutes locks and answers no more.
  await expect.poll(async () => {
    await driver.page.mouse.move(600, 20)
    await driver.page.mouse.move(620, 20)
    return their.page.getByRole('button', { name: their.t('erasure:save') }).isEnabled()
  }, { ...DONE, intervals: [5_000] }).toBe(true)
  await look(their.page, 'erasure-certificate', { guide: sheet(their) })
  await expect(driver.page.getByText(driver.t('erasure:noResidue', { count: '' }).slice(0, 4)).first()).toBeVisible(WAIT)
  await look(driver.page, 'erasure-run')
})

test('no text was cut, broken or left in the other language', expectNoFaults)
