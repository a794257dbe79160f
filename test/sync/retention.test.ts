// A whole desk and an origin that lets go of things: away longer than the feed is kept, and cases that were closed long ago.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { FEED_KEEP_MS } from '../../src-origin/feed/retention'
import { SCOPE_DAYS } from '../../src-origin/cases/leave-scope'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { runRetention } from '../../src-origin/service/retention'
import { grant, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  desk = await openDesk(origin, DEMO_STAFF.zhou)
})
afterAll(removeDesksAndOrigin)

const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const retain = async (): Promise<void> => {
  await runRetention(origin.running().context)
  await origin.running().feed.drain()
}
const snapshots = (): number => desk.network.log.filter((line) => line.endsWith('/snapshot')).length

it('a desk that comes back from below the feed’s floor is asked to copy anew, once, and then holds what the origin holds', async () => {
  const requestId = await idOf(DEMO_CONFLICT_CASE)
  await take(desk, await idOf(DEMO_ACCESS_CASE))
  await catchUp(origin, desk)
  await desk.close()
  const other = await openDesk(origin, DEMO_STAFF.qian)
  await take(other, requestId)
  await catchUp(origin, other)
  await other.close()
  origin.advance(FEED_KEEP_MS + DAY_MS)
  await retain()
  const { head, floor } = await origin.running().context.db.selectFrom('feed_head').selectAll().where('part', '=', 'case').executeTakeFirstOrThrow()
  expect(floor).toBeGreaterThan(0)
  expect(floor).toBeLessThanOrEqual(head)

  desk = await reopen(origin, desk)
  expect(desk.network.log).toContain('GET /sync/v1/changes')
  // Cases and directory, each read once from its beginning to its end.
  expect(snapshots()).toBe(2)
  await catchUp(origin, desk)
  expect(snapshots()).toBe(2)
  await desk.close()
  expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
  expect((await deskHolds(origin, desk)).records[`request ${requestId}`]).toContain('verifying')
  desk = await reopen(origin, desk)
})

it('a request that was closed ninety days ago is on no desk any more, nor its person, but for the row that search finds', async () => {
  const caseNo = DEMO_ACCESS_CASE
  const { id, subject_id: subjectId } = await originCase(origin, caseNo)
  // The person's other request goes with it, so that this one is the last.
  await origin.running().context.db.updateTable('requests').set({ closed_at: origin.now(), state: 'withdrawn' }).where('subject_id', '=', subjectId).where('id', '<>', id).execute()
  await verify(desk, id as RequestId)
  await grant(desk, id as RequestId, '副本已提供')
  await catchUp(origin, desk)
  expect((await originCase(origin, caseNo)).state).toBe('granted')
  await desk.close()
  const before = await deskHolds(origin, desk)
  const about = (holdings: typeof before) => Object.keys(holdings.records).filter((key) => key.includes(subjectId) || key.includes(id))
  expect(about(before).length).toBeGreaterThan(2)

  // Two visits, so that the feed carries it from one to the other.
  origin.advance((SCOPE_DAYS - 1) * DAY_MS)
  await retain()
  desk = await reopen(origin, desk)
  await desk.close()
  expect(about(await deskHolds(origin, desk)).length).toBeGreaterThan(2)
  origin.advance(2 * DAY_MS)
  await retain()
  const copies = snapshots()
  desk = await reopen(origin, desk)
  expect(snapshots() - copies).toBe(0)
  expect(await desk.ask('request.open', { requestId: id as RequestId })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  expect(desk.internal).toEqual([])
  await desk.close()
  const after = await deskHolds(origin, desk)
  expect(about(after)).toEqual([])
  expect(after.directory).toHaveProperty(subjectId)
  expect(after).toEqual(await originHolds(origin))
})
