// Drives a desk as a person would, by the words on the screen in either language: shared by the journeys, the screenshots and the demo.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Language } from '../../src-shared/domain/vocabulary'
import type { TextKey } from '../../src-shared/text/locales'
import { createTranslate, type Translate } from '../../src-shared/text/translate'
import { launchDesk, runningNow, type LaunchedDesk, type LaunchOptions } from './launch'

export function textsOf(language: Language): Translate {
  const dir = join('resources', 'locales', language)
  const texts = Object.fromEntries(readdirSync(dir).map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(dir, file), 'utf8')) as object]))
  return createTranslate(language, texts)
}

export interface Enrolment {
  readonly file: string
  readonly code: string
  readonly workstation: string
  readonly login: string
  readonly passphrase: string
}

export interface MadePackage {
  readonly fileName: string
  readonly passphrase: string
}

export interface Driver {
  readonly desk: LaunchedDesk
  readonly page: Page
  readonly t: Translate
  /** Fills the form of the first start and does not send it. */
  fillEnrolment(enrolment: Enrolment): Promise<void>
  enrol(enrolment: Enrolment): Promise<void>
  unlock(passphrase: string): Promise<void>
  /** Goes to a view by its name in the sidebar. */
  goTo(key: TextKey): Promise<void>
  /** The state of the connection, behind the chip of the title bar. */
  showSyncState(): Promise<void>
  search(query: string): Promise<void>
  /** Selects a case in the queue; the pane beside it shows it. */
  openCase(caseNo: string): Promise<void>
  takeCase(): Promise<void>
  verifyIdentity(evidence: string): Promise<void>
  /** Grants what is asked, with the letter as it is offered. */
  grant(): Promise<void>
  /** Refuses what is asked, on the first ground there is. */
  refuse(): Promise<void>
  /** Opens the erasure of the selected case, types the digits, proposes. */
  proposeErasure(digits: string): Promise<void>
  /** Opens the access package of the selected case and makes it; returns its file name and the passphrase as it stands on the screen. */
  makePackage(): Promise<MadePackage>
  /** What may ask for the passphrase again, which depends on how long ago it was typed: where it does while something is waited for, it is typed. */
  proving<T>(work: () => Promise<T>): Promise<T>
  /** Waits until the title bar says so. */
  waitForChip(text: string | RegExp): Promise<void>
  close(): Promise<void>
}

export async function pickEnrolmentFile({ desk, page, t }: Pick<Driver, 'desk' | 'page' | 't'>, file: string): Promise<void> {
  // The one thing of this journey that is not ours: the system's file dialog answers with the file that a person would pick.
  await desk.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await page.getByRole('button', { name: t('enrol:pick') }).click()
  await expect(page.getByText(t('enrol:picked'))).toBeVisible()
}

/** A start with enrolment copies the whole directory; on a busy machine that takes a while. No test asserts how long. */
const SLOW_MS = 120_000

