// I-8: a search index that is lost or spoilt is noticed, made anew from the people themselves, and keeps nobody from opening the desk or finding anybody.
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { parseQuery } from '../../src-shared/domain/search-terms'
import { leaveOutIndexes, readMaking } from '../../src-main/vault/directory-indexes'
import { createIndexKeeper, type IndexKeeper, type IndexProgress } from '../../src-main/vault/index-keeper'
import { lostIndex, makeAnew, sqlOf } from '../../src-main/vault/lost-index'
import { openVault } from '../../src-main/vault/open-vault'
import { applyRecipe } from '../../src-main/vault/open-recipe'
import { addScope, finishScope } from '../../src-main/vault/repositories/scopes'
import { deleteDirectoryRows, upsertDirectoryRows, type DirectoryRow } from '../../src-main/vault/search-index'
import { searchPeople } from '../../src-main/vault/search-people'
import { openSqlite } from '../../src-main/vault/driver/open-sqlite'
import { storeFileName } from '../../src-main/vault/store-files'
import type { Vault } from '../../src-main/vault/vault'
import { makeFolder, makePeople, openTestVault, removeFolders, seededPick, storeKeyOf, testClock } from './desk-store'
import { oracle, queriesOf } from './search-oracle'

const vaults: Vault[] = []
afterEach(async () => {
  for (const vault of vaults.splice(0)) await vault.close()
  await removeFolders()
})

const SHADOWS = ['data', 'idx', 'docsize', 'config'].map((name) => `people_fts_${name}`)
/** What an accident may do to the index; each in statements that an owner of the key can run. */
const LOSSES: Readonly<Record<string, readonly string[]>> = {
  'without its pages': ['DROP TABLE people_fts_data'],
  'without its terms': ['DROP TABLE people_fts_idx'],
  'without its documents': ['DROP TABLE people_fts_docsize'],
  'without its settings': ['DROP TABLE people_fts_config'],
  'without any of its tables': SHADOWS.map((name) => `DROP TABLE ${name}`),
  'gone as a whole': ['DROP TABLE people_fts'],
  'with empty pages': ['DELETE FROM people_fts_data'],
  'with holes': ['DELETE FROM people_fts_data WHERE id > 20 AND id % 3 = 0'],
  'with pages of noise': ['UPDATE people_fts_data SET block = randomblob(length(block)) WHERE id > 10'],
  'that forgot its terms': ['DELETE FROM people_fts_idx'],
  'that forgot its documents': ['DELETE FROM people_fts_docsize'],
  'that forgot its settings': ['DELETE FROM people_fts_config'],
  'that is well formed and empty': ["INSERT INTO people_fts (people_fts) VALUES ('delete-all')"],
}
/** Noticed by the check at the opening; the others by the look after it. */
const AT_OPENING = ['without its pages', 'without its terms', 'without its settings', 'without any of its tables', 'with empty pages', 'with holes', 'with pages of noise', 'that forgot its settings']

interface Store {
  readonly dir: string
  readonly people: Map<SubjectId, DirectoryRow>
}
async function makeStore(seed: string, count: number): Promise<Store> {
  const dir = await makeFolder()
  const vault = await openTestVault(dir, seed)
  const rows = makePeople(seed, count)
  await vault.transaction(async (tx) => {
    await upsertDirectoryRows(tx, rows, 1)
    await addScope(tx, 'directory:all', 'directory')
    await finishScope(tx, 'directory:all', 1)
  })
  await vault.close()
  return { dir, people: new Map(rows.map((row) => [row.id, row])) }
}

async function spoil({ dir }: Store, seed: string, statements: readonly string[]): Promise<void> {
  const handle = await openSqlite(join(dir, storeFileName(1)), 'read-write')
  await applyRecipe(handle, storeKeyOf(seed), 'write')
  for (const statement of statements) await handle.exec(statement)
  await handle.close()
}

async function reopen({ dir }: Store, seed: string): Promise<Vault> {
  const opened = await openVault({ dir, fileName: storeFileName(1), key: storeKeyOf(seed), mode: 'open', clock: testClock() })
  if (!opened.ok) throw new Error(opened.error)
  vaults.push(opened.value)
  return opened.value
}

