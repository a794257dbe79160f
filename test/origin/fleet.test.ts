// The fleet at the origin: who may take a device away and how, what is kept of it, what the officer sees, and what a locked device may ask.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkWipeOrder } from '../../src-shared/formats/wipe-order'
import { devicesResponse, type DeviceState } from '../../src-shared/protocol/devices'
import { originError, sessionResponse } from '../../src-shared/protocol/session'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, callOrigin, createDeviceKeys, deviceOf, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { proposeErasure, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
/** Where the officer sits, and the one that is to go. */
let desk: TestDevice, lost: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
})
beforeEach(async () => {
  origin.advance(3 * 60_000)
  lost = await enrolDevice(origin, { workstation: '丢失的工作站' })
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const take = async (act: 'revoke' | 'wipe', token: string, { deviceId = lost.id, salvage = true, at = desk } = {}) =>
  at.call({ method: 'POST', path: `${API}/devices/${act}`, body: act === 'wipe' ? { deviceId, salvage } : { deviceId } }, token)
const fleet = async (): Promise<readonly DeviceState[]> => devicesResponse.parse((await desk.call({ path: `${API}/devices` }, (await signIn(desk, 'zheng')).token)).json()).devices
const stateOf = async (id: string) => (await fleet()).find((one) => one.id === id)
const actsOn = (id: string) => context().db.selectFrom('fleet_acts').select(['act', 'salvage', 'staff_id', 'at_device_id']).where('device_id', '=', id).orderBy('id').execute()
const session = (device: TestDevice, more: object = {}) =>
  device.call({ method: 'POST', path: `${API}/session`, body: { deviceId: device.id, appVersion: '1', protocols: [1], schema: { min: 1, max: 1 }, outboxDepth: 0, time: { wall: 1, mono: 1, bootId: 'b' }, ...more } })

test('what a device finds day after day counts once for each place and erasure, as the most that a look found', async () => {
  const [one, other] = [newId(origin), newId(origin)]
  const report = async (found: readonly object[]): Promise<void> => {
    origin.advance(86_400_000)
    const answer = await lost.call({ method: 'POST', path: `${API}/residue`, body: { checkedAt: origin.now(), cause: 'daily', people: 2, found } })
    expect(answer.json()).toEqual({ accepted: true })
  }
  for (const hits of [2, 3, 1]) await report([{ place: 'exports', erasureId: one, hits }, { place: 'profile', erasureId: one, hits: 4 }])
  expect((await stateOf(lost.id))?.residue).toMatchObject({ people: 2, hits: 7 })
  await report([{ place: 'exports', erasureId: other, hits: 5 }])
  await report([])
  expect((await stateOf(lost.id))?.residue).toMatchObject({ hits: 12 })
})

describe('taking a device away', () => {
  test('is the officer’s alone, signed in freshly, at another device', async () => {
    for (const act of ['revoke', 'wipe'] as const) {
      for (const login of ['zhou', 'wu'] as const) expect((await take(act, (await signIn(desk, login, 'fresh')).token)).json()).toEqual({ error: 'forbidden' })
      expect((await take(act, (await signIn(desk, 'zheng')).token)).json()).toEqual({ error: 'needs_online_auth' })
      const { token } = await signIn(desk, 'zheng', 'fresh')
      expect((await take(act, token, { deviceId: desk.id })).json()).toEqual({ error: 'forbidden' })
      expect((await take(act, token, { deviceId: newId(origin) })).json()).toEqual({ error: 'not_found' })
      origin.advance(6 * 60_000)
      expect((await take(act, token)).json()).toEqual({ error: 'needs_online_auth' })
    }
    expect(await stateOf(lost.id)).not.toHaveProperty('revokedAt')
    expect(await actsOn(lost.id)).toEqual([])
  })

  test('revoked, then ordered to wipe: each once, by whom and from where is kept, and the first order stands', async () => {
    await signIn(lost, 'zhou')
    const { token, staffId } = await signIn(desk, 'zheng', 'fresh')
    const revoked = await take('revoke', token)
    expect(revoked.json()).toMatchObject({ device: { id: lost.id, revokedBy: '郑示三', lastPerson: '周示一' } })
    expect((await take('revoke', token)).json()).toEqual(revoked.json())
    expect((await take('wipe', token, { salvage: false })).json()).toMatchObject({ device: { wipe: { salvage: false, orderedBy: '郑示三' } } })
    expect((await take('wipe', token, { salvage: true })).json()).toMatchObject({ device: { wipe: { salvage: false } } })
    const by = { staff_id: staffId, at_device_id: desk.id }
    expect(await actsOn(lost.id)).toEqual([{ act: 'revoke', salvage: null, ...by }, { act: 'wipe', salvage: false, ...by }])
    const { order } = originError.parse((await lost.call({ path: `${API}/rules` })).json())
    expect(checkWipeOrder(order, { orgPublicKey: context().keys.org.publicKey, tenant: 'sinoimex', deviceId: lost.id }, nodeCrypto)?.body.salvage).toBe(false)
  })

  test('two orders at the same moment are one, and the command line is named by nobody', async () => {
    const { token } = await signIn(desk, 'zheng', 'fresh')
    const answers = await Promise.all([true, false, true, false].map((salvage) => take('wipe', token, { salvage })))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await actsOn(lost.id)).toHaveLength(1)
    const other = await enrolDevice(origin)
    await revokeDevice(context(), other.id)
    expect(await actsOn(other.id)).toEqual([{ act: 'revoke', salvage: null, staff_id: null, at_device_id: null }])
    expect(await stateOf(other.id)).not.toHaveProperty('revokedBy')
  })

  test('reaches a device whose long poll waits, at once and without a page', async () => {
    const { cursor } = await replicate(lost)
    const waiting = lost.call({ path: `${API}/changes?cursor=${encodeURIComponent(cursor)}&wait=25000` })
    await expect.poll(async () => (await stateOf(lost.id))?.lastSeenAt).toBeDefined()
    const { token } = await signIn(desk, 'zheng', 'fresh')
    await take('wipe', token)
    const answer = await waiting
    expect([answer.status, originError.parse(answer.json()).error]).toEqual([401, 'device_revoked'])
    expect(answer.text).toContain('"order"')
  })
})

test('an erasure that waits for a device stands at that device until it has answered', async () => {
  await replicate(lost)
  await replicate(desk)
  const { id: requestId } = await context().db.selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), requestId)
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
  await resumeSweeps(context())
  for (const device of [desk, lost]) expect((await stateOf(device.id))?.outstanding).toEqual([{ erasureId, caseNo: DEMO_DELETE_CASE, approvedAt: expect.any(Number) as number }])
  await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: desk.receipt(erasureId) }], commandsDone: [] } })
  expect([(await stateOf(desk.id))?.outstanding, (await stateOf(lost.id))?.outstanding.length]).toEqual([[], 1])
})

