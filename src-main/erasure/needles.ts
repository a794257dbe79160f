// What to look for after an erasure: the person's own texts, gathered before the rows go, kept in memory and sealed until the check.
import { MIN_NEEDLE_BYTES } from './encodings'

export interface PersonTexts {
  readonly name: string
  readonly accountNo: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly pinyin: readonly string[]
  /** What the person or staff wrote in requests, and the details of log rows. */
  readonly freeTexts: readonly string[]
  readonly ips: readonly string[]
}

/** So that a person with a million rows does not make a million needles; the newest texts come first. */
const MAX_NEEDLES = 400
const MAX_NEEDLE_CHARS = 40

/**
 * A single short word of Latin letters may be a word of the program or of Chromium’s own files (「change」 is also how 常娥 is spelt, and
 * somebody is called Default): a hit would prove nothing, and hold the receipt back for ever. The other needles show what is left.
 */
const MIN_WORD_CHARS = 12

function isTelling(value: string): boolean {
  return Buffer.byteLength(value, 'utf8') >= MIN_NEEDLE_BYTES && (value.length >= MIN_WORD_CHARS || !/^[a-z]+$/i.test(value))
}

/** Head, tail and middle of a long text: an overflow page may hold any part of it. */
function partsOf(value: string): string[] {
  if (value.length <= MAX_NEEDLE_CHARS) return [value]
  const middle = Math.floor(value.length / 2)
  return [value.slice(0, MAX_NEEDLE_CHARS), value.slice(middle, middle + MAX_NEEDLE_CHARS), value.slice(-MAX_NEEDLE_CHARS)]
}

/** Parts of an identifier that would still point at the person: the local part of an address, a number without the prefix of its country. */
function identifierForms(kind: string, value: string): string[] {
  if (kind === 'email') return [value, value.slice(0, value.indexOf('@'))]
  const digits = value.replace(/\D/g, '')
  return [digits, digits.startsWith('86') ? digits.slice(2) : digits.slice(-8), [...digits].reverse().join('')]
}

export function collectNeedles(texts: PersonTexts): readonly string[] {
  const needles = new Set<string>()
  const add = (value: string): void => {
    const trimmed = value.trim()
    if (needles.size < MAX_NEEDLES && isTelling(trimmed)) needles.add(trimmed)
  }
  for (const part of partsOf(texts.name)) add(part)
  add(texts.accountNo)
  add(texts.accountNo.replace(/\D/g, ''))
  for (const { kind, value } of texts.identifiers) for (const form of identifierForms(kind, value)) add(form)
  for (const reading of texts.pinyin) add(reading)
  for (const ip of texts.ips) add(ip)
  for (const free of texts.freeTexts) for (const part of partsOf(free)) add(part)
  return [...needles]
}
