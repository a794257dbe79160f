// What is taken out of a package before it is handed over: why, where, and what stands in its place. The words themselves are told to nobody.
//
//   found    whole numbers of anybody, accounts and addresses of somebody else (letter-leaks.ts); somebody may say that one is the person's own
//   by hand  a field, or a row with all that is in it
import { z } from 'zod'
import type { ConsentEventId, NoteId, RequestId } from '../base/ids'
import { epochMs, id, sha256Hex } from './fields'
import { findLeaks, LEAK_KINDS, type Leak, type LeakLookup } from './letter-leaks'

/** Codes, the same in the manifest, on the page and in the words that stand in place of what was taken out. */
export const REDACTION_REASONS = ['other-person', 'third-party-secret', 'security'] as const
export type RedactionReason = (typeof REDACTION_REASONS)[number]

/** `request`: the person's words; `asked`: values asked for or changed; `consent`: what a consent is shown by; `answer`: ours; `note` and `file`: what is handed out with the answer; `log`: the service log. */
export const REDACTED_PLACES = ['request', 'asked', 'consent', 'answer', 'note', 'file', 'log'] as const
export type RedactedPlace = (typeof REDACTED_PLACES)[number]

export const REDACTED_PARTS = ['field', 'row'] as const
export type RedactedPart = (typeof REDACTED_PARTS)[number]
/** The row of a note takes its files along; a file is withheld whole, since nobody looks into one. */
export const PARTS_OF: Readonly<Record<RedactedPlace, readonly RedactedPart[]>> = { request: ['field'], asked: ['field'], consent: ['field'], answer: ['field'], note: ['field', 'row'], file: ['row'], log: ['field', 'row'] }

export const spotSchema = z.discriminatedUnion('place', [
  z.strictObject({ place: z.literal('request'), requestId: id<RequestId>() }),
  z.strictObject({ place: z.literal('asked'), requestId: id<RequestId>(), field: z.string().regex(/^(?:transferTo|corrections\.\d{1,3}|changes\.\d{1,3}\.(?:before|after))$/) }),
  z.strictObject({ place: z.literal('consent'), consentId: id<ConsentEventId>() }),
  z.strictObject({ place: z.literal('answer'), requestId: id<RequestId>() }),
  z.strictObject({ place: z.literal('note'), noteId: id<NoteId>() }),
  z.strictObject({ place: z.literal('file'), sha256: sha256Hex }),
  z.strictObject({ place: z.literal('log'), n: z.number().int().min(0) }),
])
export type Spot = z.infer<typeof spotSchema>

/** For sets and maps. */
export function spotKey(spot: Spot): string {
  switch (spot.place) {
    case 'note':
      return `note ${spot.noteId}`
    case 'file':
      return `file ${spot.sha256}`
    case 'log':
      return `log ${String(spot.n)}`
    case 'consent':
      return `consent ${spot.consentId}`
    case 'asked':
      return `asked ${spot.requestId} ${spot.field}`
    default:
      return `${spot.place} ${spot.requestId}`
  }
}

/** One finding in one place that is the person's own after all. `words`: what was found there, so that it says nothing of other words in the same place. */
const foundAt = { spot: spotSchema, kind: z.enum(LEAK_KINDS), from: z.number().int().min(0), to: z.number().int().min(1) } as const
const words = z.string().min(1).max(400)
export const ownFindingSchema = z.strictObject({ ...foundAt, words })
export type OwnFinding = z.infer<typeof ownFindingSchema>

/** More is a case for another answer than a package. */
export const MAX_CHOICES = 5_000
/** What one person at the desk chose for one case. */
export const redactionChoices = z.strictObject({
  form: z.literal('redact'),
  redactions: z.array(z.strictObject({ spot: spotSchema, part: z.enum(REDACTED_PARTS), reason: z.enum(REDACTION_REASONS), at: epochMs })).max(MAX_CHOICES),
  /** One without words says nothing of what stands there. */
  own: z.array(z.strictObject({ ...foundAt, words: words.optional(), at: epochMs })).max(MAX_CHOICES),
})
export type RedactionChoices = z.infer<typeof redactionChoices>
export type Redaction = RedactionChoices['redactions'][number]
export const NO_CHOICES: RedactionChoices = { form: 'redact', redactions: [], own: [] }

export interface Redactor {
  /** Whose package it is, with which numbers; and which addresses are known to be somebody else's. */
  readonly lookup: LeakLookup & { readonly ownMobiles: readonly string[] }
  readonly byHand: ReadonlyMap<string, Redaction>
  readonly own: ReadonlySet<string>
}

const ownKey = ({ spot, kind, from, to, words: found }: OwnFinding): string => `${spotKey(spot)} ${kind} ${String(from)} ${String(to)} ${found}`

export function createRedactor(lookup: Redactor['lookup'], choices: readonly RedactionChoices[]): Redactor {
  return {
    lookup,
    byHand: new Map(choices.flatMap(({ redactions }) => redactions.map((one) => [spotKey(one.spot), one]))),
    own: new Set(choices.flatMap(({ own }) => own.flatMap((one) => (one.words === undefined ? [] : [ownKey({ ...one, words: one.words })])))),
  }
}

export interface Finding extends Leak {
  /** Somebody said that it is the person's own: it stays. */
  readonly stays: boolean
}

/** In order of their places; the person's own mobile is no finding. */
export function findingsIn(text: string, spot: Spot, { lookup, own }: Redactor): readonly Finding[] {
  return findLeaks(text, lookup)
    .filter(({ kind, from, to }) => kind !== 'mobile' || !lookup.ownMobiles.some((mobile) => isSameNumber(mobile, text.slice(from, to))))
    .map((leak) => ({ ...leak, stays: own.has(ownKey({ spot, ...leak, words: text.slice(leak.from, leak.to) })) }))
}

/** Figures alone, without what people and systems put before a number of the mainland. */
function isSameNumber(a: string, b: string): boolean {
  const figures = (number: string): string => number.normalize('NFKC').replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '')
  return figures(a) === figures(b)
}

export interface Taken {
  readonly reason: RedactionReason
  readonly count: number
}

/** What stands in place of the words: the same in page, JSON and tables, so that a machine finds every one. */
export function redactionMark(reason: RedactionReason): string {
  return `【已隐去 withheld: ${reason}】`
}

/** The text as it is handed over, and how much was taken out of it. */
export function redactText(text: string, spot: Spot, redactor: Redactor): { readonly text: string; readonly taken: readonly Taken[] } {
  const chosen = redactor.byHand.get(spotKey(spot))
  if (chosen) return { text: redactionMark(chosen.reason), taken: [{ reason: chosen.reason, count: 1 }] }
  const found = findingsIn(text, spot, redactor).filter(({ stays }) => !stays)
  if (found.length === 0) return { text, taken: [] }
  const rest = found.toReversed().reduce((left, { from, to }) => left.slice(0, from) + redactionMark('other-person') + left.slice(to), text)
  return { text: rest, taken: [{ reason: 'other-person', count: found.length }] }
}

export interface RedactionCount extends Taken {
  readonly place: RedactedPlace
}

/** One line for each reason and place, in the order of the codes. */
export function countRedactions(taken: readonly RedactionCount[]): readonly RedactionCount[] {
  return REDACTION_REASONS.flatMap((reason) => REDACTED_PLACES.flatMap((place) => {
    const count = taken.filter((one) => one.reason === reason && one.place === place).reduce((sum, one) => sum + one.count, 0)
    return count === 0 ? [] : [{ reason, place, count }]
  }))
}
