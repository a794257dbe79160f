// Two people erase somebody without a mouse: the ground is chosen and proposed, read and approved, and the certificate is there; and where the company
// lets it cool off, it waits for its day and is called off. No pointer event is sent in this file.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { openProbe, type OriginProbe } from '../demo/origin-probe'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { searchLeftFiles } from './left-files'
import { keyInByKeys, openPersonByKeys, registerByKeys, tabTo, takeByKeys, verifyByKeys, walkToCase } from './by-keys'
import { expectNoPointer, watchPointers } from './no-pointer'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'erasure')
/** One pack, whatever its number. */
const RULES = join('resources', 'rules')
const WAIT = { timeout: 60_000 }
/** Two desks purge and send their receipts; a busy machine takes its time. */
const DONE = { timeout: 180_000 }

let origin: OriginProcess
let probe: OriginProbe
let agent: DemoDesk
let reviewer: DemoDesk
/** Of whoever is erased: account, name, number, address. */
let texts: readonly string[]

async function open(name: string, staff: 'zhou' | 'wu'): Promise<DemoDesk> {
  const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name, staff })
  await desk.driver.enrol(enrolment)
  await isSynced(desk)
  await watchPointers(desk.driver.desk.app)
  return desk
}
const isSynced = ({ driver }: DemoDesk) => driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())

/** As the officer does. */
function issueCoolingOff(): void {
  const [pack = ''] = readdirSync(RULES)
  const file = join(origin.dataDir, 'pack.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(join(RULES, pack), 'utf8')) as object), version: '2026.90', coolingOff: { days: 3, source: 'P-ERASE' } }))
  execFileSync(process.execPath, [join('out', 'origin', 'start.js'), 'rules', '--data', origin.dataDir, '--issue', file])
}
test.beforeAll(async () => {
  test.setTimeout(600_000)
  origin = await startOriginProcess(200)
  probe = await openProbe(origin.dataDir)
  const ofPerson = 'select s.account_no, s.name, i.value from requests r join subjects s on s.id = r.subject_id join identifiers i on i.subject_id = s.id where r.case_no = $1'
  const rows = await probe.rows<Readonly<Record<string, string>>>(ofPerson, [DEMO_DELETE_CASE])
  texts = [...new Set(rows.flatMap((row) => Object.values(row)))]
  agent = await open('desk-1', 'zhou')
  reviewer = await open('desk-2', 'wu')
})
test.afterAll(async () => {
  await agent?.driver.close()
  await reviewer?.driver.close()
  await probe?.close()
  await origin?.remove()
})

const asideOf = ({ driver: { page, t } }: DemoDesk): Locator => page.getByRole('complementary', { name: t('erasure:before') })
const stateOf = async (caseNo: string) => (await probe.rows<{ readonly state: string }>('select e.state from erasures e join requests r on r.id = e.request_id where r.case_no = $1', [caseNo]))[0]?.state

/** From the case that is selected to its plan. */
async function openPlan({ driver: { page, t } }: DemoDesk, verb: 'planErasure' | 'approveErasure' | 'openErasure'): Promise<void> {
  await expect(page.getByRole('button', { name: t(`request:act.${verb}`) })).toBeVisible(WAIT)
  await page.keyboard.press('e')
}

async function propose(caseNo: string): Promise<void> {
  const { page, t } = agent.driver
  await tabTo(page, asideOf(agent).locator('.text-input-code'))
  await page.keyboard.type(caseNo.slice(-4))
  await page.keyboard.press('Control+Enter')
  await expect(asideOf(agent).getByText(t('errors:own-proposal.title')).first()).toBeVisible(WAIT)
  await expect.poll(() => stateOf(caseNo), DONE).toBe('proposed')
}

/** The other person, at another desk, signed in freshly. */
async function approve(caseNo: string): Promise<void> {
  const { page, t } = reviewer.driver
  const aside = asideOf(reviewer)
  await expect(aside.locator('.text-input-code')).toBeVisible(WAIT)
  await tabTo(page, aside.locator('.text-input-code'))
  await page.keyboard.type(caseNo.slice(-4))
  await tabTo(page, aside.getByLabel(t('erasure:passphrase'), { exact: true }))
  await page.keyboard.insertText(DEMO_STAFF.wu.passphrase)
  await shootTo(page, SHOTS, `approve-${caseNo}`)
  await page.keyboard.press('Control+Enter')
}

test('another ground is chosen, makes another plan, and stands there once it is proposed', async () => {
  test.setTimeout(600_000)
  const { page, t } = agent.driver
  await walkToCase(page, DEMO_DELETE_CASE)
  await takeByKeys(agent.driver)
  await verifyByKeys(agent.driver)
  await openPlan(agent, 'planErasure')
  const aside = asideOf(agent)
  const ground = aside.getByLabel(t('erasure:deletionGround'))
  await expect(aside.getByText('《个人信息保护法》第四十七条第一款第一项')).toBeVisible(WAIT)
  const hash = aside.locator('.hash')
  const before = await hash.textContent()
  await tabTo(page, ground)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(aside.getByTitle('本人撤回同意')).toBeVisible()
  await expect(aside.getByText('《个人信息保护法》第四十七条第一款第三项')).toBeVisible()
  await expect(hash).not.toHaveText(before ?? '')
  const chosen = await hash.textContent()
  await shootTo(page, SHOTS, 'ground')
  await propose(DEMO_DELETE_CASE)
  await expect(ground).toBeHidden()
  await expect(aside.getByText('本人撤回同意')).toBeVisible()
  await expect(hash).toHaveText(chosen ?? '')
  await shootTo(page, SHOTS, 'proposed')
})

test('the second person reads the ground, approves, and sees the certificate', async () => {
  test.setTimeout(900_000)
  const { page, t } = reviewer.driver
  // The fifth view: what waits for a second person.
  await walkToCase(page, DEMO_DELETE_CASE, '5')
  await openPlan(reviewer, 'approveErasure')
  await expect(asideOf(reviewer).getByText('本人撤回同意')).toBeVisible(WAIT)
  await approve(DEMO_DELETE_CASE)
  await expect.poll(() => stateOf(DEMO_DELETE_CASE), DONE).toBe('completed')
  const save = page.getByRole('button', { name: t('erasure:save') })
  await expect(save).toBeEnabled(DONE)
  const searched = page.getByRole('table', { name: t('erasure:residue') })
  for (const place of ['profile', 'browser', 'temp'] as const) await expect(searched).toContainText(t(`inventory:place.${place}`))
  await shootTo(page, SHOTS, 'certificate')
  await tabTo(page, save)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`erasure-${DEMO_DELETE_CASE}.pdcert`)).toBeVisible(WAIT)
})

