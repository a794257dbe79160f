// A small seeded generator: the same (seed, label, index) gives the same numbers on every machine, in any order of asking.

export interface Rng {
  /** 32 random bits. */
  next(): number
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  fill(bytes: Uint8Array): Uint8Array
}

/** FNV-1a over the text, then one avalanche round: neighbouring indexes must not give neighbouring streams. */
function hash(text: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** sfc32 (Chris Doty-Humphrey's small fast counter): four words of state, period above 2^96 in practice. */
export function createRng(seed: string, label: string, index: number): Rng {
  const text = `${seed}\n${label}\n${String(index)}`
  let a = hash(text, 1)
  let b = hash(text, 2)
  let c = hash(text, 3)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: <T>(list: readonly T[]): T => {
      const value = list[below(list.length)]
      if (value === undefined) throw new Error('invariant: pick from an empty list')
      return value
    },
    fill: (bytes) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = next() & 0xff
      return bytes
    },
  }
}

/** Draws an index with weight 1 / (index + offset): the first words of a list are common, the last rare. */
export function createZipf(size: number, offset: number): (rng: Rng) => number {
  const upTo = new Float64Array(size)
  let sum = 0
  for (let at = 0; at < size; at++) {
    sum += 1 / (at + offset)
    upTo[at] = sum
  }
  return (rng) => {
    const target = (rng.next() / 0x1_0000_0000) * sum
    let low = 0
    let high = size - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] ?? sum) > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** A one-to-one map of 0…size-1 onto itself: unique numbers without a table. `factor` must share no divisor with `size`. */
export function scatter(index: number, factor: number, shift: number, size: number): number {
  return (index * factor + shift) % size
}
