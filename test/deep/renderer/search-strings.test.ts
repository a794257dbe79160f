// B-1: ten thousand strings typed into the search of a whole desk: each is answered, none as a failure, and no word of them comes into a log.
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { removeDesksAndOrigin, startOneDesk } from '../../fixtures/desks-and-origin'

const STRINGS = Number(process.env['MESSAGES'] ?? 10_000)
const LONGEST = 200
/** Nobody's name: what a log has of it was typed here. */
const MARK = 'zq8xvw'
afterAll(removeDesksAndOrigin)

const HALF_A_CHARACTER = /\p{Surrogate}/u
const PIECES = ['"', "'", '""', '*', '^', 'NEAR(', 'NEAR/2', ' AND ', ' OR ', ' NOT ', '-', '+', ':', '{name}:', '(', ')', '%', '_', '\\', '\0', '\u202e', '\u2066', '\u200b', '\ufeff', '😀', '👨‍👩‍👧', 'é', 'e\u0301', 'ü', 'ẞ', '王', '𠮷', '㛃', '１', 'ａ', '@', '.', ';DROP TABLE people;--', "' OR 1=1 --", '{"a":1}', '${x}', '<b>', '\t', '\r\n', 'rank', 'people_fts', 'x'.repeat(60), '2026-06-15', '138', '%00']
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme-composite', maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join('')),
).map((text) => `${text}${MARK}`.slice(-LONGEST)).chain((text) => fc.constantFrom(text, text.replace(MARK, '')))

it(`answers ${String(STRINGS)} strings`, async () => {
  const { desk } = await startOneDesk()
  const said = new Map<string, number>()
  const before = await desk.get('search.people', { query: '王', limit: 50, offset: 0 })
  for (const query of fc.sample(typed, { seed: 1, numRuns: STRINGS })) {
    const answer = await desk.ask('search.people', { query, limit: 5, offset: 0 })
    const word = answer.ok ? 'answered' : answer.error.kind
    said.set(word, (said.get(word) ?? 0) + 1)
    if (!['answered', 'bad-message', 'invalid-input'].includes(word)) expect.unreachable(`${word} for ${JSON.stringify(query)}`)
    // What is refused is no text of anybody's: half a character.
    if (word === 'bad-message' && !HALF_A_CHARACTER.test(query)) expect.unreachable(`refused ${JSON.stringify(query)}`)
  }
  console.log(`B-1: ${JSON.stringify(Object.fromEntries(said))}`)
  expect(said.get('answered')).toBeGreaterThan(STRINGS * 0.6)
  expect((await desk.get('search.people', { query: '王', limit: 50, offset: 0 })).rows).toEqual(before.rows)
  expect(JSON.stringify(desk.internal)).not.toContain(MARK)
  expect(desk.internal).toEqual([])
}, 900_000)
