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

function isLongEnough(value: string): boolean {
  return Buffer.byteLength(value, 'utf8') >= MIN_NEEDLE_BYTES
}

/** Head, tail and middle of a long text: an overflow page may hold any part of it. */
function partsOf(value: string): string[] {
  if (value.length <= MAX_NEEDLE_CHARS) return [value]
  const middle = Math.floor(value.length / 2)
  return [value.slice(0, MAX_NEEDLE_CHARS), value.slice(middle, middle + MAX_NEEDLE_CHARS), value.slice(-MAX_NEEDLE_CHARS)]
}

/** Parts of an identifier that would still point at the person: the local part of an address, a number without its prefix. */
function identifierForms(kind: string, value: string): string[] {
  if (kind === 'email') return [value, value.slice(0, value.indexOf('@'))]
  const digits = value.replace(/\D/g, '')
  return [digits, digits.slice(-11), digits.slice(-8), [...digits].reverse().join('')]
}

export function collectNeedles(texts: PersonTexts): readonly string[] {
  const needles = new Set<string>()
  const add = (value: string): void => {
    const trimmed = value.trim()
    if (needles.size < MAX_NEEDLES && isLongEnough(trimmed)) needles.add(trimmed)
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
