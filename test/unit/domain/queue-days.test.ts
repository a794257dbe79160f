// The days of the queue say of every day what the clock on the screen says of it.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../src-shared/base/clock'
import { viewClock } from '../../../src-shared/domain/deadline'
import { queueDaysOf } from '../../../src-shared/domain/queue-days'
import { caseKey, conditionsOf } from '../../../src-shared/domain/queue-query'
import { RIGHTS } from '../../../src-shared/domain/vocabulary'
import type { StaffId } from '../../../src-shared/base/ids'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()

describe('the days of a case', () => {
  test('agree with its clock on every day of its life, over holidays and the end of the calendar', () => {
    const phases = new Set<string>()
    const cases = RIGHTS.flatMap((right) => ['2026-02-06', '2026-04-28', '2026-09-24', '2026-12-10', '2026-12-20'].map((receivedOn) => ({ right, receivedOn })))
    for (const { right, receivedOn } of cases) {
      const days = queueDaysOf({ right, receivedOn }, pack)
      for (let today = receivedOn; today < addDays(receivedOn, 50); today = addDays(today, 1)) {
        const { phase } = viewClock({ right, receivedOn, closed: false, today }, pack, PACK_VERSION)
        const isOver = today > days.dueOn
        expect([today, isOver, days.clock === 'estimated' && !isOver], `${right} ${receivedOn}`).toEqual([today, phase === 'over', phase === 'estimated'])
        if (days.clock === 'running') expect([today, days.soonOn <= today && today < days.dueOn, today === days.dueOn]).toEqual([today, phase === 'soon', phase === 'today'])
        phases.add(phase)
      }
    }
    expect([...phases].toSorted()).toEqual(['calm', 'estimated', 'over', 'soon', 'today'])
  })
})

describe('what is asked for', () => {
  const [me, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as [StaffId, StaffId]

  test('a view and a filter narrow each other, and an empty list narrows nothing', () => {
    expect(conditionsOf('to-verify', { states: ['verifying', 'deciding'], rights: [] }, me)).toEqual({ closed: false, states: ['verifying'], clocks: [], waiting: false })
    expect(conditionsOf('mine', { assignee: other }, me)).toMatchObject({ assignees: [] })
    expect(conditionsOf('mine', { assignee: 'me' }, me)).toMatchObject({ assignees: [me] })
    expect(conditionsOf('overdue', { clock: 'at-risk' }, me)).toMatchObject({ clocks: ['overdue', 'at-risk'] })
  })

  test('case numbers stand in the order in which they were given, one without a number last', () => {
    expect(['26-1000', '', '25-99999', '26-999'].toSorted((one, another) => caseKey(one) - caseKey(another))).toEqual(['25-99999', '26-999', '26-1000', ''])
  })
})
