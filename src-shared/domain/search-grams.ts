// Tokens of three characters in a row, of a Latin name (n), an e-mail (e) or a mobile (m): search-terms.ts says what they are for.

export type GramPrefix = 'n' | 'e' | 'm'

/** What is not written otherwise inside a token: three of these are a token that is made once and used a million times. */
const PLAIN_GRAM_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789@._+-'
const LETTER_PLACES = Array.from({ length: 128 }, (_, code) => PLAIN_GRAM_LETTERS.indexOf(String.fromCharCode(code)))
const GRAM_TOKENS: Readonly<Record<GramPrefix, Map<number, string>>> = { n: new Map(), e: new Map(), m: new Map() }

/** The places of three plain letters in a row, each as one number from 0 up. */
export const PLAIN_GRAM_PLACES = PLAIN_GRAM_LETTERS.length ** 3
/** The place after one more letter (its code); before the third it is the place of none. Negative: that letter is written otherwise. */
export function plainGramPlace(before: number, code: number): number {
  const letter = LETTER_PLACES[code] ?? -1
  return letter < 0 ? -1 : (before % PLAIN_GRAM_LETTERS.length ** 2) * PLAIN_GRAM_LETTERS.length + letter
}

/** Every three characters in a row; none of a shorter text. */
export function grams(prefix: GramPrefix, text: string): readonly string[] {
  const tokens = plainGrams(prefix, text)
  if (tokens) return tokens
  const characters = Array.from(text, (character) => (/[^a-z0-9@._+\u0080-\u{10ffff}-]/u.test(character) ? '_' : character))
  return characters.slice(2).map((_, at) => prefix + characters.slice(at, at + 3).join(''))
}

/** Undefined where a letter is written otherwise. */
function plainGrams(prefix: GramPrefix, text: string): readonly string[] | undefined {
  const made = GRAM_TOKENS[prefix]
  const tokens: string[] = []
  let place = 0
  for (let at = 0; at < text.length; at++) {
    place = plainGramPlace(place, text.charCodeAt(at))
    if (place < 0) return undefined
    if (at < 2) continue
    let token = made.get(place)
    if (token === undefined) made.set(place, (token = prefix + text.slice(at - 2, at + 1)))
    tokens.push(token)
  }
  return tokens
}
