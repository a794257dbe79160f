// The training in privacy and security of whoever works with people's information (PIPL 51): until when it counts, and how near its end is.
import { addDays, type Day } from '../base/clock'

/** What a company's origin says of one member of staff. Absent as a whole: the origin keeps no training, and nothing hangs on it. */
export interface Training {
  /** The last day on which the training passed last counts. */
  readonly dueOn?: Day | undefined
  /** When the company began to keep records nobody had one: until this day they go on without. */
  readonly graceUntil?: Day | undefined
}

export interface TrainingFacts {
  readonly course: string
  readonly version: string
  readonly passedOn: Day
  /** The last day on which it counts. */
  readonly dueOn: Day
}

/** From how many days before its end a person is told. */
export const TRAINING_NOTICE_DAYS = 30

/** `untracked`: the origin keeps none. `grace`: no record yet. `missing`: none, and no days left. */
export const TRAINING_STATES = ['untracked', 'valid', 'ends-soon', 'grace', 'expired', 'missing'] as const
export type TrainingState = (typeof TRAINING_STATES)[number]

export interface TrainingStanding {
  readonly state: TrainingState
  /** The last day on which it counts or counted. */
  readonly until?: Day
}

export function trainingStanding(training: Training | undefined, today: Day): TrainingStanding {
  if (training === undefined) return { state: 'untracked' }
  const { dueOn, graceUntil } = training
  const isByGrace = graceUntil !== undefined && (dueOn === undefined || graceUntil > dueOn)
  const until = isByGrace ? graceUntil : dueOn
  if (until === undefined) return { state: 'missing' }
  if (until < today) return { state: dueOn === undefined ? 'missing' : 'expired', until }
  if (isByGrace) return { state: 'grace', until }
  return { state: until <= addDays(today, TRAINING_NOTICE_DAYS) ? 'ends-soon' : 'valid', until }
}

/** Whether somebody may do more than look at the queue: to the end of the last day, in Shanghai. */
export function isTrained(training: Training | undefined, today: Day): boolean {
  return countsAsTrained(trainingStanding(training, today))
}

export function countsAsTrained({ state }: TrainingStanding): boolean {
  return state !== 'expired' && state !== 'missing'
}

/** What is wrong with a record that somebody enters, by the name of the field. */
export function trainingFault({ passedOn, dueOn }: Pick<TrainingFacts, 'passedOn' | 'dueOn'>, today: Day): 'passedOn' | 'dueOn' | undefined {
  if (passedOn > today) return 'passedOn'
  return dueOn < passedOn ? 'dueOn' : undefined
}
