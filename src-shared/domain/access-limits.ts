// How much of people's data one member of staff may see at once, and from when on it is noticed. All the numbers stand here; a rules pack may set
// those of the three limits otherwise (domain/limited-acts.ts).
//
// Masked lists and the typing of a search stop at nothing; only what is shown in full is limited (docs/decisions/0062).
export const ACCESS_LIMITS = {
  /** People whose values one member of staff reveals within this time; the next one waits. */
  revealedPeople: 20,
  revealedWithinMs: 10 * 60_000,
  /** Access packages made, and erasures approved, by one member of staff within an hour. */
  exportsAnHour: 5,
  erasuresAnHour: 5,
  doneWithinMs: 60 * 60_000,
  /** More of either within a minute is one line of the audit, and stops nothing. */
  openedPeople: 60,
  maskedRows: 6_000,
  noticedWithinMs: 60_000,
  /** How long a revealed value stays. */
  shownMs: 30_000,
  /** Of one member of staff on one day; more is unusual. */
  revealedPeopleADay: 40,
} as const

/** Longest of the words beside a reason. */
export const MOST_REASON_WORDS = 100

export interface PastReveal {
  readonly person: string
  readonly ageMs: number
}

/** How long somebody waits before they may reveal anything of `person`; undefined: not at all. Of the same people as many values as one likes. */
export function revealWait(past: readonly PastReveal[], person: string, most: number = ACCESS_LIMITS.revealedPeople): number | undefined {
  const { revealedWithinMs } = ACCESS_LIMITS
  const latest = new Map<string, number>()
  for (const reveal of past) {
    if (reveal.ageMs < revealedWithinMs) latest.set(reveal.person, Math.min(reveal.ageMs, latest.get(reveal.person) ?? Infinity))
  }
  return latest.has(person) ? undefined : roomIn([...latest.values()], most, revealedWithinMs)
}

/** How long until fewer than `most` are younger than `withinMs`. */
export function roomIn(ages: readonly number[], most: number, withinMs: number): number | undefined {
  if (ages.length < most) return undefined
  // The oldest leave first; there is room once all but one fewer than the limit have left.
  const oldestFirst = [...ages].sort((a, b) => b - a)
  return withinMs - (oldestFirst[ages.length - most] ?? 0)
}

/** One look: a person who was opened, or masked rows that a list showed. */
export interface Look {
  readonly person?: string
  readonly rows?: number
}
export type Noticed = 'people' | 'rows'

/** What of the looks of one minute is more than anybody needs. */
export function noticed(looks: readonly Look[]): readonly Noticed[] {
  const people = new Set(looks.flatMap(({ person }) => (person === undefined ? [] : [person])))
  const rows = looks.reduce((sum, look) => sum + (look.rows ?? 0), 0)
  return [...(people.size > ACCESS_LIMITS.openedPeople ? (['people'] as const) : []), ...(rows > ACCESS_LIMITS.maskedRows ? (['rows'] as const) : [])]
}
