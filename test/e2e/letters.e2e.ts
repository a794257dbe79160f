// The letters of a case with keys alone: composed, looked through for what must not leave, kept as a draft, saved, printed, delivered, and the
// entry withdrawn; then an answer that is owed until its delivery is entered. No pointer event is sent in this file.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { exportedFile } from '../demo/demo-context'
import { openProbe } from '../demo/origin-probe'
import { tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { shootTo } from './pictures'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { textOfPdf } from './pdf-text'

const SHOTS = join('screenshots-output', 'letters')
const WAIT = { timeout: 90_000 }

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

const shoot = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)

async function lettersAtOrigin(): Promise<string> {
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    const rows = await probe.rows<{ value: string }>(
      `select concat_ws(' ', l.body->>'kind', l.body->>'version', (select string_agg(d->>'channel' || coalesce(' -' || (d->'withdrawn'->>'reason'), ''), ',') from jsonb_array_elements(l.body->'deliveries') d)) as value
       from letters l join requests r on r.id = l.request_id where r.case_no = $1 order by l.id`, [DEMO_ACCESS_CASE])
    return rows.map(({ value }) => value).join('; ')
  } finally {
    await probe.close()
  }
}

function parts() {
  const { page, t } = enrolled.desk.driver
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  const dialog = page.getByRole('dialog')
  const enter = async (button: Locator): Promise<void> => {
    await expect(button).toBeEnabled()
    await tabTo(page, button)
    await page.keyboard.press('Enter')
  }
  const act = async (verb: string): Promise<void> => {
    await enter(dialog.getByRole('button', { name: verb, exact: true }))
    await expect(dialog).toBeHidden()
  }
  return { page, t, pane, dialog, enter, act, rows: pane.locator('.letter-row') }
}

test('an acknowledgement is composed, looked through, and saved as a version', async () => {
  test.setTimeout(600_000)
  const { page, t, pane, dialog, enter, act, rows } = parts()
  await walkToCase(page, DEMO_ACCESS_CASE)
  await expect(pane.getByText(t('letters:none'))).toBeVisible()
  await page.keyboard.press('o')
  const text = dialog.getByLabel(t('letters:compose.text'))
  await expect(text).toBeFocused()
  await expect(text).toHaveValue(new RegExp(`${DEMO_ACCESS_CASE}[\\s\\S]*\\d{4}-\\d{2}-\\d{2}[\\s\\S]*Dear user`))
  await shoot(page, 'compose')

  // What must not leave is named with its line, holds the saving back, and is masked where it stands.
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\n请致电13800138000')
  const leaks = dialog.getByRole('alert')
  await expect(leaks).toContainText('13800138000')
  await expect(dialog.getByRole('button', { name: t('letters:compose.act'), exact: true })).toBeDisabled()
  await shoot(page, 'leak')
  await enter(leaks.getByRole('button'))
  await expect(text).toHaveValue(/请致电138\*\*\*\*8000$/)
  await expect(leaks).toBeHidden()
  await expect(dialog.getByRole('region', { name: t('letters:compose.preview') })).toContainText('请致电138****8000')

  // Left and come back to: the words are there; a restored template follows the kind again.
  await expect(dialog.getByText(t('request:draft.kept', { time: '' }).trim())).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('o')
  await expect(text).toHaveValue(/请致电138\*\*\*\*8000$/)
  await enter(dialog.getByRole('button', { name: t('letters:compose.restore') }))
  await tabTo(page, dialog.getByRole('radiogroup', { name: t('letters:compose.kind') }).getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowRight')
  await expect(text).toHaveValue(/还需要您补充/)
  await page.keyboard.press('ArrowLeft')
  await expect(text).toHaveValue(/现已受理/)
  await act(t('letters:compose.act'))
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(`${t('letters:kind.acknowledgement')} · ${t('letters:version', { version: 1 })}`)
})

test('it is printed as it was seen, into a file that names nobody', async () => {
  test.setTimeout(600_000)
  const { page, t, dialog, enter, rows } = parts()
  await enter(rows.getByRole('button', { name: t('letters:view') }))
  const paper = dialog.getByRole('region')
  await expect(paper).toContainText('现已受理')
  const seen = (await paper.textContent()) ?? ''
  await shoot(page, 'view')
  await enter(dialog.getByRole('button', { name: t('letters:pdf'), exact: true }))
  await expect(dialog).toBeHidden(WAIT)
  const file = exportedFile(enrolled.desk, `letter-${DEMO_ACCESS_CASE}-acknowledgement-1.pdf`)
  await expect(page.getByText(t('letters:pdfSaved', { fileName: `letter-${DEMO_ACCESS_CASE}-acknowledgement-1.pdf` }))).toBeVisible()
  const pdf = readFileSync(file)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  // A font may give a character as its radical (⾝ for 身).
  const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s/g, '')
  expect(plain(textOfPdf(pdf))).toBe(plain(seen))
  expect(readdirSync(dirname(file))).toEqual([`letter-${DEMO_ACCESS_CASE}-acknowledgement-1.pdf`])
})

