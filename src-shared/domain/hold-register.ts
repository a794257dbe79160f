// A hold: data of a matter (a lawsuit, an inquiry) that must not be erased for now, as a register entry, and what each act does to it; the truth
// at the origin, the preview on the desk. A hold is no duty to keep: nobody but the company asks for it, and it ends when somebody lifts it.
//
//   place → proposed ─approve (second person)→ in force ─extend→ extending ─approve→ in force with its new day of review
//              └─lift→ declined                    └─lift→ lifting ─approve (second person)→ lifted
//
// What is proposed later takes the place of what waits. A hold whose review is overdue goes on holding: what was erased cannot be brought back.
import { assertNever } from '../base/assert'
import { addDays, isDay, toDay, type Day, type EpochMs } from '../base/clock'
import type { Id, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { Declined } from './exception-register'
import { inventoryOf } from './inventory'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission, isSecondPerson } from './staff'
import { CATEGORIES, type Category, type Permission } from './vocabulary'

export type HoldId = Id<'hold'>

/** `person`: one person, of whom `subjectId` says who while they are here; `everyone`: of everybody, and then it names categories. */
export const HOLD_REACHES = ['person', 'everyone'] as const
export type HoldReach = (typeof HOLD_REACHES)[number]

/** Of one of its categories the fields that a hold names, by their names in the inventory; nothing else of a row is kept. */
export interface HoldFields {
  readonly category: Category
  readonly names: string[]
}

interface Proposed {
  readonly reason: string
  readonly by: StaffId
  readonly at: EpochMs
}
/** An extension or a lifting that waits for its second person. */
export type HoldChange = (Proposed & { readonly kind: 'extend'; readonly reviewOn: Day }) | (Proposed & { readonly kind: 'lift' })
interface Settled extends Proposed {
  readonly approvedBy: StaffId
  readonly approvedAt: EpochMs
}
/** Structurally the wire's `hold` record. Arrays are plain so that the type is the wire's own; nothing changes one in place. */
export interface HoldEntry {
  readonly id: HoldId
  /** By what it is known outside: number of the lawsuit or the inquiry. */
  readonly matter: string
  readonly reach: HoldReach
  /** Absent for everybody, and once the person was erased. */
  readonly subjectId?: SubjectId
  /** Absent: all that is held about the person. */
  readonly categories?: Category[]
  /** Of the categories that stand here single fields; of the others whole rows. */
  readonly fields?: HoldFields[]
  readonly reason: string
  readonly placedBy: StaffId
  readonly placedAt: EpochMs
  readonly approvedBy?: StaffId
  readonly approvedAt?: EpochMs
  readonly reviewOn: Day
  readonly extensions: (Settled & { readonly reviewOn: Day })[]
  readonly change?: HoldChange
  readonly lifted?: Settled
  readonly declined?: Declined
}

/** Structurally the wire's operations (protocol/push.ts). */
export interface PlaceHold {
  readonly holdId: HoldId
  readonly matter: string
  readonly reach: HoldReach
  readonly subjectId?: SubjectId
  readonly categories?: Category[]
  readonly fields?: HoldFields[]
  readonly reason: string
  readonly reviewOn: Day
}
export type HoldOperation =
  | { readonly op: 'hold.place@1'; readonly args: PlaceHold }
  | { readonly op: 'hold.approve@1'; readonly args: { readonly holdId: HoldId } }
  | { readonly op: 'hold.extend@1'; readonly args: { readonly holdId: HoldId; readonly reviewOn: Day; readonly reason: string } }
  | { readonly op: 'hold.lift@1'; readonly args: { readonly holdId: HoldId; readonly reason: string } }

export type HoldState = 'proposed' | 'declined' | 'in-force' | 'extending' | 'lifting' | 'lifted'
type Step = Result<HoldEntry, Refusal>

export function holdState({ declined, lifted, approvedAt, change }: HoldEntry): HoldState {
  if (declined) return 'declined'
  if (lifted) return 'lifted'
  if (approvedAt === undefined) return 'proposed'
  if (!change) return 'in-force'
  return change.kind === 'extend' ? 'extending' : 'lifting'
}

