// An erasure that cools off, on two desks: the day is shown before and after the approval, and it is called off from the request.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { addDays, dayStart, toDay } from '../../src-shared/base/clock'
import { runCooled } from '../../src-origin/erasure/cooling-off'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, openCase, proposeErasure, typed } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { LATE_REASON } from '../fixtures/late-reason'
import { issue, packWith } from '../fixtures/rules-issue'
import { catchUp, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const DAYS = 2
let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let requestId: RequestId
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
  await issue(origin, packWith('2026.90', () => ({ coolingOff: { days: DAYS, source: 'P-ERASE' } })))
  requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
})
afterAll(removeDesksAndOrigin)

const erasureAt = (desk: TestDesk) => desk.get('erasure.open', { requestId })
const personAt = async (desk: TestDesk) => (await desk.get('person.open', { subjectId: (await openCase(desk, requestId)).row.subjectId })).status

it('is shown with its day to whoever proposes and approves, and afterwards to everybody, the account cancelled', async () => {
  await until('the pack with the days', async () => {
    await agent.get('sync.now', {})
    return (await erasureAt(agent)).runsOn !== undefined
  })
  const runsOn = addDays(toDay(origin.now()), DAYS)
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  expect(await erasureAt(reviewer)).toMatchObject({ state: 'proposed', runsOn })
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await catchUp(origin, agent, reviewer)
  for (const desk of [agent, reviewer]) {
    const view = await erasureAt(desk)
    expect(view).toMatchObject({ state: 'cooling-off', runsOn, tell: 'state-changed' })
    // That the account was cancelled makes no plan stale, and whom it would have to reach is still listed.
    expect(view.checks.filter(({ state }) => state !== 'met')).toEqual([])
    expect(view.recipients.length).toBeGreaterThan(0)
    expect(await personAt(desk)).toBe('cancelled')
    const { runsOn: shown, acts } = await openCase(desk, requestId)
    expect([shown, acts.withdraw, acts['step-back'], acts['propose-erasure']]).toEqual([runsOn, 'possible', 'possible', 'state-changed'])
  }
})

it('is called off at a desk with a reason, also without the origin; the account is as it was, and it can be proposed anew', async () => {
  agent.network.cut()
  const { version } = await openCase(agent, requestId)
  await agent.get('request.stepBack', { requestId, version, reason: '本人来电，想先下载副本' })
  expect((await openCase(agent, requestId)).runsOn).toBeUndefined()
  agent.network.mend()
  await catchUp(origin, agent, reviewer)
  expect((await erasureAt(reviewer)).state).toBe('draft')
  expect((await openCase(reviewer, requestId)).timeline.at(-1)).toMatchObject({ event: 'stepped-back', text: '本人来电，想先下载副本' })
  expect(await personAt(reviewer)).toBe('active')
})

it('runs by itself on its day, on every desk', async () => {
  const { deletionGround, planHash, letter } = await erasureAt(agent)
  const { version, row } = await openCase(agent, requestId)
  await agent.get('erasure.propose', { requestId, version, deletionGround: deletionGround!.ground, planHash, confirm: typed(row.caseNo), text: letter, lateReason: LATE_REASON })
  await catchUp(origin, agent, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await catchUp(origin, agent, reviewer)
  origin.advance(dayStart(addDays(toDay(origin.now()), DAYS)) - origin.now() + 60_000)
  await runCooled(origin.running().context)
  await until('complete on both desks', async () => {
    for (const desk of [agent, reviewer]) await desk.get('sync.now', {})
    return (await Promise.all([agent, reviewer].map(async (desk) => (await erasureAt(desk)).state))).every((state) => state === 'completed')
  })
  const { subjectId } = (await openCase(agent, requestId)).row
  for (const desk of [agent, reviewer]) expect(await desk.ask('person.open', { subjectId })).toMatchObject({ ok: false, error: { kind: 'gone-erased' } })
})
