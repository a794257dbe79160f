// Searches every place where bytes of an erased person could survive, in every encoding, and counts what it finds; never shows it.
import type { EpochMs } from '../../src-shared/base/clock'
import { createByteScanner, type Pattern } from './byte-scanner'
import { createEncoder, ENCODINGS } from './encodings'

/** One place: a decrypted store, a file of the profile. Chunks of one place follow each other without a gap. */
export interface ResiduePlace {
  readonly place: string
  chunks(): AsyncIterable<Uint8Array>
}

export interface ResidueReport {
  readonly places: readonly { readonly place: string; readonly bytes: number; readonly hits: number }[]
  readonly needles: number
  /** Left out, since living rows of others hold them too. */
  readonly notDistinctive: number
  readonly encodings: number
  readonly hits: number
  readonly checkedAt: EpochMs
}

export interface ResidueInput {
  readonly needles: readonly string[]
  readonly places: readonly ResiduePlace[]
  /** Every text of the living rows of others: a needle that one of them contains proves nothing. */
  livingTexts(): AsyncIterable<string>
  readonly now: EpochMs
}

/** Gives the event loop a turn, so that a search answers while a large store is being read. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Patterns of the needles that nobody else’s living row contains, in any of the forms looked for. */
async function distinctivePatterns(input: ResidueInput): Promise<readonly Pattern[]> {
  const encode = createEncoder()
  const patterns = input.needles.flatMap((needle, at) => encode(needle).map((bytes) => ({ bytes, needle: at })))
  const living = createByteScanner(patterns)
  const separator = new Uint8Array(1)
  const utf8 = new TextEncoder()
  for await (const text of input.livingTexts()) {
    living.scan(utf8.encode(text))
    living.scan(separator)
  }
  return patterns.filter(({ needle }) => !living.needlesHit.has(needle))
}

export async function checkResidue(input: ResidueInput): Promise<ResidueReport> {
  const patterns = await distinctivePatterns(input)
  const places = []
  let hits = 0
  for (const place of input.places) {
    const scanner = createByteScanner(patterns)
    for await (const chunk of place.chunks()) {
      scanner.scan(chunk)
      await breathe()
    }
    hits += scanner.hits
    places.push({ place: place.place, bytes: scanner.bytesSeen, hits: scanner.hits })
  }
  const needles = new Set(patterns.map(({ needle }) => needle)).size
  return { places, needles, notDistinctive: input.needles.length - needles, encodings: ENCODINGS.length, hits, checkedAt: input.now }
}
