// Which prepared statements a connection keeps, and that two callers never have one together.
import { expect, it } from 'vitest'
import { KeptStatements } from '../../src-main/vault/driver/kept-statements'

function start() {
  const finalized: string[] = []
  return { finalized, kept: new KeptStatements<string>((statement) => finalized.push(statement)) }
}

it('gives a statement to one caller at a time, and ends the second of a text', () => {
  const { finalized, kept } = start()
  expect(kept.take('SELECT ?')).toBeUndefined()
  kept.give('SELECT ?', 'one')
  expect([kept.take('SELECT ?'), kept.take('SELECT ?')]).toEqual(['one', undefined])
  kept.give('SELECT ?', 'two')
  kept.give('SELECT ?', 'one')
  expect([finalized, kept.take('SELECT ?')]).toEqual([['one'], 'two'])
})

it('keeps those that were used last, and none at its end', () => {
  const { finalized, kept } = start()
  for (let at = 0; at < 64; at++) kept.give(`SELECT ${String(at)}`, String(at))
  kept.give('SELECT 0', kept.take('SELECT 0') ?? '')
  kept.give('SELECT 64', '64')
  expect(finalized).toEqual(['1'])
  kept.clear()
  expect([finalized.length, kept.take('SELECT 0')]).toEqual([65, undefined])
})

it.each(['EXPLAIN QUERY PLAN SELECT ?', 'PRAGMA user_version', `SELECT ${'?, '.repeat(5_000)}?`])('does not keep %.40s', (text) => {
  const { finalized, kept } = start()
  kept.give(text, 'it')
  expect([finalized, kept.take(text)]).toEqual([['it'], undefined])
})
