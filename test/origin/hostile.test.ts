// What a hostile or broken client may send: always a 4xx answer (or a rejected item), nothing written, nothing echoed, nothing logged.
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ErasureId, RequestId } from '../../src-shared/base/ids'
import { ORIGIN_ERRORS } from '../../src-shared/protocol/session'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { API, callOrigin, createDeviceKeys, enrol, enrolBody, enrolDevice, newId, signIn, type Answer, type Call, type DeviceKeys, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createReplica } from '../fixtures/origin-pages'
import { createItem, makeItem, push, pushOne, sayResult, sendItems } from '../fixtures/origin-push'
import { countRows, findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const logLines: string[] = []
let origin: TestOrigin
let desk: TestDevice
let stranger: DeviceKeys
let zhou: TestPerson
let personId: string

beforeAll(async () => {
  // The most talkative level there is: what is not logged at it is logged at none.
  origin = await startTestOrigin({ people: 60, logger: pino({ level: 'trace', base: null }, { write: (line: string) => void logLines.push(line) }) })
  desk = await enrolDevice(origin)
  stranger = createDeviceKeys(origin)
  zhou = await signIn(desk, 'zhou')
  personId = (await origin.running().context.db.selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id
})
afterAll(() => origin?.remove())

const intakeAuth = () => ({ authorization: `Bearer ${origin.running().context.keys.intakeToken}` })
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Call => ({ method: 'POST', path: `${API}${path}`, body, headers })

/** Every route that takes a body, called by somebody who may call it. */
const senders: Readonly<Record<string, (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>>> = {
  enrol: (body, headers) => {
    // As long as the limiter wants between two of them.
    origin.advance(6_000)
    return enrol(origin, stranger, body, headers)
  },
  intake: (body, headers) => callOrigin(origin, post('/intake', body, { ...intakeAuth(), ...headers })),
  signin: (body, headers) => desk.call(post('/signin', body, headers)),
  fresh: (body, headers) => desk.call(post('/signin/fresh', body, headers)),
  session: (body, headers) => desk.call(post('/session', body, headers)),
  ack: (body, headers) => desk.call(post('/ack', body, headers)),
  search: (body, headers) => desk.call(post('/search', body, headers), zhou.token),
  push: (body, headers) => desk.call(post('/push', body, headers), zhou.token),
}

/** Bodies that fit each route but for `text`, which lands in a field of it. */
const shaped: Readonly<Record<string, (text: string) => object>> = {
  enrol: (text) => enrolBody(stranger, text),
  intake: (text) => ({ requestId: newId<RequestId>(origin), person: { accountNo: DEMO_PERSON.accountNo }, right: 'access', channel: 'website', receivedOn: '2026-06-12', text }),
  signin: (text) => ({ login: text, secret: 'x' }),
  fresh: (text) => ({ login: 'zhou', secret: text }),
  session: (text) => ({ deviceId: desk.id, appVersion: text, protocols: [1], schema: { min: 1, max: 1 }, outboxDepth: 0, time: { wall: 1, mono: 1, bootId: 'b' } }),
  ack: (text) => ({ cursor: text, results: [], receipts: [], commandsDone: [] }),
  search: (text) => ({ text, limit: 1 }),
  push: (text) => ({ deviceId: desk.id, items: [createItem(origin, personId, { text })] }),
}

function expectRefused(answer: Answer, what: string): void {
  expect(answer.status, what).toBeGreaterThanOrEqual(400)
  expect(answer.status, what).toBeLessThan(500)
  expect(ORIGIN_ERRORS.filter((error) => error !== 'too_many'), what).toContain(answer.json()['error'])
}

async function expectNothingWritten(act: () => Promise<void>): Promise<void> {
  const before = await countRows(origin)
  await act()
  expect(await countRows(origin)).toEqual(before)
}

describe('a body that is no message of the protocol', () => {
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const bodies: readonly (readonly [string, Buffer | string])[] = [
    ['nothing', ''], ['half of one', '{'], ['null', 'null'], ['a list', '[]'], ['a text', '"x"'], ['another object', '{"a":1}'], ['its prototype', '{"__proto__":{"deviceId":"x"}}'],
    ['a form', 'code=AAAA&deviceId=x'], ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])], ['UTF-16', Buffer.from('{"a":1}', 'utf16le')], ['packed', gzipSync('{"a":1}')],
    ['deep', deep(1_000)], ['deeper', deep(10_000)], ['as deep as fits', deep(30_000)], ['deep objects', '{"a":'.repeat(9_000) + '1' + '}'.repeat(9_000)],
    ['huge', `{"text":"${'x'.repeat(1_200_000)}"}`],
  ]

  test.each(Object.keys(senders))('is refused at %s, whatever it is', async (route) => {
    await expectNothingWritten(async () => {
      for (const [what, body] of bodies) expectRefused(await senders[route]!(body), `${route}: ${what}`)
      // The word in front of a body changes nothing about it.
      for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'x', '\u00e9/\u00e9']) {
        expectRefused(await senders[route]!('a=b', { 'content-type': type }), `${route}: ${type}`)
      }
    })
  })

  test('is too much for one request where it is above the limit, and says so', async () => {
    expect((await senders['session']!(Buffer.alloc(70_000, 32))).status).toBe(413)
    expect((await senders['push']!(Buffer.alloc(300_000, 32))).status).toBe(413)
    expect((await senders['ack']!(Buffer.alloc(1_100_000, 32))).status).toBe(413)
  })
})

