// Every incident with where it stands, its clocks by the pack in force, whom it concerns as far as they are here, and what can be done with it now.
import type { EpochMs } from '../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ClosingView, EnteredView, IncidentClockView, IncidentList, IncidentView } from '../../src-shared/contract/incident'
import { incidentClocks, incidentSize, pressingClock } from '../../src-shared/domain/incident-clocks'
import { incidentState, peopleOf, untold, type IncidentEntry } from '../../src-shared/domain/incident-register'
import { masksOf } from '../../src-shared/domain/masking'
import { readEntries, type SeenEntry } from '../sync/read-inventory'
import { listRecordsOfSubjects } from '../vault/repositories/records'
import { beginVerdict } from './act-on-request'
import { readFreshness } from './freshness'
import { readStaffNames, verdictOf, type InventoryDeps, type StaffName } from './inventory-acts'
import { maskedNameOf, readNames } from './request-rows'

/** An incident of a lost device lists hundreds; a screen names the first, and counts the others. */
const MOST_NAMED = 50

export async function listIncidents(deps: InventoryDeps): Promise<Result<IncidentList, DeskError>> {
  const { reader } = deps.vault
  const staffName = await readStaffNames(reader)
  const now = deps.knownTime.now()
  const views: IncidentView[] = []
  for (const seen of await readEntries(reader, 'incident', deps.rules.current())) views.push(await viewOf(deps, seen, { staffName, now }))
  return ok({
    incidents: views.toSorted(byPressing),
    open: beginVerdict(deps, 'keep-incidents'),
    now,
    rulesPack: deps.rules.current().version,
    freshness: await readFreshness(deps),
  })
}

/** What is over first, then what runs by its moment, then what waits to be contained; what is closed last, newest first. */
function byPressing(a: IncidentView, b: IncidentView): number {
  const [left, right] = [a, b].map(({ state, clocks }) => (state === 'closed' ? undefined : pressingClock(clocks)))
  const rank = (clock: typeof left): number => (clock === undefined ? 3 : { over: 0, running: 1, waits: 2 }[clock.state])
  return rank(left) - rank(right) || (left?.dueAt ?? 0) - (right?.dueAt ?? 0) || b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1)
}

async function peopleView({ vault, rules }: InventoryDeps, entry: IncidentEntry): Promise<IncidentView['people']> {
  const mask = masksOf(rules.current().masks).name
  const nameOf = await readNames(vault.reader, entry.affected)
  const caseNosOf = new Map<SubjectId, string[]>()
  for (const { body } of await listRecordsOfSubjects(vault.reader, 'request', entry.affected)) caseNosOf.set(body.subjectId, [...(caseNosOf.get(body.subjectId) ?? []), body.caseNo])
  const here = entry.affected
    .flatMap((subjectId) => {
      const caseNos = caseNosOf.get(subjectId)
      return caseNos ? [{ maskedName: maskedNameOf(nameOf(subjectId), mask), caseNos: caseNos.sort() }] : []
    })
    .slice(0, MOST_NAMED)
  return { total: peopleOf(entry), here, elsewhere: entry.affected.length - here.length, erased: entry.erased.length, others: entry.others }
}

interface Shown {
  readonly staffName: StaffName
  readonly now: EpochMs
}

async function viewOf(deps: InventoryDeps, seen: SeenEntry<IncidentEntry>, { staffName, now }: Shown): Promise<IncidentView> {
  const { id, kind, cause, discoveredAt, what, openedBy, openedAt, categories, lossYuan, graver, harmAvoided, measures, notices, contained, closing, closed } = seen.entry
  const rules = deps.rules.current()
  const entered = <Entered extends { readonly by: StaffId; readonly at: EpochMs }>(one: Entered): Omit<Entered, 'by'> & EnteredView => ({ ...one, by: staffName(one.by) })
  return {
    id, kind, discoveredAt, what, openedAt, categories, graver,
    ...(cause ? { cause } : {}),
    ...(openedBy === undefined ? {} : { openedBy: staffName(openedBy) }),
    ...(lossYuan === undefined ? {} : { lossYuan }),
    ...(harmAvoided ? { harmAvoided: entered(harmAvoided) } : {}),
    ...(contained ? { contained: entered(contained) } : {}),
    ...(closing ? { closing: entered(closing) } : {}),
    ...(closed ? { closed: closedView(closed, staffName) } : {}),
    measures: measures.map(entered),
    notices: notices.map(entered).toSorted((a, b) => a.toldAt - b.toldAt),
    people: await peopleView(deps, seen.entry),
    state: incidentState(seen.entry),
    size: incidentSize(seen.entry, rules),
    clocks: incidentClocks(seen.entry, rules, now).map((clock): IncidentClockView => {
      const source = rules.sources.find((one) => one.id === clock.rule?.source)
      return { ...clock, ...(source ? { sourceTitle: source.title } : {}) }
    }),
    untold: untold(seen.entry),
    version: seen.version,
    mark: seen.mark,
    acts: actsOf(deps, seen),
  }
}

function closedView({ approvedBy, approvedAt: _at, ...closed }: NonNullable<IncidentEntry['closed']>, staffName: StaffName): ClosingView {
  return { ...closed, by: staffName(closed.by), approvedBy: staffName(approvedBy) }
}

function actsOf(deps: InventoryDeps, seen: SeenEntry<IncidentEntry>): IncidentView['acts'] {
  const args = { incidentId: seen.entry.id }
  const close = { ...args, reportedOn: deps.today(), text: '?' }
  return {
    enter: verdictOf(deps, seen, { op: 'incident.assess@1', args: { ...args, categories: [], others: 0, graver: false } }),
    contain: verdictOf(deps, seen, { op: 'incident.contain@1', args: { ...args, text: '?' } }),
    reopen: verdictOf(deps, seen, { op: 'incident.reopen@1', args: { ...args, text: '?' } }),
    close: verdictOf(deps, seen, { op: 'incident.close@1', args: { ...close, outcome: 'handled' } }),
    dismiss: verdictOf(deps, seen, { op: 'incident.close@1', args: { ...close, outcome: 'false-alarm' } }),
    approve: verdictOf(deps, seen, { op: 'incident.approve@1', args }),
  }
}
