// A device is taken away while nobody is signed in: where the OS keeps a key the locked desk asks by itself, hears the order and obeys it.
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeviceId, RequestId } from '../../src-shared/base/ids'
import { signWipeOrder } from '../../src-shared/formats/wipe-order'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { orderWipe } from '../../src-origin/devices/wipe'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { createKeyStore } from '../fixtures/key-store'
import { testSigner } from '../fixtures/signers'
import { catchUp, goAway, openDesk, openHost, until, type TestDesk, type TestHost } from '../fixtures/test-desk'
import { answerOf } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

const GENEROUS_MS = 180_000
const { zhou } = DEMO_STAFF
const safeStorage = createKeyStore('dpapi')
let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const context = () => origin.running().context
const deviceRow = (id: DeviceId) => context().db.selectFrom('devices').select(['standing_key', 'lease_not_after', 'wiped_at']).where('id', '=', id).executeTakeFirstOrThrow()
const newest = async (): Promise<DeviceId> => (await context().db.selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').limit(1).executeTakeFirstOrThrow()).id as DeviceId

/** Somebody worked there, offline at the end; then it was locked. Every question that the locked desk asks is counted by its path. */
async function lockedDesk(options: { readonly safeStorage?: typeof safeStorage }): Promise<{ readonly host: TestHost; readonly deviceId: DeviceId; readonly asked: string[] }> {
  const desk: TestDesk = await openDesk(origin, zhou, options)
  await catchUp(origin, desk)
  const deviceId = await newest()
  await goAway(desk)
  await take(desk, (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId)
  await desk.kill()
  const host = await openHost(origin, { ...options, profileDir: desk.profileDir, exportDir: desk.exportDir })
  const asked: string[] = []
  host.network.disturb(async (request, send) => {
    asked.push(request.path)
    return send(request)
  })
  return { host, deviceId, asked }
}
const standings = (asked: readonly string[]) => asked.filter((path) => path.endsWith('/standing')).length

it('asks while it is locked, is left alone while in service or only revoked, and is wiped by an order, its unsent act handed over', async () => {
  const { host, deviceId, asked } = await lockedDesk({ safeStorage })
  const before = await deviceRow(deviceId)
  expect(before.standing_key).toHaveLength(32)
  await until('questions', async () => standings(asked) >= 2)
  await revokeDevice(context(), deviceId)
  const soFar = standings(asked)
  await until('more questions', async () => standings(asked) >= soFar + 2)
  expect(await host.get('session.status', {})).toMatchObject({ stage: 'locked', staff: [{ name: zhou.name }] })
  expect((await deviceRow(deviceId)).lease_not_after).toBe(before.lease_not_after)
  expect(new Set(asked.map((path) => path.split('/').at(-1)))).toEqual(new Set(['hello', 'standing']))

  await orderWipe(context(), { deviceId, salvage: true })
  await until('the receipt', async () => (await host.get('session.status', {})).wiped?.told)
  expect(await host.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', wiped: { reason: 'order', salvage: true } })
  await until('the act', async () => (await host.get('session.status', {})).handOver?.state === 'told')
  expect((await readdir(host.profileDir)).sort()).toEqual(['enrolment.json', 'wipe.json'])
  expect(host.told).toContainEqual({ type: 'lock', reason: 'wiped' })
  expect((await listHeld(context().db)).filter((act) => act.deviceId === deviceId)).toMatchObject([{ op: 'request.take@1', state: 'held', reason: 'wiped' }])
  expect((await deviceRow(deviceId)).wiped_at).not.toBeNull()
  expect(await host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'not-enrolled' } })
  expect(host.internal).toEqual([])
  await host.close()
}, GENEROUS_MS)

it('obeys nobody but the organisation, and unlocks as ever after orders that are none', async () => {
  const { host, deviceId } = await lockedDesk({ safeStorage })
  const order = await orderWipe(context(), { deviceId, salvage: true })
  const others = [signWipeOrder(order!.body, testSigner(9)), signWipeOrder(order!.body, context().keys.origin), { ...order, body: { ...order!.body, salvage: false } }, undefined]
  let given = 0
  host.network.disturb(async (request, send) => (request.path.endsWith('/hello') ? send(request) : answerOf(JSON.stringify({ error: 'device_revoked', order: others[given++ % others.length] }), 401)))
  await until('every order', async () => given > 2 * others.length)
  expect((await host.get('session.status', {})).stage).toBe('locked')
  host.network.cut()
  await host.get('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })
  await host.close()
}, GENEROUS_MS)

it('without a key store there is no key, and a locked desk asks nothing', async () => {
  const { host, deviceId, asked } = await lockedDesk({})
  expect((await deviceRow(deviceId)).standing_key).toBeNull()
  expect(await readdir(host.profileDir)).not.toContain('standing.json')
  await orderWipe(context(), { deviceId, salvage: true })
  expect((await host.get('session.status', {})).stage).toBe('locked')
  // At the first contact after an unlock.
  await host.get('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })
  await until('the wipe', async () => (await host.get('session.status', {})).wiped)
  expect(standings(asked)).toBe(0)
  await host.close()
}, GENEROUS_MS)
