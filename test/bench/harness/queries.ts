// What people type into the search box, a list for every class of docs/performance.md, taken from the population itself.
import { createRng, type Rng } from '../../../src-origin/seed/random'
import { nameReadings } from '../../../src-main/vault/pinyin'
import { identifierValue, type DirectoryRow } from '../../../src-main/vault/search-index'
import { parseQuery, personPinyin, type SearchTerm } from '../../../src-shared/domain/search-terms'
import { directoryRowAt } from './directory'

export interface QueryClass {
  readonly name: string
  readonly kind: SearchTerm['kind']
  /** What this person might be looked for by; undefined where they have nothing of the kind. */
  readonly textOf: (row: DirectoryRow, rng: Rng) => string | undefined
}

function valueOf(row: DirectoryRow, kind: 'mobile' | 'email'): string | undefined {
  const found = row.identifiers.find((one) => one[0] === kind)
  return found && identifierValue(kind, found[1])
}

/** As people say their number: without the country code of the mainland. */
function localMobile(row: DirectoryRow): string | undefined {
  return valueOf(row, 'mobile')?.replace(/^86/, '')
}

/** Three to seven characters around the place where the letters of an address end and its number begins. */
function emailPart(row: DirectoryRow, rng: Rng): string | undefined {
  const email = valueOf(row, 'email')
  const digitsAt = email?.search(/\d/) ?? -1
  if (email === undefined || digitsAt < 1) return undefined
  const from = Math.max(0, digitsAt - rng.between(1, 4))
  return email.slice(from, Math.max(digitsAt + 1, from + rng.between(3, 7)))
}

function hanPart(length: number): QueryClass['textOf'] {
  return ({ name }, rng) => {
    const letters = Array.from(name)
    if (letters.length < length || !/^\p{Script=Han}+$/u.test(name)) return undefined
    const from = rng.below(letters.length - length + 1)
    return letters.slice(from, from + length).join('')
  }
}

function reading(row: DirectoryRow): ReturnType<typeof personPinyin>[number] | undefined {
  return /^\p{Script=Han}{2,}$/u.test(row.name) ? personPinyin(row.name, nameReadings)[0] : undefined
}

export const QUERY_CLASSES: readonly QueryClass[] = [
  { name: 'mobile-last-4', kind: 'digits', textOf: (row) => valueOf(row, 'mobile')?.slice(-4) },
  { name: 'mobile-prefix', kind: 'digits', textOf: (row, rng) => localMobile(row)?.slice(0, rng.between(3, 8)) },
  {
    name: 'mobile-middle', kind: 'digits',
    textOf: (row, rng) => {
      const from = rng.between(3, 6)
      return localMobile(row)?.slice(from, from + rng.between(4, 5))
    },
  },
  { name: 'email-part', kind: 'email', textOf: emailPart },
  { name: 'zh-1', kind: 'han', textOf: hanPart(1) },
  { name: 'zh-2', kind: 'han', textOf: hanPart(2) },
  { name: 'zh-3', kind: 'han', textOf: hanPart(3) },
  { name: 'pinyin-initials', kind: 'latin', textOf: (row) => reading(row)?.initials },
  { name: 'pinyin-full', kind: 'latin', textOf: (row) => reading(row)?.full },
  { name: 'account', kind: 'account', textOf: ({ accountNo }, rng) => (rng.chance(0.5) ? accountNo : accountNo.slice(0, rng.between(7, 10))) },
]

/** Distinct as far as the population has them, from people spread evenly over the first `among`. */
export function queriesOf({ name, kind, textOf }: QueryClass, among: number, count: number): readonly string[] {
  const rng = createRng('bench', `queries ${name}`, among)
  const texts = new Set<string>()
  const step = Math.max(1, Math.floor(among / (count * 4)))
  for (let index = 0; index < among && texts.size < count; index += step) {
    const text = textOf(directoryRowAt(index), rng)
    if (text === undefined) continue
    const { terms } = parseQuery(text)
    if (terms.length === 1 && terms[0]?.kind === kind) texts.add(text)
  }
  return [...texts]
}
