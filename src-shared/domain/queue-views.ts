// The views, clocks and orders that a list of requests has; without a schema, since the locked window loads it.

/** The views that every desk has; of open requests but for `closed`. The first ten have a digit as their key, so a new one comes last. */
export const QUEUE_VIEWS = ['mine', 'team', 'due-today', 'overdue', 'to-approve', 'to-verify', 'unassigned', 'waiting', 'snoozed', 'closed', 'paused'] as const
export type QueueView = (typeof QUEUE_VIEWS)[number]

/**
 * `at-risk`: less than a quarter of the working days is left, and it is not yet due. `estimated`: a year without a published calendar. Neither
 * while it is paused, and what is overdue is not said to be paused.
 */
export const CLOCK_FILTERS = ['overdue', 'due-today', 'at-risk', 'estimated', 'paused'] as const
export type ClockFilter = (typeof CLOCK_FILTERS)[number]

/**
 * Under the heads of a list. The person's name is no order: the mask shows one letter of it, and the neighbours would tell the rest.
 */
export const QUEUE_SORTS = ['state', 'caseNo', 'right', 'assignee', 'deadline', 'updated'] as const
export type QueueSortKey = (typeof QUEUE_SORTS)[number]
export interface QueueSort {
  readonly by: QueueSortKey
  readonly order: 'asc' | 'desc'
}

export function defaultSort(view: QueueView): QueueSort {
  return view === 'closed' ? { by: 'updated', order: 'desc' } : { by: 'deadline', order: 'asc' }
}
