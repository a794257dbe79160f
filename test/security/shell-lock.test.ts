// K-2, K-5: the device secret without a silent fallback, the idle lock with its warning, and the screen lock as Linux tells it.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createIdleWatch } from '../../src-main/app/idle-watch'
import { createSignalReader } from '../../src-main/app/screen-lock-signal'
import { openDeviceSecret, type KeystoreDeps, type SafeStorage } from '../../src-main/windows/os-keystore'
import { createKeyStore } from '../fixtures/key-store'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'shell-lock-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const deps = (safeStorage: SafeStorage, platform = 'linux'): KeystoreDeps => ({
  safeStorage, platform, random: (bytes) => (bytes.set(randomBytes(bytes.length)), bytes),
})

describe('the device secret', () => {
  it('is made once, 0600, and is the same at the next start', () => {
    const first = openDeviceSecret(deps(createKeyStore('gnome_libsecret')), folder)
    const again = openDeviceSecret(deps(createKeyStore('gnome_libsecret')), folder)
    expect(first.keyStore).toBe('used')
    expect(first.secret).toHaveLength(32)
    expect(again).toEqual(first)
    expect(readdirSync(folder)).toEqual(['device.secret'])
    expect(statSync(join(folder, 'device.secret')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'device.secret')).includes(Buffer.from(first.secret ?? []).toString('base64'))).toBe(false)
  })

  it.each(['basic_text', 'unknown', 'none'])('is not made under %s: no file, no fallback', (backend) => {
    expect(openDeviceSecret(deps(createKeyStore(backend)), folder)).toEqual({ keyStore: 'absent', secret: undefined })
    expect(readdirSync(folder)).toEqual([])
  })

  it('does not ask for a backend where there is one key store only', () => {
    expect(openDeviceSecret(deps(createKeyStore('unknown'), 'win32'), folder).keyStore).toBe('used')
  })

  it('counts as absent under another key store, and the wrapped file stays as it was', () => {
    openDeviceSecret(deps(createKeyStore('gnome_libsecret')), folder)
    const before = readFileSync(join(folder, 'device.secret'))
    expect(openDeviceSecret(deps(createKeyStore('kwallet6', 0x11)), folder)).toEqual({ keyStore: 'absent', secret: undefined })
    expect(openDeviceSecret(deps(createKeyStore('basic_text')), folder).keyStore).toBe('absent')
    expect(readFileSync(join(folder, 'device.secret'))).toEqual(before)
  })

  it('counts as absent when the file is damaged, and is not made anew over it', () => {
    writeFileSync(join(folder, 'device.secret'), 'rubbish')
    expect(openDeviceSecret(deps(createKeyStore('gnome_libsecret')), folder).keyStore).toBe('absent')
    expect(readFileSync(join(folder, 'device.secret'), 'utf8')).toBe('rubbish')
    expect(existsSync(join(folder, 'device.secret.next'))).toBe(false)
  })
})

