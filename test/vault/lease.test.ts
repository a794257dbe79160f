// The lease that lets a desk work alone: neither a removed nor a changed file, nor a clock that is turned back, makes it longer.
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { DeviceId, StaffId } from '../../src-shared/base/ids'
import { toBase64url } from '../../src-shared/formats/canonical'
import { signCanonical } from '../../src-shared/formats/signed'
import { watchSession } from '../../src-main/app/session-watch'
import type { FromHost } from '../../src-main/app/host-messages'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { createLeaseKeeper, type LeaseKeeper } from '../../src-main/usecases/lease'
import { keepMe } from '../../src-main/usecases/who-am-i'
import { setMeta } from '../../src-main/vault/repositories/meta'
import { putRecords } from '../../src-main/vault/repositories/records'
import type { Vault } from '../../src-main/vault/vault'
import { DEVICE_ID, origin, testSigner } from '../fixtures/signers'
import { makeFolder, NOW, openTestVault, removeFolders, testClock, type TestClock } from './desk-store'

const MINUTE = 60_000
const DAY = 86_400_000
const END = NOW + 14 * DAY
const deviceId = DEVICE_ID as DeviceId
const me = { staffId: '01970000-0000-7000-8000-0000000000a1' as StaffId, login: 'wu', name: '吴示二', role: 'reviewer' } as const
const signed = (notAfter: number, signer = origin.signer) => ({ notAfter, sig: signCanonical({ deviceId, notAfter }, signer) })

let dir = ''
let vault: Vault
let clock: TestClock
let keeper: LeaseKeeper
const file = (): string => path.join(dir, 'lease.json')
const highWater = async (): Promise<number> => (JSON.parse(await readFile(file(), 'utf8')) as { highWater: number }).highWater
/** As after a start of the app: nothing is remembered but what was written. */
const restart = (): LeaseKeeper => (keeper = createLeaseKeeper({ profileDir: dir, vault, clock, crypto: nodeCrypto, deviceId, originKey: toBase64url(origin.signer.publicKey) }))
const give = async (lease = signed(END), seenAt = clock.now()): Promise<void> => {
  await vault.transaction((tx) => setMeta(tx, 'lease', lease))
  await keeper.take(lease, seenAt)
}

beforeEach(async () => {
  dir = await makeFolder()
  vault = await openTestVault(dir, 'lease')
  clock = testClock()
  restart()
  return () => vault.close()
})
afterAll(removeFolders)

describe('the lease', () => {
  it('runs from the first word of the origin to its last moment', async () => {
    expect(await keeper.look()).toBe('none')
    await give()
    clock.advance(14 * DAY)
    expect(await keeper.look()).toBe('running')
    clock.advance(1)
    expect(await keeper.look()).toBe('ended')
  })

  it('counts by the store when the file is gone', async () => {
    await give()
    await rm(file())
    expect(await keeper.look()).toBe('running')
    await rm(file())
    clock.advance(15 * DAY)
    expect(await restart().look()).toBe('ended')
  })

  it.each([
    ['a later end', () => JSON.stringify({ ...signed(END), notAfter: END + DAY, highWater: NOW })],
    ['another signer', () => JSON.stringify({ ...signed(END + DAY, testSigner(7)), highWater: NOW })],
    ['no signature', () => JSON.stringify({ notAfter: END + DAY, sig: '', highWater: NOW })],
    ['rubbish', () => 'rubbish'],
  ])('ends with a file that has %s, and goes on only by the origin', async (_, text) => {
    await give()
    await writeFile(file(), text())
    expect(await keeper.look()).toBe('ended')
    expect(await restart().look()).toBe('ended')
    await give()
    expect(await keeper.look()).toBe('running')
  })

  it('may be signed by a later key that came with it', async () => {
    const later = testSigner(8)
    const lease = signed(END, later)
    await vault.transaction((tx) => setMeta(tx, 'lease', { ...lease, originKey: toBase64url(later.publicKey) }))
    await keeper.take(lease, NOW)
    expect(await restart().look()).toBe('running')
  })

  it('is not made longer by a clock that is turned back', async () => {
    await give()
    clock.advance(10 * DAY)
    expect(await keeper.look()).toBe('running')
    clock.moveWall(-10 * DAY)
    // Time goes on while the desk runs, whatever the wall clock says.
    clock.advance(3 * DAY)
    expect(await keeper.look()).toBe('running')
    expect(await highWater()).toBe(NOW + 13 * DAY)
    await rm(file())
    clock.moveWall(-3 * DAY)
    expect(await restart().look()).toBe('running')
    expect(await highWater()).toBe(NOW + 13 * DAY)
    clock.advance(DAY + 1)
    expect(await keeper.look()).toBe('ended')
    clock.moveWall(-20 * DAY)
    expect(await restart().look()).toBe('ended')
  })

  it.each([MINUTE, 3_600_000, DAY, 30 * DAY, 365 * DAY, 3_653 * DAY])('is not made longer by a clock that is turned back by %i ms, each day anew, with a start after it', async (back) => {
    await give()
    for (let day = 0; day < 14; day++) {
      clock.advance(DAY)
      expect(await keeper.look()).toBe('running')
      clock.moveWall(-back)
      expect(await restart().look()).toBe('running')
    }
    clock.advance(1)
    expect(await keeper.look()).toBe('ended')
    clock.moveWall(-back)
    expect(await restart().look()).toBe('ended')
  })

  it('a clock that was far ahead shuts the desk only until the origin is heard again', async () => {
    await give()
    clock.moveWall(400 * DAY)
    expect(await keeper.look()).toBe('ended')
    clock.moveWall(-400 * DAY)
    expect(await keeper.look()).toBe('ended')
    await give()
    expect(await keeper.look()).toBe('running')
  })

  it('of a desk whose clock is ahead all the time runs as long as any, from the word of the origin in this run', async () => {
    clock.moveWall(400 * DAY)
    await give(signed(END), NOW)
    expect([await keeper.look(), keeper.time()]).toEqual(['running', NOW])
    clock.advance(14 * DAY)
    expect(await keeper.look()).toBe('running')
    clock.advance(1)
    expect(await keeper.look()).toBe('ended')
    // Set further ahead since, it is believed by the rest; and alone after a start, wholly.
    await give(signed(END + 20 * DAY), END)
    clock.moveWall(DAY)
    expect([await keeper.look(), keeper.time()]).toEqual(['running', END + DAY])
    expect(await restart().look()).toBe('ended')
  })
})

