// An origin that goes back, or contradicts itself, without announcing a restore: the desk stands still, says so once, and loses nothing; what ends it is
// the announcement.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { RequestId } from '../../src-shared/base/ids'
import { emitChanges } from '../../src-origin/feed/emit'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { take } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds, type Holdings } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { parsePage, sealPage, type FeedPage } from '../fixtures/feed-page'
import { catchUp, reopen, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, isFor, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, desk: TestDesk
beforeAll(async () => {
  ({ origin, desk } = await startOneDesk())
})
afterAll(removeDesksAndOrigin)
beforeEach(() => catchUp(origin, desk))

const db = () => origin.running().context.db
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const stopped = () => untilStatus(desk, 'standing still', ({ reason }) => reason === 'origin-went-back')

/** Of the closed desk: what it holds, where it stands, and how often the audit says that the origin went back. */
async function readClosed(): Promise<{ readonly held: Holdings; readonly cursor: unknown; readonly signs: readonly string[] }> {
  await desk.close()
  const held = await deskHolds(origin, desk)
  return withStore(origin, desk, async ({ reader }) => {
    const cursor = await reader.selectFrom('meta').select('value').where('key', '=', 'cursor').executeTakeFirst()
    const entries = await reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['audit.entry', 'audit_details.detail']).orderBy('audit.seq').execute()
    const signs = entries.filter(({ entry }) => (JSON.parse(entry) as { type: string }).type === 'sync.went-back').map(({ detail }) => (JSON.parse(detail ?? '{}') as { sign: string }).sign)
    return { held, cursor, signs }
  })
}

/** The desk is closed, `lie` is done at the origin or on the line, and the desk meets it; afterwards everything is as it was. */
async function meets(sign: string, lie: () => Promise<unknown>): Promise<void> {
  const before = await readClosed()
  await lie()
  desk = await reopen(origin, desk, { until: 'unlocked', network: desk.network })
  await stopped()
  // Asked again, and after a new start: still, and not said a second time.
  await desk.get('sync.now', {})
  await stopped()
  const after = await readClosed()
  expect(after).toEqual({ ...before, signs: [...before.signs, sign] })
  desk = await reopen(origin, desk, { until: 'unlocked', network: desk.network })
  await stopped()
}

/** As its operators do: in step again, equal to the origin. */
async function announced(): Promise<void> {
  desk.network.disturb()
  await origin.stop()
  await origin.start('restored')
  await desk.get('sync.now', {})
  await untilSynced(desk)
  await catchUp(origin, desk)
  const { held } = await readClosed()
  expect(held).toEqual(await originHolds(origin))
  desk = await reopen(origin, desk)
}

const resealed = (change: (page: FeedPage) => FeedPage): Fault => async (request, send) => {
  const answer = await send(request)
  return isFor(request, 'changes') && answer.ok && answer.value.status === 200 ? answerOf(sealPage(change(parsePage(await bodyOf(answer.value))))) : answer
}

describe('an origin that shows less than before in the same epoch', () => {
  it('has forgotten the end of its feed: nothing is read anew, no act goes up, and neither when it has come past that place', async () => {
    const requestId = await idOf(DEMO_ACCESS_CASE)
    // Far enough on that nothing it does meanwhile comes near.
    await sql`update feed_head set head = head + 100`.execute(db())
    await take(desk, await idOf(DEMO_CONFLICT_CASE))
    await catchUp(origin, desk)
    const { v } = await originCase(origin, DEMO_ACCESS_CASE)
    const head = await db().selectFrom('feed_head').select(['part', 'head']).execute()
    await meets('cursor-ahead', async () => {
      await sql`delete from feed`.execute(db())
      await sql`update feed_head set head = 0, floor = 0`.execute(db())
      await db().updateTable('requests').set({ in_scope: false }).where('case_no', '=', DEMO_CONFLICT_CASE).execute()
    })
    await take(desk, requestId)
    // It numbers on, and would take the old cursor again: what lies between was never sent.
    for (const { part, head: was } of head) await db().updateTable('feed_head').set({ head: was + 50, floor: 0 }).where('part', '=', part).execute()
    await desk.get('sync.now', {})
    expect(await stopped()).toMatchObject({ toSend: 1 })
    expect((await originCase(origin, DEMO_ACCESS_CASE)).v).toBe(v)
    // The lease runs on: who waits for operators is not shut out by it.
    const { leaseNotAfter } = await desk.get('sync.status', {})
    expect(leaseNotAfter! - origin.now()).toBeGreaterThan(13.9 * 86_400_000)
    await announced()
    expect((await originCase(origin, DEMO_ACCESS_CASE)).v).toBe(v + 1)
  })

  it('tells a record in an older version than it told before', async () => {
    const requestId = await idOf(DEMO_DELETE_CASE)
    await take(desk, requestId)
    await catchUp(origin, desk)
    await meets('version', async () => {
      await db().transaction().execute(async (tx) => {
        await tx.updateTable('requests').set(({ eb }) => ({ v: eb('v', '-', 1) })).where('id', '=', requestId).execute()
        await emitChanges(tx, [{ scope: 'desk:dalian', type: 'request', id: requestId, ver: 1, op: 'put' }])
      })
      await origin.running().feed.drain()
    })
    await announced()
  })
})

describe('an origin that contradicts itself in the same epoch', () => {
  it('says with a page that it is further back than with the one before', async () => {
    await meets('position', async () => {
      desk.network.disturb(resealed((page) => ({ ...page, end: { ...page.end, positions: { case: 0 } } })))
    })
    await announced()
  })

  it('goes on from our cursor under the name of another epoch', async () => {
    await meets('other-epoch', async () => {
      desk.network.disturb(resealed((page) => ({ ...page, begin: { ...page.begin, epoch: '01970000-0000-7000-8000-00000000beef' } })))
    })
    await announced()
  })

  it('refuses the cursor for a new epoch and signs the old one: nothing is read anew, and it goes on with the first right answer', async () => {
    const snapshots = desk.network.log.filter((line) => line.endsWith('/snapshot')).length
    desk.network.disturb(async (request, send) => (isFor(request, 'changes') ? answerOf('{"error":"epoch_changed"}', 410) : send(request)))
    await untilStatus(desk, 'blocked', ({ reason }) => reason === 'origin-answer-invalid')
    desk.network.disturb()
    await untilSynced(desk)
    expect(desk.network.log.filter((line) => line.endsWith('/snapshot'))).toHaveLength(snapshots)
    expect(desk.internal).toEqual([])
  })
})
