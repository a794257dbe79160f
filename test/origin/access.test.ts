// Who gets in at the origin and who does not: hello, enrolment, device proof, sign-in, roles, session lease, limits.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkEnrolment } from '../../src-shared/formats/enrolment'
import { checkRulesPack } from '../../src-shared/formats/rules-pack'
import { checkCertificateChain, verifyCanonical } from '../../src-shared/formats/signed'
import { enrolResponse, helloResponse, sessionResponse, signinResponse } from '../../src-shared/protocol/session'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, callOrigin, createDeviceKeys, deviceOf, enrol as enrolWith, enrolBody, enrolDevice, secretOf, signIn, type DeviceKeys, type TestDevice } from '../fixtures/origin-http'
import { makeItem, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const MINUTE = 60_000
let origin: TestOrigin
let desk: TestDevice

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

async function pinned() {
  const read = checkEnrolment(await origin.enrolment(), nodeCrypto)
  if (!read.ok) throw new Error(read.error)
  return { ...read.value, orgKey: origin.running().context.keys.org.publicKey }
}
const enrol = (keys: DeviceKeys, body: unknown) => enrolWith(origin, keys, body)
const trySignIn = (body: unknown, device = desk) => device.call({ method: 'POST', path: `${API}/signin`, body })
const sessionBody = (deviceId: string, more: object = {}) => ({
  deviceId, appVersion: '0.1.0', protocols: [1], schema: { min: 1, max: 1 }, outboxDepth: 0, time: { wall: origin.now(), mono: 1, bootId: 'b' }, ...more,
})
const countDevices = async () => (await origin.running().context.db.selectFrom('devices').select('id').execute()).length

test('hello is signed by an origin that the organisation key vouches for, in mainland China, and needs no credential', async () => {
  const answer = await callOrigin(origin, { path: `${API}/hello` })
  const hello = helloResponse.parse(answer.json())
  const { orgKey, region } = await pinned()
  const chain = checkCertificateChain(hello.certificate, orgKey, nodeCrypto, hello.body.time, { kind: 'origin', tenant: 'sinoimex' })
  expect(chain.ok).toBe(true)
  if (!chain.ok) return
  expect(verifyCanonical(hello.body, hello.sig, chain.value.publicKey, nodeCrypto)).toBe(true)
  expect(verifyCanonical({ ...hello.body, region: 'US' }, hello.sig, chain.value.publicKey, nodeCrypto)).toBe(false)
  expect(hello.body).toMatchObject({ region, host: 'localhost', development: true })
})

test('the answer is for nobody else: never cached, never sniffed', async () => {
  const { headers } = await callOrigin(origin, { path: `${API}/hello` })
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['x-content-type-options']).toBe('nosniff')
})

