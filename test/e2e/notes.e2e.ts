// A note with a file, in the window and with keys alone: written, saved, sent, copied out byte for byte and taken back. The one thing of it
// that is not ours is the system's file dialog.
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { openProbe, type OriginProbe } from '../demo/origin-probe'
import { pdfOf } from '../fixtures/note-files'
import { openPersonByKeys, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

for (const language of ['zh-CN', 'en'] as const) {
  test.describe(`notes (${language})`, () => {
    let enrolled: EnrolledDesk
    let probe: OriginProbe
    let folder: string

    test.beforeAll(async () => {
      enrolled = await openEnrolledDesk(language)
      probe = await openProbe(enrolled.origin.dataDir)
      folder = await mkdtemp(join(tmpdir(), 'picked-'))
      // The desk may run as somebody else than the test.
      await chmod(folder, 0o755)
    })
    test.afterAll(async () => {
      await probe?.close()
      await enrolled?.close()
      await rm(folder, { recursive: true, force: true })
    })

    const tabTo = async (page: Page, name: string): Promise<void> => {
      const here = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
      for (let step = 0; step < 80 && !(await here()).startsWith(name); step++) await page.keyboard.press('Tab')
      expect(await here()).toContain(name)
    }
    const willPick = (file: string) =>
      enrolled.desk.driver.desk.app.evaluate(({ dialog }, picked) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] })
      }, file)

    test('is written with a file, reaches the origin, is copied out and taken back', async () => {
      const { page, t } = enrolled.desk.driver
      const bytes = pdfOf(150_000)
      const [good, bad] = [join(folder, '授权委托书.pdf'), join(folder, 'setup.exe')]
      await writeFile(good, bytes)
      await writeFile(bad, Buffer.from('MZ'))
      await walkToCase(page, DEMO_ACCESS_CASE)
      const pane = page.getByRole('complementary', { name: t('request:pane') })
      // One line until somebody writes.
      await expect(pane.getByRole('button', { name: t('notes:write') })).toBeVisible()
      await expect(pane.getByLabel(t('notes:text'))).toBeHidden()
      await page.keyboard.press('h')
      await expect(pane.getByLabel(t('notes:text'))).toBeFocused()
      await page.keyboard.type('+86 call back')
      // Folded, what was begun stays in view, and is gone on with.
      await page.keyboard.press('Escape')
      await expect(pane.getByLabel(t('notes:text'))).toBeHidden()
      await expect(pane.getByRole('button', { name: t('notes:goOn') })).toBeFocused()
      await expect(pane.getByText('+86 call back')).toBeVisible()
      await page.keyboard.press('h')
      await expect(pane.getByLabel(t('notes:text'))).toHaveValue('+86 call back')
      await willPick(bad)
      await tabTo(page, t('notes:attach'))
      await page.keyboard.press('Enter')
      await expect(pane.getByRole('alert')).toContainText(t('errors:file-type-refused.title'))
      await willPick(good)
      await page.keyboard.press('Enter')
      const composer = pane.getByRole('form', { name: t('notes:write') })
      await expect(composer).toContainText('授权委托书.pdf')
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Control+Enter')
      await expect(composer).toBeHidden()
      await expect(pane.getByText(t('notes:place.here'))).toBeVisible({ timeout: 40_000 })
      await expect.poll(async () => (await probe.rows<{ complete: boolean }>('select complete from blobs', [])).map(({ complete }) => complete)).toEqual([true])
      await page.keyboard.press('h')
      await page.keyboard.press('Shift+Tab')
      for (let step = 0; step < 20 && !(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')).includes('授权委托书'); step++) await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      const fileName = `${DEMO_ACCESS_CASE} 授权委托书.pdf`
      await expect(pane.getByText(t('notes:saved', { name: fileName }))).toBeVisible()
      const copy = await readFile(join(enrolled.desk.driver.desk.profileDir, 'exports', fileName))
      expect(createHash('sha256').update(copy).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByLabel(t('notes:reason'))).toBeFocused()
      await page.keyboard.type('wrong person')
      await tabTo(page, t('notes:takeBack'))
      await page.keyboard.press('Enter')
      await expect(dialog).toBeHidden()
      await expect(pane).toContainText('wrong person')
      await expect.poll(async () => (await probe.rows('select sha256 from blobs', [])).length, { timeout: 40_000 }).toBe(0)
    })

    test('stands on the page of the person, and leads back into the case', async () => {
      const { page, t } = enrolled.desk.driver
      await walkToCase(page, DEMO_ACCESS_CASE)
      const pane = page.getByRole('complementary', { name: t('request:pane') })
      await page.keyboard.press('h')
      await expect(pane.getByLabel(t('notes:text'))).toBeFocused()
      await page.keyboard.type('asked to be called after six')
      await page.keyboard.press('Control+Enter')
      await expect(pane.getByRole('form', { name: t('notes:write') })).toBeHidden()
      await openPersonByKeys({ page, t }, DEMO_PERSON.mobileTail)
      const side = page.getByRole('region', { name: t('person:requests') })
      await expect(side).toContainText('asked to be called after six')
      // What was taken back is not among them.
      await expect(side).not.toContainText('+86 call back')
      await shootTo(page, 'screenshots-output/notes', 'person')
      await side.getByRole('button', { name: 'asked to be called after six' }).press('Enter')
      await expect(pane).toContainText(DEMO_ACCESS_CASE)
    })
  })
}
