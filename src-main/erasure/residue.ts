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
  /** Whether a living row of anybody else contains the text: such a needle proves nothing. */
  isSharedByOthers(needle: string): Promise<boolean>
  readonly now: EpochMs
}

/** Gives the event loop a turn, so that a search answers while a large store is being read. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export async function checkResidue(input: ResidueInput): Promise<ResidueReport> {
  const distinctive: string[] = []
  for (const needle of input.needles) if (!(await input.isSharedByOthers(needle))) distinctive.push(needle)
  const encode = createEncoder()
  const patterns: Pattern[] = distinctive.flatMap((needle, at) => encode(needle).map((bytes) => ({ bytes, needle: at })))
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
  return {
    places,
    needles: distinctive.length,
    notDistinctive: input.needles.length - distinctive.length,
    encodings: ENCODINGS.length,
    hits,
    checkedAt: input.now,
  }
}
