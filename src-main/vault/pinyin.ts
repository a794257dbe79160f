// Readings of a Chinese name, by pinyin-pro: the only file that knows it; everybody else is handed the function.
import { pinyin, polyphonic } from 'pinyin-pro'
import type { ToPinyin } from '../../src-shared/domain/search-terms'

/** 单, 曾, 仇 … have a reading as a surname and others; more than four of one letter are no longer names. */
const MAX_FIRST_READINGS = 4

/**
 * Readings of the whole run, the surname's own first (compound surnames known), then the everyday one, then the other readings of the
 * first letter: people type any of them.
 */
export const nameReadings: ToPinyin = (han) => {
  const letters = Array.from(han, letterReadings)
  // Most names: no letter has two readings, so there is nothing that a dictionary of words or of surnames could decide.
  if (letters.every((readings) => readings.length === 1)) return [letters.map(([reading = '']) => reading)]
  const asName = pinyin(han, { toneType: 'none', type: 'array', surname: 'head' })
  const everyday = pinyin(han, { toneType: 'none', type: 'array' })
  const others = (letters[0] ?? []).slice(0, MAX_FIRST_READINGS)
  const readings = [asName, everyday, ...others.map((reading) => [reading, ...asName.slice(1)])]
  const byText = new Map(readings.map((reading) => [reading.join(' '), reading]))
  return [...byText.values()]
}

/** Letters alone, never a name: what is kept here outlives an erasure. */
const known = new Map<string, readonly string[]>()
const MOST_KNOWN = 30_000

/** Of one letter, without tones, each once. */
export function letterReadings(letter: string): readonly string[] {
  const before = known.get(letter)
  if (before) return before
  const found = [...new Set(polyphonic(letter, { toneType: 'none', type: 'array' })[0] ?? [])]
  if (known.size < MOST_KNOWN) known.set(letter, found)
  return found
}
