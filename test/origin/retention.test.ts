// What an origin lets go of, when, and what holds it back: the feed's old end, results, codes, tokens, requests that were closed long ago.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import type { MutationId, RequestId } from '../../src-shared/base/ids'
import { leaveClosed, SCOPE_DAYS, scopeStart } from '../../src-origin/cases/leave-scope'
import { insertRequest } from '../../src-origin/cases/locked-request'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { SEARCH_KEEP_MS } from '../../src-origin/feed/forget-searches'
import { cutFeed, FEED_KEEP_MS, GRACE_MS } from '../../src-origin/feed/retention'
import { LEASE_MS } from '../../src-origin/http/routes-access'
import { RESULT_KEEP_MS } from '../../src-origin/push/forget-results'
import { OFFLINE_AUTHORITY_MS } from '../../src-origin/push/process-push'
import { DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { runRetention } from '../../src-origin/service/retention'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { createReplica, replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, proposeErasure, push, pushOne, sayResult, type Item } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { LATE_REASON } from '../fixtures/late-reason'
import { PACK_VERSION } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDevice

beforeAll(async () => {
  origin = await startTestOrigin({ people: 40 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const db = () => context().db
const drain = () => origin.running().feed.drain()
const retain = async (): Promise<void> => {
  await runRetention(context())
  await drain()
}
const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id
const headOf = (part = 'case') => db().selectFrom('feed_head').select(['head', 'floor']).where('part', '=', part).executeTakeFirstOrThrow()
const seqs = async (): Promise<readonly number[]> => (await db().selectFrom('feed').select('seq').where('part', '=', 'case').orderBy('seq').execute()).map((row) => row.seq)
const problemOf = async (replica: Replica) => {
  const answer = await replica.device.call({ path: `${API}/changes?cursor=${replica.cursor}` })
  return answer.status === 200 ? undefined : answer.json()['error']
}
const contentOf = (replica: Replica) => new Map([...replica.held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { v, body }]) => [key, { v, body }]))

async function newRequest(accountNo: string): Promise<{ readonly item: Item; readonly requestId: RequestId }> {
  const item = createItem(origin, await subjectOf(accountNo))
  expect(await pushOne(desk, await signIn(desk, 'zhou'), item)).toBe('applied 1')
  await drain()
  return { item, requestId: item.args['requestId'] as RequestId }
}

test('the numbers keep the law: no cursor is too old while the lease of its desk can live, and no result goes while its act could be done again', () => {
  expect(FEED_KEEP_MS).toBeGreaterThan(LEASE_MS + GRACE_MS)
  expect(RESULT_KEEP_MS).toBeGreaterThan(OFFLINE_AUTHORITY_MS + GRACE_MS)
})

describe('the feed', () => {
  test('loses whole old batches, the floor moves with them, and what is left is contiguous', async () => {
    const [before, after] = [await replicate(desk), await replicate(await enrolDevice(origin))]
    await newRequest(DEMO_PERSON.accountNo)
    await newRequest(DEMO_CONFLICT_PERSON.accountNo)
    await after.follow()
    const { head: middle } = await headOf()
    origin.advance(20 * DAY_MS)
    await newRequest(DEMO_PERSON.accountNo)
    await retain()
    expect((await headOf()).floor).toBe(0)
    expect(await problemOf(before)).toBeUndefined()

    origin.advance(FEED_KEEP_MS - 20 * DAY_MS + 60_000)
    await retain()
    const { head, floor } = await headOf()
    expect(floor).toBe(middle)
    expect(await seqs()).toEqual(Array.from({ length: head - middle }, (_, place) => middle + 1 + place))
    expect(await problemOf(before)).toBe('cursor_expired')
    // Just at the floor nothing is missing: it goes on and ends where a fresh copy is.
    await after.follow()
    expect(contentOf(after)).toEqual(contentOf(await replicate(desk)))
  })

  test('is cut batch by batch, however few rows a cut may take', async () => {
    const { head, floor } = await headOf()
    expect(head - floor).toBeGreaterThan(1)
    origin.advance(FEED_KEEP_MS + DAY_MS)
    const batches = await db().selectFrom('feed').select(({ fn }) => ['at', fn.max('seq').as('last')] as const).where('part', '=', 'case').groupBy('at').orderBy('at').execute()
    const floors: number[] = []
    await sql`create table moves (floor bigint)`.execute(db())
    await sql`create function note_floor() returns trigger language plpgsql as $$ begin insert into moves values (new.floor); return new; end $$`.execute(db())
    await sql`create trigger note_floor after update of floor on feed_head for each row when (new.part = 'case') execute function note_floor()`.execute(db())
    await cutFeed(db(), origin.now(), 1)
    await sql`drop trigger note_floor on feed_head`.execute(db())
    for (const row of (await sql<{ floor: number }>`select floor from moves order by floor`.execute(db())).rows) floors.push(row.floor)
    await sql`drop table moves`.execute(db())
    expect(floors).toEqual(batches.map((batch) => batch.last))
    expect(await headOf()).toEqual({ head, floor: head })
    expect(await seqs()).toEqual([])
  })

  test('is held by an erasure that one device has not answered, with its whole batch, and goes with the answer', async () => {
    const [first, second] = [await replicate(desk), await replicate(await enrolDevice(origin))]
    const { id, subject_id: subjectId } = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
    const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), id)
    await drain()
    const { head: proposed } = await headOf()
    origin.advance(1_000)
    expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
    await vi.waitFor(async () => expect((await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state).toBe('executed'), { timeout: 30_000 })
    await drain()
    const owed = await db().selectFrom('feed').select(['seq', 'scope']).where('op', '=', 'erase').where('id', '=', erasureId).orderBy('seq').execute()
    expect(owed.length).toBeGreaterThanOrEqual(2)
    const ack = async (device: TestDevice) =>
      (await device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: device.receipt(erasureId) }], commandsDone: [] } })).json()['accepted']
    // Everybody but the holder of the last entry.
    const silent = owed.at(-1)!.scope === `device:${desk.id}` ? first : second
    const known = new Map([[`device:${first.device.id}`, first.device], [`device:${second.device.id}`, second.device]])
    for (const { scope } of owed.slice(0, -1)) {
      const device = known.get(scope)
      if (device) expect(await ack(device)).toEqual([erasureId])
      // Devices of the tests before, gone for ever.
      else await revokeDevice(context(), scope.slice('device:'.length))
    }
    // A revoked one is waited for until its lease has ended; these never had one.
    origin.advance(60 * DAY_MS)
    await retain()
    expect((await headOf()).floor).toBe(proposed)
    expect((await findText(origin, subjectId)).map((found) => found.split(':')[0])).toEqual(['deliveries', 'erase_entries', 'erasures', 'feed', 'requests'])
    expect(await problemOf(silent)).toBe('cursor_expired')

    // Its fresh copy brings it the entry that it owes an answer to.
    const anew = createReplica(silent.device)
    for (const scope of ['desk:dalian', 'directory:all']) await anew.snapshot(scope)
    await anew.follow()
    expect(anew.erased.map((line) => line.erasureId)).toEqual([erasureId])
    expect(await ack(silent.device)).toEqual([erasureId])
    await retain()
    expect((await headOf()).floor).toBeGreaterThan(owed.at(-1)!.seq)
    // Of the signed entry and of the feed nothing names the person any more; the ledger keeps a hash.
    expect((await findText(origin, subjectId)).map((found) => found.split(':')[0])).toEqual(['erasures', 'requests'])
    expect(await db().selectFrom('erased_ids').select('erasure_id').execute()).toEqual([{ erasure_id: erasureId }])
    desk = await enrolDevice(origin)
  })
})

