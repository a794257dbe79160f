// Whatever a broken line or a lying origin delivers: a page is taken whole or not at all, nothing undeclared is kept, and later all is equal.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { RequestId } from '../../src-shared/base/ids'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import { saveRequest } from '../../src-origin/cases/locked-request'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { openCase, take } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { isPut, parsePage, sealPage, type FeedPage, type Line } from '../fixtures/feed-page'
import { catchUp, reopen, untilStatus, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, isFor, UNREACHABLE, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
let requestId: RequestId
beforeAll(async () => {
  ({ origin, desk } = await startOneDesk())
  requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
let texts = 0

/** One change at the origin: the request's own words become others. */
async function changeText(): Promise<string> {
  const text = `第${String(++texts)}版`
  const row = await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()
  await db().transaction().execute((tx) => saveRequest(tx, { ...row.body, text }))
  await origin.running().feed.drain()
  return text
}

const textHere = async (): Promise<string> => (await openCase(desk, requestId)).text
const cursorOf = (closed: TestDesk) => withStore(origin, closed, async ({ reader }) => (await reader.selectFrom('meta').select('value').where('key', '=', 'cursor').executeTakeFirstOrThrow()).value)

/** Every answer of /changes, changed. */
function onChanges(change: (bytes: Buffer) => Awaited<ReturnType<Fault>>): Fault {
  return async (request, send) => {
    const answer = await send(request)
    return isFor(request, 'changes') && answer.ok && answer.value.status === 200 ? change(await bodyOf(answer.value)) : answer
  }
}

const resealed = (change: (page: FeedPage) => FeedPage): Fault => onChanges((bytes) => answerOf(sealPage(change(parsePage(bytes)))))
const withLine = (line: Line): Fault => resealed((page) => ({ ...page, lines: [...page.lines, line] }))
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2))
const withoutEnd = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf('{"t":"end"'))
/** Deeper than any record; the depth itself is what is refused, hash and count are right. */
const deep = { t: 'put', type: 'request', id: 'x', v: 1, scopes: [], sv: 1, body: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as unknown }

const INVALID = 'origin-answer-invalid'
const FAULTS: readonly [string, Fault, DeskErrorKind][] = [
  ['the connection refused', async (request, send) => (isFor(request, 'changes') ? UNREACHABLE : send(request)), 'origin-unreachable'],
  ['a page cut by a broken connection', onChanges((bytes) => answerOf(half(bytes), 200, 'breaks')), 'origin-unreachable'],
  ['a page cut as if it were whole', onChanges((bytes) => answerOf(half(bytes))), INVALID],
  ['no end line', onChanges((bytes) => answerOf(withoutEnd(bytes))), INVALID],
  ['a connection that breaks after the lines', onChanges((bytes) => answerOf(withoutEnd(bytes), 200, 'breaks')), 'origin-unreachable'],
  ['something after the end line', onChanges((bytes) => answerOf(Buffer.concat([bytes, Buffer.from('{"t":"put"}\n')]))), INVALID],
  ['a wrong hash', onChanges((bytes) => answerOf(sealPage(parsePage(bytes), { sha256: '0'.repeat(64) }))), INVALID],
  ['a wrong count', onChanges((bytes) => answerOf(sealPage(parsePage(bytes), { n: parsePage(bytes).lines.length + 1 }))), INVALID],
  ['one changed letter', onChanges((bytes) => answerOf(bytes.toString('utf8').replace('"sv":1', '"sv":2').replace(/"more":\w+/, '"more": true'))), INVALID],
  ['every line twice', onChanges((bytes) => answerOf(bytes.toString('utf8').replaceAll(/(.*\n)/g, '$1$1'))), INVALID],
  ['nothing at all', onChanges(() => answerOf('')), INVALID],
  ['a login page', onChanges(() => answerOf('<!doctype html><title>登录</title><form></form>')), INVALID],
  ['rubbish', onChanges(() => answerOf(Uint8Array.from({ length: 4_000 }, (_, at) => (at * 7_919) % 256))), INVALID],
  ['a line beyond every limit', withLine({ t: 'put', type: 'request', id: 'x', v: 1, scopes: [], sv: 1, body: { text: 'x'.repeat(400_000) } }), INVALID],
  ['a page beyond every limit', resealed((page) => ({ ...page, lines: Array.from({ length: 5_001 }, () => ({ t: 'del', type: 'request', id: 'x', v: 0 })) })), INVALID],
  ['a line of great depth', withLine(deep), INVALID],
  ['a kind of line that does not exist', withLine({ t: 'drop-everything' }), INVALID],
  ['a record of a wrong shape', resealed((page) => ({ ...page, lines: page.lines.map((line) => (isPut(line, 'request') ? { ...line, body: { ...line.body, right: 'everything' } } : line)).concat({ t: 'put', type: 'staff', id: 'x', v: 1, scopes: [], sv: 1, body: {} }) })), INVALID],
  ['a server error', async (request, send) => (isFor(request, 'changes') ? answerOf('<html>502</html>', 502) : send(request)), INVALID],
  ['an origin that is busy', async (request, send) => (isFor(request, 'changes') ? answerOf('{"error":"unavailable","retryAfterS":0.01}', 503) : send(request)), 'origin-busy'],
]

