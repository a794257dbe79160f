// Letters come out of the pack's templates complete: both languages, no placeholder left, complaint and court where something is refused.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import { createErasurePlan } from '../../../src-shared/domain/erasure-plan'
import { letterFor, type LetterInput } from '../../../src-shared/domain/letters'
import { isMinor } from '../../../src-shared/domain/minors'
import { isMainlandRegion } from '../../../src-shared/domain/region'
import { OUTCOMES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const plan = createErasurePlan({
  requestId: 'r' as RequestId,
  subjectId: 's' as SubjectId,
  subjectVersion: 1,
  today: '2026-06-15',
  rules,
  packVersion: rules.version,
  holdings: [
    { category: 'browsing', system: 'log-platform', rows: 3 },
    { category: 'search-query', system: 'search', rows: 2 },
    { category: 'access-log', system: 'log-platform', rows: 2, toAt: dayStart('2026-05-24') },
  ],
})
const input: LetterInput = {
  right: 'delete',
  outcome: 'granted',
  language: 'zh-CN',
  request: { caseNo: '26-1184', receivedOn: '2026-06-01', purposes: ['compatibility', 'pages-and-search'], corrections: [{ field: 'name' }, { field: 'email' }, { field: 'email' }] },
  plan,
  rules,
}

describe('a letter', () => {
  test.each(RIGHTS.flatMap((right) => OUTCOMES.map((outcome) => [right, outcome] as const)))('for %s %s has no gap in either language', (right, outcome) => {
    const ground = rules.grounds.find((one) => one.rights.includes(right))
    const text = letterFor({ ...input, right, outcome, ...(ground ? { ground } : {}) })
    expect(text).not.toMatch(/[{}]|undefined/)
    expect(text.match(/26-1184/g)).toHaveLength(2)
    if (outcome !== 'granted') {
      expect(text).toContain(ground?.provision['zh-CN'])
      expect(text).toContain('人民法院')
      expect(text).toContain("people's court")
    }
  })
  test('of an erasure says what is gone, what the law keeps and until when', () => {
    const text = letterFor(input)
    expect(text).toContain('浏览记录、检索词')
    expect(text).toContain('访问日志依《网络安全法》第二十三条第三项最晚保存至 2026-11-24')
    expect(text).toContain('browsing history and search queries')
    expect(text).toContain('Cybersecurity Law, Art. 23(3) until 2026-11-24')
  })
  test('names what was corrected once, and the purposes that stopped', () => {
    expect(letterFor({ ...input, right: 'correct' })).toContain('姓名、电子邮箱。')
    expect(letterFor({ ...input, right: 'withdraw' })).toContain('了解产品兼容性、改进页面展示与搜索结果')
  })
  test('begins with the language asked for', () => {
    expect(letterFor(input).startsWith('您好')).toBe(true)
    expect(letterFor({ ...input, language: 'en' }).startsWith('Dear user')).toBe(true)
  })
  test('does not fill placeholders that stand in what it fills in', () => {
    expect(letterFor({ ...input, request: { ...input.request, caseNo: '{kept}' } })).toContain('{kept}')
  })
  test('says that a ground is still to be chosen', () => {
    expect(letterFor({ ...input, outcome: 'refused' })).toContain('（请选择依据）')
  })
})

test.each([
  ['2008-06-16', '2026-06-15', true],
  ['2008-06-15', '2026-06-15', false],
  ['2008-02-29', '2026-02-28', true],
  ['2008-02-29', '2026-03-01', false],
  ['2027-01-01', '2026-06-15', false],
  [undefined, '2026-06-15', false],
])('born %s, on %s a minor: %s', (birthDay, today, expected) => expect(isMinor(birthDay, today)).toBe(expected))

test.each([
  ['CN', true],
  ['CN-LN', true],
  ['CN-HK', false],
  ['CN-TW', false],
  ['CN-MO', false],
  ['US', false],
  ['CNX', false],
  ['cn-ln', false],
])('region %s is in mainland China: %s', (region, expected) => expect(isMainlandRegion(region)).toBe(expected))
