// By keys alone: the person too many and the package too many are refused, a colleague lets each through with their own passphrase, and it is done at once; a package
// some time after the passphrase was typed waits until it is typed again.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_PERSON, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF, type DemoStaff } from '../../src-origin/seed/staff'
import { openPersonByKeys, pressByKeys, tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'limits')
/** One pack, whatever its number. */
const RULES = join('resources', 'rules')
const VERSION = '2026.90'
const LATER_VERSION = '2026.91'
/** The shortest that a pack may set. */
const PROOF_SECONDS = 30

let enrolled: EnrolledDesk

/** As the officer does. */
function issueLimits(version: string, limits: object): void {
  const { dataDir } = enrolled.origin
  const [pack = ''] = readdirSync(RULES)
  const file = join(dataDir, 'pack.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(join(RULES, pack), 'utf8')) as object), version, limits: { ...limits, source: 'P-MASK' } }))
  execFileSync(process.execPath, [join('out', 'origin', 'start.js'), 'rules', '--data', dataDir, '--issue', file])
}

/** A case says by which pack its days are counted. */
async function waitForPack(version: string): Promise<void> {
  const { page, t } = enrolled.desk.driver
  await walkToCase(page, DEMO_ACCESS_CASE)
  await expect(page.getByRole('complementary', { name: t('request:pane') })).toContainText(version, { timeout: 120_000 })
}

test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  const { driver } = enrolled.desk
  // One of each, so that the second is one too many.
  issueLimits(VERSION, { revealedPeople: 1, exportsAnHour: 1 })
  await waitForPack(VERSION)
  await watchPointers(driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(() => enrolled?.close())

function parts() {
  const { page, t } = enrolled.desk.driver
  const asked = page.getByRole('dialog', { name: t('workstation:letThrough.title') })
  return { page, t, asked, ask: page.getByRole('button', { name: t('workstation:letThrough.open') }), done: (by: DemoStaff) => page.getByText(t('workstation:letThrough.done', { name: by.name })) }
}

/** The dialog is open, with the focus in its first field. */
async function prove({ login, passphrase }: Pick<DemoStaff, 'login' | 'passphrase'>): Promise<void> {
  const { page, t, asked } = parts()
  const loginField = asked.getByLabel(t('workstation:letIn.login'))
  await tabTo(page, loginField)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(login)
  await page.keyboard.press('Tab')
  await expect(asked.getByLabel(t('workstation:letIn.theirs'), { exact: true })).toBeFocused()
  await page.keyboard.insertText(passphrase)
  await pressByKeys(page, asked.getByRole('button', { name: t('workstation:letThrough.act'), exact: true }))
}

/** Asks for the name of the person on the screen, with the first reason; the dialog with the answer. */
async function askForName(): Promise<{ readonly dialog: Locator; readonly verb: Locator }> {
  const { page, t } = parts()
  const act = t('reveal:act', { what: t('reveal:field.name') })
  await pressByKeys(page, page.getByRole('button', { name: act, exact: true }))
  const dialog = page.getByRole('dialog', { name: act })
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  await page.keyboard.press('Space')
  const verb = dialog.getByRole('button', { name: t('reveal:verb'), exact: true })
  await pressByKeys(page, verb)
  return { dialog, verb }
}

test('a second person is shown where a colleague let it through, and not the one who is signed in', async () => {
  test.setTimeout(600_000)
  const { page, t, asked, ask, done } = parts()
  const head = page.locator('.person-head')
  await openPersonByKeys({ page, t }, DEMO_PERSON.accountNo)
  const first = await askForName()
  await expect(first.dialog).toBeHidden()
  await expect(head).toContainText(DEMO_PERSON.name)

  await openPersonByKeys({ page, t }, DEMO_CONFLICT_PERSON.accountNo)
  const { dialog, verb } = await askForName()
  await expect(dialog.getByRole('alert')).toContainText(t('errors:reveal-limit.title'))
  await shootTo(page, SHOTS, 'reveal')
  await pressByKeys(page, ask)
  await expect(asked.getByLabel(t('workstation:letIn.login'))).toBeFocused()
  // Who changes nothing goes on where they were, in the dialog below.
  await page.keyboard.press('Escape')
  await expect(asked).toBeHidden()
  await expect(dialog).toBeVisible()
  await expect(ask).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(asked.getByLabel(t('workstation:letIn.login'))).toBeFocused()
  await prove(DEMO_STAFF.zhou)
  await expect(asked.getByRole('alert')).toContainText(t('errors:second-person-same.title'))
  await prove({ login: DEMO_STAFF.wu.login, passphrase: 'not theirs' })
  await expect(asked.getByRole('alert')).toContainText(t('errors:origin-refused-credentials.title'))
  await shootTo(page, SHOTS, 'colleague')
  await prove(DEMO_STAFF.wu)
  await expect(asked).toBeHidden()
  await expect(done(DEMO_STAFF.wu)).toBeFocused()
  await shootTo(page, SHOTS, 'let-through')
  await pressByKeys(page, verb)
  await expect(dialog).toBeHidden()
  await expect(head).toContainText(DEMO_CONFLICT_PERSON.name)
})

const made = (): Locator => enrolled.desk.driver.page.getByTestId('package-file')
/** From the case that is selected in the queue. */
async function makeByKeys(): Promise<void> {
  const { page, t } = parts()
  await expect(page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:act.package') })).toBeVisible()
  await page.keyboard.press('x')
  await pressByKeys(page, page.getByRole('button', { name: t('packages:make'), exact: true }))
}

test('a second package is made where a colleague let it through', async () => {
  test.setTimeout(600_000)
  const { driver } = enrolled.desk
  const { page, t, asked, ask, done } = parts()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await walkToCase(page, DEMO_ACCESS_CASE)
  await takeByKeys(driver)
  await verifyByKeys(driver)
  await makeByKeys()
  await expect(made()).toBeVisible({ timeout: 120_000 })
  await walkToCase(page, DEMO_ACCESS_CASE)
  await makeByKeys()
  await expect(page.getByRole('alert').filter({ hasText: t('errors:export-limit.title') })).toBeVisible()
  await shootTo(page, SHOTS, 'package')
  await pressByKeys(page, ask)
  await expect(asked.getByLabel(t('workstation:letIn.login'))).toBeFocused()
  await prove(DEMO_STAFF.zheng)
  await expect(asked).toBeHidden()
  await expect(done(DEMO_STAFF.zheng)).toBeFocused()
  await expect(made()).toBeHidden()
  await pressByKeys(page, page.getByRole('button', { name: t('packages:make'), exact: true }))
  await expect(made()).toBeVisible({ timeout: 120_000 })
})

test('a package waits for the passphrase where it was typed some time ago', async () => {
  test.setTimeout(600_000)
  const { page, t } = parts()
  issueLimits(LATER_VERSION, { proofSeconds: PROOF_SECONDS })
  await waitForPack(LATER_VERSION)
  await page.waitForTimeout(PROOF_SECONDS * 1_000)
  await makeByKeys()
  const dialog = page.getByRole('dialog', { name: t('workstation:prove.title') })
  const field = dialog.getByLabel(t('workstation:prove.label', { name: DEMO_STAFF.zhou.name }))
  await expect(field).toBeFocused()
  await shootTo(page, SHOTS, 'prove')
  // Whoever would rather not: nothing is made, and it says why.
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('alert').filter({ hasText: t('errors:needs-passphrase.title') })).toBeVisible()
  await pressByKeys(page, page.getByRole('button', { name: t('packages:make'), exact: true }))
  await expect(field).toBeFocused()
  await page.keyboard.insertText('not mine')
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText(t('unlock:wrong'))
  await shootTo(page, SHOTS, 'prove-wrong')
  await page.keyboard.insertText(DEMO_STAFF.zhou.passphrase)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(made()).toBeVisible({ timeout: 120_000 })
})
