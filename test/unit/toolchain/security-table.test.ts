// The table of requirements says of itself what it holds: how many and which, and the tests that it names are there.
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const PAGE = readFileSync('docs/security.md', 'utf8')
const ROWS = [...PAGE.matchAll(/^\| ([A-Z]-\d+) \| (.*?) \| (.*) \|$/gm)].map(([, id = '', requirement = '', today = '']) => ({ id, requirement, today }))
const idsOf = (word: RegExp): readonly string[] => ROWS.filter(({ today }) => word.test(today)).map(({ id }) => id)

it('has every requirement once, each with one of three words', () => {
  expect(ROWS.length).toBe(96)
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length)
  expect(ROWS.filter(({ today }) => !/^(holds\b|part[:,]|not yet\b)/.test(today)).map(({ id }) => id)).toEqual([])
})

it('counts and names them above the table as they stand in it', () => {
  const [, holds, named, part, none] = /(\d+) hold \(([^)]*)\), (\d+) hold in part, (\d+) not yet\./.exec(PAGE) ?? []
  expect(named?.split(', ')).toEqual(idsOf(/^holds/))
  expect([Number(holds), Number(part), Number(none)]).toEqual([idsOf(/^holds/).length, idsOf(/^part/).length, idsOf(/^not yet/).length])
})

it('names tests that are there', () => {
  const named = ROWS.flatMap(({ id, today }) => [...today.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = '']) => ({ id, path })))
  expect(named.length).toBeGreaterThan(150)
  expect(named.filter(({ path }) => !existsSync(path)).map(({ id, path }) => `${id}: ${path}`)).toEqual([])
  // What holds says by what.
  expect(ROWS.filter(({ today }) => today.startsWith('holds') && !/`(test\/|npm run )/.test(today)).map(({ id }) => id)).toEqual([])
})
