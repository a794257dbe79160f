// The clocks of an incident, counted from the rules pack and from what was entered; the same on desk and origin. They say what is due and stop nothing.
import { addDays, dayStart, toDay, type EpochMs } from '../base/clock'
import { NOTICE_ITEMS, peopleOf, type IncidentEntry, type NoticeItem, type NoticeTo } from './incident-register'
import { INCIDENT_CLOCKS, type IncidentClock, type IncidentClockRule, type IncidentRules } from './incident-rules'
import type { RulesPackBody } from './rules'

/** `unknown`: the pack says nothing of incidents. */
export type IncidentSize = 'ordinary' | 'larger' | 'unknown'

export interface ClockOfIncident {
  readonly clock: IncidentClock
  /** `waits`: its beginning has not come. `not-needed`: people need not be told. `dropped`: closed without it, as a false alarm. */
  readonly state: 'waits' | 'running' | 'over' | 'met' | 'met-late' | 'not-needed' | 'dropped'
  readonly startedAt?: EpochMs
  /** The last moment; where the rule says at once, the moment at which it began. Absent while it waits. */
  readonly dueAt?: EpochMs
  readonly metAt?: EpochMs
  readonly atOnce: boolean
  /** Absent: the pack says nothing of it, and it is counted as due at once. */
  readonly rule?: Pick<IncidentClockRule, 'basis' | 'provision' | 'source'>
}

type Sized = Pick<IncidentEntry, 'affected' | 'erased' | 'others' | 'lossYuan' | 'graver'>

export function incidentSize(entry: Sized, rules: Pick<RulesPackBody, 'incidents'>): IncidentSize {
  if (entry.graver) return 'larger'
  if (!rules.incidents) return 'unknown'
  const { people, lossYuan } = rules.incidents.larger
  return peopleOf(entry) >= people || (entry.lossYuan ?? 0) >= lossYuan ? 'larger' : 'ordinary'
}

/** In the order of `INCIDENT_CLOCKS`. */
export function incidentClocks(entry: IncidentEntry, rules: Pick<RulesPackBody, 'incidents'>, now: EpochMs): readonly ClockOfIncident[] {
  const size = incidentSize(entry, rules)
  return INCIDENT_CLOCKS.flatMap((clock) => {
    const rule = ruleOf(clock, size, rules.incidents)
    // The first report is asked of larger ones alone; nobody knows the size without a pack, and then it is asked.
    return rule === undefined && rules.incidents !== undefined ? [] : [clockOf(entry, clock, rule, now)]
  })
}

function ruleOf(clock: IncidentClock, size: IncidentSize, rules: IncidentRules | undefined): IncidentClockRule | undefined {
  return rules?.clocks.find((rule) => rule.clock === clock && (rule.of === 'every' || rule.of === size))
}

function clockOf(entry: IncidentEntry, clock: IncidentClock, rule: IncidentClockRule | undefined, now: EpochMs): ClockOfIncident {
  const from = rule?.from ?? (clock === 'closing-report' ? 'contained' : 'discovered')
  const within = rule?.within ?? 'at-once'
  const startedAt = from === 'discovered' ? entry.discoveredAt : entry.contained?.at
  const metAt = metOf(entry, clock)
  const atOnce = within === 'at-once'
  const shown = { clock, atOnce, ...(rule ? { rule: { basis: rule.basis, provision: rule.provision, source: rule.source } } : {}) }
  const dropped = entry.closed?.outcome === 'false-alarm' && metAt === undefined
  if (dropped) return { ...shown, state: 'dropped' }
  if (clock === 'notice-people' && metAt === undefined && entry.harmAvoided) return { ...shown, state: 'not-needed' }
  if (startedAt === undefined) return { ...shown, state: entry.closed ? 'dropped' : 'waits' }
  const dueAt = dueOf(startedAt, within)
  const state = metAt === undefined ? (atOnce || now <= dueAt ? 'running' : 'over') : atOnce || metAt <= dueAt ? 'met' : 'met-late'
  return { ...shown, startedAt, dueAt, ...(metAt === undefined ? {} : { metAt }), state }
}

/** Hours go on from the moment. Of days the first does not count, and the last ends at midnight; none is rolled forward (docs/rules.md). */
function dueOf(startedAt: EpochMs, within: IncidentClockRule['within']): EpochMs {
  if (within === 'at-once') return startedAt
  return 'hours' in within ? startedAt + within.hours * 3_600_000 : dayStart(addDays(toDay(startedAt), within.days + 1)) - 1
}

function metOf(entry: IncidentEntry, clock: IncidentClock): EpochMs | undefined {
  switch (clock) {
    case 'remedy':
      return [...entry.measures.map(({ at }) => at), ...(entry.contained ? [entry.contained.at] : [])].toSorted((a, b) => a - b)[0]
    case 'authority-report':
      return toldTo(entry, 'authority').map(({ toldAt }) => toldAt)[0]
    case 'notice-authority':
      return completedAt(entry, 'authority')
    case 'notice-people':
      return completedAt(entry, 'people')
    case 'closing-report':
      return entry.closed ? dayStart(entry.closed.reportedOn) : undefined
  }
}

function toldTo(entry: IncidentEntry, to: NoticeTo): IncidentEntry['notices'] {
  return entry.notices.filter((notice) => notice.to === to).toSorted((a, b) => a.toldAt - b.toldAt)
}

/** With the notice after which nothing of what PIPL 57 asks for is missing. */
function completedAt(entry: IncidentEntry, to: NoticeTo): EpochMs | undefined {
  const said = new Set<NoticeItem>()
  for (const notice of toldTo(entry, to)) {
    for (const item of notice.says) said.add(item)
    if (said.size === NOTICE_ITEMS.length) return notice.toldAt
  }
  return undefined
}

const PRESSING = ['over', 'running', 'waits'] as const
type Pressing = (typeof PRESSING)[number]

/**
 * The next that somebody has to look at: what is over, then what runs by its moment, then what begins once the incident is contained. Absent of a closed one alone:
 * where all was told and it is not contained yet, the closing report waits.
 */
export function pressingClock(clocks: readonly ClockOfIncident[]): (ClockOfIncident & { readonly state: Pressing }) | undefined {
  const isPressing = (clock: ClockOfIncident): clock is ClockOfIncident & { readonly state: Pressing } => PRESSING.some((state) => state === clock.state)
  return clocks.filter(isPressing).toSorted((a, b) => PRESSING.indexOf(a.state) - PRESSING.indexOf(b.state) || (a.dueAt ?? 0) - (b.dueAt ?? 0))[0]
}
