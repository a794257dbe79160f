// The work without a network: nothing is lost on the desk, each decision arrives exactly once, and one on an old version comes back.
import { expect } from '@playwright/test'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import type { Driver } from '../e2e/desk-driver'
import { reopen, type Demo, type DemoDesk } from './demo-context'
import { openProbe } from './origin-probe'

/** A push waits for its turn on a busy machine; how long is asserted nowhere. */
const WAIT = { timeout: 60_000 }

interface RequestRow {
  readonly state: string
  readonly v: number
  readonly decided: number
  readonly checks: number
}

async function requestAt({ probe }: Demo, caseNo: string): Promise<RequestRow> {
  const [row] = await probe.rows<{ state: string; v: string; decided: string; checks: string }>(
    `select state, v, jsonb_array_length(body->'identityChecks') as checks,
       (select count(*) from jsonb_array_elements(body->'timeline') e where e->>'event' = 'decided') as decided from requests where case_no = $1`, [caseNo])
  return { state: row?.state ?? '', v: Number(row?.v), decided: Number(row?.decided), checks: Number(row?.checks) }
}

/** What happened to a request, in order, as the origin remembers it: an act that arrived twice would stand there twice. */
async function eventsOf({ probe }: Demo, caseNo: string): Promise<readonly string[]> {
  const rows = await probe.rows<{ event: string }>(`select e->>'event' as event from requests, jsonb_array_elements(body->'timeline') with ordinality t(e, n) where case_no = $1 order by n`, [caseNo])
  return rows.map(({ event }) => event)
}

async function takeAndVerify(driver: Driver, caseNo: string): Promise<void> {
  await driver.goTo('queue:view.team')
  await driver.openCase(caseNo)
  await driver.takeCase()
  await driver.verifyIdentity(`短信验证码回执 ${caseNo}`)
}

export async function takeRequests(demo: Demo, desk: DemoDesk): Promise<void> {
  await demo.report.step(`${DEMO_DELETE_CASE} taken from the queue, online`, async () => {
    await desk.driver.goTo('queue:view.team')
    await desk.driver.openCase(DEMO_DELETE_CASE)
    await demo.report.shot(desk.driver.page, 'queue')
    await desk.driver.takeCase()
    await expect.poll(async () => (await requestAt(demo, DEMO_DELETE_CASE)).state, WAIT).toBe('verifying')
  })
  await demo.report.step(`${DEMO_CONFLICT_CASE} taken and its identity verified, online`, async () => {
    await takeAndVerify(desk.driver, DEMO_CONFLICT_CASE)
    await expect.poll(async () => (await requestAt(demo, DEMO_CONFLICT_CASE)).state, WAIT).toBe('deciding')
  })
}

export async function stopOrigin(demo: Demo, desk: DemoDesk): Promise<void> {
  await demo.report.step('the origin is stopped', async () => {
    await demo.probe.close()
    await demo.origin.stop()
    await desk.driver.waitForChip(desk.driver.t('app:chip.offline'))
  })
}

export async function workOffline({ report }: Demo, desk: DemoDesk): Promise<number> {
  const { driver } = desk
  await report.step(`offline: identity of ${DEMO_DELETE_CASE} verified, erasure planned and proposed`, async () => {
    await driver.goTo('queue:view.team')
    await driver.openCase(DEMO_DELETE_CASE)
    await driver.verifyIdentity(`短信验证码回执 ${DEMO_DELETE_CASE}`)
    await driver.proposeErasure(DEMO_DELETE_CASE.slice(-4))
  })
  await report.shot(driver.page, 'erasure-plan')
  await report.step(`offline: ${DEMO_ACCESS_CASE} taken, verified, granted`, async () => {
    await takeAndVerify(driver, DEMO_ACCESS_CASE)
    await driver.grant()
  })
  await report.step(`offline: ${DEMO_CONFLICT_CASE} granted`, async () => {
    await driver.openCase(DEMO_CONFLICT_CASE)
    await driver.grant()
  })
  await report.shot(driver.page, 'queue-offline')
  return pendingOf(driver)
}