describe('a page that is not what it should be', () => {
  let cursor = ''
  beforeEach(async () => {
    desk.network.disturb()
    await catchUp(origin, desk)
    await desk.close()
    cursor = await cursorOf(desk)
    desk = await reopen(origin, desk, { until: 'unlocked', network: desk.network })
    await catchUp(origin, desk)
  })
  afterEach(() => desk.network.disturb())

  it.each(FAULTS)('%s: nothing of it is taken, and without it all is equal again', async (_, fault, reason) => {
    const before = await textHere()
    desk.network.disturb(fault)
    const after = await changeText()
    await desk.get('sync.now', {})
    await untilStatus(desk, reason, (status) => status.reason === reason)
    expect((await desk.get('sync.status', {})).connection).not.toBe('synced')
    expect(await textHere()).toBe(before)
    await desk.kill()
    expect(await position(await cursorOf(desk))).toEqual(await position(cursor))
    desk = await reopen(origin, desk)
    await catchUp(origin, desk)
    expect(await textHere()).toBe(after)
    await desk.close()
    expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
    desk = await reopen(origin, desk)
  })

  /** What a cursor covers; the origin's own time of issue in it says nothing. */
  async function position(text: string): Promise<unknown> {
    return text.split(',').map((one) => (JSON.parse(Buffer.from(one.split('.')[0]!, 'base64url').toString()) as { readonly s: unknown }).s)
  }

  it('cut after any of its bytes: never half of it', async () => {
    const before = await textHere()
    let page: Buffer = Buffer.alloc(0)
    let cutAt = 0
    desk.network.disturb(onChanges((bytes) => {
      page = bytes
      return answerOf(bytes.subarray(0, cutAt), 200, cutAt % 2 === 0 ? 'breaks' : 'whole')
    }))
    const after = await changeText()
    await desk.get('sync.now', {})
    expect(page.length).toBeGreaterThan(500)
    const edges = [...page.entries()].filter(([, byte]) => byte === 10).flatMap(([at]) => [at, at + 1])
    const places = [...edges, ...Array.from({ length: 40 }, (_, step) => Math.floor((step * page.length) / 40))].filter((at) => at < page.length)
    for (cutAt of places) {
      await desk.get('sync.now', {})
      expect(await textHere(), `cut at ${cutAt}`).toBe(before)
    }
    desk.network.disturb()
    await catchUp(origin, desk)
    expect(await textHere()).toBe(after)
  })
})

