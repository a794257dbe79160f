// Two desks at one request: each sees the other come, write and leave; what they saw is on no disk.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks, type TwoDesks } from '../fixtures/desks-and-origin'
import { until, untilStatus, withStore, type TestDesk } from '../fixtures/test-desk'
import { isFor } from '../fixtures/test-network'

let desks: TwoDesks
let requestId: RequestId
beforeAll(async () => {
  desks = await startTwoDesks()
  requestId = (await originCase(desks.origin, DEMO_DELETE_CASE)).id as RequestId
})
afterAll(removeDesksAndOrigin)

const seen = async (desk: TestDesk) => (await desk.get('presence.list', {})).map(({ by, doing, requestId: id }) => `${by.name} ${doing} ${id}`)
const untilSeen = (desk: TestDesk, ...wanted: readonly string[]) => until(`seen: ${wanted.join()}`, async () => (await seen(desk)).join() === wanted.join())
const { zhou, wu } = DEMO_STAFF

test('a colleague comes, writes and leaves, and the other desk sees it within the poll under way', async () => {
  const { agent, reviewer } = desks
  const polls = () => reviewer.network.log.filter((line) => line.endsWith('/changes')).length
  await agent.get('presence.tell', { at: { requestId, doing: 'viewing' } })
  await untilSeen(reviewer, `${zhou.name} viewing ${requestId}`)
  // From here on a poll waits, or is just about to: its answer is the one that tells, and the next may have been asked for when we look.
  const before = polls()
  await agent.get('presence.tell', { at: { requestId, doing: 'editing' } })
  await untilSeen(reviewer, `${zhou.name} editing ${requestId}`)
  expect(polls() - before).toBeLessThanOrEqual(2)
  await reviewer.get('presence.tell', { at: { requestId, doing: 'viewing' } })
  await untilSeen(agent, `${wu.name} viewing ${requestId}`)
  expect(await seen(reviewer)).toEqual([`${zhou.name} editing ${requestId}`])
  await agent.get('presence.tell', {})
  await untilSeen(reviewer)
  expect(await seen(agent)).toHaveLength(1)
})

test('a desk without a line shows nobody once nobody confirms them, and tells nobody; "sync now" makes nobody vanish', async () => {
  const { agent, reviewer } = desks
  await agent.get('presence.tell', { at: { requestId, doing: 'editing' } })
  await untilSeen(reviewer, `${zhou.name} editing ${requestId}`)
  // It breaks the long poll, which is what a desk that ends looks like at first.
  await agent.get('sync.now', {})
  desks.origin.advance(5_000)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(await seen(reviewer)).toEqual([`${zhou.name} editing ${requestId}`])

  agent.network.disturb((request, send) => (isFor(request, 'presence') ? Promise.resolve({ ok: false, error: { kind: 'origin-unreachable' } }) : send(request)))
  desks.origin.advance(31_000)
  await untilSeen(reviewer)
  agent.network.disturb()
})

test('a desk that ends, as by a lock, is gone from the others; nothing of it all lies in a store', async () => {
  const { agent, reviewer, origin } = desks
  await agent.get('presence.tell', {})
  await agent.get('presence.tell', { at: { requestId, doing: 'viewing' } })
  await untilSeen(reviewer, `${zhou.name} viewing ${requestId}`)
  await untilStatus(reviewer, 'synced', ({ connection }) => connection === 'synced')
  await agent.kill()
  origin.advance(4_000)
  await untilSeen(reviewer)
  await reviewer.close()
  for (const desk of [agent, reviewer]) {
    await withStore(origin, desk, async (vault) => {
      const tables = await vault.reader.selectFrom('meta').select('key').execute()
      expect(tables.filter(({ key }) => key.includes('presen'))).toEqual([])
      for (const table of ['meta', 'jobs', 'audit_details', 'outbox'] as const) {
        expect(JSON.stringify(await vault.reader.selectFrom(table).selectAll().execute())).not.toMatch(/"(editing|viewing)\b/)
      }
    })
  }
})
