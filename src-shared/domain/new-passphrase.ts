// What a new passphrase has to be, for every form and every use case that takes one: at enrolment, with a code, and in place of one that is known.

/** The least length of a new passphrase. ASVS 5.0, 6.2.1 asks for eight; one that also guards a stolen store shall have more. */
export const PASSPHRASE_MIN_CHARACTERS = 14

/** As it is derived from: whoever types a composed letter or its parts has typed the same. */
const asDerived = (passphrase: string): string => passphrase.normalize('NFKC')

export interface NewPassphrase {
  readonly chosen: string
  /** Typed once more; absent where nobody types (in the data process). */
  readonly repeated?: string
  /** The one that it takes the place of. */
  readonly former?: string
}
export type PassphraseFault = 'too-short' | 'unchanged' | 'different'

/** The first thing that is wrong with it; undefined: it can be set. An empty one is too short. */
export function passphraseFault({ chosen, repeated, former }: NewPassphrase): PassphraseFault | undefined {
  if (Array.from(asDerived(chosen)).length < PASSPHRASE_MIN_CHARACTERS) return 'too-short'
  if (former !== undefined && asDerived(former) === asDerived(chosen)) return 'unchanged'
  return repeated === undefined || repeated === chosen ? undefined : 'different'
}
