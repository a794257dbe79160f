// Whatever is done with an incident by whom in whatever order: no state is left without its clock, nobody closes alone, and no person is lost from the count.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErasureId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { incidentWithout } from '../../src-shared/domain/entry-texts'
import { incidentClocks, incidentSize, pressingClock } from '../../src-shared/domain/incident-clocks'
import { applyIncident, incidentState, NOTICE_ITEMS, NOTICE_TO, peopleOf, untold, type IncidentEntry, type IncidentId, type IncidentOperation } from '../../src-shared/domain/incident-register'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Category, Role } from '../../src-shared/domain/vocabulary'
import { incidentEntrySchema } from '../../src-shared/protocol/incidents'
import { formerPack, repositoryPack } from '../fixtures/rules'

const id = (n: number): string => `01970000-0000-7000-8000-${String(n).padStart(12, '0')}`
const incidentId = id(1) as IncidentId
const begin = Date.parse('2026-06-15T10:00:00+08:00')
const packs = [repositoryPack(), formerPack('2026.6')]

const text = fc.constantFrom('已隔离', '已报告', '')
const operation: fc.Arbitrary<IncidentOperation> = fc.oneof(
  fc.record({ categories: fc.constantFrom<Category[]>(['browsing'], []), others: fc.integer({ min: 0, max: 2_000_000 }), lossYuan: fc.integer({ min: 0, max: 9_000_000 }), graver: fc.boolean() }).map((args): IncidentOperation => ({ op: 'incident.assess@1', args: { incidentId, ...args } })),
  fc.constant<IncidentOperation>({ op: 'incident.assess@1', args: { incidentId, categories: [], others: 1, graver: false, harmAvoided: '已加密' } }),
  fc.integer({ min: 10, max: 14 }).map((n): IncidentOperation => ({ op: 'incident.affect@1', args: { incidentId, subjectId: id(n) as SubjectId } })),
  fc.tuple(fc.constantFrom('incident.measure@1', 'incident.contain@1', 'incident.reopen@1'), text).map(([op, words]): IncidentOperation => ({ op, args: { incidentId, text: words } })),
  fc.record({ to: fc.constantFrom(...NOTICE_TO), says: fc.subarray([...NOTICE_ITEMS]) }).map((args): IncidentOperation => ({ op: 'incident.notice@1', args: { incidentId, toldAt: begin, way: 'portal', reference: '', ...args } })),
  fc.constantFrom('handled' as const, 'false-alarm' as const).map((outcome): IncidentOperation => ({ op: 'incident.close@1', args: { incidentId, outcome, reportedOn: '2026-06-15', text: '已核实' } })),
  fc.constant<IncidentOperation>({ op: 'incident.approve@1', args: { incidentId } }),
)
const who = fc.record({ staffId: fc.constantFrom('a', 'b').map((one) => one as StaffId), role: fc.constantFrom<Role>('agent', 'reviewer', 'officer') })

/** Every entry that comes of these acts. */
function walk(acts: readonly (readonly [IncidentOperation, { readonly staffId: StaffId; readonly role: Role }])[]): readonly IncidentEntry[] {
  const opened = applyIncident(undefined, { op: 'incident.open@1', args: { incidentId, kind: 'other', discoveredAt: begin, what: '文件夹曾共享', categories: [], others: 0 } }, { staffId: 'a' as StaffId, role: 'officer', at: begin })
  if (!opened.ok) throw new Error('an officer opens one')
  const seen = [opened.value]
  acts.forEach(([act, by], n) => {
    const next = applyIncident(seen.at(-1), act, { ...by, at: begin + n })
    if (by.role === 'agent') expect(next.ok).toBe(false)
    if (next.ok) seen.push(next.value)
  })
  return seen
}

const walks = fc.array(fc.tuple(operation, who), { maxLength: 30 }).map(walk)

/** Something of every incident that is not closed is owed, and every clock says what it rests on. */
function expectClocks(entry: IncidentEntry, pack: RulesPackBody, now: number): void {
  const clocks = incidentClocks(entry, pack, now)
  expect(new Set(clocks.map(({ clock }) => clock)).size).toBe(clocks.length)
  if (incidentState(entry) === 'closed') expect(pressingClock(clocks)).toBeUndefined()
  else expect(pressingClock(clocks), JSON.stringify(entry)).toBeDefined()
  for (const one of clocks) {
    if (one.state === 'waits') expect(entry.contained).toBeUndefined()
    expect(one.rule === undefined).toBe(pack.incidents === undefined)
    if (one.state === 'over' || one.state === 'running') expect(one.dueAt).toBeDefined()
    if (one.state === 'met' || one.state === 'met-late') expect(one.metAt).toBeDefined()
  }
  expect(clocks.some(({ clock }) => clock === 'authority-report')).toBe(incidentSize(entry, pack) !== 'ordinary')
}

describe('an incident', () => {
  it('has in every state that is not closed a clock that runs, is over or waits until it is contained, and each clock says what it rests on or that nobody confirmed it', () => {
    fc.assert(fc.property(walks, fc.integer({ min: 0, max: 90 * 86_400_000 }), (entries, later) => {
      for (const entry of entries) for (const pack of packs) expectClocks(entry, pack, begin + later)
    }))
  })

  it('is closed by two people alone, as handled only when all was told, and is never changed again', () => {
    fc.assert(fc.property(walks, (entries) => {
      entries.forEach((entry, n) => {
        if (!entry.closed) return
        expect(entry.closed.approvedBy).not.toBe(entry.closed.by)
        if (entry.closed.outcome === 'handled') expect([entry.contained !== undefined, untold(entry)]).toEqual([true, []])
        expect(n).toBe(entries.length - 1)
      })
    }))
  })

  it('fits the wire in every state, and loses a person to their erasure without a trace and without losing the count', () => {
    fc.assert(fc.property(walks, (entries) => {
      for (const entry of entries) {
        const wire = incidentEntrySchema.strict().safeParse({ ...entry, openedBy: id(2), measures: [], notices: [], harmAvoided: undefined, contained: undefined, closing: undefined, closed: undefined })
        expect(wire.success).toBe(true)
        for (const subjectId of entry.affected) {
          const gone = incidentWithout(entry, (words) => words, { subjectId, erasureId: id(99) as ErasureId })
          expect(JSON.stringify(gone)).not.toContain(subjectId)
          expect(peopleOf(gone)).toBe(peopleOf(entry))
        }
      }
    }))
  })
})
