// Very many byte patterns, filed so that a scanner finds those that lie at a place without trying them all: a thousand erased people have some
// hundred thousand, in memory as flat arrays.
//
//   filed   in a bucket, by a window of a few bytes out of the pattern: the window whose bucket is emptiest, since accounts begin alike and
//           addresses end alike
//   bitmap  says which buckets hold anything; it stays in the processor's cache, and answers for all but a few bytes of a store
import { assert } from '../../src-shared/base/assert'
import { MIN_TELLING_BYTES } from '../../src-shared/domain/mentions'

export interface Pattern {
  readonly bytes: Uint8Array
  /** What the caller learns of a hit: a number, never the text. Patterns of equal bytes may stand for several needles. */
  readonly needle: number
}

const BUCKET_BITS = 22
const NONE = -1

/** The last bytes of a window as two numbers: the last four, and up to two before them. */
function bucketOf(high: number, low: number): number {
  return (Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b) ^ Math.imul(low >>> 15, 0x27d4_eb2f)) >>> (32 - BUCKET_BITS)
}

/** An array that grows, of numbers alone. */
class Numbers {
  #values = new Int32Array(1_024)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  at(index: number): number {
    return this.#values[index] as number
  }

  put(index: number, value: number): void {
    this.#values[index] = value
  }
}

export class PatternIndex {
  longest = 0
  readonly #lowMask: number
  readonly #highMask: number
  readonly #heads = new Int32Array(2 ** BUCKET_BITS).fill(NONE)
  readonly #counts = new Uint8Array(2 ** BUCKET_BITS)
  readonly #bitmap = new Uint32Array(2 ** BUCKET_BITS / 32)
  #bytes = new Uint8Array(65_536)
  #used = 0
  // Of each pattern: where its bytes begin and how many they are, where in it its window begins, the next one of its bucket, its needles.
  readonly #starts = new Numbers()
  readonly #lengths = new Numbers()
  readonly #windows = new Numbers()
  readonly #nexts = new Numbers()
  readonly #owners = new Numbers()
  // Of each needle of a pattern: its number, and the next one of the same pattern.
  readonly #needles = new Numbers()
  readonly #otherOwners = new Numbers()

  /** `window`: 2 to 6 bytes; no pattern is shorter. */
  constructor(patterns: Iterable<Pattern>, readonly window = MIN_TELLING_BYTES) {
    assert(window >= 2 && window <= 6, 'a window is two to six bytes')
    this.#lowMask = window >= 4 ? 0xffff_ffff : 2 ** (8 * window) - 1
    this.#highMask = window <= 4 ? 0 : 2 ** (8 * (window - 4)) - 1
    for (const pattern of patterns) this.#file(pattern)
  }

  get size(): number {
    return this.#starts.length
  }

  /** Every pattern that lies in `bytes`, with the place behind its end. */
  search(bytes: Uint8Array, onHit: (needle: number, end: number) => void): void {
    if (this.size === 0) return
    const [lowMask, highMask, last, bitmap] = [this.#lowMask, this.#highMask, this.window - 1, this.#bitmap]
    let high = 0
    let low = 0
    for (let at = 0; at < bytes.length; at++) {
      high = ((high << 8) | (low >>> 24)) & highMask
      low = ((low << 8) | (bytes[at] as number)) & lowMask
      const bucket = bucketOf(high, low)
      if (((bitmap[bucket >>> 5] as number) & (1 << (bucket & 31))) !== 0 && at >= last) this.#tell(bytes, at - last, bucket, onHit)
    }
  }

  #tell(bytes: Uint8Array, windowAt: number, bucket: number, onHit: (needle: number, end: number) => void): void {
    for (let pattern = this.#heads[bucket] as number; pattern !== NONE; pattern = this.#nexts.at(pattern)) {
      const start = windowAt - this.#windows.at(pattern)
      if (!this.#liesAt(bytes, start, pattern)) continue
      for (let owner = this.#owners.at(pattern); owner !== NONE; owner = this.#otherOwners.at(owner)) onHit(this.#needles.at(owner), start + this.#lengths.at(pattern))
    }
  }

  #liesAt(bytes: Uint8Array, start: number, pattern: number): boolean {
    const [from, length] = [this.#starts.at(pattern), this.#lengths.at(pattern)]
    if (start < 0 || start + length > bytes.length) return false
    for (let offset = 0; offset < length; offset++) if (bytes[start + offset] !== this.#bytes[from + offset]) return false
    return true
  }

  #file({ bytes, needle }: Pattern): void {
    assert(bytes.length >= this.window, 'a pattern is as long as the window')
    let best = { bucket: NONE, windowAt: 0, filled: Infinity }
    let high = 0
    let low = 0
    for (let at = 0; at < bytes.length; at++) {
      high = ((high << 8) | (low >>> 24)) & this.#highMask
      low = ((low << 8) | (bytes[at] as number)) & this.#lowMask
      if (at < this.window - 1) continue
      const bucket = bucketOf(high, low)
      const known = this.#sameIn(bucket, bytes)
      if (known !== NONE) return this.#own(known, needle)
      const filled = this.#counts[bucket] as number
      if (filled < best.filled) best = { bucket, windowAt: at - this.window + 1, filled }
    }
    this.#add(bytes, needle, best)
  }

  #sameIn(bucket: number, bytes: Uint8Array): number {
    for (let pattern = this.#heads[bucket] as number; pattern !== NONE; pattern = this.#nexts.at(pattern)) if (this.#lengths.at(pattern) === bytes.length && this.#liesAt(bytes, 0, pattern)) return pattern
    return NONE
  }

  #own(pattern: number, needle: number): void {
    this.#otherOwners.push(this.#owners.at(pattern))
    this.#owners.put(pattern, this.#needles.length)
    this.#needles.push(needle)
  }

  #add(bytes: Uint8Array, needle: number, { bucket, windowAt }: { readonly bucket: number; readonly windowAt: number }): void {
    if (this.#used + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2 + bytes.length)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#used)
    const pattern = this.size
    this.#starts.push(this.#used)
    this.#lengths.push(bytes.length)
    this.#windows.push(windowAt)
    this.#nexts.push(this.#heads[bucket] as number)
    this.#owners.push(NONE)
    this.#own(pattern, needle)
    this.#used += bytes.length
    this.#heads[bucket] = pattern
    this.#counts[bucket] = Math.min(0xff, (this.#counts[bucket] as number) + 1)
    this.#bitmap[bucket >>> 5] = (this.#bitmap[bucket >>> 5] as number) | (1 << (bucket & 31))
    this.longest = Math.max(this.longest, bytes.length)
  }
}