describe('an answer that comes late, twice or in the wrong order', () => {
  it('never turns a record back', async () => {
    let kept: Buffer | undefined
    desk.network.disturb(onChanges((bytes) => {
      if (parsePage(bytes).lines.some((line) => isPut(line, 'request'))) kept ??= bytes
      return answerOf(bytes)
    }))
    await changeText()
    await catchUp(origin, desk)
    const newest = await changeText()
    await catchUp(origin, desk)
    expect(await textHere()).toBe(newest)
    // The old page once more, with its old cursor: the desk goes back to it and on from there.
    let replays = 0
    desk.network.disturb(onChanges((bytes) => answerOf(replays++ === 0 ? kept! : bytes)))
    await desk.get('sync.now', {})
    expect(await textHere()).toBe(newest)
    await catchUp(origin, desk)
    expect(replays).toBeGreaterThan(1)
    expect(await textHere()).toBe(newest)
    desk.network.disturb()
  })

  it('a push result for something else is no result: the act is sent again and arrives once', async () => {
    let forged = 0
    desk.network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'push') || !answer.ok || forged++ > 1) return answer
      await bodyOf(answer.value)
      return answerOf(JSON.stringify({ results: [{ t: 'applied', mid: '01970000-0000-7000-8000-00000000dead', v: 99 }] }))
    })
    await take(desk, requestId)
    await catchUp(origin, desk)
    desk.network.disturb()
    expect((await originCase(origin, DEMO_DELETE_CASE)).state).toBe('verifying')
    expect((await openCase(desk, requestId)).timeline.filter((entry) => entry.event === 'taken')).toHaveLength(1)
  })
})

describe('what this desk was not built to hold', () => {
  it('is dropped at the door and reported by name alone; the rest of the page is taken', async () => {
    const secret = '绝不保存的住址'
    desk.network.disturb(resealed((page) => {
      const lines = page.lines.map((line) => {
        if (!isPut(line, 'request')) return line
        const timeline = (line.body['timeline'] as readonly Line[]).map((entry) => ({ ...entry, mood: secret }))
        return { ...line, body: { ...line.body, homeAddress: secret, timeline, [`n${secret}`]: 1 } }
      })
      const unknown = { t: 'put', type: 'face-print', id: 'x', v: 1, scopes: ['desk:dalian'], sv: 1, body: { id: 'x', print: secret } }
      return { ...page, lines: lines.some((line) => isPut(line, 'request')) ? [...lines, unknown] : lines }
    }))
    const text = await changeText()
    await catchUp(origin, desk)
    desk.network.disturb()
    expect(await textHere()).toBe(text)
    const { undeclared } = await desk.get('sync.status', {})
    expect(undeclared.map((one) => `${one.type} ${one.field}`).sort()).toEqual(['face-print *', 'request homeAddress', 'request n???????', 'request timeline[].mood'])
    expect(JSON.stringify(undeclared)).not.toContain(secret)
    await desk.close()
    await withStore(origin, desk, async ({ reader }) => {
      const tables = (await sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`.execute(reader)).rows
      for (const { name } of tables) expect(JSON.stringify((await sql`SELECT * FROM ${sql.table(name)}`.execute(reader)).rows), name).not.toContain(secret)
    })
    expect((await deskHolds(origin, desk)).records).toEqual((await originHolds(origin)).records)
    desk = await reopen(origin, desk)
    expect((await desk.get('sync.status', {})).undeclared).toHaveLength(4)
  })

  it('an order to erase that the origin did not sign erases nobody', async () => {
    const { subjectId } = (await openCase(desk, requestId)).row
    const order = { t: 'erase', erasureId: '01970000-0000-7000-8000-0000000000aa', subjectId, refs: [['subject', subjectId]], executedAt: origin.now(), sig: 'A'.repeat(86) }
    desk.network.disturb(withLine(order))
    await changeText()
    await desk.get('sync.now', {})
    await untilStatus(desk, 'blocked', (status) => status.connection === 'blocked')
    expect(await desk.ask('person.open', { subjectId })).toMatchObject({ ok: true })
    desk.network.disturb()
    await catchUp(origin, desk)
    expect(await desk.ask('person.open', { subjectId })).toMatchObject({ ok: true, value: { scope: 'case' } })
    expect(desk.internal).toEqual([])
  })
})
