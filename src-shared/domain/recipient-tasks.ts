// Whom an erasure has to reach beyond our own systems, and what is asked of them: every handing over that may have concerned the person
// and is known at that moment, whether two people stand behind its record yet, and whether rows of it are left with us.
import { isDay, toDay, type Day, type EpochMs } from '../base/clock'
import type { ErasureId, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { RecipientId, RecipientRelation, TransferId } from './recipients'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission } from './staff'
import { transferState, type TransferEntry, type TransferShare } from './transfer-register'
import type { Category } from './vocabulary'

/** What an erasure asks of a recipient; texts `consent:recipientDuty.CODE`. */
export const RECIPIENT_DUTIES = [
  'delete-or-return', // entrusted: on our instruction (PIPL 21)
  'tell', // provided: another handler, who is told and decides on its own duty
  'take-down', // disclosed: what we still publish
] as const
export type RecipientDuty = (typeof RECIPIENT_DUTIES)[number]
/** Structurally the wire's, in an `erasure`; a list has one of a recipient and duty. */
export interface RecipientTask {
  /** Absent where it was disclosed to everybody. */
  readonly recipientId?: RecipientId
  readonly duty: RecipientDuty
  readonly categories: Category[]
  /** Records that no second person has confirmed yet, where the task rests on none that is: it is one as soon as they are. */
  readonly awaiting?: TransferId[]
  /** Each time that they were told, as it was entered; whoever tells them again adds to it. */
  readonly told?: Telling[]
}

/** A choice and no text: what somebody types here would name the person who is gone. Texts `erasure:toldBy.CODE`. */
export const TELLING_WAYS = ['e-mail', 'letter', 'phone', 'in-person', 'interface'] as const
export type TellingWay = (typeof TELLING_WAYS)[number]
export interface Telling {
  readonly on: Day
  readonly way: TellingWay
  readonly by: StaffId
  readonly at: EpochMs
}
export interface TellOperation {
  readonly op: 'erasure.tell@1'
  readonly args: { readonly erasureId: ErasureId; readonly recipientId?: RecipientId; readonly duty: RecipientDuty; readonly on: Day; readonly way: TellingWay }
}


const DUTY_BY_RELATION: Readonly<Record<RecipientRelation, RecipientDuty>> = { entrusted: 'delete-or-return', provided: 'tell', disclosed: 'take-down' }

export interface TaskPerson {
  readonly subjectId: SubjectId
  /** Absent: not known here; then nothing is left out for having been before them. */
  readonly registeredAt?: EpochMs
}

export function recipientTasks(person: TaskPerson, entries: readonly TransferEntry[], shares: readonly Pick<TransferShare, 'transferId' | 'subjectId'>[]): readonly RecipientTask[] {
  const listed = new Set(shares.filter((share) => share.subjectId === person.subjectId).map((share) => share.transferId))
  const tasks = new Map<string, RecipientTask>()
  for (const entry of entries.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    if (transferState(entry) === 'declined' || !mayConcern(person, entry, listed)) continue
    const { recipientId, category } = entry
    const duty = DUTY_BY_RELATION[entry.relation]
    const key = `${duty} ${recipientId ?? ''}`
    const task = tasks.get(key)
    const categories = task?.categories ?? []
    const awaiting = awaitingWith(task, entry)
    tasks.set(key, {
      ...(recipientId === undefined ? {} : { recipientId }),
      duty,
      categories: categories.includes(category) ? categories : [...categories, category],
      ...(awaiting ? { awaiting } : {}),
    })
  }
  return [...tasks.values()]
}

/** Of everybody: whoever was here when it last happened. Rows that went since are no proof that none were handed over. */
function mayConcern({ registeredAt }: TaskPerson, { id, reach, frequency, at, until }: TransferEntry, listed: ReadonlySet<TransferId>): boolean {
  if (reach === 'listed') return listed.has(id)
  const last = frequency === 'once' ? at : until
  return registeredAt === undefined || last === undefined || toDay(registeredAt) <= toDay(last)
}

/** As many as the wire takes; the first of them are as good as all, for a task that any of them bears. */
const MOST_AWAITING = 200

function awaitingWith(task: RecipientTask | undefined, entry: TransferEntry): TransferId[] | undefined {
  if (transferState(entry) !== 'proposed' || (task && !task.awaiting)) return undefined
  return [...(task?.awaiting ?? []), entry.id].slice(0, MOST_AWAITING)
}

/** Nobody tells a recipient so often; what is entered beyond it is a mistake. */
const MOST_TELLINGS = 20

/** Adds and takes nothing back, so the marks of two desks never contradict each other, and no version is asked for. */
export function applyTelling(erasure: { readonly approvedAt?: EpochMs; readonly recipients?: readonly RecipientTask[] }, { args }: TellOperation, by: Actor): Result<RecipientTask[], Refusal> {
  if (!hasPermission(by.role, 'propose-erasure')) return err({ code: 'forbidden' })
  const task = erasure.recipients?.find(({ recipientId, duty }) => recipientId === args.recipientId && duty === args.duty)
  if (erasure.approvedAt === undefined || !task || (task.told?.length ?? 0) >= MOST_TELLINGS) return err({ code: 'precondition' })
  // To the day: a desk's clock may be ahead of the origin's.
  if (!isDay(args.on) || args.on > toDay(by.at)) return err({ code: 'invalid', fields: ['on'] })
  const told = [...(task.told ?? []), { on: args.on, way: args.way, by: by.staffId, at: by.at }]
  return ok((erasure.recipients ?? []).map((one) => (one === task ? { ...task, told } : one)))
}

/**
 * After the record of a handing over was confirmed, or declined; the same list where it bore none of the tasks alone. One of which somebody
 * was told already stays: it is what happened.
 */
export function settleAwaiting(tasks: readonly RecipientTask[], transferId: TransferId, decided: 'approved' | 'declined'): readonly RecipientTask[] {
  if (!tasks.some((task) => task.awaiting?.includes(transferId))) return tasks
  return tasks.flatMap((task) => {
    if (!task.awaiting?.includes(transferId)) return [task]
    const { awaiting, ...certain } = task
    if (decided === 'approved') return [certain]
    const left = awaiting.filter((id) => id !== transferId)
    if (left.length > 0) return [{ ...task, awaiting: left }]
    return task.told ? [certain] : []
  })
}
