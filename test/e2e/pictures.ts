// Pictures of a screen for whoever looks at it afterwards.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { LANGUAGES } from '../../src-shared/contract/shell'
import { expectNoViolation } from './axe'

/** In both languages, back in the first, and past axe. */
export async function shootTo(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const language of [...LANGUAGES].reverse()) {
    await page.evaluate((value) => window.desk.settings.set({ language: value }), language)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await page.screenshot({ path: join(folder, `${name}-${language}.png`) })
  }
  await expectNoViolation(page, name)
}
