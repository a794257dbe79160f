// A device is taken away: only the organisation's order to this very device wipes it, whole, in whatever moment it is interrupted, and no act is lost.
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createId, type DeviceId, type Id, type RequestId } from '../../src-shared/base/ids'
import { toBase64url } from '../../src-shared/formats/canonical'
import { signWipeOrder, type WipeOrder } from '../../src-shared/formats/wipe-order'
import { doorOf } from '../../src-main/app/door'
import { orderWipe } from '../../src-origin/devices/wipe'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { testSigner } from '../fixtures/signers'
import { catchUp, goAway, openDesk, openHost, reopen, until, untilStatus, type TestDesk } from '../fixtures/test-desk'
import { answerOf } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

const GENEROUS_MS = 180_000
const { zhou } = DEMO_STAFF
const copies: string[] = []
let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(async () => {
  await removeDesksAndOrigin()
  for (const dir of copies) await rm(dir, { recursive: true, force: true })
})

const context = () => origin.running().context
const newest = async (): Promise<DeviceId> => (await context().db.selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').limit(1).executeTakeFirstOrThrow()).id as DeviceId
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const names = async (dir: string): Promise<readonly string[]> => (await readdir(dir)).sort()

async function deskWithAct(caseNo: string): Promise<{ readonly desk: TestDesk; readonly deviceId: DeviceId }> {
  const desk = await openDesk(origin, zhou)
  await catchUp(origin, desk)
  const deviceId = await newest()
  await goAway(desk)
  await take(desk, await idOf(caseNo))
  return { desk, deviceId }
}

it('by an order of the organisation: keys, store and every file go, the unsent act reaches the origin, and the origin has the receipt', async () => {
  const { desk, deviceId } = await deskWithAct(DEMO_ACCESS_CASE)
  await orderWipe(context(), { deviceId, salvage: true })
  desk.network.mend()
  await until('the wipe', async () => (await desk.get('session.status', {})).wiped?.told)
  expect(desk.told).toContainEqual({ type: 'lock', reason: 'wiped' })
  expect(await desk.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', staff: [], wiped: { reason: 'order', told: true, salvage: true } })
  await until('the act', async () => (await desk.get('session.status', {})).handOver?.state === 'told')
  expect(await names(desk.profileDir)).toEqual(['enrolment.json', 'wipe.json'])
  // The next window waits to be told what happened; it offers no enrolment before that.
  expect([doorOf(desk.profileDir), doorOf(desk.exportDir)]).toEqual(['unknown', 'enrol'])
  expect((await listHeld(context().db)).filter((act) => act.deviceId === deviceId)).toMatchObject([{ op: 'request.take@1', state: 'held', reason: 'wiped' }])
  expect(await desk.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'not-enrolled' } })
  expect(await desk.ask('queue.list', { view: 'team', limit: 1 })).toMatchObject({ ok: false })
  expect((await context().db.selectFrom('devices').select('wiped_at').where('id', '=', deviceId).executeTakeFirstOrThrow()).wiped_at).not.toBeNull()
  expect(desk.internal).toEqual([])
  // The workstation may be enrolled again, and its old order is nothing to the new device.
  await desk.get('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '测试工作站', login: zhou.login, passphrase: zhou.passphrase })
  await desk.close()
  const again = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
  const status = await again.get('session.status', {})
  expect(status.stage).toBe('locked')
  expect(status.wiped).toBeUndefined()
  expect(doorOf(desk.profileDir)).toBe('unlock')
  await again.close()
}, GENEROUS_MS)

it('without salvage the unsent act is destroyed too', async () => {
  const { desk, deviceId } = await deskWithAct(DEMO_CONFLICT_CASE)
  await orderWipe(context(), { deviceId, salvage: false })
  desk.network.mend()
  await until('the wipe', async () => (await desk.get('session.status', {})).wiped?.told)
  expect(await names(desk.profileDir)).toEqual(['enrolment.json', 'wipe.json'])
  expect((await listHeld(context().db)).filter((act) => act.deviceId === deviceId)).toEqual([])
  await desk.close()
}, GENEROUS_MS)

it('nothing less wipes anything: no order, another signer, another device or tenant, a changed order', async () => {
  const desk = await openDesk(origin, zhou)
  await catchUp(origin, desk)
  const deviceId = await newest()
  const body: WipeOrder = {
    v: 1, kind: 'wipe-order', orderId: createId<Id<string>>(origin.now(), (bytes) => bytes), tenant: 'sinoimex', deviceId, salvage: true, token: toBase64url(new Uint8Array(32)), issuedAt: origin.now(),
  }
  const { org, origin: originKey } = context().keys
  const good = signWipeOrder(body, org)
  const orders: readonly unknown[] = [
    undefined, {}, 'wipe', signWipeOrder(body, originKey), signWipeOrder(body, testSigner(9)), signWipeOrder({ ...body, deviceId: createId<DeviceId>(1, (bytes) => bytes) }, org),
    signWipeOrder({ ...body, tenant: 'other' }, org), { ...good, body: { ...body, salvage: false } }, { ...good, sig: 'A'.repeat(86) }, { ...good, more: 1 },
  ]
  let given = 0
  desk.network.disturb(async (request, send) =>
    request.path.endsWith('/hello') ? send(request) : answerOf(JSON.stringify({ error: 'device_revoked', order: orders[given++ % orders.length] }), 401))
  await until('every order', async () => {
    await desk.get('sync.now', {})
    return given > 2 * orders.length
  })
  expect(await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')).toMatchObject({ reason: 'device-revoked' })
  desk.network.disturb()
  await catchUp(origin, desk)
  // Each of them locks, and none does more.
  expect(new Set(desk.told.flatMap((message) => (message.type === 'lock' ? [message.reason] : [])))).toEqual(new Set(['device-revoked']))
  await (await (await desk.close(), reopen(origin, desk))).close()
}, GENEROUS_MS)

it('ended at any point it is finished by the next start, before anybody is asked for a passphrase', async () => {
  const { desk, deviceId } = await deskWithAct(DEMO_CONFLICT_CASE)
  await desk.kill()
  const order = await orderWipe(context(), { deviceId, salvage: true })
  const begun = JSON.stringify({ v: 1, reason: 'order', startedAt: origin.now(), state: 'started', order })
  const destroyed: readonly (readonly string[])[] = [[], ['keys.json'], ['keys.json', 'store-000001.db'], ['keys.json', 'store-000001.db', 'anchor.json', 'lease.json']]
  for (const gone of destroyed) {
    const profileDir = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-wipe-'))
    copies.push(profileDir)
    await cp(desk.profileDir, profileDir, { recursive: true })
    await writeFile(path.join(profileDir, 'wipe.json'), begun)
    for (const name of gone) await rm(path.join(profileDir, name), { force: true })
    const host = await openHost(origin, { profileDir, exportDir: desk.exportDir })
    expect(await host.get('session.status', {}), gone.join()).toMatchObject({ stage: 'not-enrolled', wiped: { reason: 'order' } })
    await until('the rest', async () => (await names(profileDir)).join() === 'enrolment.json,wipe.json')
    await until('the receipt', async () => (await host.get('session.status', {})).wiped?.told)
    await host.close()
  }
  expect((await listHeld(context().db)).filter((act) => act.deviceId === deviceId)).toMatchObject([{ op: 'request.take@1', state: 'held' }])
}, GENEROUS_MS)
