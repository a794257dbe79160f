// What points at one person in a typed text, and what is left when it is taken out.
import { describe, expect, test } from 'vitest'
import { createEraser, mentionsOf, TAKEN_OUT } from '../../../src-shared/domain/mentions'

const person = {
  name: '欧阳示例', accountNo: 'SX-2041000036',
  identifiers: [{ kind: 'mobile', value: '+8619900000317' }, { kind: 'email', value: 'lin.test@example.cn' }],
}
const erase = createEraser(mentionsOf(person))

describe('a text of nobody’s', () => {
  test.each([
    ['欧阳示例来电', `${TAKEN_OUT}来电`],
    ['见 sx-2041000036', `见 ${TAKEN_OUT}`],
    ['号码 199 0000-0317、19900000317、+86 199 0000 0317', `号码 ${TAKEN_OUT}、${TAKEN_OUT}、+${TAKEN_OUT}`],
    ['write to Lin.Test@example.cn, or lin.test', `write to ${TAKEN_OUT}, or ${TAKEN_OUT}`],
  ])('%s', (text, left) => {
    expect(erase(text)).toBe(left)
  })
  test('keeps every word that is about nobody', () => {
    for (const text of ['', '欧阳先生来电', '合同 HT-2041-36 到期', 'the linotest of 2041']) expect(erase(text)).toBe(text)
  })
  test('is not searched for what would be found anywhere', () => {
    expect(mentionsOf({ name: 'Default', accountNo: '7', identifiers: [{ kind: 'email', value: 'info@a.cn' }] })).toEqual(['info@a.cn'])
    expect(createEraser(mentionsOf({ name: 'O(’Neil)*.+', accountNo: '', identifiers: [] }))('O(’Neil)*.+ said')).toBe(`${TAKEN_OUT} said`)
  })
})
