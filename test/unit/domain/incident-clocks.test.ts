// The clocks of an incident: hours from discovery, days of the calendar at Shanghai, and what each of them rests on.
import { describe, expect, it } from 'vitest'
import type { StaffId } from '../../../src-shared/base/ids'
import { incidentClocks, incidentSize, pressingClock } from '../../../src-shared/domain/incident-clocks'
import { NOTICE_ITEMS, type IncidentEntry, type IncidentId, type IncidentNotice } from '../../../src-shared/domain/incident-register'
import { incidentProblems, type IncidentClock, type IncidentRules } from '../../../src-shared/domain/incident-rules'
import { rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { formerPack, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const staff = 'zheng' as StaffId
const time = (text: string): number => Date.parse(`${text}+08:00`)
const discoveredAt = time('2026-12-31T22:30:00')
const incident = (more: Partial<IncidentEntry> = {}): IncidentEntry => ({
  id: 'i1' as IncidentId, kind: 'other', discoveredAt, what: 'w', openedAt: discoveredAt, categories: [], affected: [], erased: [], others: 0, graver: false, measures: [], notices: [], ...more,
})
const told = (to: IncidentNotice['to'], toldAt: number, says: IncidentNotice['says'] = [...NOTICE_ITEMS]): IncidentNotice => ({ to, toldAt, way: 'portal', says, reference: '', by: staff, at: toldAt })
const clock = (entry: IncidentEntry, name: IncidentClock, now: number, rules = pack) => incidentClocks(entry, rules, now).find((one) => one.clock === name)

describe('the size of an incident', () => {
  it.each([
    [{ others: 999_999 }, 'ordinary'], [{ others: 1_000_000 }, 'larger'], [{ lossYuan: 4_999_999 }, 'ordinary'], [{ lossYuan: 5_000_000 }, 'larger'], [{ graver: true }, 'larger'],
  ] as const)('with %o is %s', (more, size) => expect(incidentSize(incident(more), pack)).toBe(size))

  it('nobody knows without a pack that has incidents, unless somebody judged it', () => {
    expect([incidentSize(incident({ others: 9_000_000 }), formerPack('2026.6')), incidentSize(incident({ graver: true }), formerPack('2026.6'))]).toEqual(['unknown', 'larger'])
  })
})

describe('the report of a larger incident', () => {
  const larger = { others: 2_000_000 }
  it('is due four hours after the discovery, over midnight and the year', () => {
    expect(clock(incident(larger), 'authority-report', discoveredAt)).toMatchObject({ state: 'running', startedAt: discoveredAt, dueAt: time('2027-01-01T02:30:00'), atOnce: false, rule: { basis: 'department-rule', source: 'S15' } })
    expect(clock(incident(larger), 'authority-report', time('2027-01-01T02:30:00'))?.state).toBe('running')
    expect(clock(incident(larger), 'authority-report', time('2027-01-01T02:30:01'))?.state).toBe('over')
  })
  it('is met by the first notice to the authority, whatever that says, and late after four hours', () => {
    const first = told('authority', time('2027-01-01T01:00:00'), ['what'])
    expect(clock(incident({ ...larger, notices: [first] }), 'authority-report', time('2027-06-01T00:00:00'))).toMatchObject({ state: 'met', metAt: first.toldAt })
    expect(clock(incident({ ...larger, notices: [told('authority', time('2027-01-01T03:00:00'))] }), 'authority-report', time('2027-06-01T00:00:00'))?.state).toBe('met-late')
    expect(clock(incident({ ...larger, notices: [told('lead', discoveredAt), told('people', discoveredAt)] }), 'authority-report', discoveredAt)?.state).toBe('running')
  })
  it('is asked of no ordinary one', () => expect(clock(incident(), 'authority-report', discoveredAt)).toBeUndefined())
})

describe('what PIPL 57 asks for', () => {
  it('is owed at once, and stands as law without a number', () => {
    for (const name of ['remedy', 'notice-authority', 'notice-people'] as const) {
      expect(clock(incident(), name, discoveredAt + 1_000_000)).toMatchObject({ state: 'running', atOnce: true, dueAt: discoveredAt, rule: { basis: 'law', source: 'S1' } })
    }
  })
  it('is told once nothing of the five is missing, in one notice or in several', () => {
    const parts = [told('authority', discoveredAt + 1, ['what', 'contact']), told('authority', discoveredAt + 2, ['cause']), told('authority', discoveredAt + 3, ['harm', 'remedies'])]
    expect(clock(incident({ notices: parts.slice(0, 2) }), 'notice-authority', discoveredAt + 9)?.state).toBe('running')
    expect(clock(incident({ notices: parts.toReversed() }), 'notice-authority', discoveredAt + 9)).toMatchObject({ state: 'met', metAt: discoveredAt + 3 })
  })
  it('need not be told to people where harm is avoided; the authority is told all the same', () => {
    const avoided = incident({ harmAvoided: { reason: '已加密', by: staff, at: discoveredAt } })
    expect([clock(avoided, 'notice-people', discoveredAt)?.state, clock(avoided, 'notice-authority', discoveredAt)?.state]).toEqual(['not-needed', 'running'])
    // They were told before somebody saw that they need not be.
    expect(clock({ ...avoided, notices: [told('people', discoveredAt + 5)] }, 'notice-people', discoveredAt + 9)?.state).toBe('met')
  })
  it('has its remedy with the first measure', () => {
    expect(clock(incident({ measures: [{ text: 'b', by: staff, at: discoveredAt + 9 }, { text: 'a', by: staff, at: discoveredAt + 4 }] }), 'remedy', discoveredAt + 20)).toMatchObject({ state: 'met', metAt: discoveredAt + 4 })
  })
})

describe('the closing report', () => {
  const contained = { by: staff, at: time('2027-01-30T23:59:00') }
  it('waits until it is contained, and is due at the end of the thirtieth day after that', () => {
    expect(clock(incident(), 'closing-report', time('2030-01-01T00:00:00'))).toEqual(expect.objectContaining({ state: 'waits' }))
    expect(clock(incident(), 'closing-report', discoveredAt)).not.toHaveProperty('dueAt')
    // 30 January and thirty days: the end of 1 March, and no leap day in between.
    expect(clock(incident({ contained }), 'closing-report', contained.at)).toMatchObject({ state: 'running', dueAt: time('2027-03-02T00:00:00') - 1 })
    expect(clock(incident({ contained }), 'closing-report', time('2027-03-02T00:00:00'))?.state).toBe('over')
  })
  it('is policy of an ordinary one and a rule of a larger one', () => {
    expect([clock(incident({ contained }), 'closing-report', 0)?.rule?.basis, clock(incident({ contained, graver: true }), 'closing-report', 0)?.rule?.basis]).toEqual(['policy', 'department-rule'])
  })
  it('is met on the day of the report, and nothing is asked of a false alarm', () => {
    const over = { outcome: 'handled' as const, text: 't', by: staff, at: contained.at, approvedBy: 'wu' as StaffId, approvedAt: contained.at }
    const closed = (reportedOn: string, outcome: 'handled' | 'false-alarm' = 'handled') => incident({ contained, closed: { ...over, outcome, reportedOn } })
    expect(clock(closed('2027-03-01'), 'closing-report', 0)?.state).toBe('met')
    expect(clock(closed('2027-03-02'), 'closing-report', 0)?.state).toBe('met-late')
    const none = incidentClocks(incident({ closed: { ...over, outcome: 'false-alarm', reportedOn: '2027-01-02' } }), pack, 0)
    expect(none.map(({ state }) => state)).toEqual(['dropped', 'dropped', 'dropped', 'dropped'])
    expect(pressingClock(none)).toBeUndefined()
  })
})

describe('a pack', () => {
  it('of before incidents had clocks owes everything at once, and says that nobody confirmed it', () => {
    const clocks = incidentClocks(incident(), formerPack('2026.6'), discoveredAt)
    expect(clocks.map(({ clock: name, state, atOnce, rule }) => [name, state, atOnce, rule])).toEqual([
      ['remedy', 'running', true, undefined], ['authority-report', 'running', true, undefined], ['notice-authority', 'running', true, undefined], ['notice-people', 'running', true, undefined], ['closing-report', 'waits', true, undefined],
    ])
  })
  it('that leaves a step without its clock, or counts one twice, is refused', () => {
    const rules = pack.incidents as IncidentRules
    expect(incidentProblems(rules)).toEqual([])
    const refuses = (clocks: IncidentRules['clocks'], what: string) => {
      expect(incidentProblems({ ...rules, clocks })).toContainEqual(expect.stringContaining(what))
      expect(rulesPackBodySchema.safeParse({ ...pack, incidents: { ...rules, clocks } }).success).toBe(false)
    }
    refuses(rules.clocks.filter((one) => one.clock !== 'remedy'), '0 clocks remedy of ordinary')
    refuses(rules.clocks.filter((one) => one.of !== 'larger'), '0 clocks authority-report of larger')
    refuses(rules.clocks.map((one) => ({ ...one, of: 'every' as const })), '2 clocks closing-report of larger')
    expect(rulesPackBodySchema.safeParse({ ...pack, incidents: { ...rules, larger: { ...rules.larger, source: 'S99' } } }).success).toBe(false)
  })
  it('presses by what is over first, then by the next moment', () => {
    const late = incident({ others: 2_000_000 })
    expect(pressingClock(incidentClocks(late, pack, discoveredAt + 5 * 3_600_000))?.clock).toBe('authority-report')
    expect(pressingClock(incidentClocks(late, pack, discoveredAt + 3_600_000))?.clock).toBe('remedy')
  })
  it('presses by what waits until it is contained where all was told and harm is avoided', () => {
    const allTold = incident({ measures: [{ text: 't', by: staff, at: discoveredAt }], harmAvoided: { reason: 't', by: staff, at: discoveredAt }, notices: [told('authority', discoveredAt)] })
    expect(pressingClock(incidentClocks(allTold, pack, discoveredAt))).toMatchObject({ clock: 'closing-report', state: 'waits' })
  })
})
