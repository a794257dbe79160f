// Each right from intake to the answered letter, without a mouse: keyed in for a person, taken, verified where it needs it, decided with the
// letter as the pack words it, and carried out at the origin. No pointer event is sent in this file.
import { expect, test, type Page } from '@playwright/test'
import { DEMO_CONFLICT_PERSON } from '../../src-origin/seed/demo-cast'
import type { PersonField, Right } from '../../src-shared/domain/vocabulary'
import { openProbe, type OriginProbe } from '../demo/origin-probe'
import { openNewDesk } from '../demo/demo-context'
import { keyInByKeys, openPersonByKeys, registerByKeys, tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoPointer, watchPointers } from './no-pointer'

/** Where the screens of this journey are written for somebody to look at; unset: nowhere. */
const LOOK_DIR = process.env['RIGHTS_LOOK_DIR']
/** An act waits on the desk for its undo window before it leaves; a busy machine takes its time. */
const ARRIVES_MS = 90_000

let enrolled: EnrolledDesk
let probe: OriginProbe
test.beforeAll(async () => {
  test.setTimeout(300_000)
  enrolled = await openEnrolledDesk('zh-CN')
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
const look = async (page: Page, name: string): Promise<void> => {
  if (LOOK_DIR !== undefined) await page.screenshot({ path: `${LOOK_DIR}/rights-${name}.png` })
}

/** Keys a request in; `fill` fills what the right asks for in particular. The pane of the queue then shows it. */
async function keyIn(right: Right, fill: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const { page, t } = driver()
  await openPersonByKeys(driver(), DEMO_CONFLICT_PERSON.accountNo)
  const dialog = await keyInByKeys(driver(), { right, text: `来电：${t(`words:rightLong.${right}`)}。` }, () => fill(page))
  await look(page, `${right}-1-intake`)
  await registerByKeys(driver(), dialog)
  await expect(pane().getByRole('heading', { level: 2 })).toHaveText(t(`words:rightLong.${right}`))
}

const takeIt = () => takeByKeys(driver())
const verifyIt = () => verifyByKeys(driver())

/** Opens the decision, lets `choose` choose, and sends it with the letter that stands there; answers that letter. */
async function decideIt(right: Right, choose: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<string> {
  const { page, t } = driver()
  await expect(pane().getByRole('button', { name: t('request:act.decide') })).toBeVisible()
  await page.keyboard.press('d')
  const letter = pane().getByLabel(t('request:letter'))
  await expect(letter).toBeVisible()
  await choose(page)
  await look(page, `${right}-2-decision`)
  await expect(pane().getByRole('button', { name: t('request:submitNext') })).toBeEnabled()
  const text = await letter.inputValue()
  // Read last, from where it is sent.
  await tabTo(page, letter)
  await page.keyboard.press('Control+Enter')
  await expect(letter).toBeHidden()
  return text
}

interface Arrived {
  readonly right: string
  readonly state: string
}
/** The origin has the request decided, with the very letter that was sent. */
async function arrives({ right, state }: Arrived, letter: string): Promise<void> {
  const find = `select count(*) as n from requests where body->>'right' = $1 and state = $2 and body->'decision'->>'text' = $3`
  await expect.poll(() => probe.count(find, [right, state, letter]), { timeout: ARRIVES_MS }).toBe(1)
}

/** The whole of it for a right that is granted as it was asked. */
async function grantedAsAsked(right: Right, fill?: (page: Page) => Promise<void>, choose?: (page: Page) => Promise<void>): Promise<string> {
  await keyIn(right, fill)
  await takeIt()
  await verifyIt()
  const letter = await decideIt(right, choose)
  await arrives({ right, state: 'granted' }, letter)
  return letter
}

/** What showed the value: the first kind, or one so many further on; not sent before one is chosen. */
async function showValue(page: Page, field: PersonField, { next, words }: { readonly next: number; readonly words?: string }): Promise<void> {
  const { t } = driver()
  const name = t(`words:personField.${field}`)
  await expect(pane().getByRole('button', { name: t('request:submitNext') })).toBeDisabled()
  await tabTo(page, pane().getByRole('radiogroup', { name: t('request:shown.of', { field: name }) }).getByRole('radio').first())
  await page.keyboard.press('Space')
  for (let step = 0; step < next; step++) await page.keyboard.press('ArrowRight')
  if (words === undefined) return
  await tabTo(page, pane().getByLabel(t('request:shown.words', { field: name })))
  await page.keyboard.insertText(words)
}

for (const right of ['access', 'copy', 'personalisation-off'] as const) {
  test(`${right}: granted as it was asked`, async () => {
    test.setTimeout(180_000)
    expect(await grantedAsAsked(right)).toContain('我们已核实您的身份')
  })
}

test('explain: the rules are explained without a check, and not before somebody writes the explanation', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('explain')
  await takeIt()
  const letter = await decideIt('explain', async () => {
    await expect(pane().getByRole('button', { name: t('request:submitNext') })).toBeDisabled()
    await tabTo(page, pane().getByLabel(t('request:letter')))
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText('\n我们按检索词和关注国家排列结果，您可以随时关闭。')
  })
  expect(letter).toContain('我们按检索词和关注国家排列结果')
  await arrives({ right: 'explain', state: 'granted' }, letter)
})

test('complain: not upheld on the ground of the pack, which the letter names', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('complain')
  await takeIt()
  const letter = await decideIt('complain', async () => {
    await tabTo(page, pane().getByRole('radiogroup', { name: t('request:outcome') }).getByRole('radio', { checked: true }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await tabTo(page, pane().getByLabel(t('request:ground')))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(pane().getByLabel(t('request:letter'))).toHaveValue(/没有发现您反映的问题/)
  })
  await arrives({ right: 'complain', state: 'refused' }, letter)
})

test('correct: one field granted, one refused, and the origin writes the one', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('correct', async () => {
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByLabel(t('request:correctTo')))
    await page.keyboard.insertText('欧示沅改')
    await tabTo(page, dialog.getByRole('button', { name: t('request:create.addField') }))
    await page.keyboard.press('Enter')
    await tabTo(page, dialog.getByLabel(t('request:correctTo')).last())
    await page.keyboard.insertText('192 0000 4711')
  })
  await takeIt()
  await verifyIt()
  const letter = await decideIt('correct', async () => {
    await tabTo(page, pane().getByRole('radiogroup', { name: t('words:personField.name') }).getByRole('radio', { checked: true }))
    await page.keyboard.press('ArrowRight')
    await tabTo(page, pane().getByLabel(t('request:itemGround', { item: t('words:personField.name') })))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(pane().getByLabel(t('request:letter'))).toHaveValue(/更正了：手机号。未办理的部分：姓名/)
    await showValue(page, 'mobile', { next: 1, words: '发送记录 771204' })
  })
  await arrives({ right: 'correct', state: 'granted-in-part' }, letter)
  await expect.poll(() => probe.count(`select count(*) as n from identifiers where value = '+8619200004711'`)).toBe(1)
  expect(await probe.count(`select count(*) as n from requests where body->'decision'->'shown' = '[{"kind": "code-read-back", "field": "mobile"}]'::jsonb`)).toBe(1)
})

test('supplement: a second e-mail stands beside the first', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  const fill = async (): Promise<void> => {
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByLabel(t('request:field')))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await tabTo(page, dialog.getByLabel(t('request:supplementTo')))
    await page.keyboard.insertText('second.sail@mail.example')
  }
  await grantedAsAsked('supplement', fill, () => showValue(page, 'email', { next: 3 }))
  expect(await probe.count(`select count(*) as n from identifiers where value = 'second.sail@mail.example' and proof = 'unproved'`)).toBe(1)
})

