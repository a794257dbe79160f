// When the origin cannot go on from where a desk is, or changes what the desk may hold: it reads anew, keeps what staff did, and loses what it must.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { createId, type DeviceId, type RequestId } from '../../src-shared/base/ids'
import { grantScope, revokeScope } from '../../src-origin/devices/grants'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { grant, openCase, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, isFor } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const { zhou } = DEMO_STAFF
const DAY_MS = 86_400_000
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const snapshots = (desk: TestDesk): number => desk.network.log.filter((line) => line.endsWith('/snapshot')).length

async function untilReadAnew(desk: TestDesk, pages: number): Promise<void> {
  await until('a bootstrap', async () => {
    await desk.get('sync.now', {})
    return snapshots(desk) >= pages
  })
  await untilSynced(desk)
}

/** Closes, compares with the origin, opens again. */
async function expectEqual(desk: TestDesk): Promise<TestDesk> {
  await desk.close()
  expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
  return reopen(origin, desk)
}

const newEpoch = (): Promise<unknown> => db().updateTable('settings').set({ value: createId(origin.now(), (bytes) => bytes) }).where('key', '=', 'epoch').execute()
/** As a restore would: rows changed without a word in the feed. */
const silently = async (): Promise<void> => {
  const gone = await db().selectFrom('requests').select('id').where('in_scope', '=', true).where('closed_at', 'is not', null).orderBy('id').limit(1).execute()
  expect(gone).toHaveLength(1)
  await db().updateTable('requests').set({ in_scope: false }).where('id', 'in', gone.map((row) => row.id)).execute()
}

describe('a cursor that the origin refuses', () => {
  let desk: TestDesk
  beforeAll(async () => {
    desk = await openDesk(origin, zhou)
    await take(desk, await idOf(DEMO_DELETE_CASE))
    await catchUp(origin, desk)
  })
  afterAll(() => desk.close())

  const refusals: readonly [string, string, () => Promise<unknown>][] = [
    ['another epoch', DEMO_ACCESS_CASE, newEpoch],
    ['a position below the floor', DEMO_CONFLICT_CASE, async () => {
      // Somebody else's changes move the head on; then the feed is cut there.
      const other = await openDesk(origin, DEMO_STAFF.qian)
      await verify(other, await idOf(DEMO_DELETE_CASE))
      await catchUp(origin, other)
      await other.close()
      await sql`update feed_head set floor = head`.execute(db())
      await sql`delete from feed`.execute(db())
    }],
  ]

  it.each(refusals)('%s: every scope is read anew, old rows stay readable until then, and the act that waits arrives', async (_, caseNo, refuse) => {
    const requestId = await idOf(caseNo)
    await catchUp(origin, desk)
    await goAway(desk)
    await take(desk, requestId)
    await refuse()
    await silently()
    const before = snapshots(desk)
    // Held open in the middle of the reset: everything is still there to be worked with.
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    desk.network.disturb(async (request, send) => {
      if (isFor(request, 'snapshot')) await held
      return send(request)
    })
    desk.network.mend()
    await until('the reset', async () => snapshots(desk) > before)
    expect((await openCase(desk, requestId)).row.caseNo).toBe(caseNo)
    expect((await desk.get('queue.list', { view: 'team', limit: 100 })).rows.length).toBeGreaterThan(5)
    expect((await desk.get('search.people', { query: DEMO_PERSON.accountNo, limit: 5, offset: 0 })).rows).toHaveLength(1)
    release()
    desk.network.disturb()
    await untilReadAnew(desk, before + 2)
    await catchUp(origin, desk)
    expect(await desk.get('sync.outbox', {})).toEqual([])
    const timeline = (await originCase(origin, caseNo)).body['timeline'] as readonly { readonly event: string; readonly staffId?: string }[]
    expect(timeline.at(-1)).toMatchObject({ event: 'taken', staffId: zhou.id })
    desk = await expectEqual(desk)
    expect(desk.internal).toEqual([])
  })

  it('again and again does not end in a circle: it is shown, and over as soon as the origin answers', async () => {
    desk.network.disturb(async (request, send) => (isFor(request, 'changes') ? answerOf('{"error":"cursor_expired"}', 410) : send(request)))
    const status = await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')
    expect(status).toMatchObject({ reason: 'origin-answer-invalid', directoryRows: 60 })
    expect((await desk.get('search.people', { query: DEMO_PERSON.accountNo, limit: 5, offset: 0 })).rows).toHaveLength(1)
    desk.network.disturb()
    await untilSynced(desk)
    await catchUp(origin, desk)
    desk = await expectEqual(desk)
  })
})

