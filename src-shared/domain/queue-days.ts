// The days by which the queue is ordered and counted, from the same count that the clock on the screen shows.
import { addDays, type Day } from '../base/clock'
import { isEstimated, nextDue, SOON_PART, workingDaysBetween } from './deadline'
import { countRequest, type Counted } from './request-clock'
import { deadlineRule, type RulesPackBody } from './rules'

export const QUEUE_CLOCKS = ['running', 'estimated'] as const

export interface QueueDays {
  /** The day that comes first: the target, the outer limit, or the day by which a processing stops. */
  readonly dueOn: Day
  /** The first day on which the clock says soon; the day due where nothing can be said before it. */
  readonly soonOn: Day
  /** What it says on days of no pause. */
  readonly clock: (typeof QUEUE_CLOCKS)[number]
  /** Last day of the latest pause, that is, of every pause that has not ended: none begins in the future, and no two share a day. */
  readonly pausedTo?: Day
}

/** With the pauses and the extension of the request. */
export function queueDaysOf(request: Counted, rules: RulesPackBody): QueueDays {
  const deadline = countRequest(request, rules)
  const paused = lastPausedDay(request)
  const { on: dueOn } = nextDue(deadline)
  if (isEstimated(deadline)) return { dueOn, soonOn: dueOn, clock: 'estimated', ...paused }
  const total = deadlineRule(request.right, rules).workingDays
  let soonOn = dueOn
  for (let before = addDays(soonOn, -1); workingDaysBetween(before, dueOn, rules) * SOON_PART < total; before = addDays(before, -1)) soonOn = before
  return { dueOn, soonOn, clock: 'running', ...paused }
}

function lastPausedDay({ pauses = [] }: Pick<Counted, 'pauses'>): Pick<QueueDays, 'pausedTo'> {
  const last = pauses.map(({ to }) => to).toSorted().at(-1)
  return last === undefined ? {} : { pausedTo: last }
}

/** When what is put off is shown again: nothing stays hidden past its last day. */
export function comesBack(untilOn: Day, dueOn: Day): Day {
  return untilOn < dueOn ? untilOn : dueOn
}
