// A page that was made ready beforehand leaves the store as row by row would: new people, people who are there, people who were erased.
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { BATCH_ROWS, createDirectoryBatcher, putDirectoryBatch, type DirectoryBatch } from '../../src-main/vault/directory-batch'
import { deleteDirectoryRows, upsertDirectoryRows, type DirectoryRow } from '../../src-main/vault/search-index'
import type { Vault } from '../../src-main/vault/vault'
import { makeFolder, makePeople, openTestVault, removeFolders } from './desk-store'

afterAll(removeFolders)

const byId = (a: DirectoryRow, b: DirectoryRow): number => (a.id < b.id ? -1 : 1)
const people = [...makePeople('batch', BATCH_ROWS + 400)].sort(byId)
const nobody = (): boolean => false

function batchesOf(rows: readonly DirectoryRow[]): readonly DirectoryBatch[] {
  const batcher = createDirectoryBatcher()
  for (const row of rows) expect(batcher.add(row)).toBe(true)
  expect(batcher.rowCount()).toBe(rows.length)
  return batcher.take()
}

/** Every row and every token of the directory, whatever numbers the people have. */
async function contents(vault: Vault): Promise<unknown> {
  return vault.transaction(async (tx) => {
    const rows = await sql`
      SELECT p.id, p.v, p.gen, p.account_no, p.name, p.name_key, p.status, p.registered_at,
        (SELECT json_group_array(json_array(kind, value, value_rev, proof)) FROM (SELECT * FROM person_identifiers i WHERE i.n = p.n ORDER BY kind, value)) AS identifiers,
        (SELECT json_group_array(json_array("full", initials)) FROM (SELECT * FROM person_pinyin y WHERE y.n = p.n ORDER BY "full")) AS readings
      FROM people p ORDER BY p.id`.execute(tx)
    await sql.raw('CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, people_fts, instance)').execute(tx)
    const words = await sql`SELECT w.term, p.id FROM temp.words w JOIN people p ON p.n = w.doc ORDER BY w.term, p.id`.execute(tx)
    const all = await sql<{ count: number }>`SELECT count(*) AS count FROM temp.words`.execute(tx)
    await sql.raw('DROP TABLE temp.words').execute(tx)
    expect(all.rows[0]?.count).toBe(words.rows.length)
    return { rows: rows.rows, words: words.rows }
  })
}

/** The same steps by batches and row by row, in a store each. */
async function compare(steps: readonly { readonly rows: readonly DirectoryRow[]; readonly gen: number; readonly isErased?: (id: string) => boolean }[]): Promise<void> {
  const [ours, plain] = [await openTestVault(await makeFolder(), 'ours'), await openTestVault(await makeFolder(), 'plain')]
  try {
    for (const { rows, gen, isErased = nobody } of steps) {
      for (const batch of batchesOf(rows)) await ours.transaction((tx) => putDirectoryBatch(tx, batch, gen, isErased))
      await plain.transaction((tx) => upsertDirectoryRows(tx, rows.filter((row) => !isErased(row.id)), gen))
    }
    const [mine, theirs] = [await contents(ours), await contents(plain)]
    expect(mine).toEqual(theirs)
    await ours.transaction((tx) => deleteDirectoryRows(tx, people.map((row) => row.id)))
    expect(await contents(ours)).toEqual({ rows: [], words: [] })
  } finally {
    await ours.close()
    await plain.close()
  }
}

describe('batches of a directory page', () => {
  it('fill an empty store as row by row, and what they fill can be taken out again without a trace', async () => {
    await compare([{ rows: people, gen: 1 }])
  })
  it('change people who are there, leave newer ones alone, and read a generation anew', async () => {
    const changed = people.map((row, at) => (at % 3 === 0 ? { ...row, v: row.v + 1, name: `${row.name}改` } : at % 3 === 1 ? { ...row, v: row.v - 1, name: '旧' } : row))
    await compare([{ rows: people.filter((_, at) => at % 2 === 0), gen: 1 }, { rows: changed, gen: 1 }, { rows: people, gen: 2 }])
  })
  it('bring nobody back who was erased', async () => {
    const erased = new Set(people.filter((_, at) => at % 700 === 5).map((row) => row.id as string))
    await compare([{ rows: people, gen: 1, isErased: (id) => erased.has(id) }])
  })
  it('take no row that is not after the one before it', () => {
    const [first, second] = people
    const batcher = createDirectoryBatcher()
    if (!first || !second) throw new Error('invariant: there are people')
    expect([second, first, second].map((row) => batcher.add(row))).toEqual([true, false, false])
    expect(batcher.take().map(({ rows }) => rows)).toEqual([[second]])
  })
})
