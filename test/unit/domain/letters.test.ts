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
  deletionGround: 'purpose-over',
  subjectVersion: 1,
  today: '2026-06-15',
  rules,
  packVersion: rules.version,
  holds: [],
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
  request: { caseNo: '26-1184', receivedOn: '2026-06-01', purposes: ['compatibility', 'pages-and-search'], corrections: [{ field: 'name', value: '林一' }, { field: 'email', value: 'a@mail.example' }], products: ['trade-search'], transferTo: '示例公司', authority: 'Example Court' },
  plan,
  rules,
}

const neverGround = (): never => {
  throw new Error('the pack has this ground')
}

describe('a letter', () => {
  test.each(RIGHTS.flatMap((right) => OUTCOMES.map((outcome) => [right, outcome] as const)))('for %s %s has no gap in either language', (right, outcome) => {
    const ground = rules.grounds.find((one) => one.rights.includes(right))
    const text = letterFor({ ...input, right, outcome, ...(ground ? { ground } : {}) })
    expect(text).not.toMatch(/[{}]|undefined/)
    expect(text.match(/26-1184/g)).toHaveLength(2)
    if (outcome === 'refused' || outcome === 'granted-in-part') expect(text).toContain(ground?.provision['zh-CN'])
    // An authority abroad is no person who could go to court about it.
    if (outcome !== 'granted' && outcome !== 'already-done' && !(right === 'foreign-authority' && outcome === 'refused')) {
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
    // No desk knows of rows outside the plan, so no letter says that there are none.
    for (const letter of [text, letterFor({ ...input, plan: { ...input.plan!, lines: [] } })]) {
      expect(letter).toContain('其登录记录可能已依法单独存放')
      expect(letter).toContain('this erasure does not reach them')
    }
  })
  test('names what was corrected once, and the purposes that stopped', () => {
    expect(letterFor({ ...input, right: 'correct' })).toContain('姓名、电子邮箱。')
    expect(letterFor({ ...input, right: 'withdraw' })).toContain('了解产品兼容性、改进页面展示与搜索结果')
  })
  test('of a decision by item names what is granted, what is not, and each ground once', () => {
    const items = [{ item: 'purpose:compatibility', outcome: 'granted' as const }, { item: 'purpose:pages-and-search', outcome: 'refused' as const, ground: 'A7' }]
    const text = letterFor({ ...input, right: 'withdraw', outcome: 'granted-in-part', items })
    expect(text).toContain('停止以下目的的处理：了解产品兼容性。')
    expect(text).toContain('未办理的部分：改进页面展示与搜索结果。')
    expect(text.match(/不是基于您的同意进行的/g)).toHaveLength(1)
    expect(text).toContain('《个人信息保护法》第十三条、第十五条')
  })
  test('that it is not theirs gives the ground that says so', () => {
    expect(letterFor({ ...input, outcome: 'not-theirs' })).toContain('不是请求人本人的个人信息')
  })
  test('to an authority abroad names it and the provision, and nothing of the person', () => {
    const text = letterFor({ ...input, right: 'foreign-authority', outcome: 'refused', ground: rules.grounds.find(({ code }) => code === 'A8') ?? neverGround() })
    expect(text).toContain('致 Example Court')
    expect(text).toContain('《个人信息保护法》第四十一条')
  })
  test('begins with the language asked for', () => {
    expect(letterFor(input).startsWith('您好')).toBe(true)
    expect(letterFor({ ...input, language: 'en' }).startsWith('Dear user')).toBe(true)
  })
  test('does not fill placeholders that stand in what it fills in', () => {
    expect(letterFor({ ...input, request: { ...input.request, caseNo: '{kept}' } })).toContain('{kept}')
  })
  test('says that the number follows where the origin has not given one', () => {
    expect(letterFor({ ...input, request: { ...input.request, caseNo: '' } })).toContain('提出的 （编号另行告知） 号请求')
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
