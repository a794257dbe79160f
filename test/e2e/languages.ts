// The language of a desk's window, asked and switched as its settings do.
import { expect, type Page } from '@playwright/test'
import type { Language } from '../../src-shared/contract/shell'

/** Of the settings: the page itself says it only once it is painted. */
export const languageOf = (page: Page): Promise<Language> => page.evaluate(async () => (await window.desk.settings.get()).language)

export async function switchTo(page: Page, language: Language): Promise<void> {
  await page.evaluate((value) => window.desk.settings.set({ language: value }), language)
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}