/** Ticks the boxes of the dialog at these places. */
const tick = (...places: readonly number[]) => async (page: Page): Promise<void> => {
  for (const place of places) {
    await tabTo(page, page.getByRole('dialog').getByRole('checkbox').nth(place))
    await page.keyboard.press('Space')
  }
}
const actsOf = (kind: string) => probe.count('select count(*) as n from consents c join requests r on c.evidence = r.case_no where c.kind = $1', [kind])

test('restrict, withdraw: each purpose becomes an act in the history', async () => {
  test.setTimeout(300_000)
  await grantedAsAsked('restrict', tick(0, 1))
  expect(await actsOf('restriction')).toBe(2)
  await grantedAsAsked('withdraw', tick(2))
  expect(await actsOf('withdrawal')).toBe(1)
})

test('end-product: one ends, the others stay', async () => {
  test.setTimeout(180_000)
  const products = async () => (await probe.rows<{ readonly products: readonly string[] }>('select products from subjects where account_no = $1', [DEMO_CONFLICT_PERSON.accountNo]))[0]?.products ?? []
  const before = await products()
  const place = ['trade-search', 'company-profile', 'market-report'].indexOf(before[0] ?? '')
  await grantedAsAsked('end-product', tick(place))
  expect(await products()).toEqual(before.slice(1))
})

