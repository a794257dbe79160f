// Days on which the open requests were received, so that on the injected day some are overdue, due that day, due soon and calm.
import { addDays, weekday, type Day } from '../../src-shared/base/clock'
import type { Right } from '../../src-shared/domain/vocabulary'
import type { Rng } from './random'

/** What the seed needs of the rules pack in force. */
export interface SeedRules {
  readonly packVersion: string
  deadlineOf(right: Right, receivedOn: Day): { readonly targetOn?: Day; readonly outerOn: Day }
  /** Codes of refusal grounds that may be used for the right. */
  groundsFor(right: Right): readonly string[]
}

export type DueBucket = 'over' | 'today' | 'soon' | 'calm'
const LOOK_BACK_DAYS = 45
const SOON_DAYS = 4

export function receivedDays(right: Right, today: Day, rules: SeedRules): Readonly<Record<DueBucket, readonly Day[]>> {
  const days: Record<DueBucket, Day[]> = { over: [], today: [], soon: [], calm: [] }
  for (let back = 1; back <= LOOK_BACK_DAYS; back++) {
    const receivedOn = addDays(today, -back)
    const { targetOn, outerOn } = rules.deadlineOf(right, receivedOn)
    const dueOn = targetOn ?? outerOn
    if (dueOn < today) {
      // A week over at most: a desk with month-old cases would be another story.
      if (dueOn >= addDays(today, -7)) days.over.push(receivedOn)
    } else if (dueOn === today) days.today.push(receivedOn)
    else if (dueOn <= addDays(today, SOON_DAYS)) days.soon.push(receivedOn)
    else days.calm.push(receivedOn)
  }
  return days
}

/** A day of the bucket; where the calendar has none (a bucket can be empty), the next calmer one. */
export function pickReceivedDay(days: Readonly<Record<DueBucket, readonly Day[]>>, bucket: DueBucket, today: Day, rng: Rng): Day {
  const order: readonly DueBucket[] = ['over', 'today', 'soon', 'calm']
  for (const candidate of order.slice(order.indexOf(bucket))) {
    if (days[candidate].length > 0) return rng.pick(days[candidate])
  }
  return addDays(today, -1)
}

/** Letters and calls are keyed on working days; the web form takes them on any. */
export function isDeskDay(day: Day): boolean {
  return weekday(day) <= 5
}
