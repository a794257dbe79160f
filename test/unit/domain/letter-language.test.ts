// Whoever asked without a Chinese word is answered in English first; everybody else in Chinese.
import { expect, test } from 'vitest'
import { letterLanguageOf } from '../../../src-shared/domain/letter-language'

test.each([
  ['Please send me a copy of my data.', 'en'],
  ['Envoyez-moi une copie, s’il vous plaît', 'en'],
  ['请给我一份副本', 'zh-CN'],
  ['请把 email 改成 a@mail.example', 'zh-CN'],
  ['13800138000', 'zh-CN'],
  ['', 'zh-CN'],
] as const)('%s', (text, language) => {
  expect(letterLanguageOf({ text })).toBe(language)
})
