// A decision with keys alone: undone with z, its text found again, made without the origin, refused, edited and sent anew. The colleague on the
// second desk uses a mouse; no pointer event is sent to the first.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openProbe } from '../demo/origin-probe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { tabTo, verifyByKeys, walkToCase } from './by-keys'
import { expectNoPointer, expectPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'undo')
const WAIT = { timeout: 90_000 }
const TEXT = '您的资料已备好，请查收。'

let enrolled: EnrolledDesk
let colleague: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN', { undo: 'real' })
  const second = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'qian' })
  colleague = second.desk
  await colleague.driver.enrol(second.enrolment)
  for (const desk of [enrolled.desk, colleague]) await watchPointers(desk.driver.desk.app)
})
test.afterAll(async () => {
  await colleague.driver.close()
  await enrolled.close()
})

const shoot = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)

/** The origin's own word on the case. */
async function atOrigin<T>(sql: string): Promise<T | undefined> {
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    const [row] = await probe.rows<{ value: T }>(sql, [DEMO_ACCESS_CASE])
    return row?.value
  } finally {
    await probe.close()
  }
}
const stateThere = () => atOrigin<string>(`select state as value from requests where case_no = $1`)
const checksThere = () => atOrigin<string>(`select jsonb_array_length(body->'identityChecks')::text as value from requests where case_no = $1`)
const textThere = () => atOrigin<string>(`select body->'decision'->>'text' as value from requests where case_no = $1`)

test('decided, undone, decided offline, refused, edited, sent', async () => {
  test.setTimeout(900_000)
  const { driver } = enrolled.desk
  const { t } = driver
  let { page } = driver
  const letter = () => page.getByLabel(t('request:letter'))
  const toast = () => page.locator('.toast')

  await walkToCase(page, DEMO_ACCESS_CASE)
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(pane).toContainText(DEMO_ACCESS_CASE)
  await expect(pane.getByRole('button', { name: t('request:act.take') })).toBeVisible()
  await page.keyboard.press('a')
  await expect(toast()).toContainText(t('sync:undo.did.take', { caseNo: DEMO_ACCESS_CASE }))
  await verifyByKeys({ page, t })
  await expect.poll(stateThere, WAIT).toBe('deciding')

  await expect(page.getByRole('button', { name: t('request:act.decide') })).toBeVisible()
  await page.keyboard.press('d')
  await tabTo(page, letter())
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(TEXT)
  await expect(page.getByText(t('request:draft.discard')).first()).toBeVisible()
  await page.keyboard.press('Control+Enter')
  const undo = toast().getByRole('button', { name: t('sync:undo.act') })
  // On it, the window waits: a picture takes its time.
  await tabTo(page, undo)
  await expect(toast()).toContainText(t('sync:undo.did.decide', { caseNo: DEMO_ACCESS_CASE, outcome: t('words:outcome.granted') }))
  await shoot(page, 'toast')
  await page.keyboard.press('z')
  await expect(letter()).toHaveValue(TEXT)
  await shoot(page, 'draft')
  expect(await stateThere()).toBe('deciding')

  await enrolled.origin.stop()
  await driver.waitForChip(t('app:chip.offline'))
  await tabTo(page, letter())
  await page.keyboard.press('Control+Enter')
  await expect(toast()).toContainText(t('sync:undo.did.decide', { caseNo: DEMO_ACCESS_CASE, outcome: t('words:outcome.granted') }))
  const next = driver.desk.nextPage()
  await page.keyboard.press('Control+l')
  page = await next

  await enrolled.origin.start()
  await colleague.driver.showSyncState()
  await colleague.driver.page.getByRole('button', { name: t('sync:now') }).click()
  await colleague.driver.waitForChip(t('app:chip.synced', { time: '' }).trim())
  await colleague.driver.goTo('queue:view.team')
  await colleague.driver.openCase(DEMO_ACCESS_CASE)
  await colleague.driver.verifyIdentity('R-2')
  await expect.poll(checksThere, WAIT).toBe('2')

  await tabTo(page, page.getByLabel(t('unlock:passphrase'), { exact: true }))
  await page.keyboard.type(DEMO_STAFF.zhou.passphrase)
  await page.keyboard.press('Enter')
  const refused = page.getByRole('navigation').getByRole('button', { name: t('app:nav.refused') })
  await expect(refused).toContainText('1', WAIT)
  await tabTo(page, refused)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: t('sync:way.take-origin') })).toBeFocused()
  await expect(page.getByText(TEXT)).toBeVisible()
  await shoot(page, 'conflict')
  await page.keyboard.press('2')
  await expect(letter()).toHaveValue(TEXT)
  await shoot(page, 'edit')
  await tabTo(page, letter())
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('另附说明。')
  await page.keyboard.press('Control+Enter')
  await expect.poll(stateThere, WAIT).toBe('granted')
  expect(await textThere()).toBe(`${TEXT}另附说明。`)
  await expect(refused).toContainText('0')
  await expectNoPointer(driver.desk.app)
  // The same watch sees what a mouse does.
  await expectPointer(colleague.driver.desk.app)
})