describe('the idle lock', () => {
  function createDesk(limit = 300): { readonly told: unknown[]; readonly step: (seconds: number, systemIdle?: number) => void; readonly touch: () => void } {
    const told: unknown[] = []
    let ms = 1000
    let system = 0
    const watch = createIdleWatch({
      systemIdleSeconds: () => system, mono: () => ms, limitSeconds: () => limit,
      warn: (left) => told.push(left ?? 'calm'), lock: () => told.push('lock'),
    })
    const step = (seconds: number, systemIdle?: number): void => {
      ms += seconds * 1000
      system = systemIdle ?? system + seconds
      watch.tick()
    }
    return { told, step, touch: watch.touch }
  }

  it('warns from 60 s before and locks at 300 s', () => {
    const desk = createDesk()
    desk.step(239)
    expect(desk.told).toEqual([])
    desk.step(1)
    desk.step(59)
    desk.step(1)
    expect(desk.told).toEqual([60, 1, 'lock'])
  })

  it('follows the limit that the company set, with a shorter warning before a short one', () => {
    const short = createDesk(60)
    short.step(39)
    expect(short.told).toEqual([])
    short.step(1)
    short.step(20)
    expect(short.told).toEqual([20, 'lock'])
    const long = createDesk(900)
    long.step(839)
    expect(long.told).toEqual([])
    long.step(1)
    long.step(60)
    expect(long.told).toEqual([60, 'lock'])
  })

  it('is called off by a hand on this computer or in this window', () => {
    const desk = createDesk()
    desk.step(250)
    desk.step(1, 0)
    desk.step(1)
    expect(desk.told).toEqual([50, 'calm'])
    desk.step(248, 250)
    desk.touch()
    desk.step(1)
    desk.step(298)
    expect(desk.told).toEqual([50, 'calm', 50, 'calm', 1])
  })

  it('counts from the last touch when the system says nothing of idleness or says too much', () => {
    const desk = createDesk()
    desk.step(10, 100_000)
    expect(desk.told).toEqual([])
    desk.step(290, 100_000)
    expect(desk.told).toEqual(['lock'])
  })

  it('locks where the system always says that somebody was there just now', () => {
    const desk = createDesk()
    for (let second = 0; second < 300; second++) desk.step(1, 0)
    expect(desk.told.at(-1)).toBe('lock')
  })
})

describe('the screen lock of a Linux desktop', () => {
  const heard = (text: string, sessionId?: string): number => {
    let count = 0
    const read = createSignalReader(() => (count += 1), sessionId)
    for (const line of text.split('\n')) read(line)
    return count
  }
  const head = (path: string, name: string, member: string): string =>
    `signal time=1781487000.5 sender=:1.20 -> destination=(null destination) serial=9 path=${path}; interface=${name}; member=${member}`

  it('is heard from logind and from a screen saver that became active', () => {
    expect(heard(head('/org/freedesktop/login1/session/_31', 'org.freedesktop.login1.Session', 'Lock'))).toBe(1)
    expect(heard(`${head('/org/gnome/ScreenSaver', 'org.gnome.ScreenSaver', 'ActiveChanged')}\n   boolean true`)).toBe(1)
  })

  it('is heard from our session when another user takes the screen, and from none that comes back, is another or changes otherwise', () => {
    const changed = (session: string, property: string, value: boolean): string =>
      [head(`/org/freedesktop/login1/session/${session}`, 'org.freedesktop.DBus.Properties', 'PropertiesChanged'), '   string "org.freedesktop.login1.Session"', '   array [', '      dict entry(', `         string "${property}"`, `         variant             boolean ${String(value)}`, '      )', '   ]', '   array [', '   ]'].join('\n')
    expect(heard(changed('_32', 'Active', false), '2')).toBe(1)
    expect(heard(changed('_312', 'Active', false), '12')).toBe(1)
    expect(heard(changed('c1', 'Active', false), 'c1')).toBe(1)
    expect(heard(changed('_37', 'Active', false))).toBe(1)
    for (const [session, property, value] of [['_32', 'Active', true], ['_37', 'Active', false], ['_32', 'LockedHint', false]] as const) expect(heard(changed(session, property, value), '2')).toBe(0)
    expect(heard(`${changed('_32', 'Active', true)}\n${changed('_32', 'Active', false)}`, '2')).toBe(1)
  })

  it('is not heard from an unlock, from a saver that went away, or from anything else', () => {
    expect(heard(head('/org/freedesktop/login1/session/_31', 'org.freedesktop.login1.Session', 'Unlock'))).toBe(0)
    expect(heard(`${head('/org/gnome/ScreenSaver', 'org.gnome.ScreenSaver', 'ActiveChanged')}\n   boolean false`)).toBe(0)
    expect(heard(`${head('/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameAcquired')}\n   string ":1.5"\n   boolean true`)).toBe(0)
  })
})
