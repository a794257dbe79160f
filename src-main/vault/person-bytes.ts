// One person of the directory as the JSON rows that fill its tables: the usual person as bytes, everybody else by the general functions.
//
// Invariant: both ways write the same rows and the same tokens in the same order (test/vault/person-bytes.test.ts). The tokens of a person are
// computed once more when they leave (search-index.ts), so a difference would stay in the index for good.
import { MAX_INDEXED, nameKey, personPinyin, type ToPinyin } from '../../src-shared/domain/search-terms'
import { PLAIN_GRAM_PLACES, plainGramPlace } from '../../src-shared/domain/search-grams'
import { JsonBytes } from './json-bytes'
import { reversed, tokensOf, type StoredRow } from './search-index'

const [QUOTE, COMMA, CLOSE, SPACE, Z] = Buffer.from('",] z') as unknown as readonly [number, number, number, number, number]
/** Each piece of the name is looked for in front of itself, so that none comes twice: cheap for the usual name alone. */
const MOST_PLAIN_LETTERS = 4

/** JSON arrays that are being written, a row of each table after another; `tokens` has one text a person. */
export interface PersonTexts {
  readonly people: JsonBytes
  readonly identifiers: JsonBytes
  readonly readings: JsonBytes
  readonly tokens: JsonBytes
}

export function createPersonTexts(): PersonTexts {
  return { people: new JsonBytes(), identifiers: new JsonBytes(), readings: new JsonBytes(), tokens: new JsonBytes() }
}

/** `row.n` is the number inside the batch. */
export function addPerson(texts: PersonTexts, row: StoredRow, toPinyin: ToPinyin): void {
  const marks = [texts.people.length, texts.identifiers.length, texts.tokens.length] as const
  if (!addPlain(texts, row)) {
    texts.people.back(marks[0])
    texts.identifiers.back(marks[1])
    texts.tokens.back(marks[2])
    addAny(texts, row)
  }
  for (const { full, initials } of personPinyin(row.name, toPinyin)) {
    texts.readings.nextArray()
    texts.readings.number(row.n)
    texts.readings.any(`,"${full}","${initials}"]`)
  }
}

function addAny({ people, identifiers, tokens }: PersonTexts, row: StoredRow): void {
  people.next()
  people.any(JSON.stringify([row.id, row.v, row.accountNo, row.name, nameKey(row.name), row.status, row.registeredAt]))
  for (const [kind, value, proof] of row.identifiers) {
    identifiers.next()
    identifiers.any(JSON.stringify([row.n, kind, value, reversed(value), proof]))
  }
  tokens.next()
  tokens.any(JSON.stringify(tokensOf(row)))
}

/** False: somebody unusual; what was written of them is to be taken back. */
function addPlain(texts: PersonTexts, row: StoredRow): boolean {
  const { name } = row
  if (name.length === 0 || name.length > MOST_PLAIN_LETTERS || !row.identifiers.every(([, value]) => value.length <= MAX_INDEXED)) return false
  return addPlainPerson(texts.people, row) && row.identifiers.every((identifier) => addPlainIdentifier(texts.identifiers, row.n, identifier)) && addPlainTokens(texts.tokens, row)
}

function addPlainPerson(people: JsonBytes, { id, v, accountNo, name, status, registeredAt }: StoredRow): boolean {
  people.nextArray()
  if (!text(people, id)) return false
  people.byte(COMMA)
  people.number(v)
  people.byte(COMMA)
  if (!text(people, accountNo)) return false
  // Name and key: of everyday Han letters alone the two are the same.
  for (let times = 0; times < 2; times++) {
    people.byte(COMMA)
    people.byte(QUOTE)
    if (!people.han(name)) return false
    people.byte(QUOTE)
  }
  people.byte(COMMA)
  if (!text(people, status)) return false
  people.byte(COMMA)
  people.number(registeredAt)
  people.byte(CLOSE)
  return true
}

function text(rows: JsonBytes, value: string): boolean {
  rows.byte(QUOTE)
  const isPlain = rows.ascii(value)
  rows.byte(QUOTE)
  return isPlain
}

function addPlainIdentifier(identifiers: JsonBytes, n: number, [kind, value, proof]: StoredRow['identifiers'][number]): boolean {
  identifiers.nextArray()
  identifiers.number(n)
  identifiers.byte(COMMA)
  if (!text(identifiers, kind)) return false
  identifiers.byte(COMMA)
  if (!text(identifiers, value)) return false
  identifiers.byte(COMMA)
  identifiers.byte(QUOTE)
  identifiers.ascii(value, 'backwards')
  identifiers.byte(QUOTE)
  identifiers.byte(COMMA)
  if (!text(identifiers, proof)) return false
  identifiers.byte(CLOSE)
  return true
}

function addPlainTokens(tokens: JsonBytes, { name, identifiers }: StoredRow): boolean {
  tokens.next()
  tokens.byte(QUOTE)
  const from = tokens.length
  for (let length = 1; length <= 2; length++) {
    for (let at = 0; at + length <= name.length; at++) {
      if (name.indexOf(name.slice(at, at + length)) < at) continue
      if (tokens.length > from) tokens.byte(SPACE)
      tokens.byte(Z)
      if (!tokens.han(name, at, at + length)) return false
    }
  }
  seen.person += 1
  for (const [kind, value] of identifiers) if (!addPlainGrams(tokens, kind === 'mobile' ? 'm' : 'e', value)) return false
  tokens.byte(QUOTE)
  return true
}

/** Which person last had a gram: a token comes once a person, and a set for each of them would cost more than the rest. */
const seen = { person: 0, m: new Float64Array(PLAIN_GRAM_PLACES), e: new Float64Array(PLAIN_GRAM_PLACES) }

function addPlainGrams(tokens: JsonBytes, prefix: 'm' | 'e', value: string): boolean {
  const last = seen[prefix]
  let place = 0
  for (let at = 0; at < value.length; at++) {
    place = plainGramPlace(place, value.charCodeAt(at))
    if (place < 0) return false
    if (at < 2 || last[place] === seen.person) continue
    last[place] = seen.person
    tokens.byte(SPACE)
    tokens.byte(prefix.charCodeAt(0))
    tokens.byte(value.charCodeAt(at - 2))
    tokens.byte(value.charCodeAt(at - 1))
    tokens.byte(value.charCodeAt(at))
  }
  return true
}