/** Time to find the second person: one member of staff alone keeps an erasure waiting no longer. */
export const PROPOSAL_HOLDS_DAYS = 7

/** A proposal holds too, for its first days: what it would have kept cannot be brought back. */
export function isHolding(hold: HoldEntry, today: Day): boolean {
  const state = holdState(hold)
  if (state === 'proposed') return today <= addDays(toDay(hold.placedAt), PROPOSAL_HOLDS_DAYS)
  return state !== 'declined' && state !== 'lifted'
}

/** One on everybody concerns each of them. */
export function isOnPerson(hold: HoldEntry, subjectId: SubjectId): boolean {
  return hold.reach === 'everyone' || hold.subjectId === subjectId
}

/** What is kept of rows: all of each, or fields by their names in the inventory, in its order. */
export type Kept = 'whole' | readonly string[]

/** Of a category of somebody whom the hold is on; never more than it names. No field: nothing. */
export function keptBy({ reach, categories, fields = [] }: Pick<HoldEntry, 'reach' | 'categories' | 'fields'>, category: Category): Kept {
  if (!(categories ? categories.includes(category) : reach === 'person')) return []
  return fields.find((one) => one.category === category)?.names ?? 'whole'
}

/** Of several holds together. */
export function keptTogether(kept: readonly Kept[], category: Category): Kept {
  if (kept.includes('whole')) return 'whole'
  return inventoryOf(category).fields.filter((field) => kept.some((names) => names.includes(field)))
}

/** Something of it, if only a field. */
export function isHeldBy(hold: HoldEntry, held: { readonly subjectId: SubjectId; readonly category: Category }): boolean {
  return isOnPerson(hold, held.subjectId) && keptBy(hold, held.category).length > 0
}

const PERMISSION: Readonly<Record<HoldOperation['op'], Permission>> = {
  'hold.place@1': 'keep-holds',
  'hold.approve@1': 'approve-holds',
  'hold.extend@1': 'keep-holds',
  'hold.lift@1': 'keep-holds',
}

/** `current` is undefined for a placing alone. That the sign-in is fresh and the version the one seen is the caller's to check. */
export function applyHold(current: HoldEntry | undefined, operation: HoldOperation, by: Actor): Step {
  if (!hasPermission(by.role, PERMISSION[operation.op])) return err({ code: 'forbidden' })
  if (operation.op === 'hold.place@1') return current ? err({ code: 'precondition' }) : place(operation.args, by)
  if (!current) return err({ code: 'not_found' })
  switch (operation.op) {
    case 'hold.approve@1':
      return approve(current, by)
    case 'hold.extend@1':
      return extend(current, operation.args, by)
    case 'hold.lift@1':
      return lift(current, operation.args.reason, by)
    default:
      return assertNever(operation)
  }
}

function place({ holdId, categories, fields, ...args }: PlaceHold, by: Actor): Step {
  if (args.matter.trim() === '') return err({ code: 'invalid', fields: ['matter'] })
  if (args.reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  if ((args.reach === 'person') !== (args.subjectId !== undefined)) return err({ code: 'invalid', fields: ['subjectId'] })
  // Everything of everybody is no matter, it is the end of erasing.
  if (args.reach === 'everyone' && !categories) return err({ code: 'invalid', fields: ['categories'] })
  if (categories && (categories.length === 0 || new Set(categories).size < categories.length)) return err({ code: 'invalid', fields: ['categories'] })
  if (fields && !areFieldsOf(fields, categories ?? [])) return err({ code: 'invalid', fields: ['fields'] })
  const reviewProblem = checkReview(args.reviewOn, by)
  if (reviewProblem) return err(reviewProblem)
  const ordered = categories && { categories: CATEGORIES.filter((category) => categories.includes(category)) }
  const named = fields && { fields: fields.map((one) => ({ category: one.category, names: inventoryOf(one.category).fields.filter((name) => one.names.includes(name)) })).sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category)) }
  return ok({ id: holdId, ...args, ...ordered, ...named, placedBy: by.staffId, placedAt: by.at, extensions: [] })
}

