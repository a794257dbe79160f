// A hold of a category and of a field of another, placed by the officer with keys alone, and the erasure plan that leaves out what it names; the page says which is a hold and which a duty
// of law.
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { SEED_HOLD } from '../../src-origin/seed/inventory-cast'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'holds')
const WAIT = { timeout: 60_000 }

let origin: OriginProcess
let officer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(200)
  const opened = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zheng' })
  officer = opened.desk
  await officer.driver.enrol(opened.enrolment)
  await officer.driver.waitForChip(officer.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await officer.driver.close()
  await origin.remove()
})

test('a hold on two categories of one person is placed with keys, and the plan of their erasure says so', async () => {
  test.setTimeout(600_000)
  const { page, t, goTo } = officer.driver
  const dialog = page.getByRole('dialog')
  const type = async (field: Locator, words: string): Promise<void> => {
    await tabTo(page, field)
    await page.keyboard.type(words)
  }
  await goTo('app:nav.inventory')
  await page.getByRole('radio', { name: t('entries:part.holds') }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: SEED_HOLD.matter })).toBeVisible()
  await shootTo(page, SHOTS, 'seeded')
  await tabTo(page, page.getByRole('button', { name: t('entries:hold.place') }))
  await page.keyboard.press('Enter')
  await expect(dialog.getByText(t('entries:hold.missing.matter'))).toBeVisible()
  await type(dialog.getByLabel(t('inventory:fieldName.matter')), '（2026）辽0203民初88号')
  await type(dialog.getByLabel(t('entries:hold.caseNo')), DEMO_DELETE_CASE)
  await tabTo(page, dialog.getByRole('checkbox', { name: t('entries:hold.everything') }))
  await page.keyboard.press('Space')
  for (const category of ['browsing', 'access-log'] as const) {
    await tabTo(page, dialog.getByRole('checkbox', { name: t(`words:category.${category}`) }))
    await page.keyboard.press('Space')
  }
  // Of the browsing the pages alone.
  const browsing = dialog.getByRole('radiogroup', { name: t('words:category.browsing') })
  await tabTo(page, browsing.getByRole('radio', { name: t('entries:hold.of.whole') }))
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByText(t('entries:hold.missing.fields'))).toBeVisible()
  await tabTo(page, dialog.getByRole('checkbox', { name: t('inventory:fieldName.page'), exact: true }))
  await page.keyboard.press('Space')
  await type(dialog.getByLabel(t('inventory:fieldName.reason')), '诉讼证据保全，须提交访问记录')
  const day = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
  await type(dialog.getByLabel(t('inventory:fieldName.reviewOn')), day)
  await page.keyboard.press('Enter')
  await shootTo(page, SHOTS, 'place')
  await tabTo(page, dialog.getByRole('button', { name: t('entries:hold.place') }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
  const aside = page.getByRole('complementary', { name: t('entries:hold.one') })
  await expect(aside.getByText(day)).toBeVisible()
  await expect(aside.getByText(t('errors:own-proposal.title'))).toBeVisible()
  await shootTo(page, SHOTS, 'placed')

  // The page of the person says so too, and that it is no duty.
  await officer.driver.search(DEMO_PERSON.mobileTail)
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('person:holdsNote'))).toBeVisible()
  await expect(page.getByRole('cell', { name: '（2026）辽0203民初88号' })).toBeVisible()
  await page.getByText(t('person:holdsNote')).scrollIntoViewIfNeeded()
  await shootTo(page, SHOTS, 'person')

  await goTo('queue:view.team')
  await officer.driver.openCase(DEMO_DELETE_CASE)
  await officer.driver.takeCase()
  await officer.driver.verifyIdentity('短信验证码回填一致')
  await tabTo(page, page.getByRole('button', { name: t('request:act.planErasure') }))
  await page.keyboard.press('Enter')
  const plan = page.getByRole('region', { name: t('erasure:planTitle') })
  await expect(plan.getByText(t('erasure:untilLifted'), { exact: true })).toHaveCount(1)
  await expect(plan.getByText(t('erasure:fieldsUntilLifted'))).toHaveCount(1)
  await expect(plan.getByText(t('erasure:heldFields', { fields: t('inventory:fieldName.page') }))).toBeVisible()
  await expect(plan.getByText(t('erasure:thenByLaw'))).toBeVisible()
  await shootTo(page, SHOTS, 'plan')
})
