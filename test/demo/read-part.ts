// Enrolment, bootstrap, search, the person: what a desk shows is compared with what stands in the origin's tables.
import { expect } from '@playwright/test'
import { maskName } from '../../src-shared/domain/masking'
import type { Driver } from '../e2e/desk-driver'
import { openNewDesk, PERSON, reopen, type Demo, type DemoDesk } from './demo-context'

export async function enrolAndFill(demo: Demo, name: string, staff: DemoDesk['staff']): Promise<DemoDesk> {
  const { report, probe } = demo
  const { desk, enrolment } = await openNewDesk(demo, { name, staff })
  await desk.driver.page.locator('.enrol-form').waitFor()
  await report.shot(desk.driver.page, `${name}-enrol`)
  await report.step(`${name}: enrolled with a one-time code over pinned TLS, store made, ${staff} signed in`, () => desk.driver.enrol(enrolment))
  await report.step(`${name}: bootstrap of cases and directory`, () => waitUntilFilled(demo, desk.driver), (rows) => `${rows.toLocaleString('en')} people`)
  // Their certificates are signed by the organisation key; the origin counts one device more.
  expect(await probe.count('select count(*) as n from devices where revoked_at is null')).toBe(name === 'desk-1' ? 1 : 2)
  return desk
}

/** The directory on the desk has as many rows as the origin has people. */
async function waitUntilFilled({ probe, report }: Demo, driver: Driver): Promise<number> {
  const people = await probe.count('select count(*) as n from subjects')
  await driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())
  await driver.showSyncState()
  await expect(driver.page.locator('.sync-figures')).toContainText(people.toLocaleString('en'), { timeout: 120_000 })
  await report.shot(driver.page, 'sync-state')
  return people
}

export async function quitAndUnlock({ report }: Demo, desk: DemoDesk): Promise<void> {
  await report.step(`${desk.name}: quit, opened, unlocked with the passphrase`, () => reopen(desk, (page) => report.shot(page, 'unlock')))
}

const QUERIES = [
  { what: 'the last four digits of the mobile', query: PERSON.mobileTail },
  { what: 'a part of the e-mail', query: PERSON.emailPart },
  { what: 'the Chinese name', query: PERSON.name },
  { what: 'the initials of the pinyin', query: PERSON.initials },
] as const

export async function findPerson({ report, probe }: Demo, desk: DemoDesk): Promise<void> {
  const { driver } = desk
  const [known] = await probe.rows<{ name: string; account_no: string }>('select name, account_no from subjects where name = $1', [PERSON.name])
  expect(known?.account_no).toBe(PERSON.accountNo)
  const maskedName = maskName(PERSON.name)
  await driver.goTo('app:nav.people')
  for (const { what, query } of QUERIES) {
    const took = await report.step(`found by ${what}`, async () => {
      // Emptied first: the same person would still stand there from the query before.
      await driver.search('')
      await expect(driver.page.getByRole('option')).toHaveCount(0)
      await driver.search(query)
      const first = driver.page.getByRole('option').first()
      await expect(first).toContainText(maskedName)
      await expect(first).toContainText(PERSON.accountNo.slice(-2))
      return tookOf(driver)
    }, (ms) => `${ms} ms in the local index`)
    expect(took).toMatch(/\d/)
    await report.shot(driver.page, `search-${query === PERSON.name ? 'name' : query}`)
    await expect(driver.page.locator('body')).not.toContainText(PERSON.mobile)
  }
}

/** Milliseconds as they stand at the head of the list. */
async function tookOf({ page, t }: Driver): Promise<string> {
  const shown = t('search:local', { rows: 'ROWS', ms: 'MS' })
  const around = shown.slice(shown.indexOf('MS') + 2)
  const text = (await page.locator('.search-head').textContent()) ?? ''
  return /[\d.]+$/.exec(text.slice(0, text.indexOf(around)))?.[0] ?? ''
}

export async function readConsents({ report, probe }: Demo, desk: DemoDesk): Promise<void> {
  const { driver } = desk
  const expected = await probe.count('select count(*) as n from consents c join subjects s on s.id = c.subject_id where s.name = $1', [PERSON.name])
  await report.step('the person opened: consent history with every entry of the origin', async () => {
    await driver.page.keyboard.press('Enter')
    await expect(driver.page.locator('.person-head')).toContainText(maskName(PERSON.name))
    const history = driver.page.getByRole('region', { name: driver.t('person:consents') })
    await expect(history).toContainText(driver.t('person:consentCount', { count: expected }))
    await expect(history.locator('li')).toHaveCount(expected)
  }, () => `${String(expected)} entries`)
  await report.shot(driver.page, 'person')
}
