// the names the page can reach are frozen here; and the messages of the two processes say what they may say, nothing else.

import { describe, expect, it } from 'vitest'
import { fromHostSchema, toHostSchema } from '../../src-main/app/host-messages'
import { callChannel, eventChannel, SHELL_CALL_NAMES, SHELL_EVENT_NAMES, ZOOMS } from '../../src-shared/contract/shell'
import en from '../../resources/locales/en/shell.json'
import unlockEn from '../../resources/locales/en/unlock.json'
import zh from '../../resources/locales/zh-CN/shell.json'
import unlockZh from '../../resources/locales/zh-CN/unlock.json'
import { LOCK_REASONS } from '../../src-shared/contract/shell'

describe('the shell contract', () => {
  it('has exactly these calls and events: a new one is a decision, written here as well', () => {
    expect(SHELL_CALL_NAMES.map(callChannel)).toEqual([
      'shell:call:connect', 'shell:call:lock', 'shell:call:stayUnlocked', 'shell:call:windowAction', 'shell:call:windowState',
      'shell:call:getSettings', 'shell:call:setSettings', 'shell:call:pickEnrolmentFile', 'shell:call:pickAttachment', 'shell:call:pickEvidence',
      'shell:call:pickFolder', 'shell:call:openExportFolder', 'shell:call:takeLink', 'shell:call:openPractice',
    ])
    expect(SHELL_EVENT_NAMES.map(eventChannel)).toEqual([
      'shell:event:onLocked', 'shell:event:onLockWarning', 'shell:event:onWindowState', 'shell:event:onSettings', 'shell:event:onLink',
    ])
  })

  it('offers 200 % of zoom', () => expect(ZOOMS.at(-1)).toBe(2))

  it('has each reason of a lock, and every other text, in both languages', () => {
    expect(Object.keys(unlockZh.reason).sort()).toEqual([...LOCK_REASONS].sort())
    expect(Object.keys(unlockEn.reason).sort()).toEqual([...LOCK_REASONS].sort())
    expect(keys(en)).toEqual(keys(zh))
    expect(texts(en).filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([])
    expect(texts(zh).filter((text) => text !== '' && !/[\u4e00-\u9fff]/.test(text))).toEqual([])
  })
})

const INIT = { type: 'init', isPractice: false, profileDir: '/p', exportDir: '/e', shell: { userData: '/u', temp: '/u/temp' }, keyStore: 'absent', appVersion: '0.1.0', installFolder: 'kept', resourcesDir: '/r' }

describe('the messages to the data process', () => {
  it('carry a secret of 32 bytes exactly where a key store is used', () => {
    const secret = new Uint8Array(32)
    expect(toHostSchema.safeParse(INIT).success).toBe(true)
    expect(toHostSchema.safeParse({ ...INIT, keyStore: 'used', deviceSecret: secret }).success).toBe(true)
    expect(toHostSchema.safeParse({ ...INIT, keyStore: 'used' }).success).toBe(false)
    expect(toHostSchema.safeParse({ ...INIT, deviceSecret: secret }).success).toBe(false)
    expect(toHostSchema.safeParse({ ...INIT, keyStore: 'used', deviceSecret: new Uint8Array(31) }).success).toBe(false)
  })

  it('name the date as an instant with its zone', () => {
    expect(toHostSchema.safeParse({ ...INIT, nowOverride: '2026-06-15T09:30:00+08:00' }).success).toBe(true)
    expect(toHostSchema.safeParse({ ...INIT, nowOverride: '2026-06-15 09:30' }).success).toBe(false)
  })

  it('number the ports', () => {
    expect(toHostSchema.safeParse({ type: 'attach', port: 1 }).success).toBe(true)
    expect(toHostSchema.safeParse({ type: 'detach', port: 0 }).success).toBe(false)
  })
})

describe('the messages from the data process', () => {
  it.each([{ type: 'ready' }, { type: 'session', state: 'unlocked' }, { type: 'lock', reason: 'wiped' }, { type: 'idle', seconds: 60 }])('take %j', (message) => {
    expect(fromHostSchema.safeParse(message).success).toBe(true)
  })
  it.each([{}, undefined, 'ready', { type: 'open', path: '/etc/passwd' }, { type: 'lock', reason: 'idle' }, { type: 'session', state: 'x' }, { type: 'idle', seconds: 0 }, { type: 'idle', seconds: 86_400 }, { type: 'idle', seconds: 300, more: true }])('refuse %j', (message) => {
    expect(fromHostSchema.safeParse(message).success).toBe(false)
  })
})

function keys(value: object, prefix = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, inner]) => (typeof inner === 'object' ? keys(inner as object, `${prefix}${name}.`) : [`${prefix}${name}`])).sort()
}
function texts(value: object): readonly string[] {
  return Object.values(value).flatMap((inner) => (typeof inner === 'object' ? texts(inner as object) : [inner as string]))
}
