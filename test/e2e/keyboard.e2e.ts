// A case worked without a mouse: search, person, queue, take, verify, decide; no pointer event is sent in this file.
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openProbe } from '../demo/origin-probe'
import { pressByKeys, tabTo, verifyByKeys } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'keys')
const OWN = '自己换的一句新口令，够长也好记'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(() => enrolled.close())

test('a caller is found by the last four digits and opened, and the way back leads back', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('/')
  await expect(page.getByLabel(t('search:label'))).toBeFocused()
  await page.keyboard.type(DEMO_PERSON.mobileTail)
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('.person-head')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('option')).toHaveCount(1)
})

test('Enter is quicker than the answer to the last digit, and is not lost', async () => {
  const { page } = enrolled.desk.driver
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  // In one task of the page: no answer comes in between.
  await page.evaluate(async (digits) => {
    const box = document.activeElement
    if (!(box instanceof HTMLInputElement)) throw new Error('the search box has the focus')
    box.setRangeText(digits, 0, box.value.length)
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await Promise.resolve()
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
  }, DEMO_PERSON.mobileTail)
  await expect(page.locator('.person-head')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('option')).toHaveCount(1)
})

test('F1 shows what a screen is for, in a text field too; it goes along to the next screen, and Escape leads back', async () => {
  const { page, t } = enrolled.desk.driver
  const help = page.getByRole('complementary', { name: t('help:title') })
  const box = page.getByLabel(t('search:label'))
  await page.keyboard.press('/')
  await page.keyboard.type('9')
  await page.keyboard.press('F1')
  await expect(help.getByRole('heading', { name: t('help:search.name') })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('2')
  await expect(help.getByRole('heading', { name: t('help:queue.name') })).toBeVisible()
  await shootTo(page, SHOTS, 'help-queue')
  await tabTo(page, help.getByRole('button', { name: t('help:close') }))
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await page.keyboard.press('/')
  await page.keyboard.press('F1')
  await page.keyboard.press('Escape')
  await expect(box).toBeFocused()
})

test('a request is taken, verified and granted with keys alone, and arrives', async () => {
  const { page, t } = enrolled.desk.driver
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('2')
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  const selected = grid.locator('[aria-selected="true"]')
  for (let step = 0; step < 200 && !(await selected.textContent())?.includes(DEMO_ACCESS_CASE); step++) {
    const before = await grid.getAttribute('aria-activedescendant')
    await page.keyboard.press('j')
    await expect(grid).not.toHaveAttribute('aria-activedescendant', before ?? '')
  }
  await expect(pane).toContainText(DEMO_ACCESS_CASE)
  await expect(pane.getByRole('button', { name: t('request:act.take') })).toBeVisible()
  await page.keyboard.press('a')
  await expect(pane.getByRole('button', { name: t('request:act.verify') })).toBeVisible()
  await verifyByKeys(enrolled.desk.driver)
  await expect(pane.getByRole('button', { name: t('request:act.decide') })).toBeVisible()
  await page.keyboard.press('d')
  // The letter is made by the data process: what is not on the screen yet is not sent.
  await expect(pane.getByRole('button', { name: t('request:submitNext') })).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  await expect(pane.getByLabel(t('request:letter'))).toBeHidden()
  const probe = await openProbe(enrolled.origin.dataDir)
  try {
    await expect.poll(() => probe.count(`select count(*) as n from requests where case_no = $1 and state = 'granted'`, [DEMO_ACCESS_CASE]), { timeout: 60_000 }).toBe(1)
  } finally {
    await probe.close()
  }
})

test('the palette does by its name what is possible here, and leads to every place', async () => {
  const { page, t } = enrolled.desk.driver
  const palette = page.getByRole('combobox', { name: t('keys:palette.label') })
  const chosen = page.getByRole('option', { selected: true })
  await page.keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await shootTo(page, SHOTS, 'palette')
  await page.keyboard.type(t('app:nav.policies'))
  await expect(chosen).toContainText(t('app:nav.policies'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: t('register:title') })).toBeVisible()
  await page.keyboard.press('Control+k')
  // The other language finds it too.
  await page.keyboard.type('unassigned')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: t('queue:view.unassigned') })).toBeVisible()
  const grid = page.getByRole('grid')
  await grid.focus()
  const caseNo = await grid.locator('[aria-selected="true"] [aria-colindex="3"]').textContent()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(t('keys:command.take'))
  await page.keyboard.press('Enter')
  // Taken, it is no longer among those that nobody has.
  await expect(grid.getByText(caseNo ?? '')).toHaveCount(0)
})

