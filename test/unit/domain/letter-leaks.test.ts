// What must not stand in a letter is found however it is written, and what may stand there is left alone.
import { describe, expect, test } from 'vitest'
import { addressesIn, findLeaks, maskLeaks, type LeakLookup } from '../../../src-shared/domain/letter-leaks'

const lookup: LeakLookup = { own: { accountNo: 'SX-2041000036', emails: ['lin@mail.example'] }, others: new Set(['someone@mail.example', 'lin@mail.example']) }
const kinds = (text: string) => findLeaks(text, lookup).map(({ kind, from, to }) => [kind, text.slice(from, to)])

describe('found', () => {
  test.each([
    ['an identity number', '证件 21020319900307123X 已核对', 'id-number', '21020319900307123X'],
    ['one in groups', '210203 19900307 1234', 'id-number', '210203 19900307 1234'],
    ['one of full width', '２１０２０３１９９００３０７１２３４', 'id-number', '２１０２０３１９９００３０７１２３４'],
    ['one of the first generation', '号码210203900307123。', 'id-number', '210203900307123'],
    ['a mobile', '请致电13800138000。', 'mobile', '13800138000'],
    ['a mobile in groups with its country', '+86 138-0013-8000', 'mobile', '+86 138-0013-8000'],
    ['a number abroad', 'call +44 20 7946 0958 please', 'mobile', '+44 20 7946 0958'],
    ['an account of somebody else', '账号 SX-2041000099', 'account', 'SX-2041000099'],
    ['an address of somebody else', '请回 Someone@Mail.example', 'email', 'Someone@Mail.example'],
  ])('%s', (_what, text, kind, found) => {
    expect(kinds(text)).toEqual([[kind, found]])
    const masked = maskLeaks(text, findLeaks(text, lookup))
    expect(findLeaks(masked, lookup)).toEqual([])
    expect(masked).toContain('*')
    expect(masked).not.toContain(found)
  })

  test('several, in order and each once, and masked where they stand', () => {
    const text = '一 13800138000\n二 SX-2041000099，三 13900139000'
    expect(kinds(text).map(([kind]) => kind)).toEqual(['mobile', 'account', 'mobile'])
    expect(maskLeaks(text, findLeaks(text, lookup))).toBe('一 138****8000\n二 SX-2041****99，三 139****9000')
  })
})

test.each([
  ['the person’s own account', '您的账号 SX-2041000036'],
  ['the person’s own address', '已发送至 lin@mail.example'],
  ['an address that is nobody’s', '来信请寄 privacy@company.example'],
  ['what is masked', '138****8000，d****@126.com，SX-2041****36，210****'],
  ['a fixed line', '0411-84753000，+86 411 8475 3000'],
  ['case numbers, days and amounts', '26-1184，2026-06-15，1,200,000 行，规则包 2026.3'],
  ['a hash of policy', '依据《个人信息保护法》第四十五条，统一社会信用代码 91210200MA0XXXXXXX'],
])('left alone: %s', (_what, text) => {
  expect(kinds(text)).toEqual([])
})

test('the addresses of a text are given for looking up, in small letters and once', () => {
  expect(addressesIn('A@b.cn 与 a@B.cn，ｃ@d.cn')).toEqual(['a@b.cn', 'c@d.cn'])
})
