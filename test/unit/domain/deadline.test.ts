// Deadlines against the vectors of docs/rules.md, and each rule of "how the app counts" by itself.
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../src-shared/base/clock'
import { addWorkingDays, answerDue, countDeadline, isWorkingDay, nextDue, viewClock, workingDaysBetween } from '../../../src-shared/domain/deadline'
import { calendarUntil } from '../../../src-shared/domain/published-calendar'
import type { RulesPackBody } from '../../../src-shared/domain/rules'
import { PACK_VERSION, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const withMovingPause: RulesPackBody = { ...pack, pauses: pack.pauses.map((pause) => ({ ...pause, movesOuter: pause.category === 'supplement' })) }

describe('the target', () => {
  test.each([
    ['2024-02-05', '2024-03-01'],
    ['2025-09-26', '2025-10-23'],
    ['2026-02-06', '2026-03-05'],
    ['2026-09-24', '2026-10-22'],
    ['2026-09-30', '2026-10-27'],
    ['2026-11-23', '2026-12-14'],
    ['2026-12-10', '2026-12-31'],
  ])('of a request received on %s is %s', (receivedOn, targetOn) => {
    expect(countDeadline({ right: 'delete', receivedOn }, pack)).toMatchObject({ targetOn, outerOn: addDays(receivedOn, 30) })
  })

  test('is uncovered, with an estimate, when the count leaves the published calendar', () => {
    expect(countDeadline({ right: 'access', receivedOn: '2026-12-11' }, pack)).toMatchObject({
      uncovered: { year: 2027 },
      provisionalOn: '2027-01-04', // 14 days until 12-31; 01-01 is statutory, then a weekend
      outerOn: '2027-01-10',
    })
  })

  test('is estimated from weekends alone where not even statutory days are known', () => {
    const deadline = countDeadline({ right: 'access', receivedOn: '2031-01-06' }, pack)
    expect(deadline).toMatchObject({ uncovered: { year: 2031 }, provisionalOn: '2031-01-27', outerOn: '2031-02-05' })
  })

  test('names the first uncovered year for a request older than every calendar', () => {
    expect(countDeadline({ right: 'access', receivedOn: '2023-12-20' }, pack)).toMatchObject({ uncovered: { year: 2023 } })
  })

  test('counts a make-up Saturday and skips a weekday inside a holiday block', () => {
    expect(isWorkingDay('2026-02-28', pack)).toBe(true)
    expect(isWorkingDay('2026-02-16', pack)).toBe(false)
    expect(isWorkingDay('2026-06-13', pack)).toBe(false)
  })
})

describe('a pause', () => {
  test('takes its working days out of the target and leaves the outer limit', () => {
    const pauses = [{ from: '2026-06-16', to: '2026-06-18', category: 'supplement' }]
    const without = countDeadline({ right: 'access', receivedOn: '2026-06-15' }, pack)
    const paused = countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses }, pack)
    expect(without).toMatchObject({ targetOn: '2026-07-07', outerOn: '2026-07-15' })
    expect(paused).toMatchObject({ targetOn: '2026-07-10', outerOn: '2026-07-15' })
  })

  test('over a weekend changes nothing', () => {
    const pauses = [{ from: '2026-06-27', to: '2026-06-28', category: 'supplement' }]
    expect(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses }, pack)).toMatchObject({ targetOn: '2026-07-07' })
  })

  test('counts once where two pauses overlap', () => {
    const one = [{ from: '2026-06-16', to: '2026-06-18', category: 'supplement' }]
    const two = [...one, { from: '2026-06-17', to: '2026-06-18', category: 'identity' }]
    expect(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses: two }, pack)).toEqual(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses: one }, pack))
  })

  test('before the day of receipt counts for nothing', () => {
    const pauses = [{ from: '2026-06-01', to: '2026-06-15', category: 'supplement' }]
    expect(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses }, pack)).toMatchObject({ targetOn: '2026-07-07' })
  })

  test('moves the outer limit only where its category says so in the pack', () => {
    const pauses = [{ from: '2026-06-16', to: '2026-06-18', category: 'supplement' }]
    expect(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses }, withMovingPause)).toMatchObject({ outerOn: '2026-07-18' })
    const other = [{ from: '2026-06-16', to: '2026-06-18', category: 'identity' }]
    expect(countDeadline({ right: 'access', receivedOn: '2026-06-15', pauses: other }, withMovingPause)).toMatchObject({ outerOn: '2026-07-15' })
  })
})

describe('an extension', () => {
  const input = { right: 'access', receivedOn: '2026-06-15' } as const

  test('moves the target by working days', () => {
    expect(countDeadline({ ...input, extensionWorkingDays: 3 }, pack)).toMatchObject({ targetOn: '2026-07-10' })
  })

  test('ends at the outer limit without a coded reason', () => {
    expect(countDeadline({ ...input, extensionWorkingDays: 15 }, pack)).toMatchObject({ targetOn: '2026-07-15', outerOn: '2026-07-15' })
  })

  test('passes the outer limit with a coded reason', () => {
    expect(countDeadline({ ...input, extensionWorkingDays: 15, extensionReason: 'A2' }, pack)).toMatchObject({ targetOn: '2026-07-28', outerOn: '2026-07-15' })
  })

  test('never makes a target earlier that pauses already put behind the outer limit', () => {
    const pauses = [{ from: '2026-06-16', to: '2026-07-20', category: 'supplement' }]
    const paused = countDeadline({ ...input, pauses }, pack)
    expect(countDeadline({ ...input, pauses, extensionWorkingDays: 2 }, pack)).toEqual(paused)
  })
})