test('transfer: granted on four conditions, and not on three', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('transfer', async () => {
    await tabTo(page, page.getByRole('dialog').getByLabel(t('request:transferTo')))
    await page.keyboard.insertText('示例贸易数据有限公司')
  })
  await takeIt()
  await verifyIt()
  const letter = await decideIt('transfer', async () => {
    // Of the form alone: a note in the same pane has one too.
    const boxes = pane().locator('.decision-bar').getByRole('checkbox')
    for (let place = 0; place < 4; place++) {
      await expect(pane().getByRole('button', { name: t('request:submitNext') })).toBeDisabled()
      await tabTo(page, boxes.nth(place))
      await page.keyboard.press('Space')
    }
  })
  expect(letter).toContain('示例贸易数据有限公司')
  await arrives({ right: 'transfer', state: 'granted' }, letter)
})

test('cancel-account: granted by a plan that waits for a second person', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('cancel-account')
  await takeIt()
  await verifyIt()
  await expect(pane().getByRole('button', { name: t('request:act.planErasure') })).toBeVisible()
  await page.keyboard.press('e')
  await expect(page.getByText(/注销您的账号，并按计划/).first()).toBeVisible()
  await look(page, 'cancel-account-2-plan')
  await page.keyboard.press('Alt+ArrowLeft')
})

test('foreign-authority: blocked, escalated, and nobody here can decide on it', async () => {
  test.setTimeout(180_000)
  const { page, t } = driver()
  await keyIn('foreign-authority', async () => {
    await tabTo(page, page.getByRole('dialog').getByLabel(t('request:authority')))
    await page.keyboard.insertText('Example District Court')
  })
  await expect(pane()).toContainText(t('request:foreignBlocked'))
  await takeIt()
  await page.keyboard.press('u')
  const dialog = page.getByRole('dialog')
  await tabTo(page, dialog.getByLabel(t('request:escalate.reason')))
  await page.keyboard.insertText('外国法院来函，未附主管机关的批准')
  await tabTo(page, dialog.getByRole('button', { name: t('request:escalate.act') }))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(pane()).toContainText('外国法院来函，未附主管机关的批准')
  await expect(pane().getByRole('button', { name: t('request:act.decide') })).toBeHidden()
  await expect(pane()).toContainText(t('errors:officer-decides.title'))
  await look(page, 'foreign-authority-2-escalated')
  await expect.poll(() => probe.count(`select count(*) as n from requests where body->'escalation'->>'reason' like '外国法院%'`), { timeout: ARRIVES_MS }).toBe(1)
})

test('foreign-authority: the officer refuses it, with the one ground there is', async () => {
  test.setTimeout(300_000)
  const { desk, enrolment } = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'zheng' })
  try {
    await desk.driver.enrol(enrolment)
    const { page, t } = desk.driver
    await desk.driver.waitForChip(t('app:chip.synced', { time: '' }).trim())
    const [row] = await probe.rows<{ readonly no: string }>(`select case_no as no from requests where body->>'right' = 'foreign-authority' and state = 'deciding'`)
    await walkToCase(page, row?.no ?? '')
    const bar = page.getByRole('complementary', { name: t('request:pane') })
    await expect(bar.getByRole('button', { name: t('request:act.refuse') })).toBeVisible()
    await page.keyboard.press('d')
    const letter = bar.getByLabel(t('request:letter'))
    await expect(letter).toBeVisible()
    await expect(bar.getByRole('button', { name: t('request:submitNext') })).toBeEnabled()
    const text = await letter.inputValue()
    await tabTo(page, letter)
    await page.keyboard.press('Control+Enter')
    await expect(letter).toBeHidden()
    await arrives({ right: 'foreign-authority', state: 'refused' }, text)
  } finally {
    await desk.driver.close()
  }
})
