// Who an erasure waits for, and for how long: a revoked device until its lease has ended, any other until it answers. And what ends with a person.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { checkErasureCertificate, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { completeWaiting } from '../../src-origin/erasure/complete'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import { DEMO_DELETE_CASE, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { createItem, proposeErasure, pushOne, type Item } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  await replicate(desk)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const erasure = async (id: string) => (await db().selectFrom('erasures').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body
const request = async (id: string) => (await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body
const caseOf = async (caseNo: string) => db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', caseNo).executeTakeFirstOrThrow()

async function openSession(device: TestDevice): Promise<void> {
  const body = { deviceId: device.id, appVersion: '0.1.0', protocols: [1], schema: { min: 1, max: 1 }, outboxDepth: 0, time: { wall: origin.now(), mono: 1, bootId: 'b' } }
  expect((await device.call({ method: 'POST', path: `${API}/session`, body })).status).toBe(200)
}
async function approve(approval: Item): Promise<void> {
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval)).toBe('applied 2')
  await resumeSweeps(origin.running().context)
}
async function answer(id: string): Promise<void> {
  const receipt = desk.receipt(id as Parameters<TestDevice['receipt']>[0])
  await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId: id, receipt }], commandsDone: [] } })
}

test('a revoked device is waited for until its lease has ended; the certificate then says that it gave no receipt', async () => {
  const lost = await enrolDevice(origin, { workstation: '丢失的工作站' })
  await replicate(lost)
  await openSession(lost)
  const { id } = await caseOf(DEMO_DELETE_CASE)
  const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), id)
  await revokeDevice(origin.running().context, lost.id)
  await approve(approval())
  await answer(erasureId)
  await completeWaiting(origin.running().context)
  expect((await erasure(erasureId)).state).toBe('executed')

  origin.advance(14 * DAY_MS + 60_000)
  // The janitor looks at its start and every minute.
  await origin.stop()
  await origin.start()
  await completeWaiting(origin.running().context)
  const done = await erasure(erasureId)
  expect(done.state).toBe('completed')
  expect((await request(id)).state).toBe('granted')
  expect(done.devices.map(({ deviceId, receivedAt, noReceipt }) => [deviceId, receivedAt !== undefined, noReceipt]).sort()).toEqual(
    [[desk.id, true, undefined], [lost.id, false, 'lease-ended']].sort(),
  )
  const certificate = done.certificate as SignedErasureCertificate
  const { keys } = origin.running().context
  expect(checkErasureCertificate(JSON.stringify(certificate), keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { devices: 2, withoutReceipt: 1 } })
  const { revoked_at: revokedAt, lease_not_after: leaseEndedAt } = await db().selectFrom('devices').select(['revoked_at', 'lease_not_after']).where('id', '=', lost.id).executeTakeFirstOrThrow()
  expect(certificate.body.devices.find((device) => device.id === lost.id)).toEqual({ id: lost.id, name: '丢失的工作站', noReceipt: 'lease-ended', revokedAt, leaseEndedAt })
  expect(certificate.body.text.en).toContain('Devices without a receipt: 1')
})

test('a device that was revoked long ago is not waited for at all, one that is merely silent is; the person’s other proposal ends too', async () => {
  const silent = await enrolDevice(origin)
  await replicate(silent)
  const { id, subject_id: subjectId } = await caseOf(DEMO_MINOR_CASE)
  const zhou = await signIn(desk, 'zhou')
  const second = createItem(origin, subjectId, { right: 'delete', receivedOn: '2026-06-15' })
  expect(await pushOne(desk, zhou, second)).toBe('applied 1')
  const other = second.args['requestId'] as RequestId
  const open = await proposeErasure(origin, desk, zhou, other)
  const { erasureId, approval } = await proposeErasure(origin, desk, zhou, id)
  await approve(approval())
  expect((await erasure(open.erasureId)).state).toBe('declined')
  expect((await request(other)).state).toBe('withdrawn')
  await origin.running().feed.drain()
  expect(await db().selectFrom('feed').select('ver').where('type', '=', 'erasure').where('id', '=', open.erasureId).execute()).not.toEqual([])

  await answer(erasureId)
  origin.advance(30 * DAY_MS)
  await completeWaiting(origin.running().context)
  expect((await erasure(erasureId)).state).toBe('executed')
  // Given up by an officer, it has no lease that runs.
  await revokeDevice(origin.running().context, silent.id)
  await completeWaiting(origin.running().context)
  expect((await erasure(erasureId)).state).toBe('completed')
})
