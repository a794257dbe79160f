// The short ways for plain text give what the long definition gives: an index document must be taken out with the tokens it came with.
import { expect, test } from 'vitest'
import { grams } from '../../../src-shared/domain/search-grams'
import { fold, nameKey } from '../../../src-shared/domain/search-terms'
import { fc } from '../../fixtures/laws'

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('abcz019@._+-AZ ü·王欧é＠Ａ_~\u0000')) }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...Array.from('王小明示澄歐陽')) }),
)

function longFold(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/ü/g, 'v').normalize('NFD').replace(/([a-z])\p{Mn}+/gu, '$1').normalize('NFC')
}

function longGrams(prefix: string, value: string): readonly string[] {
  const characters = Array.from(value, (character) => (/[^a-z0-9@._+\u0080-\u{10ffff}-]/u.test(character) ? '_' : character))
  return characters.slice(2).map((_, at) => prefix + characters.slice(at, at + 3).join(''))
}

test('fold, name key and grams equal their definitions', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(fold(value)).toBe(longFold(value))
      expect(nameKey(value)).toBe(longFold(value).replace(/[^\p{L}\p{N}]+/gu, ''))
      for (const prefix of ['n', 'e', 'm'] as const) expect(grams(prefix, value)).toEqual(longGrams(prefix, value))
    }),
    { numRuns: 2_000 },
  )
})