/** Each of a category that the hold names, once; at least one field, each once, and none that the inventory does not know. */
function areFieldsOf(fields: readonly HoldFields[], categories: readonly Category[]): boolean {
  const isOnce = (names: readonly string[]): boolean => new Set(names).size === names.length
  if (fields.length === 0 || !isOnce(fields.map(({ category }) => category))) return false
  return fields.every(({ category, names }) => categories.includes(category) && names.length > 0 && isOnce(names) && names.every((name) => inventoryOf(category).fields.includes(name)))
}

/** A hold is for a time: longer than a year somebody looks at it again. */
export const LONGEST_REVIEW_DAYS = 366

function checkReview(reviewOn: Day, by: Actor): Refusal | undefined {
  const today = toDay(by.at)
  const fits = isDay(reviewOn) && reviewOn > today && reviewOn <= addDays(today, LONGEST_REVIEW_DAYS)
  return fits ? undefined : { code: 'invalid', fields: ['reviewOn'] }
}

function approve(current: HoldEntry, by: Actor): Step {
  const state = holdState(current)
  const second = { approvedBy: by.staffId, approvedAt: by.at }
  if (state === 'proposed') return isSecondPerson(current.placedBy, by.staffId) ? ok({ ...current, ...second }) : err({ code: 'needs_second_person' })
  const { change, ...rest } = current
  if (!change || state === 'declined' || state === 'lifted') return err({ code: 'precondition' })
  if (!isSecondPerson(change.by, by.staffId)) return err({ code: 'needs_second_person' })
  const { kind: _kind, ...proposed } = change
  if (change.kind === 'lift') return ok(withoutWords({ ...rest, lifted: { reason: proposed.reason, by: proposed.by, at: proposed.at, ...second } }))
  return ok({ ...rest, reviewOn: change.reviewOn, extensions: [...rest.extensions, { reviewOn: change.reviewOn, reason: change.reason, by: change.by, at: change.at, ...second }] })
}

/** Each with its reason of 2,000 letters, they still go through one line of the feed; extended yearly, nobody comes near it. */
export const MOST_EXTENSIONS = 48

function extend(current: HoldEntry, { reviewOn, reason }: { readonly reviewOn: Day; readonly reason: string }, by: Actor): Step {
  const state = holdState(current)
  if (state === 'proposed' || state === 'declined' || state === 'lifted') return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const problem = checkReview(reviewOn, by)
  if (problem) return err(problem)
  if (current.extensions.length >= MOST_EXTENSIONS) return err({ code: 'precondition', fields: ['extensions'] })
  return ok({ ...current, change: { kind: 'extend', reviewOn, reason, by: by.staffId, at: by.at } })
}

function lift(current: HoldEntry, reason: string, by: Actor): Step {
  const state = holdState(current)
  if (state === 'declined' || state === 'lifted') return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  // Nobody ever approved it: one person takes it back.
  if (state === 'proposed') return ok(withoutWords({ ...current, declined: { reason, by: by.staffId, at: by.at } }))
  return ok({ ...current, change: { kind: 'lift', reason, by: by.staffId, at: by.at } })
}

/** Of a hold that is over and whose person is gone no word is needed, whatever the words: they were about that person. */
export function withoutWords(hold: HoldEntry): HoldEntry {
  const isOver = hold.lifted !== undefined || hold.declined !== undefined
  return isOver && hold.reach === 'person' && hold.subjectId === undefined ? withTexts(hold, () => '') : hold
}

export function withTexts(hold: HoldEntry, change: (text: string) => string): HoldEntry {
  return {
    ...hold,
    matter: change(hold.matter),
    reason: change(hold.reason),
    extensions: hold.extensions.map((one) => ({ ...one, reason: change(one.reason) })),
    ...(hold.change ? { change: { ...hold.change, reason: change(hold.change.reason) } } : {}),
    ...(hold.lifted ? { lifted: { ...hold.lifted, reason: change(hold.lifted.reason) } } : {}),
    ...(hold.declined ? { declined: { ...hold.declined, reason: change(hold.declined.reason) } } : {}),
  }
}
