// Finds the patterns of an index in a stream of bytes, in one pass.
import type { PatternIndex } from './pattern-index'

export interface ByteScanner {
  /** Chunks of one place in order; a match across the edge of two is found too. */
  scan(chunk: Uint8Array): void
  readonly hits: number
  readonly bytesSeen: number
  /** How often each needle was found; one that was not is absent. */
  readonly hitsByNeedle: ReadonlyMap<number, number>
}

export function createByteScanner(index: PatternIndex): ByteScanner {
  const hitsByNeedle = new Map<number, number>()
  let carried = new Uint8Array(0)
  const state = { hits: 0, bytesSeen: 0 }
  return {
    scan(chunk) {
      const joined = new Uint8Array(carried.length + chunk.length)
      joined.set(carried)
      joined.set(chunk, carried.length)
      index.search(joined, (needle, end) => {
        // What lies wholly in the carried part was counted with the chunk before.
        if (end <= carried.length) return
        state.hits++
        hitsByNeedle.set(needle, (hitsByNeedle.get(needle) ?? 0) + 1)
      })
      state.bytesSeen += chunk.length
      carried = joined.slice(Math.max(0, joined.length - Math.max(0, index.longest - 1)))
    },
    get hits() {
      return state.hits
    },
    get bytesSeen() {
      return state.bytesSeen
    },
    hitsByNeedle,
  }
}