describe('a device at which nobody is signed in', () => {
  const standing = (device: TestDevice) => device.call({ path: `${API}/standing` })

  test('asks with the key of its last session how it stands, with no other key and nothing else; its lease is not renewed', async () => {
    const asking = createDeviceKeys(origin)
    /** The same device, proving itself by the other key. */
    const locked = deviceOf(origin, { ...asking, id: lost.id }, lost.certificate)
    expect((await standing(locked)).json()).toEqual({ error: 'bad_proof' })
    const { lease } = sessionResponse.parse((await session(lost, { standingKey: asking.publicKey })).json())
    origin.advance(86_400_000)
    expect((await standing(locked)).json()).toEqual({ standing: 'in-service' })
    expect((await stateOf(lost.id))?.leaseNotAfter).toBe(lease.notAfter)
    expect((await standing(lost)).json()).toEqual({ error: 'bad_proof' })
    for (const path of ['rules', 'changes?cursor=x', 'snapshot?scope=desk:dalian', 'devices']) expect((await locked.call({ path: `${API}/${path}` })).json()).toEqual({ error: 'bad_proof' })
    for (const path of ['signin', 'ack', 'push', 'search']) expect((await locked.call({ method: 'POST', path: `${API}/${path}`, body: {} })).json()).toEqual({ error: 'bad_proof' })
    expect((await session(locked)).json()).toEqual({ error: 'bad_proof' })

    const { token } = await signIn(desk, 'zheng', 'fresh')
    await take('revoke', token)
    expect((await standing(locked)).json()).toEqual({ error: 'device_revoked' })
    await take('wipe', token)
    expect(originError.parse((await standing(locked)).json()).order).toMatchObject({ body: { deviceId: lost.id, salvage: true } })
  })

  test('has no such key any more after a session that named none, and a key that is none is not taken', async () => {
    const asking = createDeviceKeys(origin)
    const locked = deviceOf(origin, { ...asking, id: lost.id }, lost.certificate)
    await session(lost, { standingKey: asking.publicKey })
    expect((await standing(locked)).status).toBe(200)
    await session(lost)
    expect((await standing(locked)).status).toBe(401)
    expect((await session(lost, { standingKey: 'short' })).status).toBe(400)
    expect((await session(lost, { standingKey: '*'.repeat(43) })).status).toBe(200)
    expect((await standing(locked)).status).toBe(401)
    expect((await callOrigin(origin, { path: `${API}/standing` })).json()).toEqual({ error: 'unauthorised' })
  })
})