interface Kept {
  readonly keeper: IndexKeeper
  readonly steps: (IndexProgress | 'whole')[]
}
function keeperOf(vault: Vault): Kept {
  const steps: (IndexProgress | 'whole')[] = []
  const keeper: IndexKeeper = createIndexKeeper({ vault, onChange: () => steps.push(keeper.progress() ?? 'whole'), onFault: (error) => { throw error } })
  return { keeper, steps }
}

/** Everything but the index. */
async function primaryRows(vault: Vault): Promise<string> {
  const texts: string[] = []
  for (const table of ['people', 'person_identifiers', 'person_pinyin']) texts.push(JSON.stringify((await sql`SELECT * FROM ${sql.table(table)} ORDER BY 1, 2, 3`.execute(vault.reader)).rows))
  return texts.join('\n')
}

async function findsAll(vault: Vault, people: Store['people'], count: number, by: 'index' | 'rows'): Promise<number> {
  const pick = seededPick('queries')
  const rows = [...people.values()]
  const texts = new Set<string>()
  while (texts.size < count) for (const text of queriesOf(rows[pick(rows.length)] as DirectoryRow, pick)) texts.add(text)
  let found = 0
  for (const text of [...texts].slice(0, count)) {
    const expected = oracle(people, text)
    expect([text, await searchPeople(vault.reader, parseQuery(text), 50, 0, { by })]).toEqual([text, { hits: expected.slice(0, 50).map(({ subjectId, match }) => ({ subjectId, match })), more: expected.length > 50 }])
    found += expected.length
  }
  return found
}

async function structure(vault: Vault): Promise<unknown> {
  return (await sql`SELECT name, sql FROM sqlite_schema WHERE name LIKE 'people_fts%' ORDER BY name`.execute(vault.reader)).rows
}
const settings = async (vault: Vault): Promise<unknown> => (await sql`SELECT k, v FROM people_fts_config WHERE k <> 'version' ORDER BY k`.execute(vault.reader)).rows
const isSoundInside = (vault: Vault): Promise<unknown> => vault.transaction((tx) => sql`INSERT INTO people_fts (people_fts) VALUES ('integrity-check')`.execute(tx))

it.each(Object.keys(LOSSES))('an index %s: the desk opens, everybody is found meanwhile, and it is made anew', async (loss) => {
  const store = await makeStore(loss, 300)
  const before = await reopen(store, loss)
  const [whole, shape] = [await primaryRows(before), await structure(before)]
  await before.close()
  vaults.pop()
  await spoil(store, loss, LOSSES[loss] ?? [])
  const vault = await reopen(store, loss)
  expect([loss, (await lostIndex(vault.reader))?.phase]).toEqual([loss, AT_OPENING.includes(loss) ? 'clear' : undefined])
  expect(await findsAll(vault, store.people, 40, 'rows')).toBeGreaterThan(100)
  const { keeper, steps } = keeperOf(vault)
  await keeper.look()
  expect(steps.at(-1)).toBe('whole')
  expect(steps.length).toBeGreaterThan(2)
  expect(await lostIndex(vault.reader)).toBeUndefined()
  expect(await findsAll(vault, store.people, 40, 'index')).toBeGreaterThan(100)
  await isSoundInside(vault)
  expect([await primaryRows(vault), await structure(vault)]).toEqual([whole, shape])
  expect(await settings(vault)).toEqual([{ k: 'automerge', v: 4 }, { k: 'crisismerge', v: 16 }, { k: 'secure-delete', v: 1 }])
  expect(await readMaking(vault.reader)).toBeUndefined()
})

it('finds by a thousand queries whom a reading of every person finds, before and after', async () => {
  const store = await makeStore('thousand', 1_500)
  await spoil(store, 'thousand', LOSSES['with pages of noise'] ?? [])
  const vault = await reopen(store, 'thousand')
  await findsAll(vault, store.people, 1_000, 'rows')
  await keeperOf(vault).keeper.look()
  expect(await findsAll(vault, store.people, 1_000, 'index')).toBeGreaterThan(20_000)
}, 300_000)

