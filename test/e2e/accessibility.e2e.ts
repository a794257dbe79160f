// WCAG 2.2 AA as far as a machine can see it: no violation on any screen, in both themes, with dialogs open.
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { expectNoViolation } from './axe'
import type { Driver } from './desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

const SCREENS: readonly { readonly name: string; readonly show: (driver: Driver) => Promise<void> }[] = [
  { name: 'queue', show: async (driver) => { await driver.goTo('queue:view.team'); await driver.openCase(DEMO_ACCESS_CASE) } },
  { name: 'search', show: async (driver) => { await driver.goTo('app:nav.people'); await driver.search(DEMO_PERSON.initials.slice(0, 1)); await expect(driver.page.getByRole('option').first()).toBeVisible() } },
  { name: 'person', show: async (driver) => { await driver.search(DEMO_PERSON.mobileTail); await expect(driver.page.getByRole('option')).toHaveCount(1); await driver.page.keyboard.press('Enter'); await expect(driver.page.locator('.person-columns')).toBeVisible() } },
  { name: 'new request', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('person:newRequest') }).click(); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'erasure plan', show: async (driver) => {
    await driver.page.keyboard.press('Escape')
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_DELETE_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('短信验证码回执')
    await driver.page.getByRole('button', { name: driver.t('request:act.planErasure') }).click()
    await expect(driver.page.locator('.erasure-columns')).toBeVisible()
  } },
  { name: 'access package', show: async (driver) => {
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_ACCESS_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('短信验证码回执')
    await driver.page.getByRole('button', { name: driver.t('request:act.package') }).click()
    await expect(driver.page.locator('.package-columns')).toBeVisible()
  } },
  { name: 'sync', show: (driver) => driver.showSyncState() },
  { name: 'audit', show: (driver) => driver.goTo('app:nav.audit') },
  { name: 'palette', show: async (driver) => { await driver.page.keyboard.press('Control+k'); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'help', show: async (driver) => { await driver.page.keyboard.press('F1'); await expect(driver.page.getByRole('complementary', { name: driver.t('help:title') })).toBeVisible() } },
  { name: 'keys', show: async (driver) => { await driver.page.keyboard.press('Shift+Slash'); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
]

for (const { name, show } of SCREENS) {
  test(`${name}: no violation, light and dark`, async () => {
    const { driver } = enrolled.desk
    await show(driver)
    await expectNoViolation(driver.page, name)
  })
}