describe('enrolment', () => {
  test('gives a certificate that the organisation key signed, the rules pack and the declared scopes', async () => {
    const keys = createDeviceKeys(origin)
    const answer = await enrol(keys, enrolBody(keys, await origin.createCode({ workstation: '大连七号', scopes: ['desk:dalian'] })))
    const { deviceCertificate, rulesPack, scopes } = enrolResponse.parse(answer.json())
    const { orgKey } = await pinned()
    const chain = checkCertificateChain(deviceCertificate, orgKey, nodeCrypto, origin.now(), { kind: 'device', tenant: 'sinoimex' })
    expect(chain).toMatchObject({ ok: true, value: { certificate: { id: keys.id, name: '大连七号', publicKey: keys.publicKey } } })
    expect(checkRulesPack(rulesPack, orgKey, nodeCrypto).ok).toBe(true)
    expect(scopes).toEqual([{ id: 'desk:dalian', kind: 'case' }])
  })

  test('takes a code as people type it', async () => {
    const code = (await origin.createCode()).replace(/-/g, ' ').replace(/0/g, 'o').replace(/1/g, 'l').toLowerCase()
    const keys = createDeviceKeys(origin)
    expect((await enrol(keys, enrolBody(keys, code))).status).toBe(200)
  })

  test('refuses a wrong, an expired and a used code, and then makes no device', async () => {
    const used = await origin.createCode()
    const keys = createDeviceKeys(origin)
    await enrol(keys, enrolBody(keys, used))
    const short = await origin.createCode({ lifeMs: 5_000 })
    origin.advance(6_000)
    const before = await countDevices()
    for (const code of ['AAAA-BBBB-CCCC-DDDD', '', used, short]) {
      const other = createDeviceKeys(origin)
      const answer = await enrol(other, enrolBody(other, code))
      expect([answer.status, answer.text]).toEqual([403, '{"error":"bad_code"}'])
    }
    expect(await countDevices()).toBe(before)
  })

  test('answers the same device again with the same certificate, but not with another key and not when it was revoked', async () => {
    const keys = createDeviceKeys(origin)
    const code = await origin.createCode()
    const first = await enrol(keys, enrolBody(keys, code))
    expect((await enrol(keys, enrolBody(keys, code))).json()).toEqual(first.json())
    const other = { ...createDeviceKeys(origin), id: keys.id }
    expect((await enrol(other, enrolBody(other, code))).status).toBe(403)
    await revokeDevice(origin.running().context, keys.id)
    expect((await enrol(keys, enrolBody(keys, code))).status).toBe(403)
  })

  test('gives a known device id no second key, and a code no second device even when both come at once', async () => {
    const thief = { ...createDeviceKeys(origin), id: desk.id }
    expect((await enrol(thief, enrolBody(thief, await origin.createCode()))).status).toBe(403)
    const code = await origin.createCode()
    const answers = await Promise.all(Array.from({ length: 4 }, () => createDeviceKeys(origin)).map((keys) => enrol(keys, enrolBody(keys, code))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403])
  })

  test('refuses a key that is none', async () => {
    for (const devicePublicKey of ['', 'AA', 'A'.repeat(42) + '=', 'A'.repeat(64)]) {
      const keys = createDeviceKeys(origin)
      const answer = await enrol(keys, { ...enrolBody(keys, await origin.createCode()), devicePublicKey })
      expect(answer.status).toBe(401)
    }
  })

  test('certifies only a key that the asker has: with the code alone nobody gets a certificate, and the code stays good', async () => {
    // Tokens of the limiter, used up above.
    origin.advance(2 * MINUTE)
    const code = await origin.createCode()
    const [owner, thief] = [createDeviceKeys(origin), createDeviceKeys(origin)]
    const body = enrolBody(owner, code)
    const before = await countDevices()
    expect((await callOrigin(origin, { method: 'POST', path: `${API}/enrol`, body })).json()).toEqual({ error: 'bad_proof' })
    expect((await enrol({ ...thief, id: owner.id }, body)).json()).toEqual({ error: 'bad_proof' })
    expect((await enrol(thief, body)).json()).toEqual({ error: 'bad_proof' })
    expect(await countDevices()).toBe(before)
    expect((await enrol(owner, body)).status).toBe(200)
  })
})

describe('the device proof', () => {
  const path = `${API}/rules`
  const withProof = (proof: string, more: { readonly id?: string; readonly method?: string; readonly path?: string; readonly body?: string } = {}) =>
    callOrigin(origin, { path, ...more, headers: { 'x-privacy-device': more.id ?? desk.id, 'x-privacy-proof': proof } })
  const empty = Buffer.alloc(0)

  test('lets the device in', async () => {
    expect((await desk.call({ path })).status).toBe(200)
  })

  test('is asked for', async () => {
    const cases: readonly Readonly<Record<string, string>>[] = [{}, { 'x-privacy-device': desk.id }, { 'x-privacy-device': 'me', 'x-privacy-proof': desk.proof({ method: 'GET', path, body: empty, at: origin.now() }) }]
    for (const headers of cases) {
      expect((await callOrigin(origin, { path, headers })).json()).toEqual({ error: 'unauthorised' })
    }
  })

  test('counts for its method, path, query and body alone', async () => {
    const at = origin.now()
    const good = { method: 'GET', path, body: empty, at }
    const session = `${API}/session`
    const body = JSON.stringify(sessionBody(desk.id))
    const forSession = desk.proof({ method: 'POST', path: session, body: Buffer.from(body), at })
    const answers = [
      await withProof(desk.proof({ ...good, method: 'POST' })),
      await withProof(desk.proof({ ...good, path: `${API}/hello` })),
      await withProof(desk.proof(good), { path: `${path}?x=1` }),
      await withProof(forSession, { method: 'POST', path: session, body: body.replace('"outboxDepth":0', '"outboxDepth":1') }),
      await withProof(desk.proof({ ...good, body: Buffer.from('x') })),
    ]
    expect(answers.map((answer) => answer.text)).toEqual(answers.map(() => '{"error":"bad_proof"}'))
    expect((await withProof(forSession, { method: 'POST', path: session, body })).status).toBe(200)
  })

  test('is worth nothing after ten minutes, nor ahead of time, nor under a changed time', async () => {
    const proofAt = (at: number) => desk.proof({ method: 'GET', path, body: empty, at })
    const now = origin.now()
    expect((await withProof(proofAt(now - 9 * MINUTE))).status).toBe(200)
    const fresh = proofAt(now)
    for (const proof of [proofAt(now - 11 * MINUTE), proofAt(now + 11 * MINUTE), `${String(now - 1)}.${fresh.split('.')[1] ?? ''}`, `${fresh}.x`, fresh.slice(0, -1), '', '.', `-1.${fresh.split('.')[1] ?? ''}`]) {
      expect((await withProof(proof)).status, proof).toBe(401)
    }
    origin.advance(11 * MINUTE)
    expect((await withProof(fresh)).json()).toEqual({ error: 'bad_proof' })
  })

  test('of a stranger is answered like a wrong one, so that ids cannot be tried out', async () => {
    const stranger = deviceOf(origin, createDeviceKeys(origin), desk.certificate)
    const proof = stranger.proof({ method: 'GET', path, body: empty, at: origin.now() })
    const unknown = await withProof(proof, { id: stranger.id })
    const known = await withProof(proof)
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
    expect(known.json()).toEqual({ error: 'bad_proof' })
  })
})

