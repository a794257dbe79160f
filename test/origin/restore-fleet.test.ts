// A backup that is put back forgets no revocation, no order to wipe and no receipt of one: they stand in the ledger outside the database.
import fs from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { devicesResponse, type DeviceState } from '../../src-shared/protocol/devices'
import { originError } from '../../src-shared/protocol/session'
import { LEDGER_FILE } from '../../src-origin/erasure/ledger'
import type { RunningOrigin } from '../../src-origin/start'
import { OriginStartError } from '../../src-origin/start-error'
import { loadEpoch } from '../../src-origin/feed/state'
import { API, callOrigin, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { SPLIT_DATABASE, startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'
import type { TestOrigin } from '../fixtures/test-origin'

const BACKUP = 'backup'
let split: SplitOrigin
let running: RunningOrigin
let origin: TestOrigin
/** Where the officer sits; revoked after the backup; ordered to be wiped; wiped with its receipt; revoked before the backup and ordered after it. */
let desk: TestDevice, revoked: TestDevice, ordered: TestDevice, wiped: TestDevice, both: TestDevice

const ledgerText = () => fs.readFile(path.join(split.keysDir, LEDGER_FILE), 'utf8')
const linesOf = async ({ id }: TestDevice) => (await ledgerText()).split('\n').filter((line) => line.includes(`"deviceId":"${id}"`))
const take = async (act: 'revoke' | 'wipe', { id: deviceId }: TestDevice) => {
  const answer = await desk.call({ method: 'POST', path: `${API}/devices/${act}`, body: act === 'wipe' ? { deviceId, salvage: true } : { deviceId } }, (await signIn(desk, 'zheng', 'fresh')).token)
  expect(answer.status).toBe(200)
}
const fleet = async (): Promise<readonly DeviceState[]> => devicesResponse.parse((await desk.call({ path: `${API}/devices` }, (await signIn(desk, 'zheng')).token)).json()).devices
const refusalOf = async (device: TestDevice) => originError.parse((await device.call({ path: `${API}/rules` })).json())
const orderOf = async (device: TestDevice) => (await refusalOf(device)).order as { readonly body: { readonly orderId: string; readonly token: string } }
const tellWiped = (device: TestDevice, { body: { orderId, token } }: Awaited<ReturnType<typeof orderOf>>) =>
  callOrigin(origin, { method: 'POST', path: `${API}/wiped`, body: { deviceId: device.id, orderId, token, wipedAt: origin.now() } })

beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 20, requests: 20, rowsPerPerson: 2 })
  running = await split.part('all')
  origin = split.spokenTo(() => running)
  desk = await enrolDevice(origin)
  revoked = await enrolDevice(origin, { workstation: '撤销的' })
  ordered = await enrolDevice(origin, { workstation: '要擦除的' })
  wiped = await enrolDevice(origin, { workstation: '已擦除的' })
  both = await enrolDevice(origin, { workstation: '先撤销的' })
  await take('revoke', both)
  await running.stop()
  await split.copyDatabase(SPLIT_DATABASE, BACKUP)
  running = await split.part('all')
  split.advance(10 * 60_000)
})
afterAll(() => split?.remove())

test('what was done to a device since the backup is known again, the same order with the same token, before anybody is served', async () => {
  await take('revoke', revoked)
  for (const device of [ordered, wiped, both]) await take('wipe', device)
  split.advance(10 * 60_000)
  const orders = [await orderOf(ordered), await orderOf(both)]
  const former = await orderOf(wiped)
  expect((await tellWiped(wiped, former)).status).toBe(200)
  await vi.waitFor(async () => {
    for (const device of [revoked, ordered, both]) expect(await linesOf(device)).not.toEqual([])
    expect((await linesOf(wiped)).at(-1)).toContain('"wipe":{')
  }, { timeout: 30_000 })
  const before = await fleet()
  // A thief of the copy can claim no receipt with it.
  for (const { body } of [...orders, former]) expect(await ledgerText()).not.toContain(body.token)

  await running.stop()
  await split.copyDatabase(BACKUP, SPLIT_DATABASE)
  await expect(split.part('api')).rejects.toThrow(OriginStartError)
  running = await split.part('all')
  split.advance(10 * 60_000)
  const withoutContact = (devices: readonly DeviceState[]) => devices.map(({ lastSeenAt: _seen, ...rest }) => rest)
  expect(withoutContact(await fleet())).toEqual(withoutContact(before))
  expect(await refusalOf(revoked)).toEqual({ error: 'device_revoked' })
  expect([await orderOf(ordered), await orderOf(both)]).toEqual(orders)
  // The order went out before the database was lost: its receipt is taken all the same.
  expect((await tellWiped(ordered, orders[0]!)).status).toBe(200)
})

test('a start that finds everything known begins no new epoch and writes no line twice', async () => {
  await vi.waitFor(async () => expect((await linesOf(ordered)).at(-1)).toContain('"wipe":{'), { timeout: 30_000 })
  const epoch = await loadEpoch(running.context.db)
  const lines = await ledgerText()
  await running.stop()
  running = await split.part('all')
  split.advance(10 * 60_000)
  expect((await refusalOf(revoked)).error).toBe('device_revoked')
  expect(await loadEpoch(running.context.db)).toBe(epoch)
  expect(await ledgerText()).toBe(lines)
})
