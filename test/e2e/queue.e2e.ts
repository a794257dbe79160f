// The queue worked without a mouse: narrowed, put in another order, cases picked out, given to a colleague, put off; no pointer event is sent here.
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openProbe } from '../demo/origin-probe'
import { expectNoViolation } from './axe'
import { pressByKeys, tabTo } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

let enrolled: EnrolledDesk
/** Three that were given to the colleague. */
let theirs: readonly string[] = []
/** These and those that were given to the colleague with them. */
let given: readonly string[] = []
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN', { undo: 'real' })
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
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
  await tabTo(page, head.getByRole('button'))
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
  await tabTo(page, digits)
  const [first = ''] = await caseNumbers(page)
  await page.keyboard.type(first)
  await expect.poll(() => totalOf(page)).toBe(1)
  await expectNoViolation(page, 'queue with filters')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect.poll(() => totalOf(page)).toBe(all)

  const overdue = page.getByRole('button', { name: t('queue:clock.overdue'), exact: false }).and(page.locator('.clock-chip'))
  await pressByKeys(page, overdue)
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

/** How many of these the colleague has, by the origin's own word. */
async function givenToWu(cases: readonly string[], count: number): Promise<void> {
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    await expect.poll(() => probe.count(`select count(*) as n from requests where case_no = any($1) and body->>'assigneeId' = $2`, [cases, DEMO_STAFF.wu.id]), { timeout: 60_000 }).toBe(count)
  } finally {
    await probe.close()
  }
}

/** The dialog of an assignment of what is picked out, with the colleague chosen. */
async function assignToWu(page: Page): Promise<Locator> {
  await page.keyboard.press('Shift+A')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(DEMO_STAFF.wu.name)
  await page.keyboard.press('Enter')
  return dialog
}

test('cases are picked out and given to a colleague, and the act arrives', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '7')
  await tabTo(page, page.getByRole('grid'))
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText(t('queue:bulk.count', { count: 3 }))).toBeVisible()
  theirs = await caseNumbers(page, '.grid-row-picked')
  const dialog = await assignToWu(page)
  await expect(dialog.getByText(t('queue:bulk.selected', { count: 3, out: 0 }))).toBeVisible()
  await expectNoViolation(page, 'assign')
  await pressByKeys(page, dialog.getByRole('button', { name: t('queue:bulk.assign.act', { count: 3 }) }))
  await expect(dialog).toBeHidden()
  await givenToWu(theirs, 3)
})

test('twelve at once, three of which cannot take part: which and why is said before, and the other nine arrive', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '2')
  const grid = page.getByRole('grid')
  await tabTo(page, grid)
  await page.keyboard.press('Home')
  const selected = grid.locator('[aria-selected="true"]')
  const picked: string[] = []
  for (let step = 0; step < 200 && !(picked.length === 12 && theirs.every((no) => picked.includes(no))); step++) {
    const caseNo = (await selected.locator('[aria-colindex="3"]').textContent()) ?? ''
    const others = picked.filter((no) => !theirs.includes(no)).length
    const isWus = (await selected.locator('[aria-colindex="6"]').textContent()) === DEMO_STAFF.wu.name
    if (theirs.includes(caseNo) || (others < 9 && !isWus)) {
      await page.keyboard.press('Space')
      picked.push(caseNo)
    }
    const before = await grid.getAttribute('aria-activedescendant')
    await page.keyboard.press('j')
    await expect(grid).not.toHaveAttribute('aria-activedescendant', before ?? '')
  }
  await expect(page.getByText(t('queue:bulk.count', { count: 12 }))).toBeVisible()
  const dialog = await assignToWu(page)
  await expect(dialog.getByText(t('queue:bulk.selected', { count: 12, out: 3 }))).toBeVisible()
  const reasons = dialog.getByRole('list', { name: t('queue:bulk.reasons') })
  for (const caseNo of theirs) await expect(reasons.getByRole('listitem').filter({ hasText: caseNo })).toContainText(t('queue:bulk.outcome.already-theirs'))
  await shootTo(page, join('screenshots-output', 'queue'), 'twelve')
  await pressByKeys(page, dialog.getByRole('button', { name: t('queue:bulk.assign.act', { count: 9 }) }))
  // What happened to each stays until it is read; the way on has the focus.
  await expect(dialog.getByText(t('queue:bulk.unchanged', { count: 3 }))).toBeVisible()
  await expect(dialog.getByRole('button', { name: t('app:close') }).last()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await givenToWu(picked, 12)
  given = picked
})

test('what was done to several at once is taken back at once with one key', async () => {
  const { page, t } = enrolled.desk.driver
  await goTo(page, '7')
  const seenOf = async (cases: readonly string[]) => (await caseNumbers(page)).filter((caseNo) => cases.includes(caseNo)).length
  // Until the list is read again it is that of the last look.
  await expect.poll(() => seenOf(given)).toBe(0)
  await tabTo(page, page.getByRole('grid'))
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText(t('queue:bulk.count', { count: 2 }))).toBeVisible()
  const picked = await caseNumbers(page, '.grid-row-picked')
  const dialog = await assignToWu(page)
  const act = dialog.getByRole('button', { name: t('queue:bulk.assign.act', { count: 2 }) })
  await pressByKeys(page, act)
  await expect(dialog).toBeHidden()
  await expect.poll(() => seenOf(picked)).toBe(0)
  await expect(page.getByRole('button', { name: t('sync:undo.actAll') })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByText(t('sync:undo.doneBatch', { count: 2 }))).toBeVisible()
  await expect.poll(() => seenOf(picked)).toBe(2)
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
  await tabTo(page, page.getByRole('textbox', { name: t('search:label') }))
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
    await pressByKeys(page, clear)
  }
  await expect(clear).toBeHidden()
  const grid = page.getByRole('grid')
  await tabTo(page, grid)
  // The last in order of days has time left.
  const head = page.getByRole('columnheader', { name: t('queue:column.deadline') })
  await tabTo(page, head.getByRole('button'))
  await expect(async () => {
    if ((await head.getAttribute('aria-sort')) !== 'descending') await page.keyboard.press('Enter')
    await expect(head).toHaveAttribute('aria-sort', 'descending', { timeout: 1000 })
  }).toPass()
  await tabTo(page, grid)
  await page.keyboard.press('Home')
  const [caseNo = 'none'] = await caseNumbers(page, '[aria-selected="true"]')
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(t('queue:bulk.snooze.what'))
  const act = dialog.getByRole('button', { name: t('queue:bulk.snooze.act', { count: 1 }) })
  await pressByKeys(page, act)
  await expect(dialog).toBeHidden()
  await expect(grid.getByRole('row').filter({ hasText: caseNo })).toHaveCount(0)
  // One row alone on a list that was never shown before.
  await goTo(page, '9')
  await expect(grid.getByRole('row').filter({ hasText: caseNo })).toHaveCount(1)
  await expect.poll(() => totalOf(page)).toBe(1)
})
