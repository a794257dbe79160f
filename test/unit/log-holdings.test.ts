// When what the origin counts of a category says that rows went: fewer, as many of a later version (as many came as went), or a later first day.
import { expect, it } from 'vitest'
import { hasLetGo, hasShrunk, type LogHolding } from '../../src-main/sync/log-holdings'

const holding = (v: number, rows: number, fromAt: number, id = 's:browsing'): LogHolding => ({ v, body: { id, subjectId: 's', category: 'browsing', system: 'account', rows, fromAt, toAt: 99 } as LogHolding['body'] })
const before = holding(4, 10, 5)

it.each([
  ['the same holding again', holding(4, 10, 5), false],
  ['an earlier one that comes late', holding(3, 8, 9), false],
  ['fewer rows', holding(5, 9, 5), true],
  ['as many: one came and one went', holding(5, 10, 5), true],
  ['more', holding(5, 11, 5), false],
  ['more, and the oldest gone', holding(5, 11, 6), true],
])('rows went or not: %s', (_, now, went) => {
  expect(hasLetGo(before, now)).toBe(went)
  expect(hasShrunk([before, holding(1, 1, 1, 's:other')], [holding(1, 1, 1, 's:other'), now])).toBe(went)
})
