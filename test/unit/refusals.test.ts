// K-11: what a wrong passphrase costs whoever tries, and that no cause of a refusal is cheaper than another; counted, not timed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { StaffId } from '../../src-shared/base/ids'
import { createBackoff, waitAfterMs } from '../../src-main/keys/backoff'
import type { Kdf } from '../../src-main/keys/derive'
import type { KeySlot } from '../../src-main/keys/key-file'
import { createKeyFile, unlockSlot } from '../../src-main/keys/key-slots'
import { Secret } from '../../src-main/keys/secret'
import { quickKdf, seededRandom } from '../vault/desk-store'

const dir = mkdtempSync(path.join(os.tmpdir(), 'refusals-'))
afterAll(() => rmSync(dir, { recursive: true }))

const TRIES = 'tries.json'
const MINUTE = 60_000

describe('wrong passphrases in a row', () => {
  it('are free five times, then wait a second, twice that with each, and five minutes at most', () => {
    expect(Array.from({ length: 16 }, (_, count) => waitAfterMs(count))).toEqual([0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 5 * MINUTE, 5 * MINUTE])
    expect(waitAfterMs(1_000_000)).toBe(5 * MINUTE)
  })

  it('are counted before they run, go on counting after a new start, and no clock that is moved shortens the wait', () => {
    const file = path.join(dir, TRIES)
    let [mono, wall] = [0, 1_000_000]
    const clock = { now: () => wall, mono: () => mono }
    const tried = createBackoff(file, clock)
    for (let count = 1; count <= 7; count++) {
      mono += 10 * MINUTE
      expect(tried.begin()).toBe('go')
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ v: 1, count })
    }
    wall += 10 * 365 * 86_400_000
    expect([tried.begin(), tried.status()]).toEqual(['wait', { count: 7, retryAt: wall + 4_000 }])
    const restarted = createBackoff(file, clock)
    mono += 3_999
    expect(restarted.begin()).toBe('wait')
    mono += 1
    expect(restarted.begin()).toBe('go')
    restarted.succeeded()
    expect(createBackoff(file, clock).status()).toEqual({ count: 0 })
  })
})

describe('a refusal', () => {
  it('costs one derivation with the full numbers, whatever its cause', async () => {
    const person = { staffId: '01970000-0000-7000-8000-0000000000a1' as StaffId, login: 'staff1', name: '林梅', role: 'agent' as const }
    const made = await createKeyFile(
      { tenant: 'sinoimex', workstation: 'Dalian-03', generation: 1, fileName: 'store-000001.db', person, passphrase: '雨过天青 lake 47 stone', deviceSecret: Secret.take(new Uint8Array(32).fill(7)) },
      { kdf: quickKdf, random: seededRandom('refusals') },
    )
    const costs: number[] = []
    const counting: Kdf = { derive: (passphrase, salt, params) => (costs.push(params.N * params.r * params.p), quickKdf.derive(passphrase, salt, params)) }
    const bend = (change: (slot: KeySlot) => Partial<KeySlot>) => ({ ...made.keyFile, slots: made.keyFile.slots.map((slot) => ({ ...slot, ...change(slot) })) })
    const right = { staffId: person.staffId, passphrase: '雨过天青 lake 47 stone', deviceSecret: Secret.take(new Uint8Array(32).fill(7)) }
    const { deviceSecret: _without, ...elsewhere } = right
    const tries = [
      { keyFile: made.keyFile, who: right, answer: 'ok' },
      { keyFile: made.keyFile, who: { ...right, passphrase: '雨过天青 lake 48 stone' }, answer: 'wrong-passphrase' },
      { keyFile: made.keyFile, who: { ...right, staffId: '01970000-0000-7000-8000-0000000000a9' as StaffId }, answer: 'wrong-passphrase' },
      { keyFile: bend(({ wrapped }) => ({ wrapped: `A${wrapped.slice(1)}` === wrapped ? `B${wrapped.slice(1)}` : `A${wrapped.slice(1)}` })), who: right, answer: 'wrong-passphrase' },
      { keyFile: bend(({ kdf }) => ({ kdf: { ...kdf, N: 1_024 } })), who: right, answer: 'key-file-damaged' },
      { keyFile: made.keyFile, who: elsewhere, answer: 'key-store-changed' },
      { keyFile: made.keyFile, who: { ...right, deviceSecret: Secret.take(new Uint8Array(32).fill(8)) }, answer: 'wrong-passphrase' },
    ]
    for (const { keyFile, who, answer } of tries) {
      const opened = await unlockSlot(keyFile, who, { kdf: counting, random: seededRandom('tries') })
      expect(opened.ok ? 'ok' : opened.error).toBe(answer)
    }
    expect(costs).toEqual(tries.map(() => 131_072 * 8))
  })
})
