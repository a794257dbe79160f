// The indexes that a first fill leaves out: made at the end they are what the migrations make, whatever ended the making in between.
import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDirectoryBatcher, putDirectoryBatch, type DirectoryBatch } from '../../src-main/vault/directory-batch'
import { leaveOutIndexes, makeNext, readMaking, searchableDirectory } from '../../src-main/vault/directory-indexes'
import { addScope, finishScope, restartScope, saveProgress } from '../../src-main/vault/repositories/scopes'
import { deleteAllDirectoryRows, deleteDirectoryRows } from '../../src-main/vault/search-index'
import { searchPeople } from '../../src-main/vault/search-people'
import type { Vault } from '../../src-main/vault/vault'
import { parseQuery } from '../../src-shared/domain/search-terms'
import { makeFolder, makePeople, openTestVault, removeFolders } from './desk-store'

afterAll(removeFolders)

const people = [...makePeople('indexes', 3_000)].sort((a, b) => (a.id < b.id ? -1 : 1))
const DIRECTORY = 'directory:all'

let folder: string
let vault: Vault
beforeEach(async () => {
  folder = await makeFolder()
  vault = await openTestVault(folder, 'indexes')
  await vault.transaction((tx) => addScope(tx, DIRECTORY, 'directory'))
  return () => vault.close()
})

