// The practice desk: opened from the real one, entered by a role, apart from it; and the first steps, each ticked when it was done.
import { copyFileSync, existsSync, lstatSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { openDriver, pickEnrolmentFile, textsOf, type Driver } from './desk-driver'
import { prepareOnce } from './launch'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'practice')
const t = textsOf('zh-CN')
let origin: OriginProcess
let profileDir: string
let enrolmentFile: string
test.describe.configure({ timeout: 300_000 }) // a first start with pictures and axe, a lock and an unlock, in one journey
test.beforeAll(async () => {
  origin = await startOriginProcess(400, ['--practice'])
  const prepared = await prepareOnce()
  // A folder around both: the practice desk makes its own beside the real one.
  const home = prepared.makeProfile('practice')
  profileDir = join(home, 'desk')
  enrolmentFile = join(home, 'enrolment.json')
  copyFileSync(origin.enrolmentFile, enrolmentFile)
  prepared.giveToDesk(home)
})
test.afterAll(() => origin.remove())

const card = (page: Page) => page.getByRole('button', { name: new RegExp(t('steps:card', { done: '\\d+', all: '\\d+' })) })
const expectDone = async (page: Page, done: number): Promise<void> => expect(card(page)).toHaveAccessibleName(t('steps:card', { done, all: 18 - 1 }))

async function enterAs(driver: Driver, login: 'zhou'): Promise<void> {
  const { page } = driver
  await expect(page.getByRole('heading', { name: t('practice:title') })).toBeVisible()
  await pickEnrolmentFile(driver, enrolmentFile)
  await expect(page.getByRole('radio', { name: new RegExp(DEMO_STAFF[login].name) })).toBeChecked()
  await shootTo(page, SHOTS, 'who')
  await page.getByRole('button', { name: t('practice:begin') }).click()
  await expect(page.getByRole('grid')).toBeVisible({ timeout: 120_000 })
}

test('somebody practises as an agent, by keys, and comes back with the passphrase that is offered', async () => {
  const driver = await openDriver({ profileDir, language: 'zh-CN', extraArgs: ['--practice'], undoMs: 1_500 })
  try {
    await enterAs(driver, 'zhou')
    const { page } = driver
    await expect(page.getByText(t('practice:ribbon'), { exact: true })).toBeVisible()
    await driver.waitForChip(t('app:chip.synced', { time: '' }).trim())
    await expectDone(page, 0)
    await page.keyboard.press('g')
    await page.keyboard.press('2')
    await expect(page.getByRole('grid').getByRole('row').nth(2)).toBeVisible()
    await page.getByRole('grid').focus()
    await page.keyboard.press('n')
    await expectDone(page, 1)
    await page.keyboard.press('Shift+Slash')
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectDone(page, 2)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('Control+k')
    await expectDone(page, 3)
    await page.keyboard.press('Escape')
    await page.keyboard.press('F1')
    await expectDone(page, 4)
    await page.getByRole('complementary', { name: t('help:title') }).getByRole('button', { name: t('steps:title') }).click()
    const panel = page.getByRole('complementary', { name: t('steps:title') })
    await expect(panel.locator('li.is-done')).toHaveCount(4)
    await shootTo(page, SHOTS, 'steps')
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
    const next = driver.desk.nextPage()
    await page.keyboard.press('Control+l')
    const locked = await next
    await expect(locked.getByText(t('practice:passphrase', { passphrase: DEMO_STAFF.zhou.passphrase }))).toBeVisible()
    await shootTo(locked, SHOTS, 'locked')
    await locked.getByRole('button', { name: t('practice:fill') }).click()
    await locked.keyboard.press('Enter')
    await expect(locked.getByRole('grid')).toBeVisible({ timeout: 120_000 })
    await expectDone(locked, 5)
  } finally {
    await driver.close()
  }
})

test('the real desk opens it in a process of its own and keeps nothing of it', async () => {
  const driver = await openDriver({ profileDir, language: 'zh-CN' })
  const lock = join(`${profileDir}-practice`, 'SingletonLock')
  let pid: number | undefined
  try {
    const { page } = driver
    await expect(page.getByRole('heading', { name: t('enrol:title') })).toBeVisible()
    await pickEnrolmentFile(driver, enrolmentFile)
    for (const [label, value] of [['enrol:code', 'AAAA'], ['enrol:workstation', 'DL'], ['enrol:login', 'zhou'], ['enrol:passphrase', DEMO_STAFF.zhou.passphrase], ['enrol:repeat', DEMO_STAFF.zhou.passphrase]] as const) await page.getByLabel(t(label), { exact: true }).fill(value)
    await page.getByRole('button', { name: t('enrol:act') }).click()
    await expect(page.getByText(t('errors:enrolment-for-practice.title'))).toBeVisible()
    await page.getByRole('button', { name: t('app:settings.open') }).click()
    await shootTo(page, SHOTS, 'way')
    // The link names host and process of the one desk that may use the folder; it may be one of the run before until then.
    const before = existsLink(lock) ? readlinkSync(lock) : ''
    await page.getByRole('button', { name: t('practice:open') }).click()
    await expect(() => expect(existsLink(lock) && readlinkSync(lock) !== before).toBe(true)).toPass({ timeout: 60_000 })
    pid = Number(/-(\d+)$/.exec(readlinkSync(lock))?.[1])
    expect(existsSync(join(profileDir, 'profile', 'enrolment.json'))).toBe(false)
  } finally {
    if (pid !== undefined) process.kill(pid, 'SIGTERM')
    await driver.close()
  }
})

/** Its target is no file. */
const existsLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined
