// Finds any of many byte patterns in a stream of bytes, in one pass: a bitmap of two-byte starts, then the few candidates.

export interface Pattern {
  readonly bytes: Uint8Array
  /** What the caller learns of a hit: an index, never the text. */
  readonly needle: number
}

export interface ByteScanner {
  /** Chunks of one place in order; a match across the edge of two is found too. */
  scan(chunk: Uint8Array): void
  readonly hits: number
  readonly bytesSeen: number
  readonly needlesHit: ReadonlySet<number>
}

const WINDOW = 65_536

export function createByteScanner(patterns: readonly Pattern[]): ByteScanner {
  const candidates = new Map<number, Pattern[]>()
  const starts = new Uint8Array(WINDOW)
  let longest = 2
  for (const pattern of patterns) {
    const start = ((pattern.bytes[0] ?? 0) << 8) | (pattern.bytes[1] ?? 0)
    starts[start] = 1
    const sameStart = candidates.get(start)
    if (sameStart) sameStart.push(pattern)
    else candidates.set(start, [pattern])
    longest = Math.max(longest, pattern.bytes.length)
  }
  let carried = new Uint8Array(0)
  const needlesHit = new Set<number>()
  const state = { hits: 0, bytesSeen: 0 }

  function matchesAt(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
    if (at + pattern.length > bytes.length) return false
    for (let offset = 2; offset < pattern.length; offset++) if (bytes[at + offset] !== pattern[offset]) return false
    return true
  }

  return {
    scan(chunk) {
      const joined = new Uint8Array(carried.length + chunk.length)
      joined.set(carried)
      joined.set(chunk, carried.length)
      for (let at = 0; at + 1 < joined.length; at++) {
        const start = ((joined[at] ?? 0) << 8) | (joined[at + 1] ?? 0)
        if (starts[start] === 0) continue
        for (const { bytes, needle } of candidates.get(start) ?? []) {
          // what lies wholly in the carried part was counted with the chunk before
          if (at + bytes.length <= carried.length || !matchesAt(joined, at, bytes)) continue
          state.hits++
          needlesHit.add(needle)
        }
      }
      state.bytesSeen += chunk.length
      carried = joined.slice(Math.max(0, joined.length - (longest - 1)))
    },
    get hits() {
      return state.hits
    },
    get bytesSeen() {
      return state.bytesSeen
    },
    get needlesHit() {
      return needlesHit
    },
  }
}
