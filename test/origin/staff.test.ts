// The staff at the origin: records of training and which of them counts, what nobody may without one, another role, somebody who leaves; and the auditor.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays, toDay, type Day } from '../../src-shared/base/clock'
import { OPERATION_NAMES } from '../../src-shared/domain/vocabulary'
import { originError } from '../../src-shared/protocol/session'
import { staffActResponse, staffResponse, type StaffState } from '../../src-shared/protocol/staff'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { API, enrolDevice, newId, signIn, type Login, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { createItem, makeItem, push, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
const { zhou, wu, zheng, qian } = DEMO_STAFF
let origin: TestOrigin
/** Where the officer sits, and a colleague's. */
let desk: TestDevice, other: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
})
beforeEach(async () => {
  origin.advance(3 * 60_000)
  other = await enrolDevice(origin, { workstation: '同事的' })
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const today = (): Day => toDay(origin.now())
const staffOf = async (): Promise<readonly StaffState[]> => staffResponse.parse((await desk.call({ path: `${API}/staff` }, (await signIn(desk, 'zheng')).token)).json()).staff
const member = async (login: Login) => (await staffOf()).find((one) => one.login === login)!
const act = async (name: 'training' | 'role' | 'leave' | 'return', body: object, { login = 'zheng', freshness = 'fresh', at = desk }: { login?: Login; freshness?: 'fresh' | 'plain'; at?: TestDevice } = {}) =>
  at.call({ method: 'POST', path: `${API}/staff/${name}`, body }, (await signIn(at, login, freshness)).token)
const training = (staffId: string, passedOn: Day, dueOn: Day, more: object = {}) => ({ staffId, course: '年度培训', version: '2026.1', passedOn, dueOn, ...more })
const done = async (answer: ReturnType<typeof act>) => staffActResponse.parse((await answer).json()).member
/** As of yesterday; `passedOn` lies behind that of the seed. */
const expire = (staffId: string) => done(act('training', training(staffId, addDays(today(), -30), addDays(today(), -1))))
const renew = (staffId: string) => done(act('training', training(staffId, today(), addDays(today(), 365))))
const anybody = async (): Promise<string> => (await db().selectFrom('subjects').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id

describe('a record of training', () => {
  test('is there for everybody who was seeded, and the officer alone sees them', async () => {
    const seeded = await staffOf()
    expect(seeded.map(({ login, role }) => [login, role]).toSorted()).toEqual(Object.values(DEMO_STAFF).map(({ login, role }) => [login, role]).toSorted())
    for (const one of seeded) expect(one).toMatchObject({ active: true, training: { dueOn: one.records[0]?.dueOn }, records: [{ course: '个人信息保护年度培训' }] })
    for (const login of ['zhou', 'wu', 'sun'] as const) expect((await other.call({ path: `${API}/staff` }, (await signIn(other, login)).token)).json()).toEqual({ error: 'forbidden' })
  })

  test('is entered by an officer who signed in freshly, about somebody else, with days that can be', async () => {
    const before = await member('qian')
    const body = training(qian.id, today(), addDays(today(), 365))
    for (const login of ['zhou', 'wu', 'sun'] as const) expect((await act('training', body, { login })).json()).toEqual({ error: 'forbidden' })
    expect((await act('training', body, { freshness: 'plain' })).json()).toEqual({ error: 'needs_online_auth' })
    expect((await act('training', { ...body, staffId: zheng.id })).json()).toEqual({ error: 'forbidden' })
    expect((await act('training', { ...body, staffId: newId(origin) })).json()).toEqual({ error: 'not_found' })
    origin.advance(60_000)
    for (const wrong of [{ passedOn: addDays(today(), 1), dueOn: addDays(today(), 2) }, { dueOn: addDays(today(), -1) }, { course: ' ' }, { dueOn: '2026-02-30' }]) {
      expect((await act('training', { ...body, ...wrong })).json()).toEqual({ error: 'bad_request' })
      origin.advance(60_000)
    }
    expect(await member('qian')).toEqual(before)
    const entered = await done(act('training', body))
    expect(entered.records[0]).toMatchObject({ course: '年度培训', version: '2026.1', passedOn: today(), dueOn: addDays(today(), 365), enteredBy: zheng.name })
    expect(entered.training).toEqual({ dueOn: addDays(today(), 365) })
    expect(await db().selectFrom('training_records').select(['entered_by', 'at_device_id']).where('staff_id', '=', qian.id).orderBy('entered_at', 'desc').limit(1).executeTakeFirst()).toEqual({ entered_by: zheng.id, at_device_id: desk.id })
  })

  test('counts if it was passed last; of one day, if it was entered last; every desk hears of a difference and of nothing else', async () => {
    const replica = await replicate(other)
    /** The lines about the staff that came, and what the desk then holds. */
    const told = async () => {
      await origin.running().feed.drain()
      const lines = (await replica.follow()).filter((line) => 'type' in line && line.type === 'staff').length
      return [lines, replica.of('staff').find(({ body }) => body['id'] === qian.id)?.body['training']]
    }
    await done(act('training', training(qian.id, addDays(today(), -400), addDays(today(), -35))))
    expect(await told()).toEqual([0, { dueOn: addDays(today(), 365) }])
    await done(act('training', training(qian.id, today(), addDays(today(), 36))))
    expect(await told()).toEqual([1, { dueOn: addDays(today(), 36) }])
    await done(act('training', training(qian.id, today(), addDays(today(), 365))))
    expect(await told()).toEqual([1, { dueOn: addDays(today(), 365) }])
    expect((await member('qian')).records.map(({ dueOn }) => dueOn).slice(0, 2)).toEqual([addDays(today(), 365), addDays(today(), 36)])
  })
})

describe('without training', () => {
  test('the queue is left: every other route is refused with its own reason, and comes back with the record', async () => {
    expect((await expire(zhou.id)).training).toEqual({ dueOn: addDays(today(), -1) })
    const { token } = await signIn(other, 'zhou')
    const subject = await anybody()
    const routes = [
      { path: `${API}/people/${subject}/rows` }, { method: 'POST', path: `${API}/search`, body: { text: '王', limit: 5 } },
      { method: 'POST', path: `${API}/identity/code`, body: { requestId: newId(origin), identifierId: newId(origin) } },
      { path: `${API}/blobs/${'a'.repeat(64)}?requestId=${newId(origin)}` },
    ]
    for (const route of routes) expect([route.path, (await other.call(route, token)).json()]).toEqual([route.path, { error: 'training_expired' }])
    expect((await other.call({ method: 'POST', path: `${API}/presence`, body: {} }, token)).status).toBe(200)
    // What a role never may stays its own reason.
    expect((await other.call({ path: `${API}/devices` }, token)).json()).toEqual({ error: 'forbidden' })
    await renew(zhou.id)
    for (const route of routes) expect(originError.safeParse((await other.call(route, token)).json()).data?.error).not.toBe('training_expired')
  })

  test('an act is refused by when it was done: in time it arrives, after it not, and it may be sent again', async () => {
    const subject = await anybody()
    const early = createItem(origin, subject)
    const dueOn = today()
    await done(act('training', training(zhou.id, today(), dueOn)))
    origin.advance(DAY_MS)
    const late = createItem(origin, subject)
    const again = await signIn(other, 'zhou')
    expect(await pushOne(other, again, early)).toBe('applied 1')
    const [refused] = await push(other, again, [late])
    expect(refused).toMatchObject({ t: 'rejected', rejection: { code: 'training_expired', retry: 'after_training' } })
    // A clock of the desk that is ahead makes nothing of it: what is done tomorrow is done now.
    const ahead = createItem(origin, subject, { madeAt: { wall: origin.now() + 3 * DAY_MS, mono: 1, bootId: 'boot', offset: 0, uncertain: false } })
    expect(await pushOne(other, again, ahead)).toBe('rejected training_expired')
    await renew(zhou.id)
    expect(await pushOne(other, again, late)).toBe('applied 1')
  })

  test('nothing is approved, however long ago it is said to have been done', async () => {
    await expire(wu.id)
    const reviewer = await signIn(other, 'wu', 'fresh')
    const before = { madeAt: { wall: origin.now() - 3 * DAY_MS, mono: 1, bootId: 'boot', offset: 0, uncertain: false } }
    for (const [op, args] of [
      ['erasure.approve@1', { erasureId: newId(origin), planHash: 'a'.repeat(64) }],
      ['hold.approve@1', { holdId: newId(origin) }],
      ['policy.approve@1', { policyId: newId(origin), entryHash: 'a'.repeat(64) }],
    ] as const) expect([op, await pushOne(other, reviewer, makeItem(origin, op, args, { base: 1, ...before }))]).toEqual([op, 'rejected training_expired'])
    await renew(wu.id)
    expect(await pushOne(other, await signIn(other, 'wu', 'fresh'), makeItem(origin, 'erasure.approve@1', { erasureId: newId(origin), planHash: 'a'.repeat(64) }, { base: 1, ...before }))).toBe('rejected not_found')
  })

  test('an officer is no officer either', async () => {
    await db().updateTable('staff').set({ training_due: addDays(today(), -1) }).where('id', '=', zheng.id).execute()
    const { token } = await signIn(desk, 'zheng', 'fresh')
    for (const path of ['staff', 'devices']) expect((await desk.call({ path: `${API}/${path}` }, token)).json()).toEqual({ error: 'training_expired' })
    expect((await act('training', training(zhou.id, today(), addDays(today(), 365)))).json()).toEqual({ error: 'training_expired' })
    await db().updateTable('staff').set({ training_due: addDays(today(), 365) }).where('id', '=', zheng.id).execute()
  })
})

describe('the auditor', () => {
  test('reads the reports, and is refused whatever else there is: every route and every operation', async () => {
    const { token, staffId } = await signIn(other, 'sun', 'fresh')
    expect((await other.call({ path: `${API}/retention` }, token)).status).toBe(200)
    for (const call of [
      { path: `${API}/devices` }, { path: `${API}/staff` }, { path: `${API}/people/${await anybody()}/rows` }, { method: 'POST', path: `${API}/search`, body: { text: '王', limit: 5 } },
      { method: 'POST', path: `${API}/retention/propose` }, { method: 'POST', path: `${API}/presence`, body: {} },
      { method: 'POST', path: `${API}/devices/revoke`, body: { deviceId: desk.id } }, { method: 'POST', path: `${API}/staff/leave`, body: { staffId: zhou.id, devices: [] } },
    ]) expect([call.path, (await other.call(call, token)).json()]).toEqual([call.path, { error: 'forbidden' }])
    for (const op of OPERATION_NAMES) expect([op, await pushOne(other, { token, staffId }, makeItem(origin, op, {}))]).toEqual([op, 'rejected forbidden'])
  })
})

describe('another role', () => {
  test('is the officer’s to give, never to themselves; it is noted once and counts with the next request', async () => {
    const { token } = await signIn(other, 'qian')
    expect((await other.call({ path: `${API}/retention` }, token)).json()).toEqual({ error: 'forbidden' })
    expect((await act('role', { staffId: zheng.id, role: 'agent' })).json()).toEqual({ error: 'forbidden' })
    expect((await act('role', { staffId: qian.id, role: 'admin' })).json()).toEqual({ error: 'bad_request' })
    for (let time = 0; time < 2; time++) expect((await done(act('role', { staffId: qian.id, role: 'auditor' }))).role).toBe('auditor')
    expect((await other.call({ path: `${API}/retention` }, token)).status).toBe(200)
    expect(await db().selectFrom('staff_acts').select(['act', 'role', 'by_staff_id', 'at_device_id']).where('staff_id', '=', qian.id).execute()).toEqual([{ act: 'role', role: 'auditor', by_staff_id: zheng.id, at_device_id: desk.id }])
    await done(act('role', { staffId: qian.id, role: 'agent' }))
  })
})

describe('somebody who leaves', () => {
  test('signs in nowhere any more; of their devices those named go, and nobody else’s', async () => {
    const { token } = await signIn(other, 'qian')
    const colleagues = await enrolDevice(origin, { workstation: '别人的' })
    await signIn(colleagues, 'zhou')
    expect((await member('qian')).devices).toContainEqual({ id: other.id, name: '同事的' })
    expect((await act('leave', { staffId: qian.id, devices: [desk.id] })).json()).toEqual({ error: 'forbidden' })
    expect((await act('leave', { staffId: zheng.id, devices: [] })).json()).toEqual({ error: 'forbidden' })
    const left = await done(act('leave', { staffId: qian.id, devices: [other.id, colleagues.id] }))
    expect(left).toMatchObject({ active: false })
    expect(left.devices).not.toContainEqual({ id: other.id, name: '同事的' })
    expect((await other.call({ path: `${API}/rules` }, token)).json()).toMatchObject({ error: 'device_revoked' })
    expect((await colleagues.call({ path: `${API}/rules` })).status).toBe(200)
    await expect(signIn(colleagues, 'qian')).rejects.toThrow('401')
    expect(await db().selectFrom('fleet_acts').select(['act', 'staff_id']).where('device_id', '=', other.id).execute()).toEqual([{ act: 'revoke', staff_id: zheng.id }])
    expect((await done(act('return', { staffId: qian.id }))).active).toBe(true)
    origin.advance(60_000)
    expect((await signIn(colleagues, 'qian')).staffId).toBe(qian.id)
    expect((await db().selectFrom('staff_acts').select('act').where('staff_id', '=', qian.id).orderBy('id', 'desc').limit(2).execute()).map((row) => row.act)).toEqual(['return', 'leave'])
  })
})
