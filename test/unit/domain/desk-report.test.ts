// What a report counts, against cases whose figures were counted by hand; the days are those of the published calendar of 2026.
import { describe, expect, it } from 'vitest'
import { reportOn, type ReportCase } from '../../../src-shared/domain/desk-report'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const PERIOD = { from: '2026-04-01', to: '2026-06-30' }
const report = (cases: readonly ReportCase[], period = PERIOD) => reportOn(cases, period, { asOf: '2026-06-15', rules })

const open = (receivedOn: string, dueOn = '2026-07-01'): ReportCase => ({ right: 'access', receivedOn, targetOn: '2026-07-01', outerOn: '2026-07-01', open: { dueOn } })
const decided = (receivedOn: string, on: string, more: Partial<ReportCase> & { readonly outcome?: 'granted' | 'granted-in-part' | 'refused' | 'already-done' | 'not-theirs'; readonly ground?: string; readonly by?: string } = {}): ReportCase => {
  const { outcome = 'granted', ground, by = 'zhou', ...rest } = more
  return { right: 'access', receivedOn, targetOn: '2026-12-31', outerOn: '2026-12-31', decided: { on, outcome, by, ...(ground === undefined ? {} : { ground }) }, ...rest }
}

describe('a report', () => {
  it('counts what came in the period and what ended in it, each by its own day, first and last day included', () => {
    const { total, rights, months } = report([
      decided('2026-03-31', '2026-04-01'), // came before, ended in it
      decided('2026-04-01', '2026-07-01'), // came in it, ended after
      decided('2026-06-30', '2026-06-30', { right: 'delete', outcome: 'refused' }),
      { right: 'copy', receivedOn: '2026-05-06', targetOn: '2026-06-01', outerOn: '2026-06-01', withdrawnOn: '2026-05-07' },
      decided('2026-03-30', '2026-03-31'), // neither
    ])
    expect(total.received).toBe(3)
    expect(total.ended).toEqual({ granted: 1, 'granted-in-part': 0, refused: 1, withdrawn: 1 })
    expect(rights.map(({ right, received }) => [right, received])).toEqual([['access', 1], ['delete', 1], ['copy', 1]])
    expect(months).toEqual([{ month: '2026-04', received: 1, ended: 1 }, { month: '2026-05', received: 1, ended: 1 }, { month: '2026-06', received: 1, ended: 1 }])
  })

  it('ends what was done before as granted and what is not theirs as refused', () => {
    const { total } = report([decided('2026-05-06', '2026-05-07', { outcome: 'already-done' }), decided('2026-05-06', '2026-05-07', { outcome: 'not-theirs', ground: 'A5' })])
    expect(total.ended).toMatchObject({ granted: 1, refused: 1 })
  })

  it('measures in working days, over a holiday and a working Saturday', () => {
    // 1 to 5 May 2026 are off and Saturday the 9th is worked: 30 April to 11 May are the 6th, 7th, 8th, 9th and 11th.
    expect(report([decided('2026-04-30', '2026-05-11')]).total.days).toEqual({ median: 5, p90: 5, most: 5 })
  })

  it('tells a time that somebody waited as the middle one, and the longest of nine in ten', () => {
    const day = (at: number): string => `2026-06-${String(at).padStart(2, '0')}`
    // 1 to 10 working days from Friday, 29 May (19 June is off)
    const ends = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12].map((at) => decided('2026-05-29', day(at)))
    expect(report(ends).total.days).toEqual({ median: 5, p90: 9, most: 10 })
    expect(report([]).total.days).toBeUndefined()
  })

  it('calls late what was decided after its own target, not on it, of these what was after the outer limit, and never what was taken back', () => {
    const { total } = report([
      decided('2026-05-06', '2026-05-27', { targetOn: '2026-05-27', outerOn: '2026-06-05' }),
      decided('2026-05-06', '2026-05-28', { targetOn: '2026-05-27', outerOn: '2026-06-05' }),
      decided('2026-05-06', '2026-06-06', { targetOn: '2026-05-27', outerOn: '2026-06-05' }),
      // Extended past the outer limit with a reason: the target is what counts.
      decided('2026-05-06', '2026-06-08', { targetOn: '2026-06-10', outerOn: '2026-06-05' }),
      { right: 'access', receivedOn: '2026-05-06', targetOn: '2026-05-07', outerOn: '2026-05-07', withdrawnOn: '2026-05-20' },
    ])
    expect([total.late, total.beyond]).toEqual([2, 1])
  })

  it('names the grounds of refusals alone, whole or in part, the most frequent first', () => {
    const { grounds } = report([
      decided('2026-05-06', '2026-05-07', { outcome: 'refused', ground: 'A4' }),
      decided('2026-05-06', '2026-05-07', { outcome: 'granted-in-part', ground: 'A1' }),
      decided('2026-05-06', '2026-05-07', { outcome: 'refused', ground: 'A1' }),
      decided('2026-05-06', '2026-05-07', { ground: 'A9' }),
    ])
    expect(grounds).toEqual([{ ground: 'A1', count: 2 }, { ground: 'A4', count: 1 }])
  })

  it('counts what is open today whatever the period, by its age; each in one line', () => {
    const { ageing, open: count, overdue } = report([
      open('2026-06-15'), open('2026-06-08'), // 0 and 5 working days
      open('2026-06-05'), // 6
      open('2026-05-25', '2026-06-14'), // 15, over its day
      open('2026-05-22', '2026-06-15'), // 16, on its last day
      open('2026-01-05'), // more than 30
    ])
    expect(ageing).toEqual([{ upTo: 5, count: 2 }, { upTo: 10, count: 1 }, { upTo: 15, count: 1 }, { upTo: 30, count: 1 }, { count: 1 }])
    expect([count, overdue]).toEqual([6, 1])
  })

  it('has an approved erasure that still runs among the decided and among the open', () => {
    const { total, open: count } = report([decided('2026-06-01', '2026-06-02', { right: 'delete', open: { dueOn: '2026-07-01' } })])
    expect([total.ended.granted, count]).toEqual([1, 1])
  })

  it('lists whoever decided, with the middle of their times', () => {
    const { staff } = report([decided('2026-06-01', '2026-06-02', { by: 'wu' }), decided('2026-06-01', '2026-06-03'), decided('2026-06-01', '2026-06-08')])
    expect(staff).toEqual([{ by: 'zhou', decided: 2, median: 2 }, { by: 'wu', decided: 1, median: 1 }])
  })

  it('names every month of a period over a year’s end', () => {
    expect(report([], { from: '2025-11-20', to: '2026-02-03' }).months.map(({ month }) => month)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
  })
})
