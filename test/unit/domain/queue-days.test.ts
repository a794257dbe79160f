// The days of the queue say of every day what the clock on the screen says of it.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../src-shared/base/clock'
import { viewClock } from '../../../src-shared/domain/deadline'
import { queueDaysOf } from '../../../src-shared/domain/queue-days'
import { caseKey, conditionsOf } from '../../../src-shared/domain/queue-query'
import { RIGHTS } from '../../../src-shared/domain/vocabulary'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { viewRequestClock } from '../../../src-shared/domain/clock-view'
import type { CaseRequest } from '../../../src-shared/domain/request'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const ME = '00000000-0000-7000-8000-000000000001' as StaffId
const REQUEST: CaseRequest = {
  id: '00000000-0000-7000-8000-000000000003' as RequestId, caseNo: '26-1', subjectId: '00000000-0000-7000-8000-000000000004' as SubjectId, right: 'access', state: 'verifying', channel: 'phone',
  receivedOn: '2026-06-01', keyedAt: 0, text: '—', identityChecks: [], outerOn: '2026-07-01', timeline: [],
}

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

describe('a pause', () => {
  test('is said of the days on which the clock says it, also of one that ended, and of none that is overdue', () => {
    const [first, later] = [{ from: '2026-06-03', to: '2026-06-05' }, { from: '2026-06-10', to: '2026-06-24' }] as const
    const phases = new Set<string>()
    // The second of them: entered when the target had passed already.
    for (const [receivedOn, pauses] of [['2026-06-01', [first, later]], ['2026-05-12', [later]], ['2026-12-10', [{ from: '2026-12-12', to: '2026-12-20' }]], ['2026-06-01', []]] as const) {
      const request = { ...REQUEST, receivedOn, pauses: pauses.map((pause) => ({ ...pause, category: 'identity', reason: '—', staffId: ME, at: 0 })) }
      const days = queueDaysOf(request, pack)
      const begun = pauses.at(-1)?.from ?? receivedOn
      for (let today: string = begun; today < addDays(begun, 70); today = addDays(today, 1)) {
        const { phase } = viewRequestClock(request, today, pack)
        expect([today, (days.pausedTo ?? '') >= today && today <= days.dueOn], receivedOn).toEqual([today, phase === 'paused'])
        phases.add(phase)
      }
    }
    expect([...phases].toSorted()).toEqual(['calm', 'estimated', 'over', 'paused', 'soon', 'today'])
  })
})

describe('what is asked for', () => {
  const [me, other] = [ME, '00000000-0000-7000-8000-000000000002' as StaffId]

  test('a view and a filter narrow each other, and an empty list narrows nothing', () => {
    expect(conditionsOf('to-verify', { states: ['verifying', 'deciding'], rights: [] }, me)).toEqual({ closed: false, states: ['verifying'], clocks: [], waiting: false, review: false, none: false })
    expect(conditionsOf('mine', { assignee: other }, me)).toMatchObject({ none: true })
    expect(conditionsOf('to-verify', { states: ['approval'] }, me)).toMatchObject({ none: true })
    // A check that a second person is waited for is none of the states.
    expect(conditionsOf('to-approve', { states: ['verifying'] }, me)).toMatchObject({ states: ['verifying'], review: true, none: false })
    expect(conditionsOf('unassigned', {}, me)).toMatchObject({ assignee: null, none: false })
    expect(conditionsOf('mine', { assignee: 'me' }, me)).toMatchObject({ assignee: me, none: false })
    expect(conditionsOf('overdue', { clock: 'at-risk' }, me)).toMatchObject({ clocks: ['overdue', 'at-risk'] })
  })

  test('case numbers stand in the order in which they were given, one without a number last', () => {
    expect(['26-1000', '', '25-99999', '26-999'].toSorted((one, another) => caseKey(one) - caseKey(another))).toEqual(['25-99999', '26-999', '26-1000', ''])
  })
})
