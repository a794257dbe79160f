// The officer's list of the staff, gone through with keys alone.
import { expect } from '@playwright/test'
import { tabTo } from './by-keys'
import type { Driver } from './desk-driver'

/** Goes to it; who stands in it is the test's to say. */
export async function goToStaff({ page, t }: Driver): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await tabTo(page, page.getByRole('radiogroup', { name: t('fleet:parts') }).getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowRight')
}

/** In the list, row by row from its first one. */
export async function chooseOfStaff({ page, t }: Driver, name: string): Promise<void> {
  const pane = page.getByRole('complementary', { name: t('staff:detail') })
  await tabTo(page, page.locator('.fleet-name[tabindex="0"]'))
  for (let step = 0; step < 10; step++) await page.keyboard.press('k')
  for (let step = 0; step < 10 && !(await pane.getByRole('heading', { name }).isVisible()); step++) await page.keyboard.press('j')
  await expect(pane.getByRole('heading', { name })).toBeVisible()
}
