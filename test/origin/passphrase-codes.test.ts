// Somebody new, and a first or a new passphrase by a one-time code: who may give one, how long and where it is good, that nobody but the person learns what they
// set, and that a code alone makes nobody somebody else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { staffActResponse, staffCodeResponse, staffResponse } from '../../src-shared/protocol/staff'
import { forgetPassphraseCodes } from '../../src-origin/devices/passphrase-codes'
import { deriveSigninSecret } from '../../src-origin/devices/staff-secret'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { TENANT } from '../../src-origin/tenant'
import { API, callOrigin, enrolDevice, newId, signIn, type Login, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const MINUTE = 60_000
const { zhou, zheng, qian } = DEMO_STAFF
let origin: TestOrigin
/** Where the officer sits, and one at which nobody has signed in yet. */
let desk: TestDevice, fresh: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
  desk = await enrolDevice(origin)
})
beforeEach(async () => {
  origin.advance(3 * MINUTE)
  fresh = await enrolDevice(origin, { workstation: '新的' })
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const secretOf = async (login: string, passphrase: string) => (await deriveSigninSecret(passphrase, TENANT, login)).toString('base64url')
const ask = async (path: string, body: object, { login = 'zheng', freshness = 'fresh', at = desk }: { login?: Login; freshness?: 'fresh' | 'plain'; at?: TestDevice } = {}) =>
  at.call({ method: 'POST', path: `${API}/staff/${path}`, body }, (await signIn(at, login, freshness)).token)
const giveCode = async (staffId: string) => staffCodeResponse.parse((await ask('code', { staffId })).json())
const set = (at: TestDevice, body: object) => at.call({ method: 'POST', path: `${API}/passphrase`, body })
const check = async (body: object) => (await callOrigin(origin, { method: 'POST', path: `${API}/passphrase/check`, body })).json()
const enter = async (at: TestDevice, login: string, secret: string) => (await at.call({ method: 'POST', path: `${API}/signin`, body: { login, secret } })).json()
const actsOf = async (staffId: string) => db().selectFrom('staff_acts').select(['act', 'role', 'by_staff_id', 'at_device_id']).where('staff_id', '=', staffId).orderBy('id').execute()
const member = async (staffId: string) => staffResponse.parse((await desk.call({ path: `${API}/staff` }, (await signIn(desk, 'zheng')).token)).json()).staff.find(({ id }) => id === staffId)
const added = async (login: string, more: object = {}) => {
  const staffId = newId(origin)
  const answer = await ask('add', { staffId, login, name: '吴小雨', role: 'agent', ...more })
  return { staffId, answer }
}

describe('somebody new', () => {
  test('is added once by an officer who signed in freshly; every desk hears of them, and they have neither passphrase nor training', async () => {
    const replica = await replicate(fresh)
    const { staffId, answer } = await added('wu.xiaoyu')
    expect(staffActResponse.parse(answer.json()).member).toMatchObject({ id: staffId, login: 'wu.xiaoyu', name: '吴小雨', role: 'agent', active: true, training: {}, passphrase: { isSet: false }, records: [], devices: [] })
    await origin.running().feed.drain()
    await replica.follow()
    expect(replica.of('staff').find(({ body }) => body['id'] === staffId)?.body).toMatchObject({ login: 'wu.xiaoyu', active: true, training: {} })
    // Its answer was lost, and it is sent again.
    origin.advance(MINUTE)
    expect((await ask('add', { staffId, login: 'wu.xiaoyu', name: '吴小雨', role: 'agent' })).status).toBe(200)
    expect(await actsOf(staffId)).toEqual([{ act: 'add', role: 'agent', by_staff_id: zheng.id, at_device_id: desk.id }])
    // No secret that anybody could make up opens it.
    expect(await enter(fresh, 'wu.xiaoyu', Buffer.alloc(32).toString('base64url'))).toEqual({ error: 'bad_credentials' })
  })

  test('has a login of their own; whoever is no officer, is not freshly signed in, or says it wrongly adds nobody', async () => {
    const before = (await db().selectFrom('staff').select('id').execute()).length
    expect((await added('zhou')).answer.json()).toEqual({ error: 'login_taken' })
    const body = { staffId: newId(origin), login: 'nobody', name: '某某', role: 'officer' }
    for (const login of ['zhou', 'wu', 'sun'] as const) expect((await ask('add', body, { login, at: fresh })).json()).toEqual({ error: 'forbidden' })
    expect((await ask('add', body, { freshness: 'plain' })).json()).toEqual({ error: 'needs_online_auth' })
    for (const wrong of [{ login: 'Zhou' }, { login: '' }, { login: 'a b' }, { name: ' ' }, { name: 'a\u202eb' }, { role: 'admin' }]) {
      origin.advance(MINUTE)
      expect((await ask('add', { ...body, ...wrong })).json()).toEqual({ error: 'bad_request' })
    }
    expect((await db().selectFrom('staff').select('id').execute()).length).toBe(before)
  })
})

describe('a code for a passphrase', () => {
  test('is given about somebody else who works here, freshly signed in, and kept as a hash alone', async () => {
    for (const login of ['wu', 'sun'] as const) expect((await ask('code', { staffId: zhou.id }, { login, at: fresh })).json()).toEqual({ error: 'forbidden' })
    expect((await ask('code', { staffId: zhou.id }, { freshness: 'plain' })).json()).toEqual({ error: 'needs_online_auth' })
    expect((await ask('code', { staffId: zheng.id })).json()).toEqual({ error: 'forbidden' })
    expect((await ask('code', { staffId: newId(origin) })).json()).toEqual({ error: 'not_found' })
    const { code, expiresAt } = await giveCode(zhou.id)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(expiresAt).toBeLessThanOrEqual(origin.now() + 60 * MINUTE)
    expect((await member(zhou.id))?.passphrase).toEqual({ isSet: true, codeUntil: expiresAt })
    const rows = JSON.stringify(await db().selectFrom('passphrase_codes').selectAll().execute())
    expect(rows).not.toContain(code)
    expect(rows).not.toContain(code.replaceAll('-', ''))
    expect(await actsOf(zhou.id)).toEqual([{ act: 'code', role: null, by_staff_id: zheng.id, at_device_id: desk.id }])
  })

  test('sets a passphrase at a device where nobody has signed in, once; the former one is good nowhere from then on', async () => {
    const old = await signIn(desk, 'qian')
    const { code } = await giveCode(qian.id)
    const secret = await secretOf('qian', '一句只有钱本人知道的话，很长')
    expect(await check({ login: 'qian', code })).toEqual({})
    // The officer's own desk is none: a code alone makes nobody somebody else.
    expect((await set(desk, { login: 'qian', code, secret })).json()).toEqual({ error: 'forbidden' })
    // As it is typed.
    expect((await set(fresh, { login: 'qian', code: code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'), secret })).json()).toEqual({})
    expect((await desk.call({ path: `${API}/devices` }, old.token)).json()).toEqual({ error: 'unauthorised' })
    await expect(signIn(desk, 'qian')).rejects.toThrow('401')
    expect(await check({ login: 'qian', code })).toEqual({ error: 'bad_code' })
    // The answer was lost; also that of the sign-in after it.
    expect((await set(fresh, { login: 'qian', code, secret })).json()).toEqual({})
    expect(await enter(fresh, 'qian', secret)).toMatchObject({ staff: { login: 'qian' } })
    expect((await set(fresh, { login: 'qian', code, secret })).json()).toEqual({})
    expect((await set(await enrolDevice(origin), { login: 'qian', code, secret: await secretOf('qian', '别人想要的另一句话，也很长') })).json()).toEqual({ error: 'bad_code' })
    expect(await enter(desk, 'qian', secret)).toMatchObject({ staff: { login: 'qian' } })
    expect((await actsOf(qian.id)).map(({ act, by_staff_id, at_device_id }) => [act, by_staff_id, at_device_id])).toEqual([['code', zheng.id, desk.id], ['passphrase', qian.id, fresh.id]])
  })

  test('is for one person and one hour; a new one ends it, and so does leaving', async () => {
    const { staffId } = await added('wang.mei')
    const secret = await secretOf('wang.mei', '王梅自己定的一句话，够长了')
    const first = await giveCode(staffId)
    const refused = async (body: object) => (await set(fresh, body)).json()
    for (const wrong of [{ login: 'zhou' }, { login: 'nobody' }, { code: '0000-0000-0000-0000' }, { secret: 'short' }]) {
      expect(await refused({ login: 'wang.mei', code: first.code, secret, ...wrong })).toEqual({ error: 'bad_code' })
    }
    origin.advance(MINUTE)
    const second = await giveCode(staffId)
    expect(await refused({ login: 'wang.mei', code: first.code, secret })).toEqual({ error: 'bad_code' })
    expect(await check({ login: 'wang.mei', code: second.code })).toEqual({})
    origin.advance(60 * MINUTE)
    expect(await refused({ login: 'wang.mei', code: second.code, secret })).toEqual({ error: 'bad_code' })
    expect(await check({ login: 'wang.mei', code: second.code })).toEqual({ error: 'bad_code' })
    expect((await member(staffId))?.passphrase).toEqual({ isSet: false })
    await forgetPassphraseCodes(db(), origin.now())
    expect(await db().selectFrom('passphrase_codes').select('staff_id').where('staff_id', '=', staffId).execute()).toEqual([])
    const third = await giveCode(staffId)
    origin.advance(MINUTE)
    expect((await ask('leave', { staffId, devices: [] })).status).toBe(200)
    expect(await refused({ login: 'wang.mei', code: third.code, secret })).toEqual({ error: 'bad_code' })
    origin.advance(MINUTE)
    expect((await ask('code', { staffId })).json()).toEqual({ error: 'not_found' })
    origin.advance(MINUTE)
    expect((await ask('return', { staffId })).status).toBe(200)
    expect(await refused({ login: 'wang.mei', code: third.code, secret })).toEqual({ error: 'bad_code' })
    origin.advance(MINUTE)
    const { code } = await giveCode(staffId)
    expect(await refused({ login: 'wang.mei', code, secret })).toEqual({})
    expect((await member(staffId))?.passphrase).toEqual({ isSet: true })
    // What a person has without training: the queue, and not the people in it.
    const { token } = (await enter(fresh, 'wang.mei', secret)) as { readonly token: string }
    expect((await fresh.call({ method: 'POST', path: `${API}/search`, body: { text: '王', limit: 5 } }, token)).json()).toEqual({ error: 'training_expired' })
  })

  test('cannot be tried for long, neither for a login nor without a device', async () => {
    const tries = []
    const secret = await secretOf('sun', '猜的人自己的一句话')
    for (let n = 0; n < 12; n++) tries.push((await set(fresh, { login: 'sun', code: `0000-0000-0000-00${String(n).padStart(2, '0')}`, secret })).status)
    expect(tries.slice(0, 8)).toEqual(Array<number>(8).fill(403))
    expect(tries.at(-1)).toBe(429)
    const checks = []
    for (let n = 0; n < 24; n++) checks.push((await callOrigin(origin, { method: 'POST', path: `${API}/passphrase/check`, body: { login: `n${n}`, code: '0000' } })).status)
    expect(checks.slice(0, 10)).toEqual(Array<number>(10).fill(403))
    expect(checks.at(-1)).toBe(429)
  })
})

describe('a passphrase that is known', () => {
  const { sun } = DEMO_STAFF
  const NEXT = '审计员自己换的一句新口令'
  const OTHER = '另一句谁也不知道的新口令'
  // Each costs what it is meant to cost: made once.
  let secrets: Readonly<Record<string, string>>
  beforeAll(async () => {
    const made: Record<string, string> = {}
    for (const passphrase of [sun.passphrase, NEXT, OTHER]) made[passphrase] = await secretOf('sun', passphrase)
    secrets = made
  }, 120_000)
  const change = async (at: TestDevice, former: string, chosen: string, login = 'sun') =>
    (await at.call({ method: 'POST', path: `${API}/passphrase/change`, body: { login, former: secrets[former] ?? '', secret: secrets[chosen] ?? '' } })).json()
  const opens = (passphrase: string) => enter(desk, 'sun', secrets[passphrase] ?? '')

  test('is changed by whoever knows it, at any device; the same again is taken again and changes nothing', async () => {
    const { token } = await signIn(desk, 'sun')
    expect(await change(fresh, sun.passphrase, NEXT)).toEqual({})
    expect(await change(desk, sun.passphrase, NEXT)).toEqual({})
    expect(await opens(sun.passphrase)).toEqual({ error: 'bad_credentials' })
    expect(await opens(NEXT)).toMatchObject({ staff: { id: sun.id } })
    // What was signed in by the former one is so no longer.
    expect((await desk.call({ path: `${API}/retention` }, token)).json()).toEqual({ error: 'unauthorised' })
    expect(await actsOf(sun.id)).toEqual([{ act: 'passphrase', role: null, by_staff_id: sun.id, at_device_id: fresh.id }])
  })

  test('is not changed by a wrong one, for a login that nobody has, for somebody who has left, nor without a device; tries are few', async () => {
    for (const [former, login] of [[sun.passphrase, 'sun'], [NEXT, 'nobody']] as const) expect(await change(fresh, former, OTHER, login)).toEqual({ error: 'bad_credentials' })
    await db().updateTable('staff').set({ active: false }).where('id', '=', sun.id).execute()
    expect(await change(fresh, NEXT, OTHER)).toEqual({ error: 'bad_credentials' })
    await db().updateTable('staff').set({ active: true }).where('id', '=', sun.id).execute()
    expect((await callOrigin(origin, { method: 'POST', path: `${API}/passphrase/change`, body: { login: 'sun', former: '', secret: '' } })).json()).toEqual({ error: 'unauthorised' })
    let last: unknown
    for (let n = 0; n < 8; n++) last = await change(fresh, sun.passphrase, OTHER)
    expect(last).toMatchObject({ error: 'too_many' })
    expect(await opens(NEXT)).toMatchObject({ staff: { id: sun.id } })
  })
})
