// The queue worked without a mouse: narrowed, put in another order, cases picked out, given to a colleague, put off; no pointer event is sent here.
import { expect, test, type Page } from '@playwright/test'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openProbe } from '../demo/origin-probe'
import { expectNoViolation } from './axe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN', { undo: 'real' })
})
test.afterAll(() => enrolled.close())

async function goTo(page: Page, digit: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press(digit)
  await expect(page.getByRole('grid')).toBeVisible()
}
/** The case numbers of the rows that are seen, or of those within a part of the grid. */
const caseNumbers = (page: Page, rows = '.grid-row'): Promise<readonly string[]> => page.getByRole('grid').locator(`${rows} [aria-colindex="3"]`).allTextContents()
const totalOf = async (page: Page): Promise<number> => Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1

test('a list is put in another order from its heads and narrowed by a clock and a filter; both are there again after a look elsewhere', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '2')
  const all = await totalOf(page)
  const head = page.getByRole('columnheader', { name: t('queue:column.caseNo') })
  await head.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  await page.keyboard.press('Enter')
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(async () => {
    const shown = (await caseNumbers(page)).map((text) => Number(text.slice(3)))
    return shown.length > 3 && shown.every((number, at) => at === 0 || number < (shown[at - 1] ?? 0))
  }).toBe(true)

  await page.keyboard.press('f')
  const digits = page.getByLabel(t('queue:filter.caseNo'))
  await digits.focus()
  const [first = ''] = await caseNumbers(page)
  await page.keyboard.type(first)
  await expect.poll(() => totalOf(page)).toBe(1)
  await expectNoViolation(page, 'queue with filters')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect.poll(() => totalOf(page)).toBe(all)

  const overdue = page.getByRole('button', { name: t('queue:clock.overdue'), exact: false }).and(page.locator('.clock-chip'))
  await overdue.focus()
  await page.keyboard.press('Enter')
  await expect(overdue).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => totalOf(page)).toBeLessThan(all)
  const narrowed = await totalOf(page)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('grid')).toBeHidden()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => totalOf(page)).toBe(narrowed)
  await expect(head).toHaveAttribute('aria-sort', 'descending')
})

test('cases are picked out and given to a colleague; who cannot take part is said before, and the act arrives', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '7')
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText(t('queue:bulk.count', { count: 2 }))).toBeVisible()
  const picked = await caseNumbers(page, '.grid-row-picked')
  expect(picked).toHaveLength(2)
  await page.keyboard.press('Shift+A')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(DEMO_STAFF.wu.name)
  await page.keyboard.press('Enter')
  await expect(dialog.getByText(t('queue:bulk.selected', { count: 2, out: 0 }))).toBeVisible()
  await expectNoViolation(page, 'assign')
  const act = dialog.getByRole('button', { name: t('queue:bulk.assign.act', { count: 2 }) })
  await act.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    await expect.poll(() => probe.count(`select count(*) as n from requests where case_no = any($1) and body->>'assigneeId' = $2`, [picked, DEMO_STAFF.wu.id]), { timeout: 60_000 }).toBe(2)
  } finally {
    await probe.close()
  }
})

test('what was done to several at once is taken back at once with one key', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '7')
  const grid = page.getByRole('grid')
  const before = await totalOf(page)
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText(t('queue:bulk.count', { count: 2 }))).toBeVisible()
  await page.keyboard.press('Shift+A')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(DEMO_STAFF.wu.name)
  await page.keyboard.press('Enter')
  const act = dialog.getByRole('button', { name: t('queue:bulk.assign.act', { count: 2 }) })
  await act.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(() => totalOf(page)).toBe(before - 2)
  await expect(page.getByRole('button', { name: t('sync:undo.actAll') })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByText(t('sync:undo.doneBatch', { count: 2 }))).toBeVisible()
  await expect.poll(() => totalOf(page)).toBe(before)
})

test('for a caller on the line a new request stands open with person, channel and day after three keys', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('/')
  // Pasted in one go, as from the telephone: the keys are the one to the box, this, and the one to the form.
  await page.keyboard.insertText(DEMO_PERSON.accountNo)
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog', { name: t('request:create.title') })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByText(t('words:channel.phone'), { exact: true })).toBeVisible()
  await expect(dialog.getByLabel(t('request:create.receivedOn'))).not.toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.getByRole('textbox', { name: t('search:label') }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('n')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a case that is put off leaves the list and stands under its view', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '2')
  await page.keyboard.press('Escape')
  const clear = page.getByRole('button', { name: t('queue:filter.clear') })
  if (await clear.isVisible()) {
    await clear.focus()
    await page.keyboard.press('Enter')
  }
  await expect(clear).toBeHidden()
  const grid = page.getByRole('grid')
  await grid.focus()
  // The last in order of days has time left.
  const head = page.getByRole('columnheader', { name: t('queue:column.deadline') })
  await head.getByRole('button').focus()
  await expect(async () => {
    if ((await head.getAttribute('aria-sort')) !== 'descending') await page.keyboard.press('Enter')
    await expect(head).toHaveAttribute('aria-sort', 'descending', { timeout: 1000 })
  }).toPass()
  await grid.focus()
  await page.keyboard.press('Home')
  const [caseNo = 'none'] = await caseNumbers(page, '[aria-selected="true"]')
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(t('queue:bulk.snooze.what'))
  const act = dialog.getByRole('button', { name: t('queue:bulk.snooze.act', { count: 1 }) })
  await act.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(grid.getByRole('row').filter({ hasText: caseNo })).toHaveCount(0)
  // One row alone on a list that was never shown before.
  await goTo(page, '9')
  await expect(grid.getByRole('row').filter({ hasText: caseNo })).toHaveCount(1)
  await expect.poll(() => totalOf(page)).toBe(1)
})
