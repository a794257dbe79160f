// What becomes a notice: more of something than was known, once in ten minutes a kind; and what it says: fixed words with a number in them.
import { describe, expect, it } from 'vitest'
import { fromHostSchema } from '../../src-main/app/host-messages'
import { noticeText } from '../../src-main/app/shell-text'
import { createNoticeWatch } from '../../src-main/usecases/work-notices'
import { LANGUAGES, NOTICE_KINDS } from '../../src-shared/contract/shell'

const MINUTE = 60_000

describe('a notice', () => {
  it('tells what there is more of: nothing at first, nothing of fewer, and more again after fewer', () => {
    let now = 0
    const watch = createNoticeWatch(() => now)
    expect(watch.judge({ overdue: 38, 'due-today': 18 })).toEqual([])
    now += MINUTE
    expect(watch.judge({ overdue: 38, 'due-today': 18 })).toEqual([])
    expect(watch.judge({ overdue: 37, 'due-today': 19, 'to-approve': 1 })).toEqual([{ kind: 'due-today', count: 19 }, { kind: 'to-approve', count: 1 }])
    expect(watch.judge({ overdue: 38, 'due-today': 19, 'to-approve': 1 })).toEqual([{ kind: 'overdue', count: 38 }])
  })

  it('is told once in ten minutes a kind; what was held back is told then, if it is still so', () => {
    let now = 0
    const watch = createNoticeWatch(() => now)
    watch.judge({ 'at-risk': 0, refused: 0 })
    expect(watch.judge({ 'at-risk': 1, refused: 1 })).toHaveLength(2)
    now += MINUTE
    expect(watch.judge({ 'at-risk': 400, refused: 2 })).toEqual([])
    now += MINUTE
    expect(watch.judge({ 'at-risk': 400, refused: 1 })).toEqual([])
    now += 8 * MINUTE
    expect(watch.judge({ 'at-risk': 400, refused: 1 })).toEqual([{ kind: 'at-risk', count: 400 }])
    expect(watch.judge({ 'at-risk': 400, refused: 1 })).toEqual([])
  })

  it('is none of what a first fill brings', () => {
    const watch = createNoticeWatch(() => 0)
    expect([undefined, undefined, { overdue: 40 }].map(watch.judge)).toEqual([[], [], []])
    expect(watch.judge({ overdue: 41 })).toEqual([{ kind: 'overdue', count: 41 }])
  })

  it('carries a kind and a count across, and nothing else', () => {
    expect(fromHostSchema.safeParse({ type: 'notice', kind: 'overdue', count: 3 }).success).toBe(true)
    for (const bad of [{ kind: 'overdue' }, { kind: 'overdue', count: 0 }, { kind: 'overdue', count: 1.5 }, { kind: 'overdue', count: '3' }, { kind: '李小兰', count: 3 }, { kind: 'overdue', count: 3, caseNo: '26-1180' }, { kind: 'overdue', count: 3, text: 'x' }]) {
      expect(fromHostSchema.safeParse({ type: 'notice', ...bad }).success).toBe(false)
    }
  })

  it('says its kind in each language, with the count and no other figure', () => {
    for (const language of LANGUAGES) {
      const texts = NOTICE_KINDS.map((kind) => noticeText({ kind, count: 1_234 }, language))
      expect(new Set(texts.map(({ body }) => body)).size).toBe(NOTICE_KINDS.length)
      for (const { title, body } of texts) expect([title.replaceAll(/\D/g, ''), body.replaceAll(/\D/g, '')]).toEqual(['', '1234'])
    }
  })
})
