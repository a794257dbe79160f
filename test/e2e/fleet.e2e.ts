// Two people at one case, a search past the own cases, and a desk that is taken away: the officer with keys alone, the colleague's desk with an OS
// key store, so that it hears of its end before anybody has signed in. Every screen on the way is looked at by axe.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openProbe } from '../demo/origin-probe'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { openDriver } from './desk-driver'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'fleet')
const WAIT = { timeout: 90_000 }

let origin: OriginProcess
let officer: DemoDesk
let colleague: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(400)
  for (const open of [{ name: 'desk-2', staff: 'zheng', scopes: 'desk:dalian' }, { name: 'desk-3', staff: 'zhou', keyring: 'throw-away' }] as const) {
    const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, open)
    await desk.driver.enrol(enrolment)
    if (open.staff === 'zheng') officer = desk
    else colleague = desk
  }
})
test.afterAll(async () => {
  await officer.driver.close()
  await colleague.driver.close()
  await origin.remove()
})

const look = (page: Page, name: string): Promise<void> => shootTo(page, SHOTS, name)

async function atOrigin(sql: string, values: readonly unknown[] = []): Promise<string> {
  const probe = await openProbe(origin.dataDir)
  try {
    const [row] = await probe.rows<{ value: string }>(sql, values)
    return row?.value ?? ''
  } finally {
    await probe.close()
  }
}

/** Somebody whom no case concerns. */
const strangersAccount = (): Promise<string> =>
  atOrigin('select account_no as value from subjects s where not exists (select 1 from requests r where r.subject_id = s.id) order by s.id limit 1')
const stateThere = (): Promise<string> => atOrigin('select state as value from requests where case_no = $1', [DEMO_ACCESS_CASE])

test('a colleague at the same case is seen, and so is whether they write', async () => {
  test.setTimeout(300_000)
  const { page, t } = officer.driver
  const { zhou } = DEMO_STAFF
  for (const { driver } of [colleague, officer]) {
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_ACCESS_CASE)
  }
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(pane).toContainText(t('queue:presence.note.viewing', { names: zhou.name }), WAIT)
  await look(page, 'presence')
  await colleague.driver.takeCase()
  await colleague.driver.verifyIdentity('R-1')
  await colleague.driver.page.getByRole('button', { name: t('request:act.decide') }).click()
  await expect(pane).toContainText(t('queue:presence.note.editing', { names: zhou.name }), WAIT)
  await look(page, 'presence-editing')
})

test('somebody of no case is found by asking the origin', async () => {
  const { page, t } = officer.driver
  await officer.driver.search(await strangersAccount())
  await expect(page.getByRole('option')).toHaveCount(1, WAIT)
  await expect(page.getByText(t('search:online.casesOnly'))).toBeVisible()
  await look(page, 'online-search')
})

test('with keys alone the officer has the other desk wiped; it is, before anybody signs in, and its last act waits for the officer', async () => {
  test.setTimeout(600_000)
  const { page, t } = officer.driver
  const { zheng } = DEMO_STAFF
  // The acts before it have arrived, so that one alone is left; decided, and locked before it could leave.
  // The toast of the act before may still stand, so it must be the decision's own.
  await expect.poll(stateThere, WAIT).toBe('deciding')
  await colleague.driver.page.keyboard.press('Control+Enter')
  const decided = t('sync:undo.did.decide', { caseNo: DEMO_ACCESS_CASE, outcome: t('words:outcome.granted') })
  await expect(colleague.driver.page.locator('.toast')).toContainText(decided, WAIT)
  const next = colleague.driver.desk.nextPage()
  await colleague.driver.page.keyboard.press('Control+l')
  await (await next).locator('.outside-form').waitFor()
  await colleague.driver.close()

  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('navigation').getByRole('button', { name: t('app:nav.audit') }).focus()
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  const rows = page.locator('.fleet-row')
  await expect(rows).toHaveCount(2)
  await look(page, 'fleet')
  await page.keyboard.press('j')
  const pane = page.getByRole('complementary', { name: t('fleet:detail') })
  await expect(pane).toContainText('desk-3')
  await page.keyboard.press('w')
  const dialog = page.getByRole('dialog')
  const confirm = dialog.locator('.text-input-code')
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  const tail = /…(\w{4})/.exec((await pane.textContent()) ?? '')?.[1] ?? ''
  await page.keyboard.press('Tab')
  await expect(dialog.getByLabel(t('fleet:lost'))).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(confirm).toBeFocused()
  await page.keyboard.type(tail)
  await look(page, 'wipe-dialog')
  await confirm.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.insertText(zheng.passphrase)
  const act = dialog.getByRole('button', { name: t('fleet:wipe.act') })
  await expect(act).toBeEnabled()
  await act.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
  await expect(pane).toContainText(t('fleet:standing.wipe-ordered'))

  colleague.driver = await openDriver({ profileDir: colleague.profileDir, language: 'zh-CN', keyring: 'throw-away' })
  // A wipe locks, and a lock makes a new window.
  const { desk } = colleague.driver
  await expect.poll(async () => (await desk.page()).getByText(t('unlock:wiped.title.order')).isVisible().catch(() => false), WAIT).toBe(true)
  const wiped = await desk.page()
  await expect(wiped.getByText(t('unlock:wiped.receipt.given'))).toBeVisible(WAIT)
  await look(wiped, 'wiped')

  await expect(pane).toContainText(t('fleet:standing.wiped'), WAIT)
  await page.getByRole('radio', { name: t('fleet:part.held', { count: '1' }) }).click()
  await expect(page.getByRole('button', { name: t('fleet:apply.open') })).toBeVisible()
  await look(page, 'held')
  await page.getByRole('button', { name: t('fleet:apply.open') }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel(t('fleet:passphrase'))).toBeFocused()
  await page.keyboard.insertText(zheng.passphrase)
  await dialog.getByRole('button', { name: t('fleet:apply.act') }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: t('fleet:held') }).getByText(t('fleet:heldState.applied'))).toBeVisible(WAIT)
})
