// Waits until a page shows what was asked for.
import type { Page } from '@playwright/test'

/** Two looks in a row that are alike, with the chosen case in the pane beside the list; no text of the page leaves it. */
export async function settle(page: Page): Promise<void> {
  let before = -1
  for (let step = 0; step < 60; step++) {
    const now = await page.evaluate(() => {
      const [row, pane] = [document.querySelector('[role=row][aria-selected=true] [aria-colindex="3"]'), document.querySelector('.queue-pane')]
      if (row !== null && pane?.textContent?.includes(row.textContent ?? '') === false) return -2
      return document.querySelector('.skeleton') === null ? document.body.innerHTML.length : -2
    })
    if (now === before && now >= 0) return
    before = now
    await page.waitForTimeout(40)
  }
}
