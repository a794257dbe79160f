// A backup from while an erasure waited for its day: what ran since is run again from the ledger, with its approval and under its case.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runCooled } from '../../src-origin/erasure/cooling-off'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import type { RunningOrigin } from '../../src-origin/start'
import { enrolDevice, signIn } from '../fixtures/origin-http'
import { proposeErasure, pushOne } from '../fixtures/origin-push'
import { issue, packWith } from '../fixtures/rules-issue'
import { SPLIT_DATABASE, startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'
import type { TestOrigin } from '../fixtures/test-origin'

const BACKUP = 'backup'
let split: SplitOrigin
let running: RunningOrigin
let origin: TestOrigin

beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 20, requests: 20, rowsPerPerson: 3 })
  running = await split.part('all')
  origin = split.spokenTo(() => running)
})
afterAll(() => split?.remove())

const db = () => running.context.db

test('the person is gone again, and the erasure goes on under the approval it had', async () => {
  await issue(origin, packWith('2026.90', () => ({ coolingOff: { days: 2, source: 'P-ERASE' } })))
  const desk = await enrolDevice(origin)
  const { id, subject_id: subjectId } = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), id)
  const erasure = async () => (await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
  const isHere = async () => (await db().selectFrom('subjects').select('id').where('id', '=', subjectId).execute()).length
  const untilExecuted = () => vi.waitFor(async () => expect(['executed', 'completed']).toContain((await erasure()).state), { timeout: 30_000 })
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
  const { approvedBy } = await erasure()
  await running.stop()
  await split.copyDatabase(SPLIT_DATABASE, BACKUP)
  running = await split.part('all')
  split.advance(2 * 86_400_000)
  await runCooled(running.context)
  await untilExecuted()
  expect(await isHere()).toBe(0)

  await running.stop()
  await split.copyDatabase(BACKUP, SPLIT_DATABASE)
  running = await split.part('all')
  expect(await isHere()).toBe(0)
  await untilExecuted()
  expect(await erasure()).toMatchObject({ id: erasureId, approvedBy })
  const { body } = await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()
  expect([body.runsOn, body.erasureId]).toEqual([undefined, erasureId])
  expect(await db().selectFrom('stopped_people').selectAll().execute()).toEqual([])
})
