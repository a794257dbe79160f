// Search: what the index finds equals what a plain reading of every person finds, before and after changes and deletions.
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { parseQuery, personTokens } from '../../src-shared/domain/search-terms'
import { deleteDirectoryRows, identifierValue, OPTIMIZE_INDEX, upsertDirectoryRows, type DirectoryRow } from '../../src-main/vault/search-index'
import { searchPeople, type SearchOptions } from '../../src-main/vault/search-people'
import type { Vault } from '../../src-main/vault/vault'
import { createPeopleCount } from '../../src-main/vault/repositories/people'
import { branchesOf } from '../../src-main/vault/search-branches'
import { makeFolder, makePeople, openTestVault, removeFolders, seededPick, testClock } from './desk-store'
import { oracle, queriesOf, readingsOf } from './search-oracle'

let vault: Vault
/** What the store should hold, in the order it came: the oracle searches this. */
const people = new Map<SubjectId, DirectoryRow>()

beforeAll(async () => {
  vault = await openTestVault(await makeFolder(), 'search')
  const rows = makePeople('search', 2_000)
  await vault.transaction((tx) => upsertDirectoryRows(tx, rows, 1))
  for (const row of rows) people.set(row.id, row)
})
afterAll(async () => {
  await vault.close()
  await removeFolders()
})

/** Ranges sorted, as with so few people; walked, some to the end of the walk; and walked nowhere, so sorted after all. */
const WAYS = [{}, { breadth: { mostSorted: 20, mostWalked: 600 } }, { breadth: { mostSorted: 0, mostWalked: 0 } }] as const satisfies readonly SearchOptions[]

async function expectSameAsOracle(text: string): Promise<number> {
  const expected = oracle(people, text)
  for (const way of WAYS) {
    const page = await searchPeople(vault.reader, parseQuery(text), 50, 0, way)
    expect([text, way, page.hits]).toEqual([text, way, expected.slice(0, 50)])
    expect([text, way, page.more]).toEqual([text, way, expected.length > 50])
  }
  return expected.length
}

describe('the index against a reading of every person', () => {
  it('finds the same people in the same order for queries of every kind', async () => {
    const pick = seededPick('queries')
    const rows = [...people.values()]
    let found = 0
    const texts = new Set(Array.from({ length: 12 }, () => queriesOf(rows[pick(rows.length)] ?? makePeople('x', 1)[0] as DirectoryRow, pick)).flat())
    for (const text of texts) found += await expectSameAsOracle(text)
    expect(texts.size).toBeGreaterThan(200)
    expect(found).toBeGreaterThan(5_000) // otherwise the oracle and the index would agree about nothing
  })

  it('finds the same for queries that have more than one word, other readings, or no match', async () => {
    for (const text of ['shan', 'dan', 'zeng', 'ceng', 'qiu', 'lv', 'lu', 'ouyang', 'oynn', 'zhang三', '王 伟', 'smith john', 'john', 'ohn', "o'brien", 'muller', 'jose', '阿卜杜拉买买提', '买买提', '𠮷', '㛃', '99999999', 'zzzz', '@', '138 ****', '***', 'wang wei', 'anna-maria']) {
      await expectSameAsOracle(text)
    }
  })

  it('pages on without repeating or leaving out anybody', async () => {
    const all = oracle(people, '86')
    expect(all.length).toBeGreaterThan(200)
    for (const way of WAYS) {
      const paged = []
      for (let offset = 0; offset < 200; offset += 50) paged.push(...(await searchPeople(vault.reader, parseQuery('86'), 50, offset, way)).hits)
      expect(paged).toEqual(all.slice(0, 200))
    }
  })

  it('answers 300 hostile strings without an error', async () => {
    const pick = seededPick('hostile')
    const pieces = ['"', "'", '*', 'NEAR(', 'AND', ' OR ', '^', '-', ':', '{t}:', ')', '(', '%', '_', '\\', '\0', '\u202e', '😀', 'é', '王', 'a', '1', '@', '.', '\ud800', ';DROP TABLE people;--', 'x'.repeat(300), '{"a":1}']
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 1 + pick(6) }, () => pieces[pick(pieces.length)] ?? '').join('')
      const page = await searchPeople(vault.reader, parseQuery(text), 5, 0)
      expect(Array.isArray(page.hits)).toBe(true)
    }
    expect(Number((await vault.reader.selectFrom('people').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)).toBe(people.size)
  })

  it('keeps older generations out where the caller asks for the present one', async () => {
    const [row] = [...people.values()]
    if (!row) throw new Error('no people')
    const query = parseQuery(row.accountNo)
    expect((await searchPeople(vault.reader, query, 5, 0, { minGen: 1 })).hits).toHaveLength(1)
    expect((await searchPeople(vault.reader, query, 5, 0, { minGen: 2 })).hits).toHaveLength(0)
  })
})

