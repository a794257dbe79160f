// Identity in the window, with keys alone: a code that the origin sends by real SMTP and compares; a failed check; a document and its second person.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openProbe, type OriginProbe } from '../demo/origin-probe'
import { startMailbox, textOf, type Mailbox } from '../fixtures/mailbox'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { shootTo } from './pictures'

let mailbox: Mailbox
let enrolled: EnrolledDesk
let reviewer: DemoDesk
let probe: OriginProbe

test.beforeAll(async () => {
  mailbox = await startMailbox()
  enrolled = await openEnrolledDesk('en', { originArguments: ['--smtp', mailbox.settingsFile] })
  const opened = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'wu' })
  reviewer = opened.desk
  await reviewer.driver.enrol(opened.enrolment)
  await reviewer.driver.waitForChip(reviewer.driver.t('app:chip.synced', { time: '' }).trim())
  probe = await openProbe(enrolled.origin.dataDir)
})
test.afterAll(async () => {
  await probe?.close()
  await reviewer?.driver.close()
  await enrolled?.close()
  await mailbox?.close()
})

const bodyOf = async (caseNo: string) => (await probe.rows<{ body: Record<string, unknown> }>('select body from requests where case_no = $1', [caseNo]))[0]?.body ?? {}
const tabTo = async (page: Page, name: string): Promise<void> => {
  const isThere = () => page.evaluate(() => document.activeElement?.textContent ?? document.activeElement?.getAttribute('aria-label') ?? '')
  for (let step = 0; step < 20 && (await isThere()) !== name; step++) await page.keyboard.press('Tab')
  expect(await isThere()).toBe(name)
}

test('a code goes to the registered e-mail, is read back, and the origin’s own check stands in the case', async () => {
  const { page, t, goTo, openCase, takeCase } = enrolled.desk.driver
  await goTo('queue:view.team')
  await openCase(DEMO_ACCESS_CASE)
  await takeCase()
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(pane.getByRole('button', { name: t('request:act.verify') })).toBeVisible()
  await page.keyboard.press('v')
  const dialog = page.getByRole('dialog')
  const byMail = dialog.locator('input[type=radio]')
  await expect(byMail.first()).toBeFocused()
  // The mobile comes first; this origin has nothing that sends to it, and says so.
  await tabTo(page, t('identity:code.send'))
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(t('identity:code.no-sender'))
  await byMail.first().focus()
  await page.keyboard.press('ArrowDown')
  await tabTo(page, t('identity:code.send'))
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel(t('identity:code.label'))).toBeFocused()
  await expect.poll(() => mailbox.mails.length).toBe(1)
  const [code = ''] = /\b\d{6}\b/.exec(textOf(mailbox.mails[0] ?? { to: [], raw: '', encrypted: false })) ?? []
  await page.keyboard.type(code === '000000' ? '000001' : '000000')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(t('identity:code.wrong', { count: 2 }))
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(pane).toContainText(t('identity:confirmed'))
  expect((await bodyOf(DEMO_ACCESS_CASE))['identityChecks']).toMatchObject([{ method: 'one-time-code', confirmed: true }])
  // On what it rests, and who did it, folded below the identifiers.
  const attempts = pane.locator('details', { hasText: t('identity:attempts', { count: 1 }) })
  await attempts.locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(attempts.getByText(t('words:method.one-time-code'))).toBeVisible()
  await attempts.scrollIntoViewIfNeeded()
  await shootTo(page, join('screenshots-output', 'identity'), 'attempts')
  await page.evaluate(() => window.desk.settings.set({ language: 'en' }))
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('a document waits for a second person, who accepts it on their own desk', async () => {
  const { page, t, goTo, openCase, takeCase } = enrolled.desk.driver
  await goTo('queue:view.team')
  await openCase(DEMO_CONFLICT_CASE)
  await takeCase()
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(pane.getByRole('button', { name: t('request:act.verify') })).toBeVisible()
  await page.keyboard.press('v')
  const dialog = page.getByRole('dialog')
  await tabTo(page, t('identity:methodShort.one-time-code'))
  await page.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('radio', { name: t('identity:methodShort.document-seen') })).toBeFocused()
  await dialog.getByLabel(t('request:verify.evidence')).focus()
  await page.keyboard.type('Passport, name and photo fit')
  await tabTo(page, t('identity:propose'))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(pane).toContainText(t('identity:waits'))
  await expect.poll(async () => (await bodyOf(DEMO_CONFLICT_CASE))['proposedCheck'], { timeout: 60_000 }).toMatchObject({ method: 'document-seen' })

  const second = reviewer.driver
  await second.goTo('queue:view.team')
  await second.openCase(DEMO_CONFLICT_CASE)
  const otherPane = second.page.getByRole('complementary', { name: second.t('request:pane') })
  await expect(otherPane).toContainText(second.t('identity:waits'), { timeout: 60_000 })
  await second.page.keyboard.press('c')
  const word = second.page.getByRole('dialog')
  await expect(word).toContainText('Passport, name and photo fit')
  await tabTo(second.page, second.t('identity:settle.verb.yes'))
  await second.page.keyboard.press('Enter')
  await expect(word).toBeHidden()
  await expect.poll(async () => (await bodyOf(DEMO_CONFLICT_CASE))['identityChecks'], { timeout: 60_000 }).toMatchObject([{ method: 'document-seen', approvedBy: expect.any(String) }])
  await expect(pane).toContainText(t('words:method.document-seen'), { timeout: 60_000 })
})