describe('results, tokens and codes', () => {
  const results = async () => (await db().selectFrom('push_results').select('mid').execute()).map((row) => row.mid)
  const ackResult = (mid: MutationId) => desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [mid], receipts: [], commandsDone: [] } })

  test('a result is kept until it was acknowledged and sixty days are over, whichever is later', async () => {
    const acked = (await newRequest(DEMO_CONFLICT_PERSON.accountNo)).item
    const open = (await newRequest(DEMO_CONFLICT_PERSON.accountNo)).item
    await ackResult(acked.mid)
    origin.advance(RESULT_KEEP_MS - DAY_MS)
    await retain()
    expect(await results()).toEqual(expect.arrayContaining([acked.mid, open.mid]))
    expect(await pushOne(desk, await signIn(desk, 'zhou'), acked)).toBe('duplicate applied 1')
    origin.advance(2 * DAY_MS)
    await retain()
    const left = await results()
    expect(left).toContain(open.mid)
    expect(left).not.toContain(acked.mid)
    // The act itself is too old by then to be done again.
    const [again] = await push(desk, await signIn(desk, 'zhou'), [acked])
    expect(sayResult(again)).toBe('rejected offline_authority_expired')
    await ackResult(open.mid)
    await retain()
    expect(await results()).not.toContain(open.mid)
  })

  test('of a device out of service it goes without an acknowledgement, which could not come', async () => {
    const gone = await enrolDevice(origin)
    const item = createItem(origin, await subjectOf(DEMO_CONFLICT_PERSON.accountNo))
    expect(await pushOne(gone, await signIn(gone, 'zhou'), item)).toBe('applied 1')
    await revokeDevice(context(), gone.id)
    origin.advance(RESULT_KEEP_MS - 1_000)
    await retain()
    expect(await results()).toContain(item.mid)
    origin.advance(2_000)
    await retain()
    expect(await results()).not.toContain(item.mid)
  })

  test('a token goes when it ends, a code when its hour is over, redeemed or not; who declared the workstation stays with the device', async () => {
    await retain()
    await signIn(desk, 'zhou')
    await origin.createCode()
    const device = await enrolDevice(origin)
    const count = async (table: 'tokens' | 'enrolment_codes') => (await db().selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    await retain()
    expect([await count('tokens'), await count('enrolment_codes')]).toEqual([1, 2])
    origin.advance(11 * 60_000)
    await retain()
    expect([await count('tokens'), await count('enrolment_codes')]).toEqual([0, 2])
    origin.advance(60 * 60_000)
    await retain()
    expect(await count('enrolment_codes')).toBe(0)
    const { declared_by } = await db().selectFrom('devices').select('declared_by').where('id', '=', device.id).executeTakeFirstOrThrow()
    expect(declared_by).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a closed request', () => {
  const inScope = async (id: string) => (await db().selectFrom('requests').select('in_scope').where('id', '=', id).executeTakeFirstOrThrow()).in_scope
  const refuse = async (requestId: RequestId): Promise<void> => {
    const identifier = await sql<{ id: string }>`select i.id from identifiers i join requests r on r.subject_id = i.subject_id where r.id = ${requestId} order by i.pos limit 1`.execute(db())
    const results = await push(desk, await signIn(desk, 'zhou'), [
      makeItem(origin, 'request.take@1', { requestId }, { base: 1 }),
      makeItem(origin, 'request.verify@1', { requestId, identifierId: identifier.rows[0]!.id, method: 'one-time-code', evidence: '回填一致' }, { base: 2 }),
      makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已提供', rulesPack: PACK_VERSION, lateReason: LATE_REASON }, { base: 3 }),
    ])
    expect(results.map(sayResult)).toEqual(['applied 2', 'applied 3', 'applied 4'])
  }
  /** Somebody whom no request in scope concerns. */
  const stranger = async () =>
    (await sql<{ id: string; account_no: string }>`select id, account_no from subjects where id not in (select subject_id from requests where in_scope) order by id limit 1`.execute(db())).rows[0]!

  test('leaves its scope after ninety days, the person with their last one, and every desk drops both', async () => {
    const { id: subjectId, account_no: accountNo } = await stranger()
    const early = await newRequest(accountNo)
    const late = await newRequest(accountNo)
    const letter = { requestId: early.requestId, kind: 'acknowledgement', version: 1 }
    const letterId = `${early.requestId}:acknowledgement:1`
    const writes = makeItem(origin, 'letter.write@1', { ...letter, first: 'zh-CN', text: '已受理。', rulesPack: PACK_VERSION }, { chain: `letter:${letterId}` })
    expect(await pushOne(desk, await signIn(desk, 'zhou'), writes)).toBe('applied 1')
    await refuse(early.requestId)
    origin.advance(10 * DAY_MS)
    await refuse(late.requestId)
    const replica = await replicate(desk)
    const keys = () => [...replica.held.keys()].filter((key) => key.includes(subjectId) || key.includes(early.requestId) || key.includes(late.requestId)).map((key) => key.split(' ')[0])
    expect(keys()).toEqual(expect.arrayContaining(['subject', 'request', 'letter', 'holding', 'directory']))

    origin.advance((SCOPE_DAYS - 9) * DAY_MS)
    // A desk that was here in between: its cursor is younger than the feed's floor.
    await replica.follow()
    await retain()
    await replica.follow()
    expect([await inScope(early.requestId), await inScope(late.requestId)]).toEqual([false, true])
    expect([`request ${early.requestId}`, `letter ${letterId}`].map((key) => replica.held.has(key))).toEqual([false, false])
    expect(replica.held.has(`subject ${subjectId}`)).toBe(true)
    // A late act on what has left: no desk holds it, so nothing may happen to it unseen.
    expect(await pushOne(desk, await signIn(desk, 'zhou'), makeItem(origin, 'request.reopen@1', { requestId: early.requestId, reason: '来电' }, { base: 4 }))).toBe('rejected scope_lost')
    const delivers = makeItem(origin, 'letter.deliver@1', { ...letter, deliveryId: newId(origin), channel: 'post', on: '2026-06-15' }, { chain: `letter:${letterId}` })
    expect(await pushOne(desk, await signIn(desk, 'zhou'), delivers)).toBe('rejected scope_lost')

    origin.advance(10 * DAY_MS)
    await retain()
    await replica.follow()
    expect(await inScope(late.requestId)).toBe(false)
    expect(keys()).toEqual(['directory'])
    expect(contentOf(replica)).toEqual(contentOf(await replicate(await enrolDevice(origin))))
    // Who writes again is there again.
    await newRequest(accountNo)
    await replica.follow()
    expect(replica.held.has(`subject ${subjectId}`)).toBe(true)
  })

  test('that was closed on the first day of the ninety stays, one of the day before leaves', async () => {
    const { id } = await stranger()
    const [stays, leaves] = [(await newRequest(DEMO_CONFLICT_PERSON.accountNo)).requestId, (await newRequest((await db().selectFrom('subjects').select('account_no').where('id', '=', id).executeTakeFirstOrThrow()).account_no)).requestId]
    const edge = scopeStart(origin.now())
    await db().updateTable('requests').set({ closed_at: edge, state: 'granted' }).where('id', '=', stays).execute()
    await db().updateTable('requests').set({ closed_at: edge - 1, state: 'granted' }).where('id', '=', leaves).execute()
    await retain()
    expect([await inScope(stays), await inScope(leaves)]).toEqual([true, false])
  })

  test('does not take a person away who just wrote again', async () => {
    const { id: subjectId, account_no: accountNo } = await stranger()
    const { requestId } = await newRequest(accountNo)
    await db().updateTable('requests').set({ closed_at: scopeStart(origin.now()) - 1, state: 'granted' }).where('id', '=', requestId).execute()
    const replica = await replicate(desk)
    const { body } = await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()
    // As createRequest does it: the person is held, the scope holds them already, so they are not told to the feed again.
    const writer = await db().startTransaction().execute()
    await writer.selectFrom('subjects').select('id').where('id', '=', subjectId).forKeyShare().execute()
    await insertRequest(writer, { ...body, id: newId<RequestId>(origin), caseNo: '99-0001' }, 'desk:dalian')
    const leaving = leaveClosed(context())
    await vi.waitFor(async () => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from pg_locks where not granted`.execute(db())
      expect(rows[0]!.n).toBeGreaterThan(0)
    }, { timeout: 30_000 })
    await writer.commit().execute()
    await leaving
    await drain()
    await replica.follow()
    expect(replica.held.has(`request ${requestId}`)).toBe(false)
    expect(replica.held.has(`subject ${subjectId}`)).toBe(true)
    expect(contentOf(replica)).toEqual(contentOf(await replicate(await enrolDevice(origin))))
  })
})

test('who searched online is known for four hundred days, and no longer', async () => {
  const searches = async () => (await db().selectFrom('online_searches').select(['staff_id', 'rows']).execute()).map(({ staff_id, rows }) => `${staff_id} ${String(rows)}`)
  const search = async (login: 'zhou' | 'wu') => {
    const { staffId, token } = await signIn(desk, login)
    expect((await desk.call({ method: 'POST', path: `${API}/search`, body: { text: 'SX-', limit: 3 } }, token)).status).toBe(200)
    return `${staffId} 3`
  }
  const first = await search('zhou')
  origin.advance(DAY_MS)
  const second = await search('wu')
  origin.advance(SEARCH_KEEP_MS - DAY_MS - 1_000)
  await retain()
  expect(await searches()).toEqual([first, second])
  origin.advance(2_000)
  await retain()
  expect(await searches()).toEqual([second])
})
