// How to come to the screens of somebody who works on cases, and to the officer's, in an order in which each is reached from the one before: for the accessibility
// journey and the pictures.
import { expect } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import type { Driver } from './desk-driver'

export interface ScreenStop {
  /** As the file of its picture is called. */
  readonly name: string
  readonly show: (driver: Driver) => Promise<void>
}

export const CASE_SCREENS: readonly ScreenStop[] = [
  { name: 'queue', show: async (driver) => { await driver.goTo('queue:view.team'); await driver.openCase(DEMO_ACCESS_CASE) } },
  { name: 'search', show: async (driver) => { await driver.goTo('app:nav.people'); await driver.search(DEMO_PERSON.initials.slice(0, 1)); await expect(driver.page.getByRole('option').first()).toBeVisible() } },
  { name: 'person', show: async (driver) => { await driver.search(DEMO_PERSON.mobileTail); await expect(driver.page.getByRole('option')).toHaveCount(1); await driver.page.keyboard.press('Enter'); await expect(driver.page.locator('.person-columns')).toBeVisible() } },
  { name: 'new-request', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('person:newRequest') }).click(); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'erasure-plan', show: async (driver) => {
    await driver.page.keyboard.press('Escape')
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_DELETE_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('短信验证码回执')
    await driver.page.getByRole('button', { name: driver.t('request:act.planErasure') }).click()
    await expect(driver.page.locator('.erasure-columns')).toBeVisible()
  } },
  { name: 'package', show: async (driver) => {
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_ACCESS_CASE)
    await driver.takeCase()
    await driver.verifyIdentity('短信验证码回执')
    await driver.page.getByRole('button', { name: driver.t('request:act.package') }).click()
    await expect(driver.page.locator('.package-columns')).toBeVisible()
  } },
  { name: 'sync-state', show: (driver) => driver.showSyncState() },
  { name: 'audit', show: (driver) => driver.goTo('app:nav.audit') },
  { name: 'palette', show: async (driver) => { await driver.page.keyboard.press('Control+k'); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'help', show: async (driver) => { await driver.page.keyboard.press('F1'); await expect(driver.page.getByRole('complementary', { name: driver.t('help:title') })).toBeVisible() } },
  { name: 'keys', show: async (driver) => { await driver.page.keyboard.press('Shift+Slash'); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
]

const part = (driver: Driver, name: Parameters<Driver['t']>[0]): Promise<void> => driver.page.locator('.sheet').getByRole('radio', { name: driver.t(name, { count: '' }).trim() }).click()

/** Beside those of the cases; each dialog is closed by the next one. */
export const OFFICER_SCREENS: readonly ScreenStop[] = [
  { name: 'policies', show: async (driver) => { await driver.goTo('app:nav.policies'); await expect(driver.page.locator('.policy-page')).toBeVisible() } },
  { name: 'inventory', show: async (driver) => { await driver.goTo('app:nav.inventory'); await expect(driver.page.getByRole('table').first()).toBeVisible() } },
  ...(['exceptions', 'recipients', 'holds'] as const).map((name): ScreenStop => ({ name: `inventory-${name}`, show: (driver) => part(driver, `entries:part.${name}`) })),
  { name: 'incidents', show: async (driver) => { await driver.goTo('app:nav.incidents'); await expect(driver.page.getByText(driver.t('incidents:none'))).toBeVisible() } },
  { name: 'incident-open', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('incidents:open'), exact: true }).first().click(); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'audit-use', show: async (driver) => { await driver.page.keyboard.press('Escape'); await driver.goTo('app:nav.audit'); await part(driver, 'audit:use.title') } },
  { name: 'audit-lines', show: async (driver) => { await part(driver, 'audit:part.lines'); await expect(driver.page.getByRole('table').first()).toBeVisible() } },
  { name: 'reports', show: async (driver) => { await driver.goTo('app:nav.reports'); await expect(driver.page.getByRole('table').first()).toBeVisible() } },
  { name: 'retention', show: async (driver) => { await driver.goTo('app:nav.retention'); await expect(driver.page.getByRole('complementary', { name: driver.t('retention:batch') }).getByText(driver.t('retention:waits'))).toBeVisible({ timeout: 90_000 }) } },
  { name: 'retention-products', show: (driver) => part(driver, 'retention:part.products') },
  { name: 'fleet', show: async (driver) => { await driver.goTo('app:nav.devices'); await expect(driver.page.locator('.fleet-row').first()).toBeVisible() } },
  { name: 'staff', show: async (driver) => { await part(driver, 'fleet:part.staff'); await expect(driver.page.locator('.fleet-row').first()).toBeVisible() } },
  { name: 'staff-add', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('staff:add.open'), exact: true }).first().click(); await expect(driver.page.getByRole('dialog')).toBeVisible() } },
  { name: 'held', show: async (driver) => { await driver.page.keyboard.press('Escape'); await part(driver, 'fleet:part.held') } },
  { name: 'packages', show: (driver) => driver.goTo('app:nav.packages') },
  { name: 'packages-check', show: (driver) => part(driver, 'packages:made.part.check') },
  { name: 'settings', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('app:settings.open') }).first().click(); await expect(driver.page.locator('.settings-panel')).toBeVisible() } },
  { name: 'settings-proxy', show: async (driver) => { await driver.page.getByRole('button', { name: driver.t('app:proxy.change'), exact: true }).click(); await driver.page.getByRole('radio', { name: driver.t('app:proxy.kind.own') }).click(); await driver.page.getByRole('button', { name: driver.t('app:proxy.save') }).click(); await expect(driver.page.locator('.proxy-form .field-error')).toBeVisible() } },
]
