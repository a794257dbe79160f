// A request's life beside its decision, without a mouse: asked for by an agent whose evidence is missing and then seen, linked with one like it,
// taken back by the person, and stepped back. No pointer event is sent in this file.
import { expect, test } from '@playwright/test'
import { DEMO_CONFLICT_CASE, DEMO_CONFLICT_PERSON, DEMO_MINOR } from '../../src-origin/seed/demo-cast'
import { openProbe, type OriginProbe } from '../demo/origin-probe'
import { keyInByKeys, openPersonByKeys, registerByKeys, tabTo } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'

/** Where the screens of this journey are written for somebody to look at, and in which language; unset: nowhere. */
const LOOK_DIR = process.env['INTAKE_LOOK_DIR']
const LANGUAGE = process.env['INTAKE_LOOK_LANGUAGE'] === 'en' ? 'en' : 'zh-CN'
/** An act waits on the desk for its undo window before it leaves; a busy machine takes its time. */
const ARRIVES_MS = 90_000

let enrolled: EnrolledDesk
let probe: OriginProbe
test.beforeAll(async () => {
  test.setTimeout(300_000)
  enrolled = await openEnrolledDesk(LANGUAGE)
  probe = await openProbe(enrolled.origin.dataDir)
  await watchPointers(enrolled.desk.driver.desk.app)
})
test.afterEach(() => expectNoPointer(enrolled.desk.driver.desk.app))
test.afterAll(async () => {
  await probe?.close()
  await enrolled?.close()
})

const driver = () => enrolled.desk.driver
const pane = () => driver().page.getByRole('complementary', { name: driver().t('request:pane') })
const look = async (name: string): Promise<void> => {
  if (LOOK_DIR !== undefined) await driver().page.screenshot({ path: `${LOOK_DIR}/intake-${LANGUAGE}-${name}.png` })
}
const counts = (find: string) => expect.poll(() => probe.count(`select count(*) as n from requests where ${find}`), { timeout: ARRIVES_MS })

/** Chooses the right, and keys in what was said; the pane of the queue then shows it. */
async function keyIn(words: string, right: 'copy' | 'personalisation-off', fill?: () => Promise<void>, soughtBy: string = DEMO_CONFLICT_PERSON.accountNo): Promise<void> {
  await openPersonByKeys(driver(), soughtBy)
  await registerByKeys(driver(), await keyInByKeys(driver(), { right, text: words }, fill))
  await expect(pane()).toContainText(words)
}

async function type(label: Parameters<ReturnType<typeof driver>['t']>[0], words: string): Promise<void> {
  const { page, t } = driver()
  await tabTo(page, page.getByRole('dialog').getByLabel(t(label), { exact: true }))
  await page.keyboard.insertText(words)
}

