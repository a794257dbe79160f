// Whom an erasure has to reach beyond our own systems, and what is asked of them: every handing over that may have concerned the person
// and is known at that moment, whether two people stand behind its record yet, and whether rows of it are left with us.
import { toDay, type EpochMs } from '../base/clock'
import type { SubjectId } from '../base/ids'
import type { RecipientId, RecipientRelation, TransferId } from './recipients'
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

/** After the record of a handing over was confirmed, or declined; the same list where it bore none of the tasks alone. */
export function settleAwaiting(tasks: readonly RecipientTask[], transferId: TransferId, decided: 'approved' | 'declined'): readonly RecipientTask[] {
  if (!tasks.some((task) => task.awaiting?.includes(transferId))) return tasks
  return tasks.flatMap((task) => {
    if (!task.awaiting?.includes(transferId)) return [task]
    const { awaiting, ...certain } = task
    if (decided === 'approved') return [certain]
    const left = awaiting.filter((id) => id !== transferId)
    return left.length > 0 ? [{ ...task, awaiting: left }] : []
  })
}