/** Items that wait, as the list under 待同步 shows them. */
async function pendingOf(driver: Driver): Promise<number> {
  await driver.goTo('app:nav.toSend')
  const group = driver.page.locator('section', { has: driver.page.getByRole('heading', { name: driver.t('sync:group.to-send') }) }).last()
  await expect(group.locator('.outbox-line').first()).toBeVisible()
  return group.locator('.outbox-line').count()
}

export async function quitAndReopen({ report }: Demo, desk: DemoDesk, pending: number): Promise<void> {
  await report.step('quit and opened again without a network: nothing is lost', async () => {
    await reopen(desk)
    expect(await pendingOf(desk.driver)).toBe(pending)
    await desk.driver.waitForChip(desk.driver.t('app:chip.toSend', { count: pending }))
  }, () => `${String(pending)} items wait`)
  await report.shot(desk.driver.page, 'outbox')
  await desk.driver.close()
}

export async function startOriginAgain(demo: Demo): Promise<void> {
  await demo.report.step('the origin comes back', async () => {
    await demo.origin.start()
    demo.probe = await openProbe(demo.origin.dataDir)
  })
  // What waited on the closed desk has not arrived by itself.
  expect((await requestAt(demo, DEMO_ACCESS_CASE)).state).toBe('received')
}

/** A colleague decides the third case on the second desk, before the first one is heard of. */
export async function decideOnSecondDesk(demo: Demo, second: DemoDesk): Promise<void> {
  await demo.report.step(`${second.name}: a colleague refuses ${DEMO_CONFLICT_CASE} meanwhile`, async () => {
    await second.driver.goTo('queue:view.team')
    await second.driver.openCase(DEMO_CONFLICT_CASE)
    await second.driver.refuse()
    await expect.poll(async () => (await requestAt(demo, DEMO_CONFLICT_CASE)).state, WAIT).toBe('refused')
  })
}

export async function deliver(demo: Demo, desk: DemoDesk): Promise<void> {
  const before = await requestAt(demo, DEMO_CONFLICT_CASE)
  await demo.report.step('the first desk is opened: its decisions arrive exactly once', async () => {
    await reopenOnline(desk)
    await expect.poll(async () => (await requestAt(demo, DEMO_ACCESS_CASE)).state, WAIT).toBe('granted')
    await expect.poll(async () => (await requestAt(demo, DEMO_DELETE_CASE)).state, WAIT).toBe('approval')
    const access = await requestAt(demo, DEMO_ACCESS_CASE)
    expect([access.decided, access.checks]).toEqual([1, 1])
    expect(await eventsOf(demo, DEMO_ACCESS_CASE)).toEqual(['received', 'taken', 'identity-verified', 'decided'])
    expect(await eventsOf(demo, DEMO_DELETE_CASE)).toEqual(['received', 'taken', 'identity-verified', 'erasure-proposed'])
  })
  await demo.report.step(`the decision of ${DEMO_CONFLICT_CASE} comes back refused, with its reason, and changed nothing`, async () => {
    const { driver } = desk
    await driver.goTo('app:nav.refused')
    await expect(driver.page.locator('.outbox-line').filter({ hasText: driver.t('rejections:version_conflict.title') })).toHaveCount(1, WAIT)
    await expect(driver.page.locator('.outbox-line').filter({ hasText: DEMO_CONFLICT_CASE })).toHaveCount(1)
    const after = await requestAt(demo, DEMO_CONFLICT_CASE)
    expect([after.v, after.decided]).toEqual([before.v, 1])
    await demo.report.shot(driver.page, 'refused')
  })
}

async function reopenOnline(desk: DemoDesk): Promise<void> {
  await reopen(desk)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
}

