// What somebody without a mouse does, for the journeys that send no pointer event.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Right } from '../../src-shared/domain/vocabulary'
import type { Driver } from './desk-driver'

/** From anywhere to a case of a view (by default the team's), row by row; it is selected then. */
export async function walkToCase(page: Page, caseNo: string, viewKey = '2'): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(viewKey)
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  await tabTo(page, grid)
  await page.keyboard.press('Home')
  const selected = grid.locator('[aria-selected="true"]')
  for (let step = 0; step < 200 && !(await selected.textContent())?.includes(caseNo); step++) {
    const before = await grid.getAttribute('aria-activedescendant')
    await page.keyboard.press('j')
    await expect(grid).not.toHaveAttribute('aria-activedescendant', before ?? '')
  }
}

/**
 * As somebody without a mouse comes to it: by Tab, or by Shift and Tab where that is nearer. How far it is, is counted in the page first; where the count is wrong (a group
 * of radio buttons is one stop, a list takes the focus on), it is looked for step by step.
 */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const steps = await wanted.evaluate(stepsTo).catch(() => 0)
  for (let step = 0; step < Math.abs(steps); step++) await page.keyboard.press(steps > 0 ? 'Tab' : 'Shift+Tab')
  for (let step = 0; step < 120; step++) {
    if (await wanted.evaluate((element) => element === document.activeElement || element.contains(document.activeElement)).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  await expect(wanted).toBeFocused()
}

/** In the page: how often Tab from where the focus is to there; negative: Shift and Tab. */
function stepsTo(wanted: Element): number {
  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')].filter((one) => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility() && one.closest('[inert]') === null)
  const at = stops.findIndex((one) => one === document.activeElement)
  const to = stops.findIndex((one) => one === wanted || wanted.contains(one))
  return at < 0 || to < 0 ? 0 : to - at
}

type Keyboard = Pick<Driver, 'page' | 't'>

/** By what nobody else is found by: the number of the account, or the last digits of a mobile; from wherever one is. */
export async function openPersonByKeys({ page, t }: Keyboard, soughtBy: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await expect(page.getByLabel(t('search:label'))).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(soughtBy)
  const found = page.getByRole('option')
  await expect(found).toHaveCount(1)
  await expect(found).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.locator('.person-head')).toBeVisible()
}

/** The dialog of a new request of the person on the screen, with the right chosen; `fill` fills what it asks for in particular. It is not sent. */
export async function keyInByKeys({ page, t }: Keyboard, { right, text }: { readonly right: Right; readonly text: string }, fill: () => Promise<void> = () => Promise.resolve()): Promise<Locator> {
  await expect(page.getByRole('button', { name: t('person:newRequest') })).toBeVisible()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel(t('request:create.right'))).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type(t(`words:rightLong.${right}`))
  await page.keyboard.press('Enter')
  await fill()
  await tabTo(page, dialog.getByLabel(t('request:create.text')))
  await page.keyboard.insertText(text)
  return dialog
}

/** Sends it; the pane of the queue then shows it. */
export async function registerByKeys({ page, t }: Keyboard, dialog: Locator): Promise<void> {
  await tabTo(page, dialog.getByRole('button', { name: t('request:create.act') }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

/** By Tab to a button or the like, and Enter. */
export async function pressByKeys(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeEnabled()
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}

export async function takeByKeys({ page, t }: Keyboard): Promise<void> {
  const act = page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:act.take') })
  await expect(act).toBeVisible()
  await page.keyboard.press('a')
  await expect(act).toBeHidden()
}

export async function verifyByKeys({ page, t }: Keyboard): Promise<void> {
  await expect(page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:act.verify') })).toBeVisible()
  await page.keyboard.press('v')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  const evidence = dialog.getByLabel(t('request:verify.evidence'))
  // Past the method and the code that the origin would send.
  await tabTo(page, evidence)
  await page.keyboard.type('R-1')
  await expect(evidence).toHaveValue('R-1')
  await tabTo(page, dialog.getByRole('button', { name: t('request:verify.act') }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}
