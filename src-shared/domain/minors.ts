// Who is a minor: under eighteen full years on a day (Civil Code 17); the birthday itself is the first day of the next year of age.
import type { Day } from '../base/clock'
import type { Maker } from './intake-acts'
import type { AnswerForm } from './vocabulary'

export const AGE_OF_MAJORITY = 18

/** Full years on a day; undefined: the birth day is not known, and nobody may conclude anything. */
export function yearsOld(birthDay: Day | undefined, today: Day): number | undefined {
  if (birthDay === undefined || birthDay > today) return undefined
  const years = Number(today.slice(0, 4)) - Number(birthDay.slice(0, 4))
  // Month and day compare as text; someone born on 29 February comes of age on 1 March of a common year.
  const hadBirthday = today.slice(5) >= birthDay.slice(5)
  return hadBirthday ? years : years - 1
}

/** Unknown birth day: the answer is no, and the screens do not claim an age. */
export function isMinor(birthDay: Day | undefined, today: Day): boolean {
  const years = yearsOld(birthDay, today)
  return years !== undefined && years < AGE_OF_MAJORITY
}

/** What tells of a request whether it is about a minor. */
export interface MinorSigns {
  readonly birthDay: Day | undefined
  readonly madeBy?: Pick<Maker, 'kind'> | undefined
}

/** Where no birth day is known, the guardian who asks says that they are one. */
export function isAboutMinor({ birthDay, madeBy }: MinorSigns, today: Day): boolean {
  return birthDay === undefined ? madeBy?.kind === 'guardian-of-child' || madeBy?.kind === 'guardian-of-minor' : isMinor(birthDay, today)
}

/** A minor is answered in writing. The law asks for it where something is refused (docs/rules.md); we do it with every answer. */
export function isFormOpen(form: AnswerForm | undefined, signs: MinorSigns, today: Day): boolean {
  return form !== 'spoken' || !isAboutMinor(signs, today)
}
