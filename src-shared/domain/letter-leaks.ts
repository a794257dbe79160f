// What must not stand in a letter: a whole identity number or mobile, whoever's it is, and an account or an address of somebody else. Found
// by their form, with their place, so that the writer sees which words are meant and they can be masked where they stand.
import { maskAccountNo, maskEmail, maskMobile } from './masking'

export const LEAK_KINDS = ['id-number', 'mobile', 'account', 'email'] as const
export type LeakKind = (typeof LEAK_KINDS)[number]
export interface Leak {
  readonly kind: LeakKind
  /** Place in the text, in UTF-16 units; `to` is behind the last. */
  readonly from: number
  readonly to: number
}
/** Whose letter it is, and which addresses in it are known to be somebody else's (in small letters). */
export interface LeakLookup {
  readonly own: { readonly accountNo: string; readonly emails: readonly string[] }
  readonly others: ReadonlySet<string>
}

/** What people put between the figures of a number. */
const GAP = String.raw`[\s.()\-‐‑–—·]{0,3}`
const digits = (pattern: readonly string[]): string => pattern.join(GAP)
const D = String.raw`\d`
const PATTERNS: readonly { readonly kind: LeakKind; readonly form: RegExp }[] = [
  { kind: 'id-number', form: new RegExp(String.raw`(?<!\d)${digits(['[1-9]', ...Array<string>(5).fill(D), '(?:1|2)', '(?:8|9|0)', D, D, '[01]', D, '[0-3]', D, D, D, D, '[0-9Xx]'])}(?!\d)`, 'g') },
  // Of the first generation: six figures of the place, a day with two of the year, three of a number.
  { kind: 'id-number', form: /(?<!\d)[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)/g },
  { kind: 'mobile', form: new RegExp(String.raw`(?<!\d)(?:(?:\+|00)?86${GAP})?${digits(['1', '[3-9]', ...Array<string>(9).fill(D)])}(?!\d)`, 'g') },
  // Abroad: a number in international form; the fixed lines of the mainland are the company's own.
  { kind: 'mobile', form: new RegExp(String.raw`\+(?!86)${digits(['[1-9]', ...Array<string>(7).fill(D)])}(?:${GAP}\d){0,7}(?!\d)`, 'g') },
  { kind: 'account', form: /SX-?\d{8,}/gi },
  { kind: 'email', form: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu },
]

/** Figures of full width read as plain ones; every one keeps its place. */
function plain(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
}

/** In small letters, each once: whoever holds the directory looks up whose they are. */
export function addressesIn(text: string): readonly string[] {
  const form = PATTERNS.find(({ kind }) => kind === 'email')?.form
  return form ? [...new Set([...plain(text).matchAll(form)].map(([address]) => address.toLowerCase()))] : []
}

/** In order of their places, none over another. */
export function findLeaks(text: string, lookup: LeakLookup): readonly Leak[] {
  const read = plain(text)
  const found: Leak[] = []
  for (const { kind, form } of PATTERNS) {
    for (const match of read.matchAll(form)) {
      const leak = { kind, from: match.index, to: match.index + match[0].length }
      const isNew = found.every((other) => leak.to <= other.from || other.to <= leak.from)
      if (isNew && isForeign(kind, match[0], lookup)) found.push(leak)
    }
  }
  return found.toSorted((a, b) => a.from - b.from)
}

function isForeign(kind: LeakKind, value: string, { own, others }: LeakLookup): boolean {
  if (kind === 'account') return value.replace(/\D/g, '') !== own.accountNo.replace(/\D/g, '')
  if (kind === 'email') return others.has(value.toLowerCase()) && !own.emails.includes(value.toLowerCase())
  return true
}

/** The same text with every leak masked where it stands. */
export function maskLeaks(text: string, leaks: readonly Leak[]): string {
  return leaks.toReversed().reduce((rest, { kind, from, to }) => rest.slice(0, from) + masked(kind, plain(rest.slice(from, to))) + rest.slice(to), text)
}

function masked(kind: LeakKind, value: string): string {
  switch (kind) {
    case 'id-number':
      return `${value.slice(0, 3)}****`
    case 'mobile':
      return maskMobile(value)
    case 'account':
      return maskAccountNo(`SX-${value.replace(/\D/g, '')}`)
    case 'email':
      return maskEmail(value)
  }
}
