// What a new passphrase has to be, said once for every form.
import { expect, it } from 'vitest'
import { PASSPHRASE_MIN_CHARACTERS, passphraseFault } from '../../../src-shared/domain/new-passphrase'

it('is judged as it is derived from: composed or not, a character is a character', () => {
  const composed = 'é'.repeat(PASSPHRASE_MIN_CHARACTERS)
  expect(passphraseFault({ chosen: composed.slice(1) })).toBe('too-short')
  expect(passphraseFault({ chosen: composed })).toBeUndefined()
  expect(passphraseFault({ chosen: composed.slice(1).normalize('NFD') })).toBe('too-short')
  expect(passphraseFault({ chosen: '𠮷'.repeat(PASSPHRASE_MIN_CHARACTERS) })).toBeUndefined()
  expect(passphraseFault({ chosen: '' })).toBe('too-short')
})

it('is another one than before, and typed twice alike; the first fault is told', () => {
  const chosen = '一句够长的新口令，十四个字以上'
  expect(passphraseFault({ chosen, repeated: chosen, former: 'something else' })).toBeUndefined()
  expect(passphraseFault({ chosen, repeated: `${chosen}。` })).toBe('different')
  expect(passphraseFault({ chosen, repeated: '' })).toBe('different')
  // Full-width digits are the digits that the same keys give elsewhere.
  expect(passphraseFault({ chosen: '１２３４５６７８９０１２３４', former: '12345678901234' })).toBe('unchanged')
  expect(passphraseFault({ chosen: '短', repeated: '长', former: '短' })).toBe('too-short')
})
