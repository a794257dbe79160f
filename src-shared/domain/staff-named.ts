// Whether what was typed into a search is the whole name of somebody who works here, in Han or in pinyin.
import type { Named } from './access-use'
import { fold, nameKey } from './search-terms'

export interface KnownStaff {
  readonly id: string
  readonly name: string
}
/** Every reading of one Han letter. */
export type LetterReadings = (letter: string) => readonly string[]

/** One letter is everybody's. */
const FEWEST_LETTERS = 2

export function staffNamed(query: string, staff: readonly KnownStaff[], me: string, readingsOf: LetterReadings): Named | undefined {
  const typed = nameKey(query)
  if (Array.from(typed).length < FEWEST_LETTERS) return undefined
  const isTheirs = ({ name }: KnownStaff): boolean => {
    const letters = Array.from(nameKey(name))
    return letters.join('') === typed || (/^[a-z]+$/.test(typed) && letters.every((letter) => /\p{Script=Han}/u.test(letter)) && spells(typed, letters, readingsOf))
  }
  const meant = staff.filter(isTheirs)
  if (meant.length === 0) return undefined
  return meant.some(({ id }) => id === me) ? 'self' : 'colleague'
}

/** By any reading of each letter: nobody has to know which of them the surname has. */
function spells(typed: string, [letter, ...others]: readonly string[], readingsOf: LetterReadings): boolean {
  if (letter === undefined) return typed === ''
  return readingsOf(letter).map(fold).some((reading) => reading !== '' && typed.startsWith(reading) && spells(typed.slice(reading.length), others, readingsOf))
}
