// A person written as bytes is the person that the general functions write: rows, readings and tokens, in the same order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameReadings } from '../../src-main/vault/pinyin'
import { addPerson, createPersonTexts } from '../../src-main/vault/person-bytes'
import { identifierValue, reversed, tokensOf, type StoredRow } from '../../src-main/vault/search-index'
import { nameKey, personPinyin } from '../../src-shared/domain/search-terms'

const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code))
const name = fc.oneof(
  fc.array(fc.oneof(han, fc.constantFrom('王', '单', '吕', '绿')), { minLength: 0, maxLength: 6 }).map((letters) => letters.join('')),
  fc.constantFrom('李李', '王小小王', '𠮷野', '㛃', 'Müller', "O'Brien", '阿卜杜拉·买买提', 'a"b\\c', '龥', '龦'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/[\0\ud800-\udfff]/g, '')),
)
const mobile = fc.stringMatching(/^[0-9]{0,15}$/)
const email = fc.oneof(
  fc.stringMatching(/^[a-z0-9._+-]{1,20}@[a-z0-9-]{1,10}\.example$/),
  fc.constantFrom('aaaa@aaaa.example', 'o"x@y.example', '王@y.example', 'a b@y.example', `${'x'.repeat(400)}@y.example`, 'ü@y.example'),
  fc.string({ maxLength: 12 }),
)
const identifier = fc.oneof(
  mobile.map((value) => ['mobile', value, 'proved'] as const),
  email.map((value) => ['email', identifierValue('email', value), 'unproved'] as const),
)
const row = (n: number) =>
  fc.record({
    n: fc.constant(n),
    id: fc.uuid(),
    v: fc.nat(),
    gen: fc.constant(0),
    accountNo: fc.oneof(fc.stringMatching(/^SX-[0-9]{1,10}$/), fc.constantFrom('', 'SX"1', 'SX\\', 'ＳＸ')),
    name,
    status: fc.constantFrom('active', 'cancelled'),
    registeredAt: fc.maxSafeInteger(),
    identifiers: fc.array(identifier, { maxLength: 4 }),
  }) satisfies fc.Arbitrary<StoredRow>

const parsed = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'))

describe('people written as bytes', () => {
  it('are the rows, readings and tokens of the general functions', () => {
    fc.assert(
      fc.property(fc.tuple(row(0), row(1), row(2)), (rows) => {
        const texts = createPersonTexts()
        for (const one of rows) addPerson(texts, one, nameReadings)
        expect(parsed(texts.people.end())).toEqual(rows.map((one) => [one.id, one.v, one.accountNo, one.name, nameKey(one.name), one.status, one.registeredAt]))
        expect(parsed(texts.identifiers.end())).toEqual(rows.flatMap((one) => one.identifiers.map(([kind, value, proof]) => [one.n, kind, value, reversed(value), proof])))
        expect(parsed(texts.tokens.end())).toEqual(rows.map(tokensOf))
        expect(parsed(texts.readings.end())).toEqual(rows.flatMap((one) => personPinyin(one.name, nameReadings).map(({ full, initials }) => [one.n, full, initials])))
      }),
      { numRuns: 4_000 },
    )
  })

  it('of nobody are empty arrays', () => {
    expect(Object.values(createPersonTexts()).map((one) => parsed(one.end()))).toEqual([[], [], [], []])
  })

  it('grow past the first buffer', () => {
    const texts = createPersonTexts()
    const one: StoredRow = { n: 0, id: 'id', v: 1, gen: 0, accountNo: 'SX-1', name: '王小明', status: 'active', registeredAt: 5, identifiers: [['mobile', '8613800138000', 'proved']] }
    for (let at = 0; at < 5_000; at++) addPerson(texts, { ...one, n: at }, nameReadings)
    expect(parsed(texts.identifiers.end())).toEqual(Array.from({ length: 5_000 }, (_, at) => [at, 'mobile', '8613800138000', '0008310083168', 'proved']))
  })
})
