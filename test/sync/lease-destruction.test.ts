// A desk that nobody brings back: past its lease it lets nobody in without the origin, seven days later its keys are destroyed, offline, and no act is lost.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Clock } from '../../src-shared/base/clock'
import type { DeviceId, RequestId } from '../../src-shared/base/ids'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { GRACE_MS, STAND_MS } from '../../src-main/usecases/lease-end'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { createTestNetwork } from '../fixtures/test-network'
import { catchUp, goAway, openDesk, openHost, until, type TestDesk, type TestHost } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const GENEROUS_MS = 180_000
const DAY_MS = 86_400_000
/** How often a locked desk looks (store-end.ts). */
const LOOK_MS = 60_000
const { zhou } = DEMO_STAFF
let origin: TestOrigin
let desk: TestDesk
let deviceId: DeviceId
let notAfter = 0
/** One for each test: what was handed over takes effect with the next sign-in. */
const cases = [DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE]
/** Days that passed, and moves of the desk's wall clock alone. */
let passedMs = 0, setAheadMs = 0
const clock: Clock = { now: () => origin.now() + setAheadMs, mono: () => performance.now() + passedMs }

beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)
beforeEach(async () => {
  setAheadMs = 0
  desk = await openDesk(origin, zhou, { clock })
  await catchUp(origin, desk)
  deviceId = (await db().selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').limit(1).executeTakeFirstOrThrow()).id as DeviceId
  await goAway(desk)
  await take(desk, (await originCase(origin, cases.shift() ?? '')).id as RequestId)
  await desk.kill()
  notAfter = (JSON.parse(await readFile(join(desk.profileDir, 'lease.json'), 'utf8')) as { notAfter: number }).notAfter
})
afterEach(() => {
  vi.useRealTimers()
})

const db = () => origin.running().context.db
const held = async () => (await listHeld(db())).filter((act) => act.deviceId === deviceId)
const status = (host: TestHost) => host.get('session.status', {})
const names = async () => (await readdir(desk.profileDir)).sort()
const passTo = (moment: number): void => {
  const ms = moment - clock.now()
  origin.advance(ms)
  passedMs += ms
}
/** Locked, and without a line to the origin. */
const startAlone = async (): Promise<TestHost> => {
  const network = createTestNetwork()
  network.cut()
  return openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir, network, clock })
}
const unlock = (host: TestHost) => host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })

it('over restarts: shut at the end of the lease, warned past the grace, destroyed a day later, and then heard by the origin', async () => {
  passTo(notAfter + LOOK_MS)
  let host = await startAlone()
  expect((await status(host)).destroyAt).toBeUndefined()
  expect(await unlock(host)).toMatchObject({ ok: false, error: { kind: 'lease-expired' } })
  await host.close()

  passTo(notAfter + GRACE_MS + LOOK_MS)
  const warnedAt = clock.now()
  host = await startAlone()
  const { stage, destroyAt } = await status(host)
  expect(stage).toBe('locked')
  expect(destroyAt).toBeGreaterThanOrEqual(warnedAt + STAND_MS)
  expect(await unlock(host)).toMatchObject({ ok: false, error: { kind: 'lease-expired' } })
  await host.close()
  expect(await names()).toContain('keys.json')

  passTo(destroyAt! + LOOK_MS)
  host = await startAlone()
  expect(await status(host)).toMatchObject({ stage: 'not-enrolled', staff: [], wiped: { reason: 'lease-ended', salvage: true, told: false } })
  expect(await names()).toEqual(['enrolment.json', 'outbox.sealed', 'wipe.json'])
  expect(await unlock(host)).toMatchObject({ ok: false, error: { kind: 'not-enrolled' } })
  expect(await held()).toEqual([])
  host.network.mend()
  await until('the act', async () => (await status(host)).handOver?.state === 'told')
  expect(await held()).toMatchObject([{ op: 'request.take@1', staffName: zhou.name, state: 'held', reason: 'lease-ended' }])
  expect(await names()).toEqual(['enrolment.json', 'wipe.json'])
  expect(host.internal).toEqual([])
  await host.close()
}, GENEROUS_MS)

it('in one run that is only ever locked: the minute’s look warns, and the look of the next day destroys', async () => {
  // Nothing else of this process waits by an interval while the desk is alone.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const host = await startAlone()
  passTo(notAfter + GRACE_MS + LOOK_MS)
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  const destroyAt = await until('the warning', async () => (await status(host)).destroyAt)
  passTo(destroyAt - 2 * LOOK_MS)
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  expect((await status(host)).stage).toBe('locked')
  passTo(destroyAt + LOOK_MS)
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  await until('the end', async () => (await status(host)).wiped)
  // The screen says so from when the keys are gone; the files of the store follow.
  await until('the files gone', async () => (await names()).length <= 3)
  expect(host.told).toContainEqual({ type: 'lock', reason: 'wiped' })
  expect(await names()).toEqual(['enrolment.json', 'outbox.sealed', 'wipe.json'])
  await host.close()
}, GENEROUS_MS)

it('a clock set years ahead destroys nothing, and an unlock that reaches the origin ends the count', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const host = await startAlone()
  for (let day = 0; day < 3; day++) {
    setAheadMs += 2_000 * DAY_MS
    await vi.advanceTimersByTimeAsync(LOOK_MS)
    await until('the warning', async () => ((await status(host)).destroyAt ?? 0) > clock.now())
  }
  setAheadMs = 0
  passTo(notAfter + GRACE_MS + LOOK_MS)
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  await until('the warning', async () => (await status(host)).destroyAt)
  vi.useRealTimers()
  host.network.mend()
  expect(await unlock(host)).toMatchObject({ ok: true })
  await host.close()
  passTo(clock.now() + 2 * DAY_MS)
  const again = await startAlone()
  expect(await status(again)).toMatchObject({ stage: 'locked' })
  expect((await status(again)).destroyAt).toBeUndefined()
  expect(await names()).toContain('keys.json')
  await again.close()
}, GENEROUS_MS)
