// Keys and commands: none stands for two that meet, whatever a person makes of them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMAND_IDS, COMMANDS, FIRST_KEY_CHOICE, isCommandKey, keyOf, takenBy, withKey, type KeyChoice } from '../../../src-shared/domain/commands'
import { capOf } from '../../../src-renderer/keyboard/keymap'

const KEYS = ['KeyA', 'KeyB', 'KeyJ', 'KeyN', 'KeyQ', 'Shift+KeyA', 'Ctrl+KeyJ', 'Slash', 'Shift+Slash', 'Digit1', 'Ctrl+Enter', 'Ctrl+KeyK'] as const

describe('the keys to begin with', () => {
  it('are keys that can be given, and none stands for two commands that meet', () => {
    for (const id of COMMAND_IDS) {
      expect(isCommandKey(COMMANDS[id].key), id).toBe(true)
      expect(takenBy(id, COMMANDS[id].key, FIRST_KEY_CHOICE), id).toBeUndefined()
    }
  })
})

describe('keys of one’s own', () => {
  it('never come to stand for two commands that meet, whatever is asked in whatever order', () => {
    const step = fc.tuple(fc.constantFrom(...COMMAND_IDS), fc.constantFrom(null, undefined, ...KEYS))
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let choice: KeyChoice = FIRST_KEY_CHOICE
      for (const [id, key] of steps) {
        const wanted = key === undefined ? COMMANDS[id].key : key
        if (wanted === null || takenBy(id, wanted, choice) === undefined) choice = withKey(choice, id, key)
      }
      for (const id of COMMAND_IDS) {
        const key = keyOf(id, choice)
        if (key !== undefined) expect(takenBy(id, key, choice)).toBeUndefined()
      }
    }))
  })

  it('stand until they are given back, and a command can have none', () => {
    const own = withKey(FIRST_KEY_CHOICE, 'take', 'KeyQ')
    expect(keyOf('take', own)).toBe('KeyQ')
    expect(takenBy('verify', 'KeyQ', own)).toBe('take')
    expect(takenBy('verify', 'KeyA', own)).toBeUndefined()
    expect(withKey(own, 'take', undefined)).toEqual(FIRST_KEY_CHOICE)
    expect(withKey(own, 'take', 'KeyA')).toEqual(FIRST_KEY_CHOICE)
    expect(keyOf('take', withKey(own, 'take', null))).toBeUndefined()
  })

  it('are all off without single keys but those that type nothing', () => {
    const off = { ...FIRST_KEY_CHOICE, single: false }
    expect(COMMAND_IDS.filter((id) => keyOf(id, off) !== undefined)).toEqual(['palette', 'submit', 'lock', 'people', 'passphrase', 'explain'])
  })

  it('share a key where they never meet', () => {
    expect(takenBy('newRequest', 'KeyN', FIRST_KEY_CHOICE)).toBeUndefined()
    expect(takenBy('newRequest', 'KeyZ', FIRST_KEY_CHOICE)).toBe('undo')
    expect(takenBy('revoke', 'KeyJ', FIRST_KEY_CHOICE)).toBe('next')
    expect(takenBy('day', 'KeyJ', FIRST_KEY_CHOICE)).toBeUndefined()
  })
})

describe('a key that can be given', () => {
  it.each(['Escape', 'Tab', 'Space', 'Enter', 'ArrowDown', 'Backspace', 'Ctrl+KeyC', 'Ctrl+KeyW', 'Ctrl+Shift+KeyZ', 'Ctrl+Minus', 'F5', '', 'KeyAA', 'Alt+KeyA'])('is not %j', (key) => expect(isCommandKey(key)).toBe(false))
  it.each([['Ctrl+Enter', 'Ctrl ↵'], ['Shift+KeyA', '⇧A'], ['Shift+Slash', '?'], ['Slash', '/'], ['Digit7', '7'], ['Ctrl+Shift+KeyK', 'Ctrl ⇧K']])('%s stands on the cap as %s', (key, cap) => {
    expect(isCommandKey(key)).toBe(true)
    expect(capOf(key)).toBe(cap)
  })
})