describe('the newest of many', () => {
  it('are found behind people of an older generation, who came later and count for nothing', async () => {
    const dir = await makeFolder()
    const other = await openTestVault(dir, 'generations')
    const rows = makePeople('generations', 900)
    await other.transaction((tx) => upsertDirectoryRows(tx, rows, 1))
    const renewed = rows.slice(0, 300)
    await other.transaction((tx) => upsertDirectoryRows(tx, renewed.map((row) => ({ ...row, v: row.v + 1 })), 2))
    const present = new Map(renewed.map((row) => [row.id, row]))
    for (const text of ['86', '1', 'w', 'l', '13', 'SX']) {
      const expected = oracle(present, text)
      for (const way of WAYS) expect([text, way, (await searchPeople(other.reader, parseQuery(text), 50, 0, { ...way, minGen: 2 })).hits]).toEqual([text, way, expected.slice(0, 50)])
    }
    await other.close()
  })

  it('come off the store in order: nothing is sorted but a range, and a walk uses no index of what it looks for', async () => {
    const planOf = async (rows: RawBuilder<unknown>): Promise<string> => (await sql<{ readonly detail: string }>`EXPLAIN QUERY PLAN ${rows}`.execute(vault.reader)).rows.map(({ detail }) => detail).join('; ')
    const terms = ['138', '55', '5513', 'SX-20', 'mail.ex', 'zhang@mail', '王', '王小明', 'wangxm', 'smith', '138****5678'].flatMap((text) => parseQuery(text).terms)
    const kinds = new Set<string>()
    for (const { way } of terms.flatMap((term) => [...branchesOf(term, 'index'), ...branchesOf(term, 'rows')])) {
      kinds.add(way.kind)
      const ask = { below: 1_000, limit: 51 }
      if (way.kind === 'range') {
        expect(await planOf(way.sorted(ask))).toMatch(/^SEARCH \w+ USING (COVERING )?INDEX .*; USE TEMP B-TREE FOR ORDER BY$/)
        expect(await planOf(way.walked({ ...ask, floor: 10 }))).toMatch(/^SEARCH \w+ USING (INTEGER )?PRIMARY KEY \((n|rowid)>\? AND (n|rowid)<\?\)$/)
      } else expect(await planOf(way.newest(ask))).not.toContain('TEMP B-TREE')
    }
    expect([...kinds].sort()).toEqual(['ordered', 'range', 'walked'])
  })
})

describe('the number of people', () => {
  it('is exact while counting is quick, and of many as of at most a minute ago', async () => {
    const clock = testClock()
    const count = createPeopleCount({ vault, clock })
    expect(await count()).toBe(people.size)
    const [extra] = makePeople('one more', 1)
    await vault.transaction((tx) => upsertDirectoryRows(tx, extra ? [extra] : [], 1))
    expect(await count()).toBe(people.size + 1)
    await vault.transaction((tx) => deleteDirectoryRows(tx, extra ? [extra.id] : []))

    let asked = 0
    const many = createPeopleCount({ vault: { get reader() { asked += 1; return vault.reader } }, clock, quickly: 10 })
    expect(await Promise.all([many(), many()])).toEqual([people.size, people.size])
    clock.advance(59_000)
    await many()
    expect(asked).toBe(1)
    clock.advance(1_000)
    await many()
    expect(asked).toBe(2)
  })
})

