// A masked number is shown for a reason and for half a minute, by keys alone; it goes when the window loses the focus, when another is shown, when the
// page is left and when the desk locks, and it is never on the clipboard. Then what the officer sees of it.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openPersonByKeys, tabTo, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'reveal')
const DIALLED = '199 0000 7316'

let enrolled: EnrolledDesk
let officer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(async () => {
  await officer?.driver.close()
  await enrolled.close()
})

function parts({ page, t } = enrolled.desk.driver) {
  const head = page.locator('.person-head')
  const show = (kind: 'name' | 'account' | 'mobile' | 'email') => page.getByRole('button', { name: t('reveal:act', { what: t(`reveal:field.${kind}`) }), exact: true })
  return { page, t, head, show, dialog: page.getByRole('dialog'), hide: page.getByRole('button', { name: t('reveal:hide', { what: t('reveal:field.mobile') }) }) }
}

/** Everything that the page holds as text, attributes too. */
const pageText = (page: Page): Promise<string> => page.evaluate(() => document.documentElement.outerHTML)
/** The head as it stands on the screen, without focus or selection. */
async function pictureOf({ head, page }: Pick<ReturnType<typeof parts>, 'head' | 'page'>): Promise<Buffer> {
  await page.evaluate(() => {
    getSelection()?.removeAllRanges()
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  return head.screenshot({ animations: 'disabled' })
}
/** As the window says it when another one comes to the front. */
const lookAway = (page: Page): Promise<void> => page.evaluate(() => void window.dispatchEvent(new Event('blur')))

/** From the mask, with the first reason. */
async function reveal(kind: 'name' | 'mobile'): Promise<void> {
  const { page, t, show, dialog } = parts()
  await tabTo(page, show(kind))
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('radio', { name: t('reveal:reason.call-back') })).toBeFocused()
  await page.keyboard.press('Space')
  await tabTo(page, dialog.getByRole('button', { name: t('reveal:verb'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

test('the reason comes first, then the one number; the ring runs out and the mask is back', async () => {
  test.setTimeout(600_000)
  const { page, t, head, show, dialog, hide } = parts()
  await openPersonByKeys({ page, t }, DEMO_PERSON.mobileTail)
  await tabTo(page, show('mobile'))
  await page.keyboard.press('Enter')
  const verb = dialog.getByRole('button', { name: t('reveal:verb'), exact: true })
  await expect(verb).toBeDisabled()
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  // "Other" is said in words, and words that hold a number are sent back.
  await page.keyboard.press('ArrowUp')
  await expect(dialog.getByRole('radio', { name: t('reveal:reason.other') })).toBeChecked()
  await expect(verb).toBeDisabled()
  await tabTo(page, dialog.getByLabel(t('reveal:words'), { exact: true }))
  await page.keyboard.type('13800138000')
  await tabTo(page, verb)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText(t('errors:reason-names-person.title'))
  await shootTo(page, SHOTS, 'reason')
  await tabTo(page, dialog.getByLabel(t('reveal:words'), { exact: true }))
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await tabTo(page, dialog.getByRole('radio', { name: t('reveal:reason.other') }))
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('radio', { name: t('reveal:reason.call-back') })).toBeChecked()
  await tabTo(page, verb)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(head).toContainText(DIALLED)
  // One field: nothing else of the person came with it.
  for (const other of [DEMO_PERSON.name, DEMO_PERSON.email, DEMO_PERSON.accountNo]) expect(await pageText(page)).not.toContain(other)
  await expect(hide).toBeFocused()
  await shootTo(page, SHOTS, 'shown')
  await expect(head).not.toContainText(DIALLED, { timeout: 45_000 })
  await expect(show('mobile')).toBeVisible()
  expect(await pageText(page)).not.toContain(DIALLED)
})

test('it is not on the clipboard, and goes with the focus of the window, with another one and with the page', async () => {
  test.setTimeout(600_000)
  const { page, t, head } = parts()
  const clipboard = (): Promise<string> => enrolled.desk.driver.desk.app.evaluate(({ clipboard: system }) => system.readText())
  await openPersonByKeys({ page, t }, DEMO_PERSON.accountNo)
  const masked = await pictureOf({ head, page })
  await reveal('name')
  await page.keyboard.press('v')
  const { dialog } = parts()
  // The reason of before stands there; nothing else is remembered.
  await expect(dialog.getByRole('radio', { name: t('reveal:reason.call-back') })).toBeChecked()
  await tabTo(page, dialog.getByRole('button', { name: t('reveal:verb'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(head).toContainText(DIALLED)
  expect((await pictureOf({ head, page })).equals(masked)).toBe(false)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  expect(await clipboard()).not.toContain('7316')
  await lookAway(page)
  await expect(head).not.toContainText(DIALLED)
  for (const held of [DIALLED, '19900007316']) expect(await pageText(page)).not.toContain(held)
  // Nothing of it is left in the picture either: it is the one of before, point by point.
  await expect.poll(async () => (await pictureOf({ head, page })).equals(masked)).toBe(true)

  await reveal('mobile')
  await expect(head).toContainText(DIALLED)
  await reveal('name')
  await expect(head).toContainText(DEMO_PERSON.name)
  await expect(head).not.toContainText(DIALLED)
  await shootTo(page, SHOTS, 'name')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(head).toBeHidden()
  for (const held of [DIALLED, DEMO_PERSON.name]) expect(await pageText(page)).not.toContain(held)
})

test('the number of a request\'s person is shown beside the request, and a lock takes it away', async () => {
  test.setTimeout(600_000)
  const { page, t, show } = parts()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await walkToCase(page, DEMO_ACCESS_CASE)
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(show('mobile')).toBeVisible()
  await reveal('mobile')
  await expect(pane).toContainText(DIALLED)
  await shootTo(page, SHOTS, 'request')
  // A lock makes a new window.
  const next = enrolled.desk.driver.desk.nextPage()
  await page.keyboard.press('Control+l')
  const locked = await next
  await expect(locked.getByLabel(t('unlock:passphrase'), { exact: true })).toBeVisible({ timeout: 60_000 })
  expect(await pageText(locked)).not.toContain(DIALLED)
})

test('the officer sees what was looked at on their desk, and what is out of the ordinary', async () => {
  test.setTimeout(600_000)
  const { desk, enrolment } = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'zheng' })
  officer = desk
  await officer.driver.enrol(enrolment)
  await officer.driver.waitForChip(officer.driver.t('app:chip.synced', { time: '' }).trim())
  const { page, t } = parts(officer.driver)
  await officer.driver.search(DEMO_STAFF.zhou.name)
  await expect(page.getByText(t('search:nobody'))).toBeVisible()
  await openPersonByKeys({ page, t }, DEMO_PERSON.accountNo)
  await officer.driver.goTo('app:nav.audit')
  await page.getByRole('radio', { name: t('audit:use.title') }).click()
  const table = page.getByRole('region', { name: t('audit:use.title') })
  await expect(table).toContainText(DEMO_STAFF.zheng.name)
  await expect(table).toContainText(t('audit:use.kind.named-colleague'))
  await shootTo(page, SHOTS, 'use')
  // And entry by entry, from which a person is opened; on their page stands who looked.
  await page.getByRole('radio', { name: t('audit:part.lines') }).press('Space')
  const lines = page.getByRole('region', { name: t('audit:part.lines') })
  const opened = lines.getByRole('row').filter({ hasText: 'person.open' })
  await expect(opened.first()).toBeVisible()
  await lines.getByRole('radio', { name: t('audit:lines.kind.desk') }).press('Space')
  await expect(opened).toHaveCount(0)
  await expect(lines.getByRole('row').filter({ hasText: 'session.unlock' })).not.toHaveCount(0)
  await lines.getByRole('radio', { name: t('audit:lines.kind.look') }).press('Space')
  await shootTo(page, SHOTS, 'lines')
  await opened.getByRole('button').first().press('Enter')
  const looks = page.getByRole('region', { name: t('person:requests') })
  await expect(looks).toContainText(t('person:looks.all'))
  await expect(looks).toContainText(DEMO_STAFF.zheng.name)
  await shootTo(page, SHOTS, 'looks')
})
