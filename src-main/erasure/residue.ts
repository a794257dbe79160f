// Searches every place where bytes of erased people could survive, in every encoding, in one pass for all of them, and counts what it finds; never
// shows it.
import type { EpochMs } from '../../src-shared/base/clock'
import { createByteScanner, type ByteScanner } from './byte-scanner'
import { createEncoder, ENCODINGS } from './encodings'
import { PatternIndex, type Pattern } from './pattern-index'

/** One place: a decrypted store, a file of the profile. Chunks of one place follow each other without a gap. */
export interface ResiduePlace {
  readonly place: string
  chunks(): AsyncIterable<Uint8Array>
  /** After the chunks: files that another process kept to itself. Absent where that fails the search. */
  unread?(): number
}

export interface ResidueReport {
  /** `unread`: files that another process kept to itself, where there were any. */
  readonly places: readonly { readonly place: string; readonly bytes: number; readonly hits: number; readonly unread?: number }[]
  readonly needles: number
  /** Found, but left out, since living rows of others hold them too. */
  readonly notDistinctive: number
  readonly encodings: number
  readonly hits: number
  readonly checkedAt: EpochMs
}

export interface ResidueInput {
  /** One list for each of those who were erased. */
  readonly needlesOf: readonly (readonly string[])[]
  readonly places: readonly ResiduePlace[]
  /** Every text of the living rows of others: a needle that one of them contains proves nothing. */
  livingTexts(): AsyncIterable<string>
  readonly now: EpochMs
}

/** Gives the event loop a turn: where there is no thread of its own for it, a search answers meanwhile all the same. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function* patternsOf(texts: Iterable<readonly [number, string]>): Generator<Pattern, void> {
  const encode = createEncoder()
  for (const [needle, text] of texts) for (const bytes of encode(text)) yield { bytes, needle }
}

/** Each text once, whoever of the erased it belongs to. */
function numbered(needlesOf: ResidueInput['needlesOf']): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  for (const needles of needlesOf) for (const text of needles) if (!numbers.has(text)) numbers.set(text, numbers.size)
  return numbers
}

async function scanPlace(place: ResiduePlace, index: PatternIndex): Promise<ByteScanner> {
  const scanner = createByteScanner(index)
  for await (const chunk of place.chunks()) {
    scanner.scan(chunk)
    await breathe()
  }
  return scanner
}

/** Of needles that were found: those that a living row of somebody else contains, in any of the forms looked for. */
async function sharedAmong(found: readonly (readonly [number, string])[], input: ResidueInput): Promise<ReadonlySet<number>> {
  if (found.length === 0) return new Set()
  const living = createByteScanner(new PatternIndex(patternsOf(found)))
  const separator = new Uint8Array(1)
  const utf8 = new TextEncoder()
  for await (const text of input.livingTexts()) {
    living.scan(utf8.encode(text))
    living.scan(separator)
  }
  return new Set(living.hitsByNeedle.keys())
}

/** A report for each list of needles, in their order. */
export async function checkResidue(input: ResidueInput): Promise<readonly ResidueReport[]> {
  const numbers = numbered(input.needlesOf)
  const index = new PatternIndex(patternsOf([...numbers].map(([text, needle]) => [needle, text])))
  const scanned: { readonly place: string; readonly scanner: ByteScanner; readonly unread: number }[] = []
  for (const place of input.places) {
    const scanner = await scanPlace(place, index)
    scanned.push({ place: place.place, scanner, unread: place.unread?.() ?? 0 })
  }
  const found = [...numbers].flatMap(([text, needle]) => (scanned.some(({ scanner }) => scanner.hitsByNeedle.has(needle)) ? [[needle, text] as const] : []))
  const shared = await sharedAmong(found, input)
  return input.needlesOf.map((needles) => {
    const own = [...new Set(needles)].map((text) => numbers.get(text) ?? 0)
    const telling = own.filter((needle) => !shared.has(needle))
    const hitsIn = ({ hitsByNeedle }: ByteScanner): number => telling.reduce((sum, needle) => sum + (hitsByNeedle.get(needle) ?? 0), 0)
    const places = scanned.map(({ place, scanner, unread }) => ({ place, bytes: scanner.bytesSeen, hits: hitsIn(scanner), ...(unread > 0 ? { unread } : {}) }))
    return { places, needles: telling.length, notDistinctive: own.length - telling.length, encodings: ENCODINGS.length, hits: places.reduce((sum, { hits }) => sum + hits, 0), checkedAt: input.now }
  })
}
