// What a device is sent: pages that prove themselves, snapshots that may be interrupted, cursors nobody else can use, scopes that come and go.
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { grantScope, revokeScope } from '../../src-origin/devices/grants'
import { DEMO_CONFLICT_PERSON, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { loadEpoch } from '../../src-origin/feed/state'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createReplica, readChangesPage, replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, push, pushOne, sayResult } from '../fixtures/origin-push'
import { PACK_VERSION } from '../fixtures/rules'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const CASE = 'desk:dalian'
const DIRECTORY = 'directory:all'
let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson

beforeAll(async () => {
  // Enough cases that their snapshot has several pages of 1 000 records.
  origin = await startTestOrigin({ seed: { seed: 'test', people: 700, requests: 660, rowsPerPerson: 4 } })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id
const drain = () => origin.running().feed.drain()
const contentOf = (replica: Replica) => new Map([...replica.held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { v, body }]) => [key, { v, body }]))

async function newRequest(accountNo: string, more: Readonly<Record<string, unknown>> = {}): Promise<RequestId> {
  const item = createItem(origin, await subjectOf(accountNo), more)
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  return item.args['requestId'] as RequestId
}

/** A correction of somebody, from the request to the decision: person, directory, identifiers, holdings and request all change. */
async function correct(accountNo: string, name: string): Promise<void> {
  const requestId = await newRequest(accountNo, { right: 'correct', corrections: [{ field: 'name', value: name }] })
  const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', await subjectOf(accountNo)).orderBy('pos').executeTakeFirstOrThrow()
  const results = await push(desk, zhou, [
    makeItem(origin, 'request.take@1', { requestId }, { base: 1 }),
    makeItem(origin, 'request.verify@1', { requestId, identifierId: identifier.id, method: 'one-time-code', evidence: '回填一致' }, { base: 2 }),
    makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已更正', rulesPack: PACK_VERSION, shown: shownFor('name') }, { base: 3 }),
  ])
  expect(results.map(sayResult)).toEqual(['applied 2', 'applied 3', 'applied 4'])
}

/** Somebody whose erasure waits since the seed. */
async function eraseSomebody(): Promise<string> {
  const erasure = await db().selectFrom('erasures').selectAll().where('state', '=', 'proposed').orderBy('id').executeTakeFirstOrThrow()
  const wu = await signIn(desk, 'wu', 'fresh')
  const item = makeItem(origin, 'erasure.approve@1', { erasureId: erasure.id, planHash: erasure.body.planHash }, { base: erasure.v })
  expect(await pushOne(desk, wu, item)).toBe(`applied ${String(erasure.v + 1)}`)
  return erasure.subject_id
}

describe('a snapshot', () => {
  test('that was interrupted and resumed between changes ends, with the feed after it, at the very state a fresh one has', async () => {
    const replica = createReplica(await enrolDevice(origin))
    await correct(DEMO_PERSON.accountNo, '欧阳示澄甲')
    expect(await replica.snapshotPage(CASE)).toBe('more')
    await correct(DEMO_PERSON.accountNo, '欧阳示澄乙')
    const erased = await eraseSomebody()
    await drain()
    // The token is all there is: the origin may even have been away in between.
    await origin.stop()
    await origin.start()
    expect(await replica.snapshotPage(CASE)).toBe('more')
    await correct(DEMO_CONFLICT_PERSON.accountNo, '欧示沅甲')
    await newRequest(DEMO_PERSON.accountNo)
    await replica.snapshot(CASE)
    await correct(DEMO_PERSON.accountNo, '欧阳示澄')
    await replica.snapshot(DIRECTORY)
    await drain()
    await replica.follow(7)
    const fresh = await replicate(await enrolDevice(origin))
    expect(fresh.of('subject').length).toBeGreaterThan(200)
    expect(contentOf(replica)).toEqual(contentOf(fresh))
    expect([...replica.held.keys()].filter((key) => key.includes(erased))).toEqual([])
    expect(JSON.stringify([...replica.held.values()])).toContain('欧示沅甲')
  })

  test('counts what is coming and comes in the order of its keys', async () => {
    const replica = createReplica(await enrolDevice(origin))
    await replica.snapshot(DIRECTORY)
    const { n } = await db().selectFrom('subjects').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect(replica.of('directory')).toHaveLength(n)
    expect([...replica.held.keys()]).toEqual([...replica.held.keys()].sort())
  })

  test('of a scope that was not granted is refused, and so is another scope’s or device’s token', async () => {
    const narrow = await enrolDevice(origin, { scopes: [CASE] })
    expect((await narrow.call({ path: `${API}/snapshot?scope=${DIRECTORY}` })).status).toBe(403)
    expect((await narrow.call({ path: `${API}/snapshot?scope=desk:nowhere` })).status).toBe(403)
    const { after } = JSON.parse((await desk.call({ path: `${API}/snapshot?scope=${CASE}` })).text.trimEnd().split('\n').at(-1) ?? '') as { after: string }
    for (const [device, path] of [[narrow, `scope=${CASE}&after=${after}`], [desk, `scope=${DIRECTORY}&after=${after}`], [desk, `scope=${CASE}&after=${after.slice(0, -2)}`], [desk, `scope=${CASE}&after=x`]] as const) {
      expect((await device.call({ path: `${API}/snapshot?${path}` })).json()).toEqual({ error: 'cursor_foreign' })
    }
  })
})

