// What a list of requests is asked for: a view, what narrows it, and the order. Pure, so that screen, store and tests mean the same by it.
import { z } from 'zod'
import type { Day } from '../base/clock'
import type { StaffId } from '../base/ids'
import { day, id } from './fields'
import { CLOCK_FILTERS, QUEUE_SORTS, QUEUE_VIEWS, type ClockFilter, type QueueView } from './queue-views'
import { CHANNELS, REQUEST_STATES, RIGHTS, type Channel, type RequestState, type Right } from './vocabulary'

export const assigneeFilter = z.union([z.literal('me'), z.literal('nobody'), id<StaffId>()])
export type AssigneeFilter = z.infer<typeof assigneeFilter>

/** What a saved view keeps: never the digits of a case, which say who somebody is to whoever reads the list. */
export const keptFilterSchema = z.object({
  states: z.array(z.enum(REQUEST_STATES)).max(REQUEST_STATES.length).optional(),
  rights: z.array(z.enum(RIGHTS)).max(RIGHTS.length).optional(),
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length).optional(),
  assignee: assigneeFilter.optional(),
  dueFrom: day.optional(),
  dueTo: day.optional(),
  clock: z.enum(CLOCK_FILTERS).optional(),
  /** Something of it has not reached the origin, or came back. */
  waiting: z.literal(true).optional(),
})
/** `caseNo`: the first digits of the running number, or year and first digits, `26-11`. */
export const queueFilterSchema = keptFilterSchema.extend({ caseNo: z.string().regex(/^(\d{2}-)?\d{1,8}$/).optional() })
export type QueueFilter = z.infer<typeof queueFilterSchema>

export const queueSortSchema = z.object({ by: z.enum(QUEUE_SORTS), order: z.enum(['asc', 'desc']) })

/** What stands under a name of a person's or the team's own. */
export const savedQuerySchema = z.object({ view: z.enum(QUEUE_VIEWS), filter: keptFilterSchema, sort: queueSortSchema })
export type SavedQuery = z.infer<typeof savedQuerySchema>

/** `review`: an erasure plan, or an identity check by document, waits for a second person. No filter of its own beside the view. */
type ViewFilter = QueueFilter & { readonly review?: true }

/** A view as a filter of its own; what is put off is no filter, since it belongs to whoever looks. */
export function filterOfView(view: QueueView): ViewFilter {
  switch (view) {
    case 'mine':
      return { assignee: 'me' }
    case 'due-today':
      return { clock: 'due-today' }
    case 'overdue':
      return { clock: 'overdue' }
    case 'to-approve':
      return { review: true }
    case 'to-verify':
      return { states: ['received', 'verifying'] }
    case 'unassigned':
      return { assignee: 'nobody' }
    case 'waiting':
      return { waiting: true }
    case 'paused':
      return { clock: 'paused' }
    case 'team':
    case 'snoozed':
    case 'closed':
      return {}
  }
}

/** Everything that is asked of a row, `me` and `nobody` resolved; every part must hold. */
export interface QueueConditions {
  readonly closed: boolean
  readonly states?: readonly RequestState[]
  readonly rights?: readonly Right[]
  readonly channels?: readonly Channel[]
  /** `null`: nobody's. */
  readonly assignee?: StaffId | null
  readonly dueFrom?: Day
  readonly dueTo?: Day
  readonly clocks: readonly ClockFilter[]
  readonly waiting: boolean
  /** Something of it waits for a second person. */
  readonly review: boolean
  readonly caseNo?: string
  /** View and filter exclude each other. */
  readonly none: boolean
}

/** View and filter together: lists are cut, a range is the narrower one. */
export function conditionsOf(view: QueueView, filter: QueueFilter, me: StaffId): QueueConditions {
  const own = filterOfView(view)
  const latest = [own.dueFrom, filter.dueFrom].filter((one) => one !== undefined).toSorted().at(-1)
  const earliest = [own.dueTo, filter.dueTo].filter((one) => one !== undefined).toSorted()[0]
  const lists = { states: cut(own.states, filter.states), rights: cut(own.rights, filter.rights), channels: cut(own.channels, filter.channels), assignees: cut(assigneesOf(own.assignee, me), assigneesOf(filter.assignee, me)) }
  return {
    closed: view === 'closed',
    ...onlyOf('states', lists.states),
    ...onlyOf('rights', lists.rights),
    ...onlyOf('channels', lists.channels),
    ...onlyOf('assignee', lists.assignees?.[0]),
    ...onlyOf('dueFrom', latest),
    ...onlyOf('dueTo', earliest),
    clocks: [own.clock, filter.clock].filter((one) => one !== undefined),
    waiting: own.waiting === true || filter.waiting === true,
    review: own.review === true,
    ...onlyOf('caseNo', filter.caseNo),
    none: Object.values(lists).some((list) => list?.length === 0),
  }
}

function onlyOf<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [One in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [One in Key]?: Value }
}

/** An empty list of a filter narrows nothing; one that is left over of two lists admits nobody. */
function cut<Value>(own: readonly Value[] | undefined, chosen: readonly Value[] | undefined): readonly Value[] | undefined {
  if (chosen === undefined || chosen.length === 0) return own
  return own === undefined ? chosen : own.filter((one) => chosen.includes(one))
}

function assigneesOf(filter: AssigneeFilter | undefined, me: StaffId): readonly (StaffId | null)[] | undefined {
  if (filter === undefined) return undefined
  return [filter === 'me' ? me : filter === 'nobody' ? null : filter]
}

/** Year and running number as one number; a case that has none yet comes after all others. */
export function caseKey(caseNo: string): number {
  const parts = /^(\d{2})-(\d{1,9})$/.exec(caseNo)
  return parts ? Number(parts[1]) * 1_000_000_000 + Number(parts[2]) : Number.MAX_SAFE_INTEGER
}

/** The running number alone. */
export function caseTail(caseNo: string): string {
  return caseNo.slice(caseNo.indexOf('-') + 1)
}