describe('while it is made anew', () => {
  it('people come, change and go, and it ends equal all the same', async () => {
    const store = await makeStore('meanwhile', 3_000)
    await spoil(store, 'meanwhile', LOSSES['with holes'] ?? [])
    const vault = await reopen(store, 'meanwhile')
    const people = store.people
    const rows = [...people.values()]
    const act = async (round: number): Promise<void> => {
      const fresh = makePeople(`fresh ${String(round)}`, 5)
      const changed = [40, 1_400, 2_990].flatMap((at) => rows[at + round] ?? []).map((row, at): DirectoryRow => ({ ...row, v: row.v + 1 + round, name: fresh[at]?.name ?? '', identifiers: fresh[at]?.identifiers ?? [] }))
      // The last of all goes too: its number is given to the next who comes.
      const gone = [rows[100 + round], rows[1_500 + round], [...people.values()].at(-1)].flatMap((row) => (row && !changed.includes(row) ? [row] : []))
      await vault.transaction(async (tx) => {
        await upsertDirectoryRows(tx, changed, 1)
        await deleteDirectoryRows(tx, gone.map(({ id }) => id))
        await upsertDirectoryRows(tx, fresh, 1)
      })
      for (const row of gone) people.delete(row.id)
      for (const row of changed) if (people.has(row.id)) people.set(row.id, row)
      for (const row of fresh) people.set(row.id, row)
    }
    await act(0) // 'clear': nobody writes to it
    await vault.transaction((tx) => makeAnew(sqlOf(tx)))
    await act(1) // behind the first slice
    let round = 2
    const acts: Promise<void>[] = []
    const keeper = createIndexKeeper({ vault, onChange: () => { if (round < 5) acts.push(act(round++)) }, onFault: (error) => { throw error } })
    await keeper.look()
    await Promise.all(acts)
    expect(round).toBe(5)
    await isSoundInside(vault)
    expect(await findsAll(vault, people, 200, 'index')).toBeGreaterThan(1_000)
    const { keeper: second, steps } = keeperOf(vault)
    await second.look()
    expect(steps).toEqual([])
  })

  it('goes on where it was after the process ended', async () => {
    const store = await makeStore('ended', 2_500)
    await spoil(store, 'ended', LOSSES['gone as a whole'] ?? [])
    const vault = await reopen(store, 'ended')
    let slices = 0
    const keeper = createIndexKeeper({ vault, onChange: () => { if (++slices === 4) void keeper.stop() }, onFault: (error) => { throw error } })
    await keeper.look()
    expect(await lostIndex(vault.reader)).toMatchObject({ phase: 'fill', upTo: 2_000, target: 2_500 })
    await vault.close()
    vaults.pop()
    const again = await reopen(store, 'ended')
    await keeperOf(again).keeper.goOn()
    expect(await lostIndex(again.reader)).toBeUndefined()
    expect(await findsAll(again, store.people, 100, 'index')).toBeGreaterThan(500)
  })

  it('a directory may be taken away and filled again', async () => {
    const store = await makeStore('taken', 200)
    await spoil(store, 'taken', LOSSES['without its settings'] ?? [])
    const vault = await reopen(store, 'taken')
    await vault.transaction((tx) => deleteDirectoryRows(tx, [...store.people.keys()]))
    await vault.transaction(leaveOutIndexes)
    const rows = makePeople('taken again', 300)
    await vault.transaction((tx) => upsertDirectoryRows(tx, rows, 2))
    await keeperOf(vault).keeper.look()
    await isSoundInside(vault)
    const { rows: documents } = await sql<{ n: number }>`SELECT count(*) AS n FROM people_fts_docsize`.execute(vault.reader)
    expect(documents).toEqual([{ n: 300 }])
  })
})

it('a sound index is left alone, with nobody in it too, and after a row that is all signs', async () => {
  const store = await makeStore('sound', 50)
  const vault = await reopen(store, 'sound')
  const { keeper, steps } = keeperOf(vault)
  await keeper.look()
  const odd = makePeople('odd', 3).map((row, at): DirectoryRow => ({ ...row, name: ['名'.repeat(4_000), '   ', '"); --'][at] ?? '', identifiers: [] }))
  await vault.transaction((tx) => upsertDirectoryRows(tx, odd, 1))
  await keeper.look()
  await vault.transaction((tx) => deleteDirectoryRows(tx, [...store.people.keys(), ...odd.map(({ id }) => id)]))
  await keeper.look()
  expect(steps).toEqual([])
})
