// From the officer's screen to the colleague's: somebody new is added, and a passphrase that was forgotten is replaced by one that nobody else knows; with keys.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Language } from '../../src-shared/contract/shell'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { tabTo } from './by-keys'
import { openDriver, type Driver } from './desk-driver'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { prepareOnce } from './launch'
import { shootTo } from './pictures'
import { chooseOfStaff, goToStaff } from './staff-by-keys'

const SHOTS = join('screenshots-output', 'staff-recovery')
const LANGUAGE: Language = 'zh-CN'
const WAIT = { timeout: 60_000 }
const WORKSTATION = 'desk-1'
const OWN = '只有本人知道的一句新口令，足够长'
const NEWCOMER = { name: '吴小雨', login: 'wu.xiaoyu' }
const { zhou, zheng } = DEMO_STAFF

let enrolled: EnrolledDesk
let officer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  // The agent's desk, locked from here on: nobody knows its passphrase any more.
  enrolled = await openEnrolledDesk(LANGUAGE)
  await enrolled.desk.driver.close()
  const { desk, enrolment } = await openNewDesk({ origin: enrolled.origin, language: LANGUAGE }, { name: 'desk-2', staff: 'zheng' })
  officer = desk
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await officer?.driver.close()
  await enrolled.origin.remove()
})

const look = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)

async function openStaff(): Promise<void> {
  await goToStaff(officer.driver)
  await expect(officer.driver.page.locator('.fleet-row').filter({ hasText: zheng.name })).toBeVisible(WAIT)
}

const choose = (name: string): Promise<void> => chooseOfStaff(officer.driver, name)

/** Of whoever is chosen; the code as it stands on the screen, this once. */
async function giveCode(name: string): Promise<string> {
  const { page, t } = officer.driver
  const dialog = page.getByRole('dialog')
  await tabTo(page, page.getByRole('complementary', { name: t('staff:detail') }).getByRole('button', { name: t('staff:code.open') }))
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel(t('fleet:passphrase'))).toBeFocused()
  await page.keyboard.insertText(zheng.passphrase)
  await look(page, `code-${name}`)
  await tabTo(page, dialog.getByRole('button', { name: t('staff:code.act'), exact: true }))
  await page.keyboard.press('Enter')
  const code = dialog.getByTestId('passphrase-code')
  await expect(code).toBeVisible(WAIT)
  await look(page, `given-${name}`)
  const text = (await code.textContent()) ?? ''
  const done = dialog.getByRole('button', { name: t('staff:code.done'), exact: true })
  await expect(done).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.locator('body')).not.toContainText(text)
  return text
}

/** With the enrolment file and a code for the workstation, which whoever runs the origin hands out. */
async function enrolWithCode(driver: Driver, profileDir: string, who: { readonly login: string; readonly code: string; readonly shot: string }): Promise<void> {
  const { page, t } = driver
  const file = join(profileDir, 'enrolment-again.json')
  copyFileSync(enrolled.origin.enrolmentFile, file)
  ;(await prepareOnce()).giveToDesk(file)
  await driver.fillEnrolment({ file, code: await enrolled.origin.createCode(WORKSTATION), workstation: WORKSTATION, login: who.login, passphrase: OWN })
  const enrol = page.getByRole('button', { name: t('enrol:act') })
  await expect(enrol).toBeEnabled()
  await tabTo(page, page.getByRole('checkbox', { name: t('enrol:passphraseCode.choice') }))
  await page.keyboard.press('Space')
  await expect(enrol).toBeDisabled()
  await tabTo(page, page.getByLabel(t('enrol:passphraseCode.label'), { exact: true }))
  await page.keyboard.type(who.code)
  await look(page, who.shot)
  await tabTo(page, enrol)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: 120_000 })
}

test('somebody new is added, has no passphrase yet, and gets a code for one', async () => {
  test.setTimeout(300_000)
  const { page, t } = officer.driver
  const dialog = page.getByRole('dialog')
  await openStaff()
  await look(page, 'staff')
  await tabTo(page, page.getByRole('button', { name: t('staff:add.open') }))
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel(t('staff:column.name'))).toBeFocused()
  await page.keyboard.insertText(NEWCOMER.name)
  await tabTo(page, dialog.getByLabel(t('staff:fact.login')))
  await page.keyboard.type('Wu')
  const add = dialog.getByRole('button', { name: t('staff:add.act'), exact: true })
  await expect(add).toBeDisabled()
  await look(page, 'add-wrong')
  for (let n = 0; n < 2; n++) await page.keyboard.press('Backspace')
  await page.keyboard.type(NEWCOMER.login)
  await tabTo(page, dialog.getByLabel(t('fleet:passphrase')))
  await page.keyboard.insertText(zheng.passphrase)
  await look(page, 'add')
  await tabTo(page, add)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
  const pane = page.getByRole('complementary', { name: t('staff:detail') })
  await expect(pane.getByRole('heading', { name: NEWCOMER.name })).toBeVisible(WAIT)
  await expect(pane).toContainText(t('staff:passphrase.none'))
  await look(page, 'new')
  await giveCode('new')
  await expect(pane).toContainText(t('staff:passphrase.none'))
})

test('a forgotten passphrase: the store is set aside by the code, and a new passphrase set where the workstation is enrolled anew', async () => {
  test.setTimeout(300_000)
  await openStaff()
  await choose(zhou.name)
  const code = await giveCode('forgotten')
  const { profileDir } = enrolled.desk
  const driver = await openDriver({ profileDir, language: LANGUAGE })
  const { page, t, desk } = driver
  try {
    await expect(page.getByRole('button', { name: t('unlock:forgot.open') })).toBeVisible()
    await look(page, 'locked')
    await tabTo(page, page.getByRole('button', { name: t('unlock:forgot.open') }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    const field = dialog.getByLabel(t('unlock:forgot.code'))
    await expect(field).toBeFocused()
    await page.keyboard.type('0000-0000-0000-0000')
    await tabTo(page, dialog.getByLabel(t('unlock:setAside.confirm', { word: WORKSTATION })))
    await page.keyboard.type(WORKSTATION)
    const act = dialog.getByRole('button', { name: t('unlock:setAside.act') })
    await tabTo(page, act)
    await page.keyboard.press('Enter')
    await expect(dialog).toContainText(t('errors:passphrase-code-refused.title'), WAIT)
    await look(page, 'forgot-refused')
    await field.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(code)
    const next = desk.nextPage()
    await tabTo(page, act)
    await page.keyboard.press('Enter')
    const after = await next
    await expect(after.getByRole('region', { name: t('unlock:quarantine.title') })).toContainText(t('unlock:quarantine.forgotten'))
    await look(after, 'set-aside')
  } finally {
    await driver.close()
  }
  const again = await openDriver({ profileDir, language: LANGUAGE })
  try {
    await enrolWithCode(again, profileDir, { login: zhou.login, code, shot: 'enrol-again' })
    await again.waitForChip(again.t('app:chip.synced', { time: '' }).trim())
  } finally {
    await again.close()
  }
  const opened = await openDriver({ profileDir, language: LANGUAGE })
  try {
    await opened.unlock(OWN)
  } finally {
    await opened.close()
  }
})
