// An incident: who may do what in which order, what a closing asks for, and what an erasure leaves of its people.
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { ErasureId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { incidentWithout } from '../../../src-shared/domain/entry-texts'
import {
  applyIncident, incidentState, MOST_MEASURES, NOTICE_ITEMS, peopleOf, untold, type IncidentEntry, type IncidentId, type IncidentOperation,
} from '../../../src-shared/domain/incident-register'
import type { Actor } from '../../../src-shared/domain/request'
import type { incidentEntrySchema, INCIDENT_ARGS } from '../../../src-shared/protocol/incidents'

const incidentId = '01970000-0000-7000-8000-0000000000f1' as IncidentId
const at = Date.parse('2026-06-15T10:00:00+08:00')
const officer: Actor = { staffId: 'zheng' as StaffId, role: 'officer', at }
const reviewer: Actor = { staffId: 'wu' as StaffId, role: 'reviewer', at: at + 60_000 }
const agent: Actor = { staffId: 'zhou' as StaffId, role: 'agent', at }
const person = 'p1' as SubjectId

const OPEN: Extract<IncidentOperation, { op: 'incident.open@1' }> = { op: 'incident.open@1', args: { incidentId, kind: 'other', discoveredAt: at - 3_600_000, what: '导出文件夹曾对外共享', categories: ['browsing', 'registration'], others: 3 } }
const words = (op: 'incident.measure@1' | 'incident.contain@1' | 'incident.reopen@1', text = '已停止共享'): IncidentOperation => ({ op, args: { incidentId, text } })
const notice = (to: 'authority' | 'people' | 'lead', more: object = {}): IncidentOperation => ({ op: 'incident.notice@1', args: { incidentId, to, toldAt: at, way: 'portal', says: [...NOTICE_ITEMS], reference: 'BS-7', ...more } })
const close = (outcome: 'handled' | 'false-alarm' = 'handled', more: object = {}): IncidentOperation => ({ op: 'incident.close@1', args: { incidentId, outcome, reportedOn: '2026-06-15', text: '已核实并报告', ...more } })
const assess = (more: object = {}): IncidentOperation => ({ op: 'incident.assess@1', args: { incidentId, categories: [], others: 3, graver: false, ...more } })
const AFFECT: IncidentOperation = { op: 'incident.affect@1', args: { incidentId, subjectId: person } }
const APPROVE: IncidentOperation = { op: 'incident.approve@1', args: { incidentId } }

function done(current: IncidentEntry | undefined, operation: IncidentOperation, by: Actor = officer): IncidentEntry {
  const next = applyIncident(current, operation, by)
  if (!next.ok) throw new Error(`${operation.op} refused: ${JSON.stringify(next.error)}`)
  return next.value
}
const opened = (): IncidentEntry => done(undefined, OPEN)
const after = (...acts: readonly IncidentOperation[]): IncidentEntry => acts.reduce((current, act) => done(current, act), opened())
const told = (): IncidentEntry => after(words('incident.contain@1'), notice('authority'), notice('people'))
const invalid = (field: string) => ({ ok: false, error: { code: 'invalid', fields: [field] } })

it('is the wire’s record, to the field', () => {
  expectTypeOf<IncidentEntry>().toExtend<z.infer<typeof incidentEntrySchema>>()
  expectTypeOf<z.infer<typeof incidentEntrySchema>>().toExtend<IncidentEntry>()
  expectTypeOf<z.infer<(typeof INCIDENT_ARGS)['incident.open@1']>>().toExtend<Extract<IncidentOperation, { op: 'incident.open@1' }>['args']>()
})

describe('an incident', () => {
  it('is opened by reviewers and officers, closed by two of them, and nothing changes it afterwards', () => {
    expect(applyIncident(undefined, OPEN, agent)).toEqual({ ok: false, error: { code: 'forbidden' } })
    expect(opened()).toMatchObject({ categories: ['registration', 'browsing'], openedBy: 'zheng', others: 3 })
    const closing = done(told(), close())
    expect(incidentState(closing)).toBe('closing')
    expect(applyIncident(closing, APPROVE, officer)).toEqual({ ok: false, error: { code: 'needs_second_person' } })
    const closed = done(closing, APPROVE, reviewer)
    expect([incidentState(closed), closed.closed]).toMatchObject(['closed', { by: 'zheng', approvedBy: 'wu', outcome: 'handled' }])
    for (const act of [words('incident.measure@1'), notice('lead'), assess(), AFFECT, words('incident.reopen@1'), close(), APPROVE]) expect(applyIncident(closed, act, reviewer)).toMatchObject({ ok: false, error: { code: 'precondition' } })
  })

  it('takes a closing back with whatever is entered while it waits: the second person approves what they saw', () => {
    const closing = done(told(), close())
    for (const act of [words('incident.measure@1'), notice('lead'), assess(), AFFECT]) expect(incidentState(done(closing, act))).toBe('contained')
    expect(incidentState(done(closing, words('incident.reopen@1')))).toBe('open')
  })

  it('is closed as handled once it is contained and all of PIPL 57 was told, people too or why not', () => {
    expect(applyIncident(opened(), close(), officer)).toEqual({ ok: false, error: { code: 'precondition', fields: ['contained'] } })
    const contained = after(words('incident.contain@1'))
    expect(untold(contained)).toEqual(['authority', 'people'])
    expect(applyIncident(contained, close(), officer)).toEqual({ ok: false, error: { code: 'precondition', fields: ['notices'] } })
    // The first report says what is known; the rest follows.
    const half = done(done(contained, notice('authority', { says: ['what', 'contact'] })), assess({ harmAvoided: '硬盘已加密，密钥未泄露' }))
    expect(untold(half)).toEqual(['authority'])
    const whole = done(half, notice('authority', { says: ['cause', 'harm', 'remedies'] }))
    expect(untold(whole)).toEqual([])
    expect(applyIncident(whole, close(), officer)).toMatchObject({ ok: true })
  })

  it('that was none is closed from any state, by two people all the same', () => {
    const dismissed = done(opened(), close('false-alarm'))
    expect(incidentState(done(dismissed, APPROVE, reviewer))).toBe('closed')
  })

  it('says in its words no number and no address of anybody', () => {
    for (const text of ['', '联系 13900001234', '身份证 110101199003078515', '账户 SX-2041220036', '致 zhang@example.com']) {
      expect(applyIncident(undefined, { op: 'incident.open@1', args: { ...OPEN.args, what: text } }, officer)).toEqual(invalid('what'))
      expect(applyIncident(opened(), words('incident.measure@1', text), officer)).toEqual(invalid('text'))
      expect(applyIncident(opened(), assess({ harmAvoided: text }), officer)).toEqual(invalid('harmAvoided'))
    }
    expect(applyIncident(opened(), notice('people', { reference: '13900001234' }), officer)).toEqual(invalid('reference'))
    expect(applyIncident(opened(), notice('people', { reference: '' }), officer)).toMatchObject({ ok: true })
  })

  it('lies in no future, and nobody was told before it was discovered', () => {
    expect(applyIncident(undefined, { op: 'incident.open@1', args: { ...OPEN.args, discoveredAt: at + 86_400_000 } }, officer)).toEqual(invalid('discoveredAt'))
    for (const toldAt of [at - 7_200_000, at + 86_400_000]) expect(applyIncident(opened(), notice('authority', { toldAt }), officer)).toEqual(invalid('toldAt'))
    for (const reportedOn of ['2026-06-14', '2026-06-16']) expect(applyIncident(told(), close('handled', { reportedOn }), officer)).toEqual(invalid('reportedOn'))
    expect(applyIncident(opened(), notice('lead', { says: [] }), officer)).toEqual(invalid('says'))
  })

  it('goes through one line of the feed: more measures than that are refused', () => {
    let current = opened()
    for (let n = 0; n < MOST_MEASURES; n++) current = done(current, words('incident.measure@1', `措施 ${String(n)}`))
    expect(applyIncident(current, words('incident.measure@1'), officer)).toEqual({ ok: false, error: { code: 'precondition', fields: ['measures'] } })
  })

  it('counts a person who is listed once, and loses them to an erasure without losing the count', () => {
    const listed = done(opened(), AFFECT)
    expect([peopleOf(opened()), peopleOf(listed), listed.others]).toEqual([3, 3, 2])
    expect(applyIncident(listed, AFFECT, officer)).toMatchObject({ ok: false })
    const erasureId = 'e1' as ErasureId
    const mentioned = done(listed, words('incident.measure@1', '已致电欧阳澄'))
    const gone = incidentWithout(mentioned, (text) => text.replaceAll('欧阳澄', '〔已删除〕'), { subjectId: person, erasureId })
    expect(gone).toMatchObject({ affected: [], erased: [erasureId], others: 2 })
    expect(peopleOf(gone)).toBe(3)
    expect(JSON.stringify(gone)).not.toMatch(/p1|欧阳澄/)
    // Somebody who was not listed takes their name along and nothing else.
    const other = incidentWithout(mentioned, (text) => text, { subjectId: 'p2' as SubjectId, erasureId })
    expect(other).toEqual(mentioned)
  })
})
