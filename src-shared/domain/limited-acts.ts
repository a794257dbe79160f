// What one member of staff may do at one desk before a second person stands behind it, counted out of the lines of the desk's audit: a lock or a new
// start begins nothing anew, and whoever changed the count would break the chain (docs/decisions/0062, 0096).
import type { StaffId } from '../base/ids'
import { ACCESS_LIMITS, revealWait, roomIn, type PastReveal } from './access-limits'
import { APPROVAL_FAILED, APPROVED, ERASURE_LIMIT, EXPORT_LIMIT, LET_THROUGH, MADE, REVEAL_LIMIT, REVEALED } from './access-use'
import type { RulesPackBody } from './rules'

export const LIMITED_KINDS = ['reveal', 'export', 'erasure'] as const
export type LimitedKind = (typeof LIMITED_KINDS)[number]

/** The lines that count, the line of the first refusal of a while, and for how long a line counts. */
export const LIMITED: Readonly<Record<LimitedKind, { readonly act: string; readonly limit: string; readonly withinMs: number }>> = {
  reveal: { act: REVEALED, limit: REVEAL_LIMIT, withinMs: ACCESS_LIMITS.revealedWithinMs },
  export: { act: MADE, limit: EXPORT_LIMIT, withinMs: ACCESS_LIMITS.doneWithinMs },
  erasure: { act: APPROVED, limit: ERASURE_LIMIT, withinMs: ACCESS_LIMITS.doneWithinMs },
}

/** What the pack in force says; what it leaves out is the default. */
export function mostOf(kind: LimitedKind, { limits }: Pick<RulesPackBody, 'limits'>): number {
  if (kind === 'reveal') return limits?.revealedPeople ?? ACCESS_LIMITS.revealedPeople
  return kind === 'export' ? (limits?.exportsAnHour ?? ACCESS_LIMITS.exportsAnHour) : (limits?.erasuresAnHour ?? ACCESS_LIMITS.erasuresAnHour)
}

/** When a line was written, or this moment, on both clocks. */
export interface Stamp {
  readonly ts: number
  readonly mono: number
  /** Names the boot that `mono` counts from. */
  readonly bootId: string
}
export interface PastLine extends Stamp {
  readonly type: string
  readonly actor: string
  /** Whom it concerns, by whatever tells two of them apart. */
  readonly person?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A clock that was set forward shortens no wait while the desk stays open; one that was set back never does. */
export function ageOf(line: Stamp, now: Stamp): number {
  return line.bootId === now.bootId ? now.mono - line.mono : now.ts - line.ts
}

export interface Counted {
  readonly acts: readonly PastReveal[]
  /** The first refusal of this while is on record. */
  readonly isTold: boolean
}
export interface Counting {
  readonly kind: LimitedKind
  readonly actor: string
  readonly now: Stamp
  /** Who proposed what is to be approved now: that they let something through is no second person for it. */
  readonly proposedBy?: StaffId | undefined
}

/** `lines`: the newest first. Those from before a colleague let it through count no more. */
export function countActs(lines: Iterable<PastLine>, { kind, actor, now, proposedBy }: Counting): Counted {
  const { act, limit, withinMs } = LIMITED[kind]
  const acts: PastReveal[] = []
  const undone = new Set<unknown>()
  let isTold = false
  for (const line of lines) {
    const ageMs = ageOf(line, now)
    if (ageMs >= withinMs) break
    if (line.actor !== actor) continue
    const { type, detail } = line
    if (type === LET_THROUGH && detail?.['kind'] === kind && (proposedBy === undefined || detail['by'] !== proposedBy)) break
    if (type === limit) isTold = true
    // What the origin refused erased nobody; its line stands behind that of the approval.
    if (type === APPROVAL_FAILED) undone.add(detail?.['mid'])
    if (type === act && !(detail?.['mid'] !== undefined && undone.has(detail['mid']))) acts.push({ person: line.person ?? '', ageMs })
  }
  return { acts, isTold }
}

/** How long to wait before one more; undefined: not at all. `person`: whose value is to be shown. */
export function actWait(kind: LimitedKind, acts: readonly PastReveal[], { most, person = '' }: { readonly most: number; readonly person?: string | undefined }): number | undefined {
  return kind === 'reveal' ? revealWait(acts, person, most) : roomIn(acts.map(({ ageMs }) => ageMs), most, LIMITED[kind].withinMs)
}
