// How to come to the screens of somebody who works on cases, in an order in which each is reached from the one before: for the accessibility journey and the pictures.
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
