// What to look for after an erasure: the person's own texts, gathered before the rows go, kept in memory and sealed until the check.
import { digitsOf, isTelling, mentionsOf } from '../../src-shared/domain/mentions'

export interface PersonTexts {
  readonly name: string
  readonly accountNo: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly pinyin: readonly string[]
  /** What the person or staff wrote in requests, and the details of log rows. */
  readonly freeTexts: readonly string[]
  readonly ips: readonly string[]
  /** What stays and names the person no more, as it lies in the store: the entries of the registers. Where a text of the person says the same, finding it proves nothing. */
  readonly staying: readonly string[]
}

/** So that a person with a million rows does not make a million needles; the newest texts come first. */
const MAX_NEEDLES = 400
const MAX_NEEDLE_CHARS = 40

/** Head, tail and middle of a long text: an overflow page may hold any part of it. */
function partsOf(value: string): string[] {
  if (value.length <= MAX_NEEDLE_CHARS) return [value]
  const middle = Math.floor(value.length / 2)
  return [value.slice(0, MAX_NEEDLE_CHARS), value.slice(middle, middle + MAX_NEEDLE_CHARS), value.slice(-MAX_NEEDLE_CHARS)]
}

export function collectNeedles(texts: PersonTexts): readonly string[] {
  const needles = new Set<string>()
  const add = (value: string): void => {
    const trimmed = value.trim()
    if (needles.size < MAX_NEEDLES && isTelling(trimmed)) needles.add(trimmed)
  }
  for (const part of partsOf(texts.name)) add(part)
  for (const mention of mentionsOf(texts)) add(mention)
  // Numbers lie in the index the other way round too.
  for (const { kind, value } of texts.identifiers) if (kind !== 'email') add([...digitsOf(value)].reverse().join(''))
  for (const reading of texts.pinyin) add(reading)
  for (const ip of texts.ips) add(ip)
  const staying = texts.staying.map(folded).join('\n')
  // As it is, or as it lies in JSON: a quotation mark or the end of a line is written otherwise there.
  const isStaying = (part: string): boolean => [part, JSON.stringify(part).slice(1, -1)].some((form) => staying.includes(folded(form)))
  for (const part of texts.freeTexts.flatMap(partsOf)) if (needles.size < MAX_NEEDLES && !isStaying(part.trim())) add(part)
  return [...needles]
}

/** A needle is looked for in either case and in either form of its accents (encodings.ts). */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