test('its delivery is entered, withdrawn with a reason, and entered anew', async () => {
  test.setTimeout(600_000)
  const { page, t, dialog, enter, act, rows } = parts()
  const deliver = async (steps: number): Promise<void> => {
    await enter(rows.first().getByRole('button', { name: t('letters:deliver') }))
    const channel = dialog.getByLabel(t('letters:deliverChannel'))
    await tabTo(page, channel)
    await page.keyboard.press('ArrowDown')
    for (let step = 0; step < steps; step++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await act(t('letters:deliverAct'))
  }
  await enter(rows.first().getByRole('button', { name: t('letters:deliver') }))
  await expect(dialog).toBeVisible()
  await shoot(page, 'deliver')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await deliver(1)
  await expect(rows.first()).toContainText(t('letters:delivered'))
  await expect(rows.first()).toContainText(t('letters:channel.post'))

  await enter(rows.first().getByRole('button', { name: t('letters:undeliver') }))
  await expect(dialog.getByLabel(t('letters:undeliverReason'))).toBeFocused()
  await page.keyboard.type('寄错了')
  await act(t('letters:undeliverAct'))
  await expect(rows.first()).toContainText(t('letters:notDelivered'))
  await expect(rows.first()).toContainText('寄错了')
  await deliver(0)
  await expect(rows.first()).toContainText(t('letters:delivered'))
  await shoot(page, 'delivered')
  await expect.poll(lettersAtOrigin, WAIT).toBe('acknowledgement 1 post -寄错了,e-mail')
})

test('an answer is owed until its delivery is entered', async () => {
  test.setTimeout(600_000)
  const { page, t, pane, enter, act, rows } = parts()
  await takeByKeys(enrolled.desk.driver)
  await verifyByKeys(enrolled.desk.driver)
  await expect(pane.getByRole('button', { name: t('request:act.decide') })).toBeVisible()
  await page.keyboard.press('d')
  // The letter is made by the data process: what is not on the screen yet is not sent.
  await expect(pane.getByRole('button', { name: t('request:submitNext') })).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  await expect(pane.getByLabel(t('request:letter'))).toBeHidden()
  await walkToCase(page, DEMO_ACCESS_CASE, '0')
  await expect(pane).toContainText(DEMO_ACCESS_CASE)
  await expect(pane.getByText(t('letters:answerOwed'))).toBeVisible()
  await expect(rows.first()).toContainText(t('letters:kind.decision'))
  await shoot(page, 'owed')
  await enter(rows.first().getByRole('button', { name: t('letters:deliver') }))
  await act(t('letters:deliverAct'))
  await expect(pane.getByText(t('letters:answerOwed'))).toBeHidden()
  await expect.poll(lettersAtOrigin, WAIT).toBe('acknowledgement 1 post -寄错了,e-mail; decision 1 e-mail')
})

test('the answer of a proposed erasure is read, and neither printed nor delivered', async () => {
  test.setTimeout(600_000)
  const { page, t, pane, dialog, enter, rows } = parts()
  await walkToCase(page, DEMO_DELETE_CASE)
  await expect(pane).toContainText(DEMO_DELETE_CASE)
  await takeByKeys(enrolled.desk.driver)
  await verifyByKeys(enrolled.desk.driver)
  await enrolled.desk.driver.proposeErasure(DEMO_DELETE_CASE.replaceAll(/\D/g, '').slice(-4))
  await expect(page.getByText(t('erasure:answerText'))).toBeVisible()
  await shoot(page, 'erasure-plan')
  await walkToCase(page, DEMO_DELETE_CASE)
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(t('letters:bar.awaits-erasure.tag'))
  await expect(rows.getByRole('button', { name: t('letters:deliver') })).toHaveCount(0)
  await rows.scrollIntoViewIfNeeded()
  await shoot(page, 'awaits-erasure')
  await enter(rows.getByRole('button', { name: t('letters:view') }))
  await expect(dialog.getByRole('button', { name: t('letters:pdf'), exact: true })).toBeDisabled()
  await shoot(page, 'awaits-erasure-view')
  await page.keyboard.press('Escape')
})
