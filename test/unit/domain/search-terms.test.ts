// Index tokens, the reading of the search box, and that both find the same people.
import { describe, expect, test } from 'vitest'
import { matchPerson, nameKey, parseQuery, personPinyin, personTokens, type SearchablePerson, type ToPinyin } from '../../../src-shared/domain/search-terms'

const SYLLABLES: Readonly<Record<string, string>> = { 张: 'zhang', 三: 'san', 伟: 'wei', 单: 'shan', 雄: 'xiong', 信: 'xin', 吕: 'lü', 布: 'bu', 王: 'wang', 小: 'xiao', 明: 'ming' }
const toPinyin: ToPinyin = (han) => {
  const one = Array.from(han, (letter) => SYLLABLES[letter] ?? 'x')
  return han.startsWith('单') ? [one, ['dan', ...one.slice(1)]] : [one]
}
const person = (name: string, mobile = '+8613800135678', email = 'zhang.wei88@example.com'): SearchablePerson => ({
  name,
  accountNo: 'SX-2041000036',
  identifiers: [
    { kind: 'mobile', value: mobile },
    { kind: 'email', value: email },
  ],
})
const found = (name: string, query: string) => {
  const one = person(name)
  const match = matchPerson(one, personPinyin(one.name, toPinyin), parseQuery(query))
  return match.ok ? `${match.value.class} ${match.value.field}` : 'no'
}

describe('the tokens of a person', () => {
  test('are one and two letters of the name, and three characters of what identifies', () => {
    const tokens = personTokens(person('王小明', '+8613812345678', 'ab@x.cn')).split(' ')
    expect(tokens).toEqual(expect.arrayContaining(['z王', 'z小', 'z明', 'z王小', 'z小明', 'm861', 'm138', 'm678', 'eab@', 'e@x.', 'e.cn']))
    expect(tokens).toHaveLength(5 + 11 + 5)
  })
  test('join a name across its dot and keep rare letters whole', () => {
    expect(personTokens({ ...person('阿里·买买提'), identifiers: [] }).split(' ')).toContain('z里买')
    expect(personTokens({ ...person('𬱖㛃'), identifiers: [] }).split(' ')).toEqual(['z𬱖', 'z㛃', 'z𬱖㛃'])
  })
  test('find a Latin name by three letters', () => {
    expect(personTokens({ ...person('José Sm'), identifiers: [] }).split(' ')).toEqual(['njos', 'nose', 'nses', 'nesm'])
  })
  test('hold no character that would split them', () => {
    const hostile = personTokens(person('"; DROP TABLE--', '+861\u0000', `o'b"(*)\u0007 x@example.com`))
    expect(hostile.split(' ').every((token) => /^[zenm][a-z0-9@._+\u0080-\u{10ffff}-]+$/u.test(token))).toBe(true)
  })
})

describe('pinyin', () => {
  test('has a row per reading', () => {
    expect(personPinyin('单雄信', toPinyin)).toEqual([
      { full: 'shanxiongxin', initials: 'sxx' },
      { full: 'danxiongxin', initials: 'dxx' },
    ])
  })
  test('finds ü as v and as u', () => {
    expect(personPinyin('吕布', toPinyin).map((one) => one.full)).toEqual(['lvbu', 'lubu'])
    expect(found('吕布', 'lü')).toBe('prefix pinyin')
  })
  test('takes Latin words as they are', () => {
    expect(personPinyin('John Smith', toPinyin)).toEqual([{ full: 'johnsmith', initials: 'js' }])
    expect(personPinyin('王Tom', toPinyin)).toEqual([{ full: 'wangtom', initials: 'wt' }])
    expect(personPinyin('12 !', toPinyin)).toEqual([])
  })
})

describe('a query', () => {
  test.each([
    ['5678', 'tail mobile'],
    ['0013', 'middle mobile'],
    ['13800135678', 'exact mobile'],
    ['1380', 'prefix mobile'],
    ['86138', 'prefix mobile'],
    ['+86 138 0013 5678', 'exact mobile'],
    ['138-0013-5678', 'exact mobile'],
    ['(86) 138.0013.5678', 'exact mobile'],
    ['0086 13800135678', 'exact mobile'],
    ['１３８', 'prefix mobile'],
    ['138****5678', 'prefix mobile'],
    ['138＊＊＊＊5678', 'prefix mobile'],
    ['138 5678', 'prefix mobile'],
    ['139', 'no'],
    ['SX-2041', 'prefix account'],
    ['sx2041000036', 'exact account'],
    ['2041000036', 'exact account'],
    ['SX-2041****36', 'prefix account'],
    ['wei88@', 'middle email'],
    ['ZHANG.WEI88@EXAMPLE.COM', 'exact email'],
    ['z****@example.com', 'prefix email'],
    ['example', 'middle email'],
    ['张', 'prefix name'],
    ['张三', 'exact name'],
    ['三', 'middle name'],
    ['张**', 'prefix name'],
    ['zhangsan', 'exact pinyin'],
    ['zhang san', 'exact pinyin'],
    ['Zhang', 'prefix pinyin'],
    ['zs', 'initials pinyin-initials'],
    ['zhang三', 'middle name'],
    ['张 5678', 'prefix name'],
    ['张，5678', 'prefix name'],
    ['李', 'no'],
    ['张 139', 'no'],
    ['', 'no'],
    ['  \u0000\u200b ', 'no'],
    ['"*:^()', 'no'],
  ])('%s finds 张三: %s', (query, expected) => expect(found('张三', query)).toBe(expected))

  test('next to Han in one word looks in the name alone', () => {
    expect(parseQuery('zhang三').terms).toMatchObject([{ kind: 'latin', text: 'zhang', scope: 'name', emailTokens: [] }, { kind: 'han', text: '三', tokens: ['z三'] }])
  })
  test('of three Han letters asks for both pairs, and its row is checked against the joined name', () => {
    expect(parseQuery('王小明').terms).toEqual([{ kind: 'han', text: '王小明', tokens: ['z王小', 'z小明'] }])
    expect(found('王小王·明', '小王明')).toBe('middle name')
    expect(nameKey('阿里·买买提')).toBe('阿里买买提')
  })
  test('is cut at two hundred characters and ten terms', () => {
    expect(parseQuery('a1 '.repeat(500)).terms).toHaveLength(10)
    expect(parseQuery('王'.repeat(500)).terms).toMatchObject([{ text: '王'.repeat(200) }])
  })
})
