// What somebody without a mouse does, for the journeys that send no pointer event.
import { expect, type Locator, type Page } from '@playwright/test'

/** From anywhere to a case of a view (by default the team's), row by row; it is selected then. */
export async function walkToCase(page: Page, caseNo: string, viewKey = '2'): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(viewKey)
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  const selected = grid.locator('[aria-selected="true"]')
  for (let step = 0; step < 200 && !(await selected.textContent())?.includes(caseNo); step++) {
    const before = await grid.getAttribute('aria-activedescendant')
    await page.keyboard.press('j')
    await expect(grid).not.toHaveAttribute('aria-activedescendant', before ?? '')
  }
}

/** As somebody without a mouse comes to it. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 120; step++) {
    if (await wanted.evaluate((element) => element === document.activeElement || element.contains(document.activeElement)).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  await expect(wanted).toBeFocused()
}