/** A session under watch for one quiet minute; `work` then says what happens and after which minute it is told. */
async function watched(work: (told: readonly FromHost[], minute: () => void) => Promise<void>, idleSeconds = () => 300): Promise<void> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const told: FromHost[] = []
  const minute = (): void => void vi.advanceTimersByTime(MINUTE)
  const end = watchSession({ lease: keeper, clock, me, person: await keepMe(me, { vault, today: () => toDay(clock.now()), publish: () => undefined }), idleSeconds, tell: (message) => told.push(message) })
  try {
    clock.advance(MINUTE)
    minute()
    await vi.waitFor(async () => expect(await highWater()).toBe(NOW + MINUTE), { timeout: 20_000 })
    expect(told.splice(0)).toEqual([{ type: 'idle', seconds: 300 }])
    await work(told, minute)
  } finally {
    end()
    vi.useRealTimers()
  }
}

describe('the watch over a session', () => {
  it('says after how long without anybody the desk locks, and says it again when a rules pack changes that', async () => {
    await give()
    let seconds = 300
    await watched(async (told, minute) => {
      clock.advance(MINUTE)
      minute()
      expect(told).toEqual([])
      seconds = 120
      clock.advance(MINUTE)
      minute()
      expect(told).toEqual([{ type: 'idle', seconds: 120 }])
    }, () => seconds)
  })

  it('takes note of the time every minute and ends the session with the lease', async () => {
    await give(signed(NOW + 2 * MINUTE))
    await watched(async (told, minute) => {
      clock.advance(2 * MINUTE)
      minute()
      await vi.waitFor(() => expect(told).toEqual([{ type: 'lock', reason: 'lease-ended' }]), { timeout: 20_000 })
    })
  })

  it('ends the session of a desk whose clock was set ahead, without believing it', async () => {
    await give()
    await watched(async (told, minute) => {
      clock.moveWall(11 * MINUTE)
      minute()
      await vi.waitFor(() => expect(told).toEqual([{ type: 'lock', reason: 'clock-changed' }]), { timeout: 20_000 })
      expect(await highWater()).toBe(NOW + MINUTE)
    })
  })

  it.each([['has left', { active: false, role: 'reviewer' }], ['has another role', { active: true, role: 'agent' }]] as const)('ends the session of somebody who, the origin says, %s', async (_, change) => {
    await give()
    const staff = { id: me.staffId, login: me.login, name: me.name }
    const arrive = (v: number, body: object) => vault.transaction((tx) => putRecords(tx, [{ type: 'staff', id: me.staffId, v, scopes: ['s'], body: { ...staff, ...body } } as never], 1))
    await arrive(1, { active: true, role: 'reviewer' })
    await watched(async (told, minute) => {
      await arrive(2, change)
      minute()
      await vi.waitFor(() => expect(told).toEqual([{ type: 'lock', reason: 'session-ended' }]), { timeout: 20_000 })
    })
  })
})