describe('pages of changes', () => {
  test('of one line each carry the same as one large page, and every page goes on', async () => {
    const [small, large] = [await replicate(desk), await replicate(desk)]
    await correct(DEMO_PERSON.accountNo, '欧阳示澄丙')
    await correct(DEMO_CONFLICT_PERSON.accountNo, '欧示沅乙')
    await drain()
    const pages = await small.follow(1)
    const whole = await large.follow()
    expect(pages.length).toBeGreaterThan(5)
    expect(contentOf(small)).toEqual(contentOf(large))
    expect(new Set(pages.map((line) => JSON.stringify(line)))).toEqual(new Set(whole.map((line) => JSON.stringify(line))))
    expect((await small.changes()).lines).toEqual([])
  })

  test('are packed where the desk can unpack, with the same lines', async () => {
    const path = `${API}/snapshot?scope=${CASE}`
    const [plain, packed] = [await desk.call({ path }), await desk.call({ path, headers: { 'accept-encoding': 'gzip' } })]
    expect(packed.headers['content-encoding']).toBe('gzip')
    const { gunzipSync } = await import('node:zlib')
    const lines = (text: string) => text.split('\n').filter((line) => line.includes('"t":"put"'))
    expect(lines(gunzipSync(packed.bytes).toString('utf8'))).toEqual(lines(plain.text))
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 3)
  })

  test('hold nothing of a scope that is not granted', async () => {
    const narrow = await replicate(await enrolDevice(origin, { scopes: [DIRECTORY] }), [DIRECTORY])
    await correct(DEMO_PERSON.accountNo, '欧阳示澄丁')
    await drain()
    const types = new Set((await narrow.follow()).map((line) => ('type' in line ? line.type : line.t)))
    expect([...types]).toEqual(['directory'])
    expect(narrow.of('directory').map(({ body }) => body['name'])).toContain('欧阳示澄丁')
  })

  test('a poll without news waits, and wakes with the change', async () => {
    const replica = await replicate(desk)
    await drain()
    await replica.follow()
    const pending = replica.changes({ wait: 20_000 })
    const state = { isAnswered: false }
    void pending.then(() => (state.isAnswered = true))
    for (let round = 0; round < 5; round++) await callOrigin(origin, { path: '/healthz' })
    expect(state.isAnswered).toBe(false)
    const requestId = await newRequest(DEMO_PERSON.accountNo)
    expect((await pending).lines.map((line) => ('id' in line ? line.id : line.t))).toContain(requestId)
  })

  test('a poll whose time is over answers an empty page that is whole', async () => {
    const replica = await replicate(desk)
    const page = await replica.changes({ wait: 1 })
    expect([page.lines, page.end.more]).toEqual([[], false])
    expect((await replica.changes()).lines).toEqual([])
  })
})

