// Two hundred strings of scripts, elements, addresses and signs that mislead, in every free text that an origin can send, on every screen: each stands
// there letter by letter, and none of them does anything (security.md ).
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator } from '@playwright/test'
import { mustHaveSandbox } from '../../../scripts/lib/desk-launch.mjs'
import { DEMO_ACCESS_CASE } from '../../../src-origin/seed/demo-cast'
import { openNewDesk, type DemoDesk } from '../../demo/demo-context'
import { openProbe } from '../../demo/origin-probe'
import { startOriginProcess, type OriginProcess } from '../../demo/origin-process'
import { prepareOnce } from '../../e2e/launch'
import { walkToCase } from '../../e2e/by-keys'
import { openPersonOfCase } from '../../e2e/case-person'
import { RAN, scriptStrings } from '../../fixtures/hostile-strings'
import { openPageWindow } from '../../fixtures/page-window'
import { Marks } from './free-texts'
import { poisonOrigin } from './poisoned-origin'
import { settle } from './settled'
import { watchPage, type Watched } from './watched-page'

const PEOPLE = Number(process.env['PRIVACY_DESK_PEOPLE'] ?? 400)
/** Of a view. */
const CASES = Number(process.env['PRIVACY_DESK_CASES'] ?? 400)
/** Of every so manieth case the person is opened too. */
const PERSON_EVERY = 5
/** Fewer than may be shown in ten minutes. */
const PEOPLE_SHOWN = 15
const STRINGS = scriptStrings()

let origin: OriginProcess
let desk: DemoDesk
let watched: Watched
const marks = new Marks(STRINGS)