describe('what a desk may hold', () => {
  let desk: TestDesk
  let deviceId: DeviceId
  beforeEach(async () => {
    desk = await openDesk(origin, zhou)
    await catchUp(origin, desk)
    const row = await db().selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').limit(1).executeTakeFirstOrThrow()
    deviceId = row.id as DeviceId
  })
  const context = () => origin.running().context
  const searched = async () => (await desk.get('search.people', { query: DEMO_PERSON.accountNo, limit: 5, offset: 0 })).rows

  it('without the case scope holds no case and no person of one, and with it again everything', async () => {
    const { subject_id: subjectId } = await originCase(origin, DEMO_DELETE_CASE)
    await until('service-log rows', async () => (await desk.get('person.open', { subjectId: subjectId as never })).holdings.every((one) => one.here === 'all'))
    await revokeScope(context(), deviceId, 'desk:dalian')
    await catchUp(origin, desk)
    expect((await desk.get('queue.list', { view: 'team', limit: 100 })).rows).toEqual([])
    const { views, clocks } = await desk.get('queue.counts', {})
    expect([...Object.values(views), ...Object.values(clocks)].every((count) => count === 0)).toBe(true)
    expect(await desk.get('person.open', { subjectId: subjectId as never })).toMatchObject({ scope: 'directory', consents: [], holdings: [], requests: [] })
    await desk.close()
    await withStore(origin, desk, async ({ reader }) => {
      for (const table of ['records', 'record_scopes', 'request_index', 'queue_counts', 'log_rows', 'log_sets'] as const) expect(await reader.selectFrom(table).selectAll().execute(), table).toEqual([])
    })
    desk = await reopen(origin, desk)
    expect(await searched()).toHaveLength(1)
    await grantScope(context(), deviceId, 'desk:dalian')
    await until('the cases', async () => {
      await desk.get('sync.now', {})
      return (await desk.get('queue.counts', {})).views.team > 0
    })
    await catchUp(origin, desk)
    await (await expectEqual(desk)).close()
  })

  it('without the directory scope finds the people of its cases alone, and with it again finds everybody', async () => {
    await revokeScope(context(), deviceId, 'directory:all')
    await catchUp(origin, desk)
    const stranger = await db().selectFrom('subjects').select('account_no').where('id', 'not in', (eb) => eb.selectFrom('requests').select('subject_id')).limit(1).executeTakeFirstOrThrow()
    expect(await desk.get('search.people', { query: stranger.account_no, limit: 5, offset: 0 })).toMatchObject({ covers: 'cases', rows: [] })
    expect(await searched()).toHaveLength(1)
    expect(await desk.get('sync.status', {})).toMatchObject({ directoryRows: 0 })
    expect(await openCase(desk, await idOf(DEMO_DELETE_CASE))).toMatchObject({ row: { caseNo: DEMO_DELETE_CASE } })
    await desk.close()
    expect((await deskHolds(origin, desk)).directory).toEqual({})
    desk = await reopen(origin, desk)
    await grantScope(context(), deviceId, 'directory:all')
    await until('the directory', async () => {
      await desk.get('sync.now', {})
      return (await desk.get('sync.status', {})).directoryRows === 60
    })
    await (await expectEqual(desk)).close()
  })

  it('after its device was revoked gets nothing and gives nothing any more, and says so', async () => {
    const requestId = await idOf(DEMO_CONFLICT_CASE)
    const { v } = await originCase(origin, DEMO_CONFLICT_CASE)
    await revokeDevice(context(), deviceId)
    await desk.get('sync.now', {})
    expect(await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')).toMatchObject({ reason: 'device-revoked' })
    expect(desk.told).toContainEqual({ type: 'lock', reason: 'device-revoked' })
    // Until the main process has ended it, what is done is kept.
    await verify(desk, requestId, '停用之后的核验')
    await desk.get('sync.now', {})
    expect(await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')).toMatchObject({ reason: 'device-revoked', toSend: 1, refused: 0 })
    expect((await originCase(origin, DEMO_CONFLICT_CASE)).v).toBe(v)
    await desk.close()
    desk = await reopen(origin, desk, { until: 'unlocked' })
    await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')
    expect((await desk.get('sync.outbox', {})).map((item) => item.op)).toEqual(['request.verify@1'])
    await desk.close()
  })
})

describe('the lease of a desk that has long been away', () => {
  it('lets nobody in before the origin has answered, and takes an old act only when it is made anew', async () => {
    let desk = await openDesk(origin, zhou)
    const { rows } = await desk.get('queue.list', { view: 'team', limit: 100 })
    const { id: requestId } = rows.find((row) => row.state === 'deciding' && row.right !== 'delete')!
    await goAway(desk)
    await grant(desk, requestId, '离线时的决定。')
    const { leaseNotAfter } = await desk.get('sync.status', {})
    expect(leaseNotAfter! - origin.now()).toBeGreaterThan(13.9 * DAY_MS)
    await desk.kill()
    origin.advance(13 * DAY_MS)
    desk = await reopen(origin, desk, { until: 'unlocked', network: desk.network })
    expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 1 })
    await desk.close()

    origin.advance(2 * DAY_MS)
    const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir, network: desk.network })
    const unlock = () => host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })
    expect(await unlock()).toEqual({ ok: false, error: { kind: 'lease-expired' } })
    expect(await host.ask('queue.counts', {})).toEqual({ ok: false, error: { kind: 'locked' } })
    expect(await host.get('session.status', {})).toMatchObject({ stage: 'locked', failures: { count: 0 } })
    host.network.mend()
    expect(await unlock()).toMatchObject({ ok: true })
    const refused = await untilStatus(host, 'the ruling', (status) => status.refused === 1 && status.connection === 'synced')
    expect(refused.leaseNotAfter! - origin.now()).toBeGreaterThan(13.9 * DAY_MS)
    const [item] = await host.get('sync.outbox', {})
    expect(item).toMatchObject({ op: 'request.decide@1', rejection: 'offline_authority_expired' })
    await host.get('sync.settle', { mid: item!.mid, choice: 'resubmit' })
    await untilSynced(host)
    await catchUp(origin, host)
    expect(await host.get('request.open', { requestId })).toMatchObject({ row: { state: 'granted', mark: 'sent' }, decision: { text: '离线时的决定。' } })
    expect(host.internal).toEqual([])
    await host.close()
  })
})
