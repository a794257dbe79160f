// "What had I agreed to on 3 March?" — answered by keys alone while the caller waits, in four presses, and printed in both languages.
import { writeFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { textsOf } from './desk-driver'
import { expectNoPointer, watchPointers } from './no-pointer'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(300_000)
  enrolled = await openEnrolledDesk('zh-CN')
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(() => enrolled.close())

/** Where pictures for people go, if anybody asks for them. */
const PICTURES = process.env['PRIVACY_DESK_PICTURES']

test('the answer stands on the screen after four keys', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('/')
  await page.keyboard.type(DEMO_PERSON.mobileTail)
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: t('answer:title', { day: '2026-06-15' }) })).toBeVisible()
  // The caller is on the line: from here on every key is counted.
  for (const key of ['d', '3', '0', '3']) await page.keyboard.press(key)
  await expect(page.getByRole('heading', { name: t('answer:title', { day: '2026-03-03' }) })).toBeVisible()
  const answer = page.locator('.consent-answer')
  await expect(answer.getByRole('status')).toHaveText(t('answer:summary', { day: '2026-03-03', inForce: 3, withdrawn: 1, never: 0 }))
  await expect(answer).toContainText(t('policy:why.product-over-general'))
  await expect(answer).toContainText(t('consent:finding.not-explicit'))
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/consent-answer.png` })
})

test('another year is typed out, Escape takes the day back, and nothing is answered for a day to come', async () => {
  const { page, t } = enrolled.desk.driver
  const title = (day: string) => page.getByRole('heading', { name: t('answer:title', { day }) })
  await page.keyboard.press('Enter')
  await page.keyboard.press('d')
  await page.keyboard.type('20250302')
  await expect(title('2025-03-02')).toBeVisible()
  await expect(page.locator('.consent-answer').getByRole('status')).toContainText(t('answer:summary', { day: '2025-03-02', inForce: 3, withdrawn: 1, never: 0 }))
  await page.keyboard.press('Escape')
  await expect(title('2026-03-03')).toBeVisible()
  await page.keyboard.press('d')
  await page.keyboard.type('2027-01-01')
  await expect(page.locator('#day-field-note')).toHaveText(t('answer:dayFuture', { day: '2027-01-01' }))
  await expect(title('2026-03-03')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('a key prints it: one document with both languages, and nothing else of the page', async () => {
  const { page, desk } = enrolled.desk.driver
  // The system's own dialog is not ours: what it is given is looked at instead.
  await page.evaluate(() => {
    Object.assign(window, { asked: 0, print: () => Object.assign(window, { asked: ((window as unknown as { asked: number }).asked += 1) }) })
  })
  await page.keyboard.press('p')
  const sheet = page.locator('.consent-sheet')
  await expect(sheet).toHaveCount(1)
  await expect.poll(() => page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(1)
  for (const language of ['zh-CN', 'en'] as const) {
    const t = textsOf(language)
    const half = sheet.locator(`[lang="${language}"]`)
    await expect(half).toContainText(t('answer:sheet.title'))
    await expect(half).toContainText(t('answer:summary', { day: '2026-03-03', inForce: 3, withdrawn: 1, never: 0 }))
    await expect(half).toContainText(t('policy:why.product-over-general'))
  }
  await page.emulateMedia({ media: 'print' })
  await expect(sheet).toBeVisible()
  await expect(page.locator('#root')).toBeHidden()
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/consent-sheet.png`, fullPage: true })
  await page.emulateMedia({ media: null })
  await expect(sheet).toBeHidden()
  const pdf = await desk.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    return (await window?.webContents.printToPDF({ pageSize: 'A4' }))?.toString('base64') ?? ''
  })
  const bytes = Buffer.from(pdf, 'base64')
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  if (PICTURES !== undefined) writeFileSync(`${PICTURES}/consent.pdf`, bytes)
})

test('no violation of WCAG 2.2 AA, light and dark', async () => {
  const { page } = enrolled.desk.driver
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    // Colours change over 120 ms; half way they have another contrast.
    await page.waitForTimeout(400)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([])
  }
})