describe('changes', () => {
  it('forgets the old name, number and address of a changed person and finds the new ones', async () => {
    const pick = seededPick('changes')
    const rows = [...people.values()]
    const changed = Array.from({ length: 300 }, () => rows[pick(rows.length)]).flatMap((row) => (row ? [row] : []))
    const fresh = makePeople('changed', 300)
    const updates = changed.map((row, at): DirectoryRow => ({ ...row, v: row.v + 1, name: fresh[at]?.name ?? row.name, identifiers: fresh[at]?.identifiers ?? row.identifiers }))
    await vault.transaction((tx) => upsertDirectoryRows(tx, updates, 1))
    for (const row of updates) people.set(row.id, row)
    for (const row of changed.slice(0, 4)) for (const text of queriesOf(row, pick)) await expectSameAsOracle(text)
    for (const row of updates.slice(0, 4)) for (const text of queriesOf(row, pick)) await expectSameAsOracle(text)
  })

  it('takes no older version, and nothing twice', async () => {
    const [row] = [...people.values()]
    if (!row) throw new Error('no people')
    const before = await sql`SELECT * FROM people WHERE id = ${row.id}`.execute(vault.reader)
    await vault.transaction((tx) => upsertDirectoryRows(tx, [{ ...row, v: row.v - 1, name: '旧名' }, { ...row, v: row.v - 1, name: '旧名' }], 1))
    expect((await sql`SELECT * FROM people WHERE id = ${row.id}`.execute(vault.reader)).rows).toEqual(before.rows)
    await vault.transaction((tx) => upsertDirectoryRows(tx, [row, row], 1))
    expect((await sql`SELECT * FROM people WHERE id = ${row.id}`.execute(vault.reader)).rows).toEqual(before.rows)
  })

  it('stores hostile and very long values whole, and forgets them whole', async () => {
    const awkward = makePeople('awkward', 6).map((row, at): DirectoryRow => ({ ...row, name: ['\0NUL\0王', '"); DROP TABLE people; --', '名'.repeat(4_000), '\ud800半', '😀😀', '   '][at] ?? '', identifiers: [['email', `"a b"'\0${String(at)}@例え.jp`, 'proved'], ['mobile', '+', 'proved']] }))
    const before = await vocabulary()
    await vault.transaction((tx) => upsertDirectoryRows(tx, awkward, 1))
    expect(await vocabulary()).not.toEqual(before)
    expect(await vault.transaction((tx) => deleteDirectoryRows(tx, awkward.map((row) => row.id)))).toBe(6)
    expect(await vocabulary()).toEqual(before)
  })

  it('leaves no token of a deleted person in the index, and everybody else findable', async () => {
    const rows = [...people.values()]
    const gone = rows.slice(100, 600)
    expect(await vault.transaction((tx) => deleteDirectoryRows(tx, [...gone.map((row) => row.id), ...gone.slice(0, 5).map((row) => row.id)]))).toBe(500)
    for (const row of gone) people.delete(row.id)
    const wanted = new Map<string, number>()
    for (const row of people.values()) {
      const tokens = personTokens({ name: row.name, accountNo: row.accountNo, identifiers: row.identifiers.map(([kind, value]) => ({ kind, value: identifierValue(kind, value) })) })
      for (const token of tokens.split(' ').filter(Boolean)) wanted.set(token, (wanted.get(token) ?? 0) + 1)
    }
    expect(await vocabulary()).toEqual(wanted)
    await vault.transaction((tx) => sql.raw(OPTIMIZE_INDEX).execute(tx))
    expect(await vocabulary()).toEqual(wanted)
    for (const table of ['people', 'person_identifiers', 'person_pinyin']) {
      const { rows: left } = await sql<{ n: number }>`SELECT count(DISTINCT n) AS n FROM ${sql.table(table)}`.execute(vault.reader)
      expect([table, left[0]?.n ?? 0]).toEqual([table, table === 'person_pinyin' ? await withReadings() : people.size])
    }
    const pick = seededPick('after')
    for (const row of [...people.values()].slice(50, 53)) for (const text of queriesOf(row, pick)) await expectSameAsOracle(text)
    for (const row of gone.slice(0, 3)) for (const text of queriesOf(row, pick)) await expectSameAsOracle(text)
  })
})

async function withReadings(): Promise<number> {
  return Promise.resolve([...people.values()].filter((row) => readingsOf(row.name).length > 0).length)
}

/** Every token that the index holds, and in how many documents: FTS5's own list of its terms. */
async function vocabulary(): Promise<ReadonlyMap<string, number>> {
  return vault.transaction(async (tx) => {
    await sql`CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab('main', 'people_fts', 'row')`.execute(tx)
    const { rows } = await sql<{ term: string; doc: number }>`SELECT term, doc FROM temp.terms`.execute(tx)
    return new Map(rows.map((row) => [row.term, row.doc]))
  })
}