test('an account is cancelled, waits for its day, says so, and is called off with a reason', async () => {
  test.setTimeout(900_000)
  issueCoolingOff()
  const { t } = agent.driver
  await openPersonByKeys(agent.driver, DEMO_CONFLICT_PERSON.accountNo)
  await registerByKeys(agent.driver, await keyInByKeys(agent.driver, { right: 'cancel-account', text: '来电：注销账号。' }))
  await takeByKeys(agent.driver)
  await verifyByKeys(agent.driver)
  const numberOf = async () => (await probe.rows<{ readonly no: string }>(`select case_no as no from requests where body->>'right' = 'cancel-account' and body->>'text' like '来电%' and state = 'deciding'`))[0]?.no ?? ''
  await expect.poll(numberOf, DONE).not.toBe('')
  const caseNo = await numberOf()
  await openPlan(agent, 'planErasure')
  await expect(asideOf(agent).getByText(/批准后等到 .*才执行/)).toBeVisible(DONE)
  await propose(caseNo)

  const second = reviewer.driver
  await walkToCase(second.page, caseNo, '5')
  await openPlan(reviewer, 'approveErasure')
  await approve(caseNo)
  const openIt = second.page.getByRole('button', { name: t('erasure:coolingOpen') })
  await expect(openIt).toBeVisible(DONE)
  expect(await stateOf(caseNo)).toBe('cooling-off')
  await shootTo(second.page, SHOTS, 'cooling')
  await tabTo(second.page, openIt)
  await second.page.keyboard.press('Enter')
  await expect(second.page.getByText(/自动执行；处理已经停止/)).toBeVisible(WAIT)
  await shootTo(second.page, SHOTS, 'request')
  await second.page.keyboard.press('b')
  const dialog = second.page.getByRole('dialog')
  await expect(dialog.getByText(t('intake:stepBack.from.executing'), { exact: false })).toBeVisible()
  await tabTo(second.page, dialog.getByLabel(t('intake:stepBack.reason')))
  await second.page.keyboard.insertText('本人来电，想先下载副本')
  await tabTo(second.page, dialog.getByRole('button', { name: t('intake:stepBack.verb') }))
  await second.page.keyboard.press('Enter')
  await expect(dialog).toBeHidden(WAIT)
  await expect.poll(() => stateOf(caseNo), DONE).toBe('declined')
})

test('no file of either desk holds a word of whoever was erased: not the profile, not what the browser keeps, not what was written for a moment', async () => {
  expect(texts.length).toBeGreaterThanOrEqual(4)
  for (const desk of [agent, reviewer]) {
    await expectNoPointer(desk.driver.desk.app)
    await desk.driver.close()
    const left = searchLeftFiles(desk.profileDir, texts)
    expect(left.hits, desk.name).toEqual([])
    expect(left.names).toContain('Preferences')
    // What the browser packs, this search could not read; the screens give it nothing to keep.
    expect(left.names.filter((name) => name.endsWith('.ldb') || name.includes('Cache_Data'))).toEqual([])
    const planted = join(desk.profileDir, 'temp', 'planted')
    writeFileSync(planted, Buffer.from(`words of ${texts.at(-1)}`, 'utf16le'))
    expect(searchLeftFiles(desk.profileDir, texts).hits, 'the search finds what is there').toEqual([join('temp', 'planted')])
    rmSync(planted)
  }
})