/** Small ones, so that there are more pieces than FTS5 leaves unmerged by itself. */
const BATCH = 50
function batches(): readonly DirectoryBatch[] {
  const batcher = createDirectoryBatcher(undefined, BATCH)
  for (const row of people) batcher.add(row)
  return batcher.take()
}
async function fill(): Promise<void> {
  for (const batch of batches()) await vault.transaction((tx) => putDirectoryBatch(tx, batch, 1, () => false))
}
async function segments(): Promise<number> {
  const { rows } = await sql<{ segments: number }>`SELECT count(DISTINCT segid) AS segments FROM people_fts_idx`.execute(vault.reader)
  return rows[0]?.segments ?? 0
}
async function postings(): Promise<number> {
  return vault.transaction(async (tx) => {
    await sql.raw('CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, people_fts, instance)').execute(tx)
    const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM temp.words`.execute(tx)
    await sql.raw('DROP TABLE temp.words').execute(tx)
    return rows[0]?.n ?? 0
  })
}
const finish = (): Promise<void> => vault.transaction((tx) => finishScope(tx, DIRECTORY, 1))
async function makeAll(): Promise<number> {
  let parts = 0
  for (; (await readMaking(vault.reader)) !== undefined; parts++) await vault.transaction(makeNext)
  return parts
}
async function schemaOf(store: Vault): Promise<readonly unknown[]> {
  const { rows } = await sql<{ name: string; tbl_name: string; sql: string }>`SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`.execute(store.reader)
  return rows
}
const hits = async (text: string): Promise<readonly string[]> => (await searchPeople(vault.reader, parseQuery(text), 50, 0, { minGen: 1 })).hits.map((hit) => hit.subjectId)

describe('what a first fill leaves out', () => {
  it('is exactly what the migrations made, once it is made', async () => {
    const before = await schemaOf(vault)
    await vault.transaction(leaveOutIndexes)
    expect((await schemaOf(vault)).length).toBe(before.length - 6)
    await fill()
    await finish()
    await makeAll()
    expect(await schemaOf(vault)).toEqual(before)
    const { rows } = await sql<{ k: string; v: number }>`SELECT k, v FROM people_fts_config WHERE k IN ('automerge', 'crisismerge', 'secure-delete') ORDER BY k`.execute(vault.reader)
    expect(rows).toEqual([{ k: 'automerge', v: 4 }, { k: 'crisismerge', v: 16 }, { k: 'secure-delete', v: 1 }])
  })

  it('leaves every person findable, and the index in one segment', async () => {
    await vault.transaction(leaveOutIndexes)
    await fill()
    expect(await segments()).toBe(people.length / BATCH)
    await finish()
    await makeAll()
    for (const row of people.filter((_, at) => at % 101 === 0)) {
      expect(await hits(row.accountNo)).toContain(row.id)
      for (const [, value] of row.identifiers) expect(await hits(value), value).toContain(row.id)
    }
    expect(await segments()).toBe(1)
  })

  it('keeps the directory from being searched until it is made, and through every end in between', async () => {
    expect(await searchableDirectory(vault.reader)).toBeUndefined()
    await vault.transaction(leaveOutIndexes)
    await fill()
    await finish()
    const total = (await readMaking(vault.reader))?.total ?? 0
    for (let done = 0; ; done++) {
      const making = await readMaking(vault.reader)
      if (making === undefined) break
      if (done < total) expect(making).toEqual({ done: Math.min(done, total - 1), total })
      if (making.done < total - 1) expect(await searchableDirectory(vault.reader)).toBeUndefined()
      await vault.close()
      vault = await openTestVault(folder, 'indexes', 'open')
      await vault.transaction(makeNext)
    }
    expect(await searchableDirectory(vault.reader)).toMatchObject({ id: DIRECTORY, gen: 1, ready: true })
  })

  it('is left out of an empty directory alone: one that is read anew stays searchable', async () => {
    await fill()
    await finish()
    const before = await schemaOf(vault)
    await vault.transaction(async (tx) => {
      await restartScope(tx, DIRECTORY)
      await leaveOutIndexes(tx)
      await saveProgress(tx, DIRECTORY, { after: 'token', rows: 10, total: people.length })
    })
    expect(await schemaOf(vault)).toEqual(before)
    expect(await readMaking(vault.reader)).toBeUndefined()
    expect(await searchableDirectory(vault.reader)).toMatchObject({ ready: false, gen: 1 })
  })

  it('does not keep a person who leaves during the fill', async () => {
    await vault.transaction(leaveOutIndexes)
    await fill()
    const gone = people.filter((_, at) => at % 7 === 0).map((row) => row.id)
    await vault.transaction((tx) => deleteDirectoryRows(tx, gone))
    await finish()
    await makeAll()
    await vault.transaction((tx) => deleteDirectoryRows(tx, people.map((row) => row.id)))
    expect(await postings()).toBe(0)
  })

  it('is merged piece by piece: people may leave and the desk may end between any two', async () => {
    await vault.transaction(leaveOutIndexes)
    await fill()
    await finish()
    let pieces = 0
    for (; (await readMaking(vault.reader)) !== undefined; pieces++) {
      await vault.transaction((tx) => makeNext(tx, 1))
      await vault.transaction((tx) => deleteDirectoryRows(tx, people.slice(pieces * 10, pieces * 10 + 10).map((row) => row.id)))
      if (pieces % 5 !== 0) continue
      await vault.close()
      vault = await openTestVault(folder, 'indexes', 'open')
    }
    expect(pieces).toBeGreaterThan(20)
    expect(await segments()).toBe(1)
    const [last] = people.slice(-1)
    expect(await hits(last?.accountNo ?? '')).toEqual([last?.id])
    await vault.transaction((tx) => deleteDirectoryRows(tx, people.map((row) => row.id)))
    expect(await postings()).toBe(0)
  })

  it('goes at once with everybody, and can be filled anew', async () => {
    await vault.transaction(leaveOutIndexes)
    await fill()
    await vault.transaction(deleteAllDirectoryRows)
    expect(await postings()).toBe(0)
    for (const table of ['people', 'person_identifiers', 'person_pinyin']) expect((await sql`SELECT 1 FROM ${sql.table(table)} LIMIT 1`.execute(vault.reader)).rows).toEqual([])
    await vault.transaction(leaveOutIndexes)
    await fill()
    await finish()
    await makeAll()
    expect(await hits(people[7]?.accountNo ?? '')).toEqual([people[7]?.id])
    await vault.transaction((tx) => sql`INSERT INTO people_fts (people_fts) VALUES ('integrity-check')`.execute(tx))
    await vault.transaction((tx) => deleteDirectoryRows(tx, people.map((row) => row.id)))
    expect(await postings()).toBe(0)
  })
})
