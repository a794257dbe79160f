// Orders to wipe a device, at the origin: signed by the organisation, sent with every 401, answered once by their token, and an answer to erasures.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkErasureCertificate, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { checkWipeOrder, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import { devicesResponse } from '../../src-shared/protocol/devices'
import { orderWipe } from '../../src-origin/devices/wipe'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { proposeErasure, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  await replicate(desk)
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const wiped = (order: SignedWipeOrder['body'], more: object = {}) =>
  callOrigin(origin, { method: 'POST', path: `${API}/wiped`, body: { deviceId: order.deviceId, orderId: order.orderId, token: order.token, wipedAt: origin.now(), ...more } })
const orderIn = (text: string): unknown => (JSON.parse(text) as { order?: unknown }).order

test('a wiped device is refused with the order, answers by its token alone, and is no holder any more', async () => {
  const lost = await enrolDevice(origin, { workstation: '丢失的工作站' })
  await replicate(lost)
  // As after its first session: a device without a lease is waited for by nobody, and the janitor's next round would say so.
  await context().db.updateTable('devices').set({ lease_not_after: origin.now() + 14 * 86_400_000 }).where('id', '=', lost.id).execute()
  const { id: requestId } = await context().db.selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), requestId)
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
  await resumeSweeps(context())
  await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: desk.receipt(erasureId) }], commandsDone: [] } })

  const order = await orderWipe(context(), { deviceId: lost.id, salvage: true })
  expect(await orderWipe(context(), { deviceId: lost.id, salvage: false })).toEqual(order)
  const answer = await lost.call({ path: `${API}/rules` })
  expect([answer.status, answer.json()]).toEqual([401, { error: 'device_revoked', order }])
  const expected = { orgPublicKey: context().keys.org.publicKey, tenant: 'sinoimex', deviceId: lost.id }
  expect(checkWipeOrder(orderIn(answer.text), expected, nodeCrypto)).toEqual(order)
  expect(checkWipeOrder({ ...order, body: { ...order!.body, salvage: false } }, expected, nodeCrypto)).toBeUndefined()
  expect(checkWipeOrder(order, { ...expected, deviceId: desk.id }, nodeCrypto)).toBeUndefined()

  const { body } = order!
  for (const wrong of [{ token: 'A'.repeat(43) }, { token: '中'.repeat(43) }, { orderId: newId(origin) }, { deviceId: desk.id }]) expect((await wiped(body, wrong)).text).toBe('{"error":"bad_proof"}')
  const state = async () => (await context().db.selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
  expect((await state()).state).toBe('executed')
  expect((await wiped(body)).json()).toEqual({ accepted: true })
  expect((await wiped(body)).json()).toEqual({ accepted: true })
  const done = await state()
  expect(done.state).toBe('completed')
  expect(done.devices.find(({ deviceId }) => deviceId === lost.id)).toMatchObject({ noReceipt: 'wiped' })
  const certificate = done.certificate as SignedErasureCertificate
  expect(checkErasureCertificate(JSON.stringify(certificate), context().keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { devices: 2, withoutReceipt: 0 } })
  expect(certificate.body.devices.find(({ id }) => id === lost.id)).toMatchObject({ wiped: 'by-order', orderId: body.orderId })

  const officer = await signIn(desk, 'zheng')
  const fleet = devicesResponse.parse((await desk.call({ path: `${API}/devices` }, officer.token)).json()).devices
  expect(fleet.find(({ id }) => id === lost.id)).toMatchObject({ name: '丢失的工作站', declaredBy: '郑示三', scopes: ['desk:dalian', 'directory:all'], wipe: { salvage: true, wipedAt: expect.any(Number) as number }, receipts: { owed: 1, given: 0 } })
  expect(fleet.find(({ id }) => id === desk.id)).toMatchObject({ receipts: { owed: 1, given: 1 } })
  expect((await desk.call({ path: `${API}/devices` }, (await signIn(desk, 'wu')).token)).status).toBe(403)
  expect(await orderWipe(context(), { deviceId: newId(origin), salvage: true })).toBeUndefined()
}, 180_000)
