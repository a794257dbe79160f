// Why a person is erased: chosen with keys when the erasure is proposed, part of the plan that has the hash, and read by whoever approves. Where the
// company lets it cool off, the day is shown before it is proposed.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'erasure')
/** One pack, whatever its number. */
const RULES = join('resources', 'rules')
const WAIT = { timeout: 60_000 }

let origin: OriginProcess
let agent: DemoDesk

async function open(name: string, staff: 'zhou'): Promise<DemoDesk> {
  const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name, staff })
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
  return desk
}

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
  issueCoolingOff()
  agent = await open('desk-1', 'zhou')
})
test.afterAll(async () => {
  await agent.driver.close()
  await origin.remove()
})

test('another ground is chosen, makes another plan, and stands there once it is proposed', async () => {
  test.setTimeout(600_000)
  const { page, t, goTo } = agent.driver
  await goTo('queue:view.team')
  await agent.driver.openCase(DEMO_DELETE_CASE)
  await agent.driver.takeCase()
  await agent.driver.verifyIdentity('短信验证码回填一致')
  await tabTo(page, page.getByRole('button', { name: t('request:act.planErasure') }))
  await page.keyboard.press('Enter')
  const aside = page.getByRole('complementary', { name: t('erasure:before') })
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
  await expect(aside.getByText(/批准后等到 .*才执行/)).toBeVisible()
  await shootTo(page, SHOTS, 'ground')
  await tabTo(page, aside.locator('.text-input-code'))
  await page.keyboard.type(DEMO_DELETE_CASE.slice(-4))
  await page.keyboard.press('Control+Enter')
  await expect(aside.getByText(t('errors:own-proposal.title')).first()).toBeVisible(WAIT)
  await expect(ground).toBeHidden()
  await expect(aside.getByText('本人撤回同意')).toBeVisible()
  await expect(hash).toHaveText(chosen ?? '')
  await shootTo(page, SHOTS, 'proposed')
})
