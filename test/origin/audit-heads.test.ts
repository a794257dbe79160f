// How far the devices' audit records have come, at the origin: signed while each went on from the one before, and on record once one did not (A-5).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkAuditWitness } from '../../src-shared/formats/audit-witness'
import { NO_HASH, type ChainHead } from '../../src-shared/formats/audit-entry'
import { devicesResponse } from '../../src-shared/protocol/devices'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, desk: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

const at = (size: number, letter = 'a'): ChainHead => ({ size, headHash: letter.repeat(64) })
const tell = async (device: TestDevice, head: ChainHead, shown?: ChainHead): Promise<{ readonly state: string; readonly size?: number; readonly witness?: unknown }> =>
  (await device.call({ method: 'POST', path: `${API}/audit/head`, body: { head, ...(shown ? { shown } : {}) } })).json()
const kept = (device: TestDevice) => origin.running().context.db.selectFrom('audit_heads').select(['size', 'head_hash']).where('device_id', '=', device.id).orderBy('size').execute()
const ofOfficer = async (device: TestDevice) => devicesResponse.parse((await desk.call({ path: `${API}/devices` }, (await signIn(desk, 'zheng')).token)).json()).devices.find(({ id }) => id === device.id)?.audit

test('the first is signed as it comes, by the origin, for that device', async () => {
  const { state, witness } = await tell(desk, at(3))
  expect(state).toBe('witnessed')
  expect(checkAuditWitness(witness, origin.running().context.keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { device: desk.id, size: 3, headHash: 'a'.repeat(64) } })
})

test('the next has to show the one before, in the same or a second try; of a day the last one stays', async () => {
  expect(await tell(desk, at(9, 'b'))).toEqual({ state: 'show', size: 3 })
  expect((await tell(desk, at(9, 'b'), at(3))).state).toBe('witnessed')
  // Nothing was added since: it shows itself.
  expect((await tell(desk, at(9, 'b'))).state).toBe('witnessed')
  expect((await kept(desk)).map(({ size }) => size)).toEqual([9])
  origin.advance(86_400_000)
  expect((await tell(desk, at(12, 'c'), at(9, 'b'))).state).toBe('witnessed')
  expect((await kept(desk)).map(({ size }) => size)).toEqual([9, 12])
  expect(await ofOfficer(desk)).toEqual({ size: 12, at: expect.any(Number) as number })
})

test.each<[string, ChainHead, ChainHead]>([
  ['was rewritten before it', at(20, 'd'), at(12, '9')],
  ['was put back from before', at(10, 'e'), { size: 12, headHash: NO_HASH }],
  ['was put back, and shows what it no longer reaches', at(10, 'e'), at(12, 'c')],
  ['was rewritten at the very entry', at(12, '9'), at(12, '9')],
])('a record that %s is on record for good, and nothing of it is signed any more', async (_, head, shown) => {
  origin.advance(3 * 60_000)
  const device = await enrolDevice(origin, { workstation: '被改写的工作站' })
  expect((await tell(device, at(12, 'c'))).state).toBe('witnessed')
  const before = origin.now()
  expect(await tell(device, head, shown)).toEqual({ state: 'differs', size: 12 })
  const after = origin.now()
  origin.advance(60_000)
  // Also where it says the right thing again.
  expect(await tell(device, at(30, 'f'), at(12, 'c'))).toEqual({ state: 'differs', size: 12 })
  const { size, differsSince = 0 } = (await ofOfficer(device))!
  expect([size, differsSince >= before && differsSince <= after]).toEqual([12, true])
  expect(await ofOfficer(desk)).not.toHaveProperty('differsSince')
  const opened = (await origin.running().context.db.selectFrom('incidents').select('body').execute()).map(({ body }) => body).filter(({ cause }) => cause?.deviceId === device.id)
  expect(opened).toMatchObject([{ kind: 'chain-broken', cause: { fault: 'rewritten', brokenAt: 12 } }])
})

test('two at once go on from the same one, and both stand', async () => {
  origin.advance(3 * 60_000)
  const device = await enrolDevice(origin, { workstation: '两次同时' })
  await tell(device, at(2))
  const both = await Promise.all([tell(device, at(5, 'b'), at(2)), tell(device, at(5, 'b'), at(2))])
  expect(both.map(({ state }) => state).filter((state) => state === 'differs')).toEqual([])
})

test('one without a size, or with a hash that is none, is no report', async () => {
  for (const body of [{}, { head: { size: 0, headHash: 'a'.repeat(64) } }, { head: { size: 1, headHash: 'a' } }]) {
    const answer = await desk.call({ method: 'POST', path: `${API}/audit/head`, body })
    expect(answer.status).toBe(400)
  }
})
