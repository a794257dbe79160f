// Migrations: frozen by hash, whole or not at all, and named in a ledger whose own names are written again here.
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { MIGRATIONS } from '../../src-main/vault/migrations/all'
import { checkVersion, migrate, migrationHash, readUserVersion } from '../../src-main/vault/migrator'
import { applyRecipe } from '../../src-main/vault/open-recipe'
import { openVault } from '../../src-main/vault/open-vault'
import { openSqlite } from '../../src-main/vault/driver/open-sqlite'
import type { SqliteHandle } from '../../src-main/vault/driver/sqlite-handle'
import { storeFileName } from '../../src-main/vault/store-files'
import { makeFolder, openTestVault, removeFolders, storeKeyOf, testClock } from './desk-store'

afterEach(removeFolders)

/** A released migration is never edited: write a new one. These change before the first release only. */
const FROZEN = [
  ['store', 'c7f97d24754e628dab8608eba9f38abae6b61cf3fe72ae6a93f4921ba834a206'],
  ['case-records', '8d3d6afe05eefe3f95c1a358190393c77a82656d52e6d96675f8e41ba3dfd9e4'],
  ['directory', 'c8f815ff253f5d4573683500e79c9538384bd789bf5d38a222413a8d53ae26f7'],
  ['outbox', '8f2cbe835b081ce24f125d3b960754c75280f06569b7ea97945ceaaa0f219762'],
  ['audit-and-erasures', '588eff9dbe5fb1e0ff67bc12384231fd24e1881fa6c6e39f1efee0e6174aa477'],
  ['scope-generations', '48b5fa071f6daaacf0dda4519983d1285f612f10da482c50cfaa87adee0fd80a'],
  ['outbox-done', 'e74e22f62134982e1cf48af8bc19c396f6af1e65e474beaf32fcc89adcf6b30b'],
  ['undo-and-drafts', '001f6edda72b0932be82e80354465987a16d79ff55bb2e726dae62ce2b2ffd73'],
  ['undeclared-positions', '980f2c361645b31c72bcf511c4ea4fcddf1605b2063c145a99caa2e39ba775e6'],
  ['entry-drafts', 'd7fc3999bc2589ad9f610149650ff5acc1785b0f13ab33a3aea390c4f95dba5d'],
  ['queue', 'dfa2f63fccad7013678a670b9783571362f8a5b051579f02e2069c2b36ba3394'],
  ['draft-forms', '7cfbf9b03fd63fd01ba9444f67a74ed56ffd54fbe7d0183628d9e0d7fb20e42e'],
  ['intake', '44fb24ff7b9bdda46115f003d61b43c25513bf61a73496160ddad7c2d1503ce8'],
  ['attachments', 'f81a16918cd36a9321bfdc6d29a647b9a72a02a5897c9f63d94a072b43228270'],
  ['queue-facets', 'bf78fa3e3d4ad0ec8af45e9ef9d1af01f7807cdf5972df9fe8f9ccf2a1080459'],
  ['package-files', '4bd0d62cc72bfb30851349b849e788c6782e8fb4a1efa7f5fade8ee3e387429a'],
]

async function bareStore(): Promise<{ readonly handle: SqliteHandle; readonly dir: string }> {
  const dir = await makeFolder()
  const handle = await openSqlite(join(dir, storeFileName(1)), 'create')
  await applyRecipe(handle, storeKeyOf('migrations'), 'write')
  return { handle, dir }
}
async function tableNames(handle: SqliteHandle): Promise<readonly string[]> {
  return (await handle.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).map((row) => String(row['name']))
}

it('has the migrations that were released, byte for byte and in order', () => {
  expect(MIGRATIONS.map((migration) => [migration.name, migrationHash(migration)])).toEqual(FROZEN)
  expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, at) => at + 1))
})

it('reaches the newest structure from every older one, with the same result', async () => {
  const whole = await bareStore()
  await migrate(whole.handle, MIGRATIONS, testClock())
  const wanted = await whole.handle.all('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
  await whole.handle.close()
  for (let older = 0; older < MIGRATIONS.length; older++) {
    const { handle } = await bareStore()
    await migrate(handle, MIGRATIONS, testClock(), older)
    expect(await readUserVersion(handle)).toBe(older)
    await migrate(handle, MIGRATIONS, testClock())
    expect(await handle.all('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')).toEqual(wanted)
    await handle.close()
  }
})

it('leaves the old version, ledger and structure when a migration fails half-way', async () => {
  const { handle } = await bareStore()
  await migrate(handle, MIGRATIONS, testClock())
  const before = await tableNames(handle)
  const broken = { version: MIGRATIONS.length + 1, name: 'broken', minSafeVersion: 1, statements: ['CREATE TABLE half (a TEXT) STRICT', 'CREATE TABLE half (a TEXT) STRICT'] }
  await expect(migrate(handle, [...MIGRATIONS, broken], testClock())).rejects.toThrow('already exists')
  expect(await tableNames(handle)).toEqual(before)
  expect(await readUserVersion(handle)).toBe(MIGRATIONS.length)
  expect(await checkVersion(handle, MIGRATIONS)).toEqual({ ok: true, value: MIGRATIONS.length })
  await handle.close()
})

it('notices a ledger that does not fit the migrations that this app knows', async () => {
  const { handle, dir } = await bareStore()
  await migrate(handle, MIGRATIONS, testClock())
  await handle.run('UPDATE migration_ledger SET sha256 = ? WHERE version = 2', ['0'.repeat(64)])
  await handle.close()
  expect(await openVault({ dir, fileName: storeFileName(1), key: storeKeyOf('migrations'), mode: 'open', clock: testClock() })).toEqual({ ok: false, error: 'store-damaged' })
})

it('keeps the names of the ledger', async () => {
  const vault = await openTestVault(await makeFolder(), 'ledger')
  const ledger = await sql<{ sql: string }>`SELECT sql FROM sqlite_schema WHERE name = 'migration_ledger'`.execute(vault.reader)
  expect(ledger.rows[0]?.sql.replace(/\s+/g, ' ')).toBe(
    'CREATE TABLE migration_ledger ( version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, min_safe_version INTEGER NOT NULL, applied_at INTEGER NOT NULL ) STRICT',
  )
  await vault.close()
})

it('has exactly the tables that the schema type names, and the ledger', async () => {
  const vault = await openTestVault(await makeFolder(), 'tables')
  const tables = await sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'people_fts_%' AND name NOT LIKE 'sqlite_%' ORDER BY name`.execute(vault.reader)
  expect(tables.rows.map((row) => row.name)).toEqual([
    'attachments', 'audit', 'audit_details', 'drafts', 'erasures', 'jobs', 'log_rows', 'log_sets', 'meta', 'migration_ledger', 'outbox', 'outbox_done', 'package_files', 'people', 'people_fts', 'person_identifiers',
    'person_pinyin', 'queue_counts', 'queue_facets', 'queue_owners', 'record_scopes', 'records', 'request_index', 'request_links', 'saved_copies', 'saved_views', 'scopes', 'snoozes', 'subject_salts', 'undeclared',
  ])
  await vault.close()
})