describe('a grant', () => {
  test('that is withdrawn takes everything of its scope away with one line, and given again starts anew, told once', async () => {
    const device = await enrolDevice(origin)
    const replica = await replicate(device)
    const { context } = origin.running()
    await revokeScope(context, device.id, CASE)
    await correct(DEMO_PERSON.accountNo, '欧阳示澄戊')
    await drain()
    const lines = await replica.follow()
    expect(lines[0]).toEqual({ t: 'scope-', scope: CASE })
    expect(new Set([...replica.held.keys()].map((key) => key.split(' ')[0]))).toEqual(new Set(['directory']))
    expect((await device.call({ path: `${API}/snapshot?scope=${CASE}` })).status).toBe(403)

    await grantScope(context, device.id, CASE)
    expect((await replica.follow())[0]).toEqual({ t: 'scope+', scope: CASE })
    expect(await replica.follow()).toEqual([])
    const again = createReplica(device)
    await again.snapshot(CASE)
    replica.cursor = `${replica.cursor},${again.cursor}`
    await correct(DEMO_CONFLICT_PERSON.accountNo, '欧示沅丙')
    await drain()
    const names = (await replica.follow()).map((line) => (line.t === 'put' && line.type === 'subject' ? line.body['name'] : line.t))
    expect(names).toContain('欧示沅丙')
    await again.follow()
    const fresh = await replicate(await enrolDevice(origin), [CASE])
    expect(contentOf(again)).toEqual(contentOf(fresh))
  })

  test('never given shows nothing of a person, not by id either', async () => {
    const stranger = await enrolDevice(origin, { scopes: [] })
    const person = await signIn(stranger, 'zhou')
    const id = await subjectOf(DEMO_PERSON.accountNo)
    expect((await stranger.call({ path: `${API}/people/${id}/rows` }, person.token)).text).toBe((await stranger.call({ path: `${API}/people/${newId(origin)}/rows` }, person.token)).text)
    expect((await desk.call({ path: `${API}/people/${id}/rows?limit=2` }, (await signIn(desk, 'zhou')).token)).text.split('\n')).toHaveLength(4)
  })
})

describe('a cursor', () => {
  const ask = (device: TestDevice, cursor: string) => device.call({ path: `${API}/changes?cursor=${cursor}` })
  const say = async (device: TestDevice, cursor: string) => {
    const answer = await ask(device, cursor)
    return [answer.status, answer.json()['error']]
  }
  /** The same cursor with other contents, signed by the origin's own key as src-origin/feed/cursor.ts documents it. */
  function forge(cursor: string, change: (value: { s: Record<string, number> }) => void): string {
    const value = JSON.parse(Buffer.from(cursor.split('.')[0] ?? '', 'base64url').toString('utf8')) as { s: Record<string, number> }
    change(value)
    const body = Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
    return `${body}.${createHmac('sha256', origin.running().context.keys.cursor).update(body).digest('base64url')}`
  }

  test('is of no use to another device, nor changed by a character', async () => {
    const { cursor } = await replicate(desk)
    expect((await ask(desk, cursor)).status).toBe(200)
    expect(await say(await enrolDevice(origin), cursor)).toEqual([400, 'cursor_foreign'])
    const [body = '', mac = ''] = cursor.split('.')
    const other = Buffer.from(Buffer.from(body, 'base64url').toString('utf8').replace('"i":1', '"i":2'), 'utf8').toString('base64url')
    for (const bad of [`${other}.${mac}`, body, `${body}.`, `${body}.${mac}.${mac}`, `${cursor},x`, `${mac}.${body}`, 'x', '.']) expect(await say(desk, bad), bad).toEqual([400, 'cursor_foreign'])
  })

  test('ahead of the feed or behind its floor asks for a fresh copy', async () => {
    const { cursor } = await replicate(desk)
    expect(await say(desk, forge(cursor, ({ s }) => (s['case'] = (s['case'] ?? 0) + 1)))).toEqual([410, 'cursor_ahead'])
    expect((await ask(desk, forge(cursor, () => undefined))).status).toBe(200)
    const behind = forge(cursor, ({ s }) => (s['case'] = 0))
    expect((await ask(desk, behind)).status).toBe(200)
    await db().updateTable('feed_head').set({ floor: 1 }).where('part', '=', 'case').execute()
    expect(await say(desk, behind)).toEqual([410, 'cursor_expired'])
    expect((await ask(desk, cursor)).status).toBe(200)
  })

  test('of another life of the database is refused like its snapshot token, and a fresh copy works', async () => {
    const replica = await replicate(desk)
    const { after } = JSON.parse((await desk.call({ path: `${API}/snapshot?scope=${CASE}` })).text.trimEnd().split('\n').at(-1) ?? '') as { after: string }
    // What a restore or a promotion leaves: the same rows under another system identifier or timeline.
    await db().updateTable('settings').set({ value: '0/1' }).where('key', '=', 'cluster').execute()
    await origin.stop()
    await origin.start()
    expect(await say(desk, replica.cursor)).toEqual([410, 'epoch_changed'])
    expect((await desk.call({ path: `${API}/snapshot?scope=${CASE}&after=${after}` })).json()).toEqual({ error: 'epoch_changed' })
    const fresh = await replicate(desk)
    expect(contentOf(fresh)).toEqual(contentOf(replica))
    const page = readChangesPage(await ask(desk, fresh.cursor))
    expect(page.begin.epoch).toBe(await loadEpoch(origin.running().context.db))
  })
})
