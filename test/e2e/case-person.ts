// From a case on the screen to the page of its person, as whoever looks before the identity is proved: with the reason that is asked for first.
import type { Page } from '@playwright/test'
import type { Translate } from '../../src-shared/text/translate'

/** `whenAsked`: each time the reason was given. */
export async function openPersonOfCase(page: Page, t: Translate, whenAsked: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const [dialog, head] = [page.getByRole('dialog'), page.locator('.person-head')]
  for (let tried = 0; tried < 3 && !(await head.isVisible()); tried++) {
    await page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:openPerson') }).click()
    await head.or(dialog).first().waitFor()
    if (await head.isVisible()) break
    await dialog.getByRole('radio').first().check()
    await dialog.getByRole('button', { name: t('identity:held.verb') }).click()
    await dialog.waitFor({ state: 'hidden' })
    await whenAsked()
  }
}
