// Macros and views of the team with keys alone: written down, shown before they are run, run, taken back, given up; no pointer event is sent here.
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { openProbe } from '../demo/origin-probe'
import { tabTo } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'presets')
let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN', { undo: 'real' })
})
test.afterAll(() => enrolled.close())

async function pressOn(page: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press(key)
}
async function unassigned(page: Page): Promise<Locator> {
  await page.keyboard.press('g')
  await page.keyboard.press('7')
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Home')
  return grid
}

test('a macro is written down, shown with what it changes, run with one key and taken back with another', async () => {
  test.setTimeout(300_000)
  const { page, t } = enrolled.desk.driver
  const grid = await unassigned(page)
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('m')
  await expect(dialog.getByText(t('macro:none'))).toBeVisible()
  await pressOn(page, dialog.getByRole('button', { name: t('macro:new') }))
  await tabTo(page, dialog.getByLabel(t('macro:name')))
  await page.keyboard.type('接手并等材料')
  await pressOn(page, dialog.getByLabel(t('macro:step.take'), { exact: true }), 'Space')
  await pressOn(page, dialog.getByLabel(t('macro:step.pause'), { exact: true }), 'Space')
  await tabTo(page, dialog.getByLabel(t('clock:pause.category')))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await tabTo(page, dialog.getByLabel(t('clock:pause.reason')))
  await page.keyboard.type('{caseNo}：等本人补充材料')
  await shootTo(page, SHOTS, 'editor')
  await pressOn(page, dialog.getByRole('button', { name: t('macro:save') }))
  const run = dialog.getByRole('button', { name: t('macro:run', { count: 1 }) })
  await expect(run).toBeEnabled()
  const caseNo = (await grid.locator('[aria-selected="true"] [aria-colindex="3"]').textContent()) ?? 'none'
  await expect(dialog.getByText(`${caseNo}：等本人补充材料`)).toBeVisible()
  await shootTo(page, SHOTS, 'preview')
  await pressOn(page, run)
  await expect(dialog).toBeHidden()
  // It goes on to the next case, and says what it did.
  await expect(grid.locator('[aria-selected="true"]')).not.toContainText(caseNo)
  await expect(page.getByText(t('macro:done', { name: '接手并等材料', count: 1 }))).toBeVisible()
  await expect(page.getByRole('button', { name: t('sync:undo.actAll') })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByText(t('sync:undo.doneBatch', { count: 1 }))).toBeVisible()
  await expect(grid.getByRole('row').filter({ hasText: caseNo })).toHaveCount(1)
})

test('on several cases each opens with what changes in it, and the acts arrive', async () => {
  test.setTimeout(300_000)
  const { page, t } = enrolled.desk.driver
  const grid = await unassigned(page)
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText(t('queue:bulk.count', { count: 2 }))).toBeVisible()
  const picked = await grid.locator('.grid-row-picked [aria-colindex="3"]').allTextContents()
  await page.keyboard.press('m')
  const dialog = page.getByRole('dialog')
  const first = dialog.locator('summary', { hasText: picked[0] })
  await pressOn(page, first)
  await expect(dialog.getByText(`${picked[0] ?? ''}：等本人补充材料`)).toBeVisible()
  await shootTo(page, SHOTS, 'several')
  await pressOn(page, dialog.getByRole('button', { name: t('macro:run', { count: 2 }) }))
  await expect(dialog).toBeHidden()
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    await expect.poll(() => probe.count(`select count(*) as n from requests where case_no = any($1) and jsonb_array_length(body->'pauses') = 1 and body->>'state' = 'verifying'`, [picked]), { timeout: 60_000 }).toBe(2)
  } finally {
    await probe.close()
  }
})

test('a view is shared with the team, stands in the sidebar, and is taken from it again', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('g')
  await page.keyboard.press('2')
  await expect(page.getByRole('grid')).toBeVisible()
  const head = page.getByRole('columnheader', { name: t('queue:column.caseNo') })
  await head.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  if (!(await page.getByRole('button', { name: t('queue:saved.save') }).isVisible())) await page.keyboard.press('f')
  await pressOn(page, page.getByRole('button', { name: t('queue:saved.save') }))
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByLabel(t('queue:saved.name')))
  await page.keyboard.type('按编号')
  await pressOn(page, dialog.getByLabel(t('queue:saved.share')), 'Space')
  await shootTo(page, SHOTS, 'share')
  await pressOn(page, dialog.getByRole('button', { name: t('queue:saved.act') }))
  const item = page.getByRole('navigation').getByRole('button', { name: '按编号' })
  await expect(item).toHaveAttribute('aria-current', 'page')
  await pressOn(page, page.getByRole('button', { name: t('queue:saved.dropShared') }))
  await expect(item).toBeHidden()
})