test('a command gets another key, a taken one is refused with its name, and without single keys only those with Ctrl act', async () => {
  const { page, t } = enrolled.desk.driver
  const card = page.getByRole('dialog')
  const note = t('keys:command.note')
  const changeOf = (cap: string) => card.getByRole('button', { name: t('keys:change', { command: note, cap }) })
  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+Slash')
  await tabTo(page, changeOf('H'))
  await page.keyboard.press('Enter')
  await page.keyboard.press('v')
  await expect(card.getByText(t('keys:taken', { cap: 'V', command: t('keys:command.verify') }))).toBeVisible()
  await page.keyboard.press('q')
  await expect(changeOf('Q')).toBeVisible()
  await shootTo(page, SHOTS, 'keys')
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await page.getByRole('grid').focus()
  await page.keyboard.press('q')
  await expect(pane.getByLabel(t('notes:text'))).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+Slash')
  await tabTo(page, card.getByRole('checkbox'))
  await page.keyboard.press('Space')
  await expect(card.getByRole('checkbox')).not.toBeChecked()
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await page.keyboard.press('Shift+Slash')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: t('keys:palette.label') })).toBeFocused()
  await page.keyboard.type(t('keys:command.help'))
  await page.keyboard.press('Enter')
  await tabTo(page, card.getByRole('button', { name: t('keys:allDefault') }))
  await page.keyboard.press('Enter')
  await expect(changeOf('H')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
})

test('the desk is locked and unlocked, and Enter opens the next case', async () => {
  const { desk } = enrolled
  const { t } = desk.driver
  const next = desk.driver.desk.nextPage()
  await desk.driver.page.keyboard.press('Control+l')
  const page = await next
  await expect(page.getByLabel(t('unlock:passphrase'), { exact: true })).toBeFocused()
  await page.keyboard.type(DEMO_STAFF.zhou.passphrase)
  await page.keyboard.press('Enter')
  const grid = page.getByRole('grid', { name: t('queue:view.mine') })
  await expect(grid).toBeFocused({ timeout: 60_000 })
  const caseNo = (await grid.locator('[aria-selected="true"] [aria-colindex="3"]').textContent()) ?? ''
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  await expect(pane).toBeFocused()
  await expect(pane).toContainText(caseNo)
  // Back past everything, in two stops.
  await pressByKeys(page, page.getByRole('button', { name: t('app:skip') }))
  await expect(page.getByRole('main')).toBeFocused()
})

test('a colleague is let in, works as themselves, and is taken out again', async () => {
  test.setTimeout(240_000)
  const { wu, zhou } = DEMO_STAFF
  const { t } = enrolled.desk.driver
  let page = await enrolled.desk.driver.desk.page()
  const dialog = () => page.getByRole('dialog')
  const type = async (key: Parameters<typeof t>[0], words: string): Promise<void> => {
    await tabTo(page, dialog().getByLabel(t(key), { exact: true }))
    await page.keyboard.insertText(words)
  }
  const press = async (name: string): Promise<void> => {
    await tabTo(page, dialog().getByRole('button', { name, exact: true }))
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Control+Shift+L')
  await expect(dialog().getByText(zhou.name)).toBeVisible()
  await expect(dialog().getByRole('button', { name: t('workstation:change') })).toBeHidden()
  await press(t('workstation:letIn.open'))
  await type('workstation:letIn.login', wu.login)
  await type('workstation:letIn.theirs', wu.passphrase)
  await type('fleet:passphrase', zhou.passphrase)
  await shootTo(page, SHOTS, 'let-in')
  await press(t('workstation:letIn.act'))
  await expect(dialog().getByText(wu.name)).toBeVisible({ timeout: 60_000 })
  await shootTo(page, SHOTS, 'people-here')
  const next = enrolled.desk.driver.desk.nextPage()
  await press(t('workstation:change'))
  page = await next
  await expect(page.getByText(t('unlock:choose'))).toBeVisible()
  await expect(page.getByRole('radio').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel(t('unlock:passphrase'), { exact: true })).toBeFocused()
  await shootTo(page, SHOTS, 'unlock-of-two')
  await page.keyboard.insertText(wu.passphrase)
  await page.keyboard.press('Enter')
  await expect(page.locator('.sidebar-me')).toContainText(wu.name, { timeout: 120_000 })
  await expect(page.locator('.sidebar-me')).not.toContainText(zhou.name)
  await page.keyboard.press('Control+Shift+L')
  await press(t('workstation:takeOut.of', { name: zhou.name }))
  await shootTo(page, SHOTS, 'take-out')
  await type('fleet:passphrase', wu.passphrase)
  await press(t('workstation:takeOut.act'))
  await expect(dialog().getByRole('listitem')).toHaveCount(1, { timeout: 120_000 })
  await expect(dialog().getByText(zhou.name)).toBeHidden()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+K')
  await type('workstation:passphrase.present', 'not the present one')
  await type('workstation:passphrase.new', OWN)
  await type('enrol:repeat', OWN)
  await press(t('workstation:passphrase.act'))
  await expect(dialog().getByText(t('unlock:wrong'))).toBeVisible({ timeout: 60_000 })
  await shootTo(page, SHOTS, 'change-passphrase')
  await type('workstation:passphrase.present', wu.passphrase)
  await type('workstation:passphrase.new', OWN)
  await type('enrol:repeat', OWN)
  await press(t('workstation:passphrase.act'))
  await expect(page.getByText(t('workstation:passphrase.done'))).toBeVisible({ timeout: 120_000 })
})
