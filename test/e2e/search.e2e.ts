// The search box as hands use it: letters that an input method composes, a list that goes on, a case by its number, and whom one opened last. No pointer.
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { expectNoViolation } from './axe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'search')

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(() => enrolled.close())

function parts({ page, t } = enrolled.desk.driver) {
  return { page, t, box: page.getByLabel(t('search:label')), options: page.getByRole('option'), chosen: page.getByRole('option', { selected: true }), list: page.getByRole('listbox') }
}

test('the empty box lists whom this person opened last: nobody at first, then with the arrow and Enter', async () => {
  const { page, t, box, options, chosen } = parts()
  await page.keyboard.press('/')
  await page.keyboard.type(DEMO_PERSON.mobileTail)
  await expect(options).toHaveCount(1)
  const name = await options.locator('.medium').textContent()
  await page.keyboard.press('Enter')
  await expect(page.locator('.person-head')).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('x')
  await page.keyboard.press('Backspace')
  await expect(page.getByRole('heading', { name: t('search:recent') })).toBeVisible()
  await expect(options).toContainText([name ?? ''])
  await shootTo(page, SHOTS, 'recent')
  await expectNoViolation(page, 'recent people')
  await page.keyboard.press('Enter')
  await expect(box).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(chosen).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('.person-head')).toBeVisible()
})

test('a case is found by its number, above the people, and opened', async () => {
  const { page, t, chosen, list } = parts()
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(DEMO_ACCESS_CASE)
  await expect(list.getByRole('group', { name: t('search:cases') })).toContainText(DEMO_ACCESS_CASE)
  await expect(chosen).toContainText(DEMO_ACCESS_CASE)
  await shootTo(page, SHOTS, 'case')
  await expectNoViolation(page, 'a case among the results')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: t('request:pane') })).toContainText(DEMO_ACCESS_CASE)
})

test('the list goes on as far as somebody walks, and the one chosen stays chosen', async () => {
  const { page, options, chosen } = parts()
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('1')
  await expect(options).toHaveCount(50)
  for (let step = 0; step < 60; step++) await page.keyboard.press('ArrowDown')
  await expect(options).toHaveCount(100)
  await expect.poll(() => options.evaluateAll((all) => all.findIndex((one) => one.getAttribute('aria-selected') === 'true'))).toBe(60)
  await expect(chosen).toBeInViewport()
})

test('while an input method composes nothing is searched and Enter belongs to it; what it gives is searched once', async () => {
  const { page, box, options } = parts()
  const { desk: { app } } = enrolled.desk.driver
  const surname = Array.from(DEMO_PERSON.name)[0] ?? ''
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(DEMO_PERSON.mobileTail)
  await expect(options).toHaveCount(1)
  const input = await page.context().newCDPSession(page)
  await page.keyboard.press('Control+a')
  for (const composed of ['z', 'zh', 'zha', 'zhang']) await input.send('Input.imeSetComposition', { text: composed, selectionStart: composed.length, selectionEnd: composed.length })
  await expect(box).toHaveValue('zhang')
  // The list is still that of before: letters of a composition are no words.
  await expect(options).toHaveCount(1)
  await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 })
  await expect(page.locator('.person-head')).toBeHidden()
  await expect(box).toBeFocused()
  await input.send('Input.insertText', { text: surname })
  await expect(box).toHaveValue(surname)
  await expect.poll(() => options.count()).toBeGreaterThan(1)
  await input.detach()
  expect(app.windows()).toHaveLength(1)
})