describe('sign-in', () => {
  test('gives a token of ten minutes, fresh only where asked for', async () => {
    const plain = signinResponse.parse((await trySignIn({ login: 'zhou', secret: secretOf('zhou') })).json())
    const fresh = signinResponse.parse((await desk.call({ method: 'POST', path: `${API}/signin/fresh`, body: { login: 'wu', secret: secretOf('wu') } })).json())
    expect(plain.freshUntil).toBeUndefined()
    expect(plain.staff).toMatchObject({ login: 'zhou', role: 'agent' })
    expect(plain.expiresAt - origin.now()).toBeGreaterThan(9 * MINUTE)
    expect((fresh.freshUntil ?? 0) - origin.now()).toBeGreaterThan(4 * MINUTE)
  })

  test('answers a wrong secret, an unknown login and somebody who left alike', async () => {
    await origin.running().context.db.updateTable('staff').set({ active: false }).where('login', '=', 'qian').execute()
    const bodies = [
      { login: 'zhou', secret: secretOf('zhou', 'wrong') }, { login: 'nobody', secret: secretOf('zhou') }, { login: 'qian', secret: secretOf('qian') },
      { login: 'zhou', secret: 'short' }, { login: 'zhou', secret: '' },
    ]
    for (const body of bodies) {
      const answer = await trySignIn(body)
      expect([answer.status, answer.text]).toEqual([401, '{"error":"bad_credentials"}'])
    }
    await origin.running().context.db.updateTable('staff').set({ active: true }).where('login', '=', 'qian').execute()
  })

  test('keeps a token to its device, its time and its member of staff', async () => {
    const other = await enrolDevice(origin)
    const { token } = await signIn(desk, 'qian')
    const search = (device: TestDevice, bearer?: string) => device.call({ method: 'POST', path: `${API}/search`, body: { text: 'SX-', limit: 1 } }, bearer)
    expect((await search(desk, token)).status).toBe(200)
    expect((await search(other, token)).status).toBe(401)
    expect((await search(desk)).status).toBe(401)
    expect((await search(desk, `${token}A`)).status).toBe(401)
    const { db } = origin.running().context
    await db.updateTable('staff').set({ active: false }).where('login', '=', 'qian').execute()
    expect((await search(desk, token)).status).toBe(401)
    await db.updateTable('staff').set({ active: true }).where('login', '=', 'qian').execute()
    expect((await search(desk, token)).status).toBe(200)
    origin.advance(10 * MINUTE)
    expect((await search(desk, token)).status).toBe(401)
  })

  test('keeps neither the token nor the secret', async () => {
    const { token } = await signIn(desk, 'zhou')
    const rows = await origin.running().context.db.selectFrom('tokens').selectAll().execute()
    expect(rows.map((row) => row.hash.toString('hex'))).toContain(createHash('sha256').update(token).digest('hex'))
    const staff = await origin.running().context.db.selectFrom('staff').selectAll().execute()
    expect(JSON.stringify([rows, staff])).not.toContain(token)
    expect(staff.map((row) => row.secret_hash.toString('base64url'))).not.toContain(secretOf('zhou'))
  })
})

