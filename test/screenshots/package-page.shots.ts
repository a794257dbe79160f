// The page of a package as a person sees it, on a phone, on a desk's screen and on paper, in both languages: screenshots-output/package-page. With and without
// scripts it is the same page, so that the pictures stand for both.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@playwright/test'
import type { PageFacts } from '../../src-main/packages/page-facts'
import { renderHtml } from '../../src-main/packages/render-html'
import { createRng } from '../../src-origin/seed/random'
import { openPageWindow } from '../fixtures/page-window'
import { collected, MADE_AT } from '../fixtures/package-source'
import { personWithEveryField } from '../fixtures/poisoned-package'
import { PACK_VERSION } from '../fixtures/rules'

const FACTS: PageFacts = {
  madeAt: MADE_AT, dataAsOf: MADE_AT - 3_600_000, rulesPack: PACK_VERSION, packageId: '0197a0aa-0000-7000-8000-00000000000b', fileName: 'access-package-26-1179-0000000b.zip', deviceName: 'DL-CS-07',
  organisationFingerprint: Buffer.from(createRng('shots', 'fingerprint', 1).fill(new Uint8Array(32))).toString('hex'),
}
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const
/** Enough for every category, few enough that a whole page is a picture. */
const ROWS = 40

test('index.html', async () => {
  const dir = join('screenshots-output', 'package-page')
  mkdirSync(dir, { recursive: true })
  const window = await openPageWindow()
  try {
    const { page, app } = window
    const person = personWithEveryField(ROWS)
    // One row less than is held, so that something is missing and says why.
    await window.open(renderHtml(await collected({ ...person, logRows: person.logRows.slice(1) }), FACTS))
    for (const language of ['zh', 'en'] as const) {
      await page.locator(`label[for=lang-${language}]`).click()
      for (const [name, size] of Object.entries(SIZES)) {
        await page.setViewportSize(size)
        await page.screenshot({ path: join(dir, `${name}-${language}.png`), fullPage: true })
      }
      const pdf = await app.evaluate(async ({ BrowserWindow }) => {
        const [shown] = BrowserWindow.getAllWindows()
        return (await shown?.webContents.printToPDF({ pageSize: 'A4', printBackground: true, preferCSSPageSize: true }))?.toString('base64') ?? ''
      })
      writeFileSync(join(dir, `print-${language}.pdf`), Buffer.from(pdf, 'base64'))
    }
  } finally {
    await window.close()
  }
})
