// Pictures of a screen for whoever looks at it afterwards.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { LANGUAGES } from '../../src-shared/contract/shell'
import { expectNoViolation } from './axe'
import { languageOf, switchTo } from './languages'

/** By whoever wants to look: they cost the tests minutes, and where nobody looks there is nothing in them. */
export const ARE_PICTURES_WANTED = process.env['PRIVACY_DESK_PICTURES'] === '1'

/** Past axe; and, where pictures are wanted, in both languages and back in the first. */
export async function shootTo(page: Page, folder: string, name: string): Promise<void> {
  if (ARE_PICTURES_WANTED) await shootInBoth(page, folder, name)
  await expectNoViolation(page, name)
}

async function shootInBoth(page: Page, folder: string, name: string): Promise<void> {
  const own = await languageOf(page)
  mkdirSync(folder, { recursive: true })
  for (const language of [...LANGUAGES].reverse()) {
    await switchTo(page, language)
    await page.screenshot({ path: join(folder, `${name}-${language}.png`) })
  }
  await switchTo(page, own)
}