describe('a message with what no column can hold', () => {
  const raw = (value: unknown, text: string) => JSON.stringify(value).replace('"TEXT"', text)

  test.each(Object.keys(shaped).filter((route) => route !== 'push'))('is refused at %s: U+0000 and half characters', async (route) => {
    await expectNothingWritten(async () => {
      for (const text of ['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"', '"x\\ud83d"']) expectRefused(await senders[route]!(raw(shaped[route]!('TEXT'), text)), `${route} ${text}`)
    })
  })

  test.each([['text', '"a\\u0000b"'], ['text', '"\\ud800"']])('is a refused item, and the items beside it go on: %s %s', async (_name, text) => {
    const good = createItem(origin, personId)
    const body = raw({ deviceId: desk.id, items: [createItem(origin, personId, { text: 'TEXT' }), good] }, text)
    const answer = await senders['push']!(body)
    // Half a character makes the whole message one that has no canonical form.
    if (text.includes('ud800')) return expectRefused(answer, text)
    expect(answer.json<{ results: never[] }>().results.map(sayResult)).toEqual(['rejected invalid', 'applied 1'])
  })

  test.each(['chain', 'op', 'seenAt', 'args', 'base', 'madeAt'])('is a refused item where %s holds it', async (name) => {
    const good = createItem(origin, personId)
    const bad = { ...createItem(origin, personId), [name]: 'request:\u0000' }
    const said = (await push(desk, zhou, [bad, good])).map(sayResult)
    expect(said[0]).toMatch(/^rejected (invalid|schema_unsupported)$/)
    expect(said[1]).toBe('applied 1')
  })

  test.each(['2026-02-30', '2026-13-01', '0000-01-01', '2026-00-00', '9999-99-99'])('a day that no calendar has is refused: %s', async (receivedOn) => {
    await expectNothingWritten(async () => {
      expectRefused(await senders['intake']!({ ...shaped['intake']!('x'), receivedOn }), receivedOn)
    })
    const results = (await push(desk, zhou, [createItem(origin, personId, { receivedOn }), createItem(origin, personId)])).map(sayResult)
    expect(results).toEqual(['rejected invalid', 'applied 1'])
  })

  test('an id in capitals is refused: one record has one id', async () => {
    const item = createItem(origin, personId.toUpperCase())
    expect(await pushOne(desk, zhou, item)).toBe('rejected invalid')
    const shouted = newId<RequestId>(origin).toUpperCase()
    expect(await pushOne(desk, zhou, createItem(origin, personId, { requestId: shouted }))).toBe('rejected invalid')
    expect(await findText(origin, shouted)).toEqual(['push_results: 1'])
  })

  test('a plan or a receipt of any depth breaks nothing', async () => {
    const args = { requestId: newId<RequestId>(origin), erasureId: newId<ErasureId>(origin), plan: 'TEXT', planHash: '0'.repeat(64), text: 'x', rulesPack: PACK_VERSION }
    // Around the depth at which a walk over the value runs out of stack, wherever that is on this machine.
    for (let depth = 250; depth < 12_000; depth += 250) {
      const nested = '['.repeat(depth) + ']'.repeat(depth)
      const pushed = await senders['push']!(raw({ deviceId: desk.id, items: [makeItem(origin, 'erasure.propose@1', args)] }, nested))
      const acked = await senders['ack']!(raw({ results: [], receipts: [{ erasureId: args.erasureId, receipt: 'TEXT' }], commandsDone: [] }, nested))
      expect([pushed.status, acked.status].map((status) => status === 200 || status === 400), String(depth)).toEqual([true, true])
      if (acked.status === 200) expect(acked.json()).toEqual({ accepted: [] })
    }
  })
})