describe('what is to be done first', () => {
  const input = { right: 'access', receivedOn: '2026-06-15' } as const
  const longPause = [{ from: '2026-06-16', to: '2026-07-20', category: 'supplement' }]

  test('is the answer by the target', () => {
    expect(nextDue(countDeadline(input, pack))).toEqual({ on: '2026-07-07', what: 'target' })
  })

  test('is the answer by the outer limit, where a pause that leaves it moved the target behind it', () => {
    expect(answerDue(countDeadline({ ...input, pauses: longPause }, pack))).toEqual({ on: '2026-07-15', what: 'outer' })
    expect(answerDue(countDeadline({ ...input, pauses: longPause }, withMovingPause)).what).toBe('target')
  })

  test('is the answer by the agreed day, where the reason passes the outer limit; also in a year of which only an estimate is known', () => {
    expect(answerDue(countDeadline({ ...input, extensionWorkingDays: 15, extensionReason: 'X3' }, pack))).toEqual({ on: '2026-07-28', what: 'target' })
    const uncovered = countDeadline({ ...input, receivedOn: '2026-12-20', extensionWorkingDays: 20, extensionReason: 'X3' }, pack)
    expect(uncovered).toMatchObject({ outerOn: '2027-01-19', provisionalOn: '2027-02-10', limitOn: '2027-02-10' })
    expect(answerDue(uncovered)).toEqual({ on: '2027-02-10', what: 'outer' })
  })

  test('is the end of what the person no longer wants, on the day of receipt or as soon as a pause is over', () => {
    const withdrawal = { right: 'withdraw', receivedOn: '2026-06-15' } as const
    expect(nextDue(countDeadline(withdrawal, pack))).toEqual({ on: '2026-06-15', what: 'stop' })
    expect(answerDue(countDeadline(withdrawal, pack)).what).toBe('target')
    const paused = countDeadline({ ...withdrawal, pauses: [{ from: '2026-06-15', to: '2026-06-18', category: 'identity' }] }, pack)
    expect(nextDue(paused)).toEqual({ on: '2026-06-19', what: 'stop' })
    const uncovered = viewClock({ right: 'withdraw', receivedOn: '2026-12-20', closed: false, today: '2026-12-20' }, pack, PACK_VERSION)
    expect(uncovered).toMatchObject({ phase: 'today', workingDaysLeft: 0, due: { on: '2026-12-20', what: 'stop' } })
  })
})

describe('counting between two days', () => {
  test('leaves the first day out and the last in, and is negative backwards', () => {
    expect(workingDaysBetween('2026-06-15', '2026-06-16', pack)).toBe(1)
    expect(workingDaysBetween('2026-06-16', '2026-06-15', pack)).toBe(-1)
    expect(workingDaysBetween('2026-06-15', '2026-06-15', pack)).toBe(0)
    expect(workingDaysBetween('2026-06-18', '2026-06-22', pack)).toBe(1)
  })

  test('agrees with adding', () => {
    const { on } = addWorkingDays('2026-04-30', 9, pack)
    expect(workingDaysBetween('2026-04-30', on, pack)).toBe(9)
  })
})

describe('the clock of a request', () => {
  const at = (today: string, more: object = {}): ReturnType<typeof viewClock> =>
    viewClock({ right: 'delete', receivedOn: '2026-06-15', closed: false, today, ...more }, pack, PACK_VERSION)

  test.each([
    ['2026-06-15', 'calm', 15],
    ['2026-06-30', 'calm', 5],
    ['2026-07-01', 'calm', 4],
    ['2026-07-02', 'soon', 3],
    ['2026-07-07', 'today', 0],
    ['2026-07-08', 'over', -1],
  ])('on %s is %s with %i working days left', (today, phase, workingDaysLeft) => {
    expect(at(today)).toMatchObject({ phase, workingDaysLeft, targetOn: '2026-07-07', outerOn: '2026-07-15' })
  })

  test('stands still once the request is closed', () => {
    const view = at('2026-09-01', { closed: true })
    expect(view.phase).toBe('closed')
    expect(view.workingDaysLeft).toBeUndefined()
  })

  test('shows a different count of the origin, and is silent about an equal one', () => {
    expect(at('2026-06-15', { originTargetOn: '2026-07-07' }).originTargetOn).toBeUndefined()
    expect(at('2026-06-15', { originTargetOn: '2026-07-06' }).originTargetOn).toBe('2026-07-06')
  })

  test('of a year without calendar is an estimate, and over only past the outer limit', () => {
    const view = (today: string): ReturnType<typeof viewClock> => viewClock({ right: 'access', receivedOn: '2026-12-20', closed: false, today }, pack, PACK_VERSION)
    expect(view('2026-12-21')).toMatchObject({ phase: 'estimated', provisional: { on: '2027-01-11', year: 2027 }, calendarUntil: '2026-12-31' })
    expect(view('2026-12-21').targetOn).toBeUndefined()
    expect(view('2027-01-19').phase).toBe('estimated')
    expect(view('2027-01-20').phase).toBe('over')
  })

  test('says the rank of its number', () => {
    expect(at('2026-06-15')).toMatchObject({ basis: 'unconfirmed', rulesPack: PACK_VERSION })
    expect(calendarUntil(pack)).toBe('2026-12-31')
  })
})