async function submit(verb: Parameters<ReturnType<typeof driver>['t']>[0]): Promise<void> {
  const { page, t } = driver()
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByRole('button', { name: t(verb), exact: true }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

/** Whatever its number. */
const ofCase = (key: 'intake:related.linkOf' | 'intake:related.unlinkOf' | 'intake:related.open') => new RegExp(driver().t(key, { caseNo: 'NUMBER' }).replace('NUMBER', String.raw`26-\d+`))
const act = (name: string | RegExp) => pane().getByRole('button', { name })

test('an agent asks: nothing is granted before everything was seen, and then it is', async () => {
  test.setTimeout(240_000)
  const { page, t } = driver()
  await keyIn('代本人取得副本。', 'copy', async () => {
    const who = page.getByRole('dialog').getByLabel(t('intake:maker.choose'))
    await tabTo(page, who)
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await type('intake:maker.name', '沈代理')
    await type('intake:maker.relation', '律师')
    await type('intake:maker.contact', '13912345678')
    await expect(page.getByRole('dialog')).toContainText(t('intake:evidence.authorisation'))
    await look('1-new-request')
  })
  await expect(pane()).toContainText(t('intake:maker.missing', { count: 2 }))
  await page.keyboard.press('a')
  await expect(act(t('request:act.verify'))).toBeVisible()
  await page.keyboard.press('v')
  await expect(page.getByRole('dialog').getByRole('radio').first()).toBeFocused()
  await type('request:verify.evidence', 'R-1')
  await submit('request:verify.act')
  // Verified, and still it can only be refused. What is done next is done on what the pane shows by then.
  await expect(pane()).toContainText(t('words:checked.yes'))
  await expect(act(t('request:act.refuse'))).toBeVisible()
  await expect(pane()).toContainText(t('intake:maker.blocked'))
  await look('2-evidence-missing')
  for (const what of ['身份证原件，与委托书一致', '委托书原件，有本人签名']) {
    await page.keyboard.press('i')
    await type('intake:see.what', what)
    if (what.startsWith('委托书')) await look('3-see-evidence')
    await submit('intake:see.act')
    await expect(pane()).toContainText(what)
  }
  await expect(act(t('request:act.decide'))).toBeVisible()
  await look('4-evidence-seen')
  await page.keyboard.press('d')
  const letter = pane().getByRole('textbox', { name: t('request:letter') })
  await expect(act(t('request:submitNext'))).toBeEnabled()
  await tabTo(page, letter)
  await page.keyboard.press('Control+Enter')
  await expect(letter).toBeHidden()
  // Closed, the words of what was seen are gone and the rest stands.
  await counts(`state = 'granted' and body->'madeBy'->>'name' = '沈代理' and body->'madeBy'->'evidence'->1->'seen'->>'what' = ''`).toBe(1)
})

test('the guardian of a child asks: what they have to show is told, they are named in the case, and it is answered in writing', async () => {
  test.setTimeout(240_000)
  const { page, t } = driver()
  await keyIn('监护人代孩子索取副本。', 'copy', async () => {
    await expect(page.getByText(t('person:minor'), { exact: true })).toBeVisible()
    await tabTo(page, page.getByRole('dialog').getByLabel(t('intake:maker.choose')))
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await type('intake:maker.name', '欧监护')
    await type('intake:maker.relation', '母亲')
    await type('intake:maker.contact', '13912345670')
    await expect(page.getByRole('dialog')).toContainText(t('intake:evidence.guardianship'))
    await look('10-guardian')
  }, DEMO_MINOR.mobileTail)
  await expect(pane()).toContainText(t('intake:representative.guardian-of-child'))
  await expect(pane()).toContainText(t('intake:maker.missing', { count: 2 }))
  await counts(`state = 'received' and body->'madeBy'->>'kind' = 'guardian-of-child' and body->'madeBy'->>'name' = '欧监护'`).toBe(1)
})

test('two that may be the same matter are linked, the way leads from one to the other, and one is taken back', async () => {
  test.setTimeout(300_000)
  const { page, t } = driver()
  await keyIn('第一次来电。', 'personalisation-off')
  await openPersonByKeys(driver(), DEMO_CONFLICT_PERSON.accountNo)
  const dialog = await keyInByKeys(driver(), { right: 'personalisation-off', text: '第二次来电。' })
  await expect(dialog).toContainText(t('intake:openAlready'))
  await look('4-open-already')
  await registerByKeys(driver(), dialog)
  await expect(pane()).toContainText('第二次来电。')
  // The other one has its number once it is at the origin.
  const link = act(ofCase('intake:related.linkOf'))
  await expect(link).toBeVisible({ timeout: ARRIVES_MS })
  await expect(pane()).toContainText(t('intake:related.why.same-person'))
  await look('5-duplicate')
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  await expect(act(ofCase('intake:related.unlinkOf'))).toBeVisible()
  await counts(`jsonb_array_length(body->'links') = 1`).toBe(1)
  await tabTo(page, act(ofCase('intake:related.open')))
  await page.keyboard.press('Enter')
  await expect(pane()).toContainText('第一次来电。')
  // Shown from this side too; each stays open for its own answer.
  await expect(act(ofCase('intake:related.unlinkOf'))).toBeVisible()
  await page.keyboard.press('w')
  await type('intake:withdraw.reason', '本人说并成一件办')
  await look('6-withdraw')
  await submit('intake:withdraw.verb')
  await expect(act(t('request:act.reopen'))).toBeVisible()
  await expect(pane().getByRole('heading', { name: t('intake:withdraw.done') })).toBeVisible()
  await look('7-withdrawn')
  await counts(`state = 'withdrawn' and body->'withdrawal'->>'reason' = '本人说并成一件办'`).toBe(1)
  // One that nothing found, by its number.
  await tabTo(page, act(t('intake:related.linkOther')))
  await page.keyboard.press('Enter')
  await type('intake:related.number', DEMO_CONFLICT_CASE)
  await expect(page.getByRole('dialog')).toContainText(t('words:right.copy'))
  await look('7-link-by-number')
  await submit('intake:related.link')
  await counts(`jsonb_array_length(body->'links') = 1`).toBe(2)
})

test('a step back gives the case to nobody, with the reason in its history', async () => {
  test.setTimeout(240_000)
  const { page, t } = driver()
  await keyIn('退回的一件。', 'copy')
  await page.keyboard.press('a')
  await expect(act(t('request:act.verify'))).toBeVisible()
  await page.keyboard.press('b')
  await type('intake:stepBack.reason', '派错了人')
  await look('8-step-back')
  await submit('intake:stepBack.verb')
  await expect(pane()).toContainText('派错了人')
  await expect(act(t('request:act.take'))).toBeVisible()
  await expect(act(t('request:act.verify'))).toBeHidden()
  await look('9-stepped-back')
  await counts(`state = 'received' and body->'timeline'->-1->>'text' = '派错了人' and body->>'assigneeId' is null`).toBe(1)
})