beforeAll(async () => {
  mustHaveSandbox(await prepareOnce())
  origin = await startOriginProcess(PEOPLE)
  const probe = await openProbe(origin.dataDir)
  await poisonOrigin(probe, marks, DEMO_ACCESS_CASE)
  await probe.close()
  const opened = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zheng' })
  desk = opened.desk
  watched = await watchPage(desk.driver.desk, desk.driver.page, marks)
  await desk.driver.enrol(opened.enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
})
afterAll(async () => {
  await desk?.driver.close()
  await origin?.remove()
})

async function lookAt(where: string): Promise<void> {
  await settle(desk.driver.page)
  await watched.look(where)
}

/** At most so many of the same kind: the first and then evenly. */
async function some(list: Locator, most: number): Promise<readonly Locator[]> {
  const all = await list.all()
  return all.filter((_, at) => at % Math.max(1, Math.ceil(all.length / most)) === 0)
}

/** One screen with its parts, and in each part what can be chosen. */
async function visit(where: string, most = 25): Promise<void> {
  const { page } = desk.driver
  const screen = page.locator('.screen, .queue-screen').first()
  await lookAt(where)
  const parts = Math.max(1, await screen.locator('.segments [role=radio]').count())
  for (let part = 0; part < parts; part++) {
    if (parts > 1) await screen.locator('.segments [role=radio]').nth(part).click({ timeout: 2_000 }).catch(() => undefined)
    await lookAt(`${where} ${String(part)}`)
    for (const row of await some(screen.locator('[role=row][aria-selected], [role=option], button[aria-current], li > button, tbody tr'), most)) {
      await row.click({ timeout: 1_000 }).catch(() => undefined) // it may be gone by now: lists change with what is chosen in them
      await lookAt(`${where} ${String(part)} chosen`)
      // What is chosen may open a dialog over everything.
      if (await page.getByRole('dialog').isVisible()) await page.keyboard.press('Escape')
    }
  }
}

test('the strings act where nothing guards them', async () => {
  const window = await openPageWindow()
  let acting = 0
  for (const string of STRINGS) {
    const tried = await window.open(`<!doctype html><body>${string}`)
    const ran = await window.page.evaluate((name) => Reflect.get(globalThis, name) as unknown, RAN).catch(() => 'navigated')
    if (tried.length > 0 || ran !== undefined) acting++
  }
  await window.close()
  console.log(`${String(acting)} of ${String(STRINGS.length)} act without any help of a person`)
  expect(acting).toBeGreaterThan(STRINGS.length / 4)
})

test.each(['team', 'closed'] as const)('cases of the view %s: every text of each, and the people behind some of them', async (view) => {
  const { page } = desk.driver
  await desk.driver.goTo(`queue:view.${view}`)
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Home')
  let before: string | null = null
  for (let at = 0; at < CASES; at++) {
    await lookAt(`case ${String(at)} of ${view}`)
    const here = await grid.getAttribute('aria-activedescendant')
    if (here === before) break
    before = here
    if (view === 'team' && at % PERSON_EVERY === 0) await openPerson(`person ${String(at)}`)
    await grid.focus()
    await page.keyboard.press('j')
  }
})

let revealed = 0
async function reveal(kind: 'name' | 'account' | 'mobile' | 'email'): Promise<void> {
  const { page, t } = desk.driver
  const button = page.getByRole('button', { name: t('reveal:act', { what: t(`reveal:field.${kind}`) }), exact: true }).first()
  if (!(await button.isVisible())) return
  await button.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio').first().check()
  await dialog.getByRole('button', { name: t('reveal:verb'), exact: true }).click()
  const refused = dialog.getByRole('alert')
  await expect.poll(async () => !(await dialog.isVisible()) || (await refused.isVisible()), { timeout: 30_000 }).toBe(true)
  if (await dialog.isVisible()) {
    console.log(`${kind}: ${(await dialog.textContent()) ?? ''}`)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  }
  await lookAt(`revealed ${kind}`)
}

/** Of the case on the screen; of a case whose person is not known yet the reason comes first. */
async function openPerson(where: string): Promise<void> {
  const { page, t } = desk.driver
  await openPersonOfCase(page, t, () => lookAt(`${where}, looked`))
  await lookAt(where)
  if (revealed++ < PEOPLE_SHOWN) for (const kind of ['name', 'account', 'mobile', 'email'] as const) await reveal(kind)
  await page.getByRole('button', { name: t('app:back') }).first().click()
}

test('every other screen, with its parts and what is chosen in them', async () => {
  const items = desk.driver.page.locator('nav .nav-item')
  for (let at = 0; at < (await items.count()); at++) {
    await items.nth(at).click()
    // The cases of the views were looked at one by one.
    const isQueue = await desk.driver.page.locator('.queue-screen').isVisible()
    await visit(`screen ${String(at)}`, isQueue ? 3 : 25)
  }
})

test('a search for each of them', async () => {
  const { page, t } = desk.driver
  for (const string of STRINGS.filter((_, at) => at % 5 === 0)) {
    await page.getByLabel(t('search:label')).fill(string.slice(0, 190))
    await lookAt('search')
  }
})

test('the rows of the log, where a package is made', async () => {
  const { page, t } = desk.driver
  await desk.driver.goTo('queue:view.team')
  await walkToCase(page, DEMO_ACCESS_CASE)
  await desk.driver.takeCase()
  await desk.driver.verifyIdentity('seen')
  await lookAt('the case')
  await page.getByRole('complementary', { name: t('request:pane') }).getByRole('button', { name: t('request:act.package') }).click()
  await visit('package')
  const find = page.getByLabel(t('packages:redact.find'))
  for (const word of ['~m', 'on', 'javascript', 'href', 'style']) {
    await find.fill(word)
    await find.press('Enter')
    await lookAt(`rows with ${word}`)
  }
})

/** On no screen of a desk in Chinese: what is told by words of ours, in the other language, or not at all. */
const NOWHERE: readonly string[] = [
  'exception.reviews.*.note', 'policy.clauses.*.text.en', 'policy.title.en', 'request.decision.ground', 'row.ip', 'subject.region', 'transfer.ending.reason', 'transfer.ground.reference',
]

test('nothing ran, nothing was asked for, and every string stood somewhere as it was put', () => {
  const fields = new Map<string, { placed: number; seen: number }>()
  for (const [mark, { field }] of marks.placed) {
    const sum = fields.get(field) ?? { placed: 0, seen: 0 }
    fields.set(field, { placed: sum.placed + 1, seen: sum.seen + (watched.seen.has(mark) ? 1 : 0) })
  }
  for (const [field, { placed, seen }] of [...fields].sort()) console.log(`${field}: ${String(seen)} of ${String(placed)} seen`)
  const strings = new Set([...watched.seen].map((mark) => marks.placed.get(mark)?.string))
  console.log(`${String(watched.seen.size)} texts, ${String(strings.size)} of ${String(STRINGS.length)} strings, ${String(fields.size)} fields, ${String(watched.looks())} looks`)
  expect([...new Set(watched.problems)]).toEqual([])
  expect([...watched.altered]).toEqual([])
  expect(strings.size).toBe(STRINGS.length)
  expect([...fields].filter(([, { seen }]) => seen === 0).map(([field]) => field).sort()).toEqual(NOWHERE)
})