test('a field that the schema does not name is not refused and never stored: a newer desk may speak to this origin', async () => {
  const secret = 'undeclared-4711'
  const item = { ...createItem(origin, personId, { note: secret, corrections: [], more: { deep: secret } }), priority: secret }
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  expect((await senders['session']!({ ...shaped['session']!('1'), battery: secret })).status).toBe(200)
  expect((await senders['enrol']!(enrolBody(stranger, await origin.createCode(), { serial: secret }))).status).toBe(200)
  expect((await senders['intake']!({ ...shaped['intake']!('x'), cookie: secret })).status).toBe(200)
  expect(await findText(origin, secret)).toEqual([])
})

describe('a place that is none', () => {
  test.each(['/', '/sync', API, `${API}/`, `${API}/nothing`, `${API}/PUSH`, `${API}//hello`, `${API}/../healthz`, `${API}/people/${'0'.repeat(200)}/rows`, `${API}/people/%ff/rows`, `${API}/people/%00/rows`, `${API}/blobs/..%2f..%2fetc%2fpasswd`])(
    '%s is answered 4xx from the closed list',
    async (path) => expectRefused(await desk.call({ path }, zhou.token), path),
  )

  test('a route answers only its own method', async () => {
    for (const [method, path] of [['GET', '/push'], ['DELETE', '/rules'], ['PUT', '/hello'], ['POST', '/changes'], ['PATCH', '/session']] as const) {
      expect((await desk.call({ method, path: `${API}${path}` }, zhou.token)).json()).toEqual({ error: 'not_found' })
    }
  })

  test.each(['cursor=', 'cursor=a&limit=501', 'cursor=a&limit=-1', 'cursor=a&limit=x', 'cursor=a&cursor=b', 'limit=1', 'cursor=a&wait=1e9'])('query %s is refused', async (query) => {
    expectRefused(await desk.call({ path: `${API}/changes?${query}` }), query)
  })

  test('an intake without its token, or with a wrong one, reaches nobody', async () => {
    await expectNothingWritten(async () => {
      for (const authorization of ['', 'Bearer ', `Bearer ${zhou.token}`]) {
        expect((await callOrigin(origin, post('/intake', shaped['intake']!('x'), { authorization }))).status).toBe(401)
      }
    })
  })
})

test('a failure inside says nothing but "later", and no line of the log holds a person, a secret or a cursor', async () => {
  const { db } = origin.running().context
  const from = logLines.length
  const replica = createReplica(desk)
  await replica.snapshot('desk:dalian')
  await replica.changes()
  await desk.call({ path: `${API}/people/${personId}/rows` }, zhou.token)
  for (const text of [DEMO_PERSON.name, DEMO_PERSON.mobileTail, DEMO_PERSON.email]) expect((await senders['search']!({ text, limit: 5 })).text).toContain(DEMO_PERSON.accountNo)
  await sendItems(desk, zhou, [createItem(origin, personId, { text: `${DEMO_PERSON.name} ${DEMO_PERSON.mobile}` })])
  await sql`alter table identifiers rename to away`.execute(db)
  const failed = await senders['search']!({ text: DEMO_PERSON.email, limit: 5 })
  await sql`alter table away rename to identifiers`.execute(db)
  expect([failed.status, failed.headers['retry-after'], failed.json()]).toEqual([503, '5', { error: 'unavailable', retryAfterS: 5 }])
  // A statement that quotes the value it failed at.
  await sql`alter table requests add constraint no_letters check (body->>'text' not like '%LETTER%')`.execute(db)
  expect((await sendItems(desk, zhou, [createItem(origin, personId, { text: `LETTER ${DEMO_PERSON.name}` })])).status).toBe(503)
  const log = logLines.join('')
  expect(log).toContain('"route":"/sync/v1/people/:id/rows"')
  expect(logLines.slice(from).filter((line) => line.includes('"msg":"failed"'))).toHaveLength(2)
  // In all that came before them nothing failed inside, whatever was sent.
  expect(logLines.slice(0, from).filter((line) => line.includes('"msg":"failed"'))).toEqual([])
  const { name, mobile, mobileTail, email, accountNo } = DEMO_PERSON
  // Numbers of the clock can hold four digits of anything.
  const said = logLines.map((line) => line.replaceAll(/"(?:time|ms)":\d+/g, ''))
  for (const secret of [name, mobile, mobileTail, email, accountNo, personId, zhou.token, 'zhou', '演示', replica.cursor, replica.cursor.slice(0, 40), 'remoteAddress', 'LETTER', desk.publicKey]) {
    expect(said.filter((line) => line.includes(secret)), secret).toEqual([])
  }
})
