// How staff used what they may see, read out of the audit of a desk: counts for each, and what is out of the ordinary. A hint for whoever
// looks after the staff, never a finding: overtime, namesakes and a day of many calls are ordinary too.
import { SHANGHAI_OFFSET_MS, toDay, type Day, type EpochMs } from '../base/clock'
import { ACCESS_LIMITS } from './access-limits'

/** Types of the audit's entries that this reads; whoever writes them takes them from here. */
export const REVEALED = 'person.reveal'
export const REVEAL_LIMIT = 'person.reveal-limit'
export const MADE = 'package.made'
export const EXPORT_LIMIT = 'package.limit'
export const APPROVED = 'erasure.approve'
/** As deliver-now.ts names what became of it. */
export const APPROVAL_FAILED = `${APPROVED}-failed`
export const ERASURE_LIMIT = 'erasure.limit'
/** A second person let somebody go on past a limit: `kind` and `by` in its detail. */
export const LET_THROUGH = 'limit.let-through'
export const ACCESS_ALERT = 'access.alert'

export const USES = ['searches', 'opened', 'revealed', 'exported'] as const
export type Use = (typeof USES)[number]
const USE_BY_TYPE: ReadonlyMap<string, Use> = new Map<string, Use>([
  ['search.people', 'searches'], ['search.online', 'searches'],
  ['person.open', 'opened'],
  [REVEALED, 'revealed'],
  // What leaves the store in a file that others can open.
  [MADE, 'exported'], ['package.copy', 'exported'], ['note.save-copy', 'exported'], ['letter.save', 'exported'],
])

/** Whose name was typed into a search: noted at that moment and as this word alone, since the audit never holds what was typed. */
export const NAMED = ['self', 'colleague'] as const
export type Named = (typeof NAMED)[number]

export interface UseEntry {
  readonly at: EpochMs
  readonly actor: string
  readonly type: string
  /** The person concerned, by the audit's own alias. */
  readonly person?: string
  readonly named?: Named
}

export const UNUSUAL = ['limit', 'export-limit', 'erasure-limit', 'let-through', 'alert', 'many-reveals', 'named-self', 'named-colleague', 'off-hours'] as const
export type Unusual = (typeof UNUSUAL)[number]
/** Out of the ordinary by its line alone. */
const UNUSUAL_BY_TYPE: ReadonlyMap<string, Unusual> = new Map<string, Unusual>([
  [REVEAL_LIMIT, 'limit'], [EXPORT_LIMIT, 'export-limit'], [ERASURE_LIMIT, 'erasure-limit'], [LET_THROUGH, 'let-through'], [ACCESS_ALERT, 'alert'],
])

export interface Pattern {
  readonly actor: string
  readonly day: Day
  readonly kind: Unusual
  readonly count: number
}
export type UseCounts = Readonly<Record<Use, number>>

/** In Shanghai; a day that is no working day has none. */
const WORK_HOURS = { from: 8, until: 20 } as const
/** A search is asked anew with every letter: what is typed in one go is one search. */
const ONE_GO_MS = 5_000

export function countedAs(type: string): Use | undefined {
  return USE_BY_TYPE.get(type)
}

export function unusualAs(type: string): Unusual | undefined {
  return UNUSUAL_BY_TYPE.get(type)
}

export function isOffHours(at: EpochMs, isWorkingDay: (day: Day) => boolean): boolean {
  const hour = new Date(at + SHANGHAI_OFFSET_MS).getUTCHours()
  return hour < WORK_HOURS.from || hour >= WORK_HOURS.until || !isWorkingDay(toDay(at))
}

/** Searches that were typed in one go count once, by their first. `entries` in the order of the chain. */
function inOneGo(entries: readonly UseEntry[]): readonly UseEntry[] {
  const last = new Map<string, UseEntry>()
  return entries.filter((entry) => {
    if (countedAs(entry.type) !== 'searches') return true
    const before = last.get(entry.actor)
    last.set(entry.actor, entry)
    return before === undefined || Math.abs(entry.at - before.at) >= ONE_GO_MS
  })
}

/** People who were opened count once each, whatever made their page ask again; the rest counts as often as it was done. */
export function countUse(entries: readonly UseEntry[]): ReadonlyMap<string, UseCounts> {
  const counts = new Map<string, Record<Use, number>>()
  const opened = new Set<string>()
  for (const { actor, type, person } of inOneGo(entries)) {
    const use = countedAs(type)
    if (use === undefined) continue
    const mine = counts.get(actor) ?? { searches: 0, opened: 0, revealed: 0, exported: 0 }
    counts.set(actor, mine)
    const key = `${actor} ${person ?? ''}`
    if (use === 'opened' && opened.has(key)) continue
    if (use === 'opened') opened.add(key)
    mine[use] += 1
  }
  return counts
}

/** By member of staff, day and kind; the latest day first, in the order of `UNUSUAL` within it. */
export function unusualUse(entries: readonly UseEntry[], isWorkingDay: (day: Day) => boolean): readonly Pattern[] {
  const found = new Map<string, Pattern>()
  const revealed = new Map<string, Set<string>>()
  const add = ({ at, actor }: UseEntry, kind: Unusual, count = 1): void => {
    const day = toDay(at)
    const key = `${actor} ${day} ${kind}`
    found.set(key, { actor, day, kind, count: (found.get(key)?.count ?? 0) + count })
  }
  for (const entry of entries) {
    const kind = unusualAs(entry.type)
    if (kind !== undefined) add(entry, kind)
    if (entry.type === REVEALED) {
      const key = `${entry.actor} ${toDay(entry.at)}`
      const people = revealed.get(key) ?? new Set<string>()
      revealed.set(key, people.add(entry.person ?? ''))
      // Once it is too many, each further person counts on from the first.
      if (people.size > ACCESS_LIMITS.revealedPeopleADay) found.set(`${key} many-reveals`, { actor: entry.actor, day: toDay(entry.at), kind: 'many-reveals', count: people.size })
    }
  }
  for (const entry of inOneGo(entries)) if (countedAs(entry.type) !== undefined && isOffHours(entry.at, isWorkingDay)) add(entry, 'off-hours')
  // A name is whole only with its last letter, so these are looked for in every search.
  for (const named of NAMED) for (const entry of inOneGo(entries.filter((one) => one.named === named))) add(entry, `named-${named}`)
  return [...found.values()].sort((a, b) => b.day.localeCompare(a.day) || UNUSUAL.indexOf(a.kind) - UNUSUAL.indexOf(b.kind) || a.actor.localeCompare(b.actor))
}