test('a reviewer may approve an erasure, an agent may not: the role is asked at the origin too', async () => {
  const { db } = origin.running().context
  const erasure = await db.selectFrom('erasures').selectAll().where('state', '=', 'proposed').orderBy('id').executeTakeFirstOrThrow()
  const proposer = erasure.body.proposedBy
  const item = () => makeItem(origin, 'erasure.approve@1', { erasureId: erasure.id, planHash: erasure.body.planHash }, { base: erasure.v })
  for (const login of ['zhou', 'qian'] as const) expect(await pushOne(desk, await signIn(desk, login, 'fresh'), item())).toBe('rejected forbidden')
  const wu = await signIn(desk, 'wu')
  expect(wu.staffId).not.toBe(proposer)
  expect(await pushOne(desk, wu, item())).toBe('rejected needs_online_auth')
  expect((await db.selectFrom('erasures').select('state').where('id', '=', erasure.id).executeTakeFirstOrThrow()).state).toBe('proposed')
})

describe('the session', () => {
  const open = (device: TestDevice, more: object = {}) => device.call({ method: 'POST', path: `${API}/session`, body: sessionBody(device.id, more) })

  test('gives scopes, limits and a lease of fourteen days that begins anew with every contact', async () => {
    const first = sessionResponse.parse((await open(desk)).json())
    const { originCertificate } = origin.running().context.keys
    expect(verifyCanonical({ deviceId: desk.id, notAfter: first.lease.notAfter }, first.lease.sig, originCertificate.body.publicKey, nodeCrypto)).toBe(true)
    expect(first.lease.notAfter - first.serverTime).toBe(14 * 24 * 60 * MINUTE)
    expect(first.scopes).toEqual([{ id: 'desk:dalian', kind: 'case' }, { id: 'directory:all', kind: 'directory' }])
    origin.advance(60 * MINUTE)
    const second = sessionResponse.parse((await open(desk)).json())
    expect(second.lease.notAfter - first.lease.notAfter).toBeGreaterThanOrEqual(60 * MINUTE)
    expect(second.epoch).toBe(first.epoch)
  })

  test('is refused to a desk of another protocol or record schema, and for another device', async () => {
    expect((await open(desk, { protocols: [2] })).status).toBe(426)
    expect((await open(desk, { schema: { min: 2, max: 3 } })).json()).toEqual({ error: 'upgrade_required' })
    expect((await open(desk, { deviceId: (await enrolDevice(origin)).id })).status).toBe(400)
  })

  test('is over at once for a revoked device, on every route, and so are its tokens', async () => {
    const stolen = await enrolDevice(origin)
    const { token } = await signIn(stolen, 'zhou')
    await revokeDevice(origin.running().context, stolen.id)
    const calls = [
      { path: `${API}/rules` }, { path: `${API}/changes?cursor=x` }, { path: `${API}/snapshot?scope=desk:dalian` },
      { path: `${API}/session`, method: 'POST', body: sessionBody(stolen.id) }, { path: `${API}/push`, method: 'POST', body: { deviceId: stolen.id, items: [{}] } },
      { path: `${API}/search`, method: 'POST', body: { text: 'SX-', limit: 1 } }, { path: `${API}/signin`, method: 'POST', body: { login: 'zhou', secret: secretOf('zhou') } },
    ]
    for (const call of calls) expect((await stolen.call(call, token)).text, call.path).toBe('{"error":"device_revoked"}')
    expect(await origin.running().context.db.selectFrom('tokens').select('hash').where('device_id', '=', stolen.id).execute()).toEqual([])
  })
})

test('guessing is slowed down per login, with the time to wait, and nobody else waits', async () => {
  const wrong = { login: 'zheng', secret: secretOf('zhou') }
  const statuses = new Set<number>()
  let last = await trySignIn(wrong)
  for (let attempt = 0; attempt < 12 && last.status !== 429; attempt++) {
    statuses.add(last.status)
    last = await trySignIn(wrong)
  }
  expect([...statuses]).toEqual([401])
  expect(last.json()).toEqual({ error: 'too_many', retryAfterS: Number(last.headers['retry-after']) })
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  expect((await trySignIn({ login: 'zheng', secret: secretOf('zheng') })).status).toBe(429)
  expect((await trySignIn({ login: 'zhou', secret: secretOf('zhou') })).status).toBe(200)
  origin.advance(Number(last.headers['retry-after']) * 1_000)
  expect((await trySignIn({ login: 'zheng', secret: secretOf('zheng') })).status).toBe(200)
})
