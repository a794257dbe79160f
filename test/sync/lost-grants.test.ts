// What the feed cannot tell a desk, the session tells it: a grant that ended during a reset or a bootstrap. And what a restored origin takes back.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createId, type DeviceId, type RequestId } from '../../src-shared/base/ids'
import { grantScope, revokeScope } from '../../src-origin/devices/grants'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { createTestNetwork, isFor } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
let deviceId: DeviceId
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const context = () => origin.running().context
const { zhou } = DEMO_STAFF
const DAY_MS = 86_400_000
const newEpoch = (): Promise<unknown> => db().updateTable('settings').set({ value: createId(origin.now(), (bytes) => bytes) }).where('key', '=', 'epoch').execute()
const lastDevice = async (): Promise<DeviceId> => (await db().selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').limit(1).executeTakeFirstOrThrow()).id as DeviceId
const found = async () => (await desk.get('search.people', { query: DEMO_PERSON.accountNo, limit: 5, offset: 0 })).rows.length
const cases = async () => (await desk.get('queue.list', { view: 'team', limit: 100 })).rows.length

async function comeBack(): Promise<void> {
  desk.network.mend()
  await desk.get('sync.now', {})
}
async function expectNoCases(): Promise<void> {
  expect(await cases()).toBe(0)
  await desk.close()
  await withStore(origin, desk, async ({ reader }) => {
    for (const table of ['records', 'record_scopes', 'request_index', 'log_rows', 'log_sets'] as const) expect(await reader.selectFrom(table).selectAll().execute(), table).toEqual([])
  })
  desk = await reopen(origin, desk, { until: 'unlocked' })
}
async function expectEqual(): Promise<void> {
  await desk.close()
  expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
}

describe('a scope that is no longer granted', () => {
  beforeEach(async () => {
    desk = await openDesk(origin, zhou)
    await catchUp(origin, desk)
    deviceId = await lastDevice()
  })

  it('is given up when the grant ended before a reset, and filled again with the next grant', async () => {
    await goAway(desk)
    await revokeScope(context(), deviceId, 'desk:dalian')
    await newEpoch()
    await comeBack()
    await untilStatus(desk, 'without its cases', ({ connection }) => connection === 'synced')
    await untilSynced(desk)
    expect(await found()).toBe(1)
    await expectNoCases()
    await grantScope(context(), deviceId, 'desk:dalian')
    await until('the cases', async () => {
      await desk.get('sync.now', {})
      return (await cases()) > 0
    })
    await catchUp(origin, desk)
    await expectEqual()
  })

  it('is given up when it was the last one; with a grant everything is there again', async () => {
    await goAway(desk)
    for (const scope of ['desk:dalian', 'directory:all']) await revokeScope(context(), deviceId, scope)
    await newEpoch()
    await comeBack()
    await untilStatus(desk, 'nothing to follow', ({ reason, directoryRows }) => reason === 'not-permitted' && directoryRows === 0)
    expect(await found()).toBe(0)
    await expectNoCases()
    for (const scope of ['desk:dalian', 'directory:all']) await grantScope(context(), deviceId, scope)
    await desk.get('sync.now', {})
    await untilSynced(desk)
    await catchUp(origin, desk)
    await expectEqual()
  })
})

it('a scope whose grant ends while it is filled for the first time is given up', async () => {
  const network = createTestNetwork()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  network.disturb(async (request, send) => {
    if (isFor(request, 'snapshot') && request.path.includes('directory')) await held
    return send(request)
  })
  desk = await openDesk(origin, zhou, { network, until: 'unlocked' })
  await until('the cases', async () => (await cases()) > 0)
  deviceId = await lastDevice()
  await revokeScope(context(), deviceId, 'directory:all')
  release()
  await untilSynced(desk)
  expect(await desk.get('sync.status', {})).toMatchObject({ directoryRows: 0 })
  expect(desk.internal).toEqual([])
  await desk.close()
  const holds = await deskHolds(origin, desk)
  expect(holds.records).toEqual((await originHolds(origin)).records)
  expect(holds.directory).toEqual({})
})

it('after a restored origin nothing of the lost tail is left, though its versions were higher', async () => {
  desk = await openDesk(origin, zhou)
  await catchUp(origin, desk)
  const { id, v } = await originCase(origin, DEMO_DELETE_CASE)
  const before = await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()
  // The tail that will be lost: five versions more, and other words.
  const tail = { ...before.body, text: '丢失的那一段' }
  await db().updateTable('requests').set({ v: v + 5, body: JSON.stringify(tail) }).where('id', '=', id).execute()
  await newEpoch()
  await desk.get('sync.now', {})
  await until('the tail', async () => (await openCase(desk, id as RequestId)).text === '丢失的那一段')
  await catchUp(origin, desk)
  await goAway(desk)
  await db().updateTable('requests').set({ v, body: JSON.stringify(before.body) }).where('id', '=', id).execute()
  await newEpoch()
  await comeBack()
  await until('the origin’s words', async () => (await openCase(desk, id as RequestId)).text === before.body.text)
  await catchUp(origin, desk)
  await expectEqual()
})

it('a desk whose lease has ended lets nobody in without the origin, though lease.json was removed', async () => {
  desk = await openDesk(origin, zhou)
  await desk.kill()
  origin.advance(15 * DAY_MS)
  await rm(path.join(desk.profileDir, 'lease.json'))
  const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir, network: desk.network })
  const unlock = () => host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })
  expect(await unlock()).toEqual({ ok: false, error: { kind: 'lease-expired' } })
  host.network.mend()
  expect(await unlock()).toMatchObject({ ok: true })
  await host.close()
})
