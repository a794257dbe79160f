// Puts a name together: mostly Chinese with a long-tailed choice of characters, some foreign, a fixed share awkward.
import { AWKWARD_NAMES } from './awkward'
import { COMPOUND_SURNAMES, FOREIGN_NAMES, GIVEN_FIRST, GIVEN_LAST, SURNAMES } from './name-parts'
import { createZipf, type Rng } from './random'

export interface PersonName {
  readonly text: string
  /** Readings or words in Latin letters, for the e-mail. */
  readonly words: readonly string[]
  /** ISO 3166 region that the name suggests. */
  readonly region: string
}

// Offsets shape the tail: about one in eight people bears the most common surname, given names spread wider.
const surname = createZipf(SURNAMES.length, 1.6)
const givenFirst = createZipf(GIVEN_FIRST.length, 12)
const givenLast = createZipf(GIVEN_LAST.length, 12)

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error('invariant: index outside its list')
  return value
}

function chineseName(rng: Rng): PersonName {
  const [family, familyReading] = rng.chance(0.008) ? rng.pick(COMPOUND_SURNAMES) : at(SURNAMES, surname(rng))
  const [last, lastReading] = at(GIVEN_LAST, givenLast(rng))
  if (rng.chance(0.18)) return { text: family + last, words: [familyReading, lastReading], region: 'CN' }
  const [first, firstReading] = at(GIVEN_FIRST, givenFirst(rng))
  return { text: family + first + last, words: [familyReading, firstReading + lastReading], region: 'CN' }
}

function foreignName(rng: Rng): PersonName {
  const { region, given, family, order } = rng.pick(FOREIGN_NAMES)
  const names = [rng.pick(given), rng.pick(family)]
  const isTight = region === 'JP' || region === 'KR'
  return { text: (order === 'given-first' ? names : names.reverse()).join(isTight ? '' : ' '), words: names, region }
}

/** Every 250th person has an awkward name, in turn, so that a population of 10,000 has them all. */
const AWKWARD_EVERY = 250

export function nameFor(index: number, rng: Rng): PersonName {
  if (index % AWKWARD_EVERY === 17) {
    return { text: at(AWKWARD_NAMES, Math.floor(index / AWKWARD_EVERY) % AWKWARD_NAMES.length), words: ['user'], region: 'CN' }
  }
  return rng.chance(0.06) ? foreignName(rng) : chineseName(rng)
}