export async function openDriver(options: LaunchOptions = {}): Promise<Driver> {
  const desk = await launchDesk({ now: runningNow(), ...options })
  const page = await desk.page()
  const t = textsOf(options.language ?? 'zh-CN')
  const button = (key: TextKey) => page.getByRole('button', { name: t(key) })
  let typed = ''

  const fillEnrolment = async (enrolment: Enrolment): Promise<void> => {
    await pickEnrolmentFile({ desk, page, t }, enrolment.file)
    await page.getByLabel(t('enrol:code')).fill(enrolment.code)
    await page.getByLabel(t('enrol:workstation')).fill(enrolment.workstation)
    await page.getByLabel(t('enrol:login')).fill(enrolment.login)
    await page.getByLabel(t('enrol:passphrase'), { exact: true }).fill(enrolment.passphrase)
    await page.getByLabel(t('enrol:repeat'), { exact: true }).fill(enrolment.passphrase)
    typed = enrolment.passphrase
  }

  const proving: Driver['proving'] = async (work) => {
    const dialog = page.getByRole('dialog', { name: t('workstation:prove.title') })
    await page.addLocatorHandler(dialog, async () => {
      await dialog.locator('input').fill(typed)
      await page.keyboard.press('Enter')
    })
    try {
      return await work()
    } finally {
      await page.removeLocatorHandler(dialog)
    }
  }

  return {
    desk,
    page,
    t,
    fillEnrolment,
    enrol: async (enrolment) => {
      await fillEnrolment(enrolment)
      await button('enrol:act').click()
      await expect(page.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: SLOW_MS })
    },
    unlock: async (passphrase) => {
      typed = passphrase
      await page.getByLabel(t('unlock:passphrase'), { exact: true }).fill(passphrase)
      await button('unlock:unlock').click()
      await expect(page.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: SLOW_MS })
    },
    goTo: async (key) => {
      await page.getByRole('navigation').getByRole('button', { name: t(key) }).click()
    },
    showSyncState: () => page.locator('.chip').click(),
    search: async (query) => {
      await page.getByLabel(t('search:label')).fill(query)
    },
    openCase: async (caseNo) => {
      const grid = page.getByRole('grid')
      await expect(grid).toBeVisible()
      const row = grid.getByRole('row').filter({ hasText: caseNo })
      await grid.focus()
      await walkToAndClick(page, row)
      await expect(page.getByRole('complementary', { name: t('request:pane') })).toContainText(caseNo)
    },
    ...acts(page, t, proving),
    proving,
    waitForChip: async (text) => {
      await expect(page.locator('.chip')).toContainText(text, { timeout: SLOW_MS })
    },
    close: () => desk.close(),
  }
}

/**
 * Walks a list as a person would, for its rows are made only where they are seen and loaded only where one comes to: from the top with the
 * page key, each step seen before the next, and from the top again if the list changed on the way.
 */
async function walkToAndClick(page: Page, row: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Home')
    for (let step = 0; step < 60 && (await row.count()) === 0; step++) {
      await page.keyboard.press('PageDown')
      await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))))
    }
    // What was done just before may move it between the two.
    await row.click({ timeout: 2000 })
  }).toPass({ timeout: SLOW_MS })
}

/** What is done with the case that is selected in the queue. */
function acts(page: Page, t: Translate, proving: Driver['proving']): Pick<Driver, 'takeCase' | 'verifyIdentity' | 'grant' | 'refuse' | 'proposeErasure' | 'makePackage'> {
  const pane = page.getByRole('complementary', { name: t('request:pane') })
  const click = (key: TextKey, within: Page | Locator = page): Promise<void> => within.getByRole('button', { name: t(key) }).click()
  return {
    takeCase: async () => {
      await click('request:act.take', pane)
      await expect(pane.getByRole('button', { name: t('request:act.verify') })).toBeVisible()
    },
    verifyIdentity: async (evidence) => {
      await click('request:act.verify', pane)
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio').first().check()
      await dialog.getByLabel(t('request:verify.evidence')).fill(evidence)
      await click('request:verify.act', dialog)
      await expect(dialog).toBeHidden()
    },
    grant: async () => {
      await click('request:act.decide', pane)
      await click('request:submitNext', pane)
      await expect(page.getByText(t('request:submitNext'))).toBeHidden()
    },
    refuse: async () => {
      await click('request:act.decide', pane)
      await pane.getByText(t('words:outcome.refused'), { exact: true }).click()
      await pane.getByLabel(t('request:ground')).click()
      await page.locator('.ant-select-item-option').first().click()
      await click('request:submitNext', pane)
      await expect(page.getByText(t('request:submitNext'))).toBeHidden()
    },
    proposeErasure: async (digits) => {
      await click('request:act.planErasure', pane)
      await page.getByLabel(/\d/).and(page.locator('.text-input-code')).fill(digits)
      await click('erasure:propose')
      await expect(page.getByText(t('errors:own-proposal.title')).first()).toBeVisible()
    },
    makePackage: async () => {
      await click('request:act.package', pane)
      const file = page.getByTestId('package-file')
      await proving(async () => {
        await click('packages:make')
        await expect(file).toBeVisible({ timeout: SLOW_MS })
      })
      const fileName = await file.textContent()
      await click('packages:passphraseShow')
      const passphrase = await page.getByTestId('passphrase').textContent()
      return { fileName: fileName ?? '', passphrase: passphrase ?? '' }
    },
  }
}
