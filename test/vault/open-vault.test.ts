// Opening the store: the recipe read back on every connection, and each way in which opening is refused without touching a byte.
import { createHash } from 'node:crypto'
import { readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../src-main/vault/migrations/all'
import { applyKey, applyRecipe } from '../../src-main/vault/open-recipe'
import { openVault } from '../../src-main/vault/open-vault'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { openSqlite } from '../../src-main/vault/driver/open-sqlite'
import { storeFileName } from '../../src-main/vault/store-files'
import { isSecondDriver } from '../fixtures/chosen-driver'
import { makeFolder, makePeople, openTestVault, removeFolders, seededPick, storeKeyOf, testClock } from './desk-store'

afterEach(removeFolders)
const FILE = storeFileName(1)

async function closedStore(seed: string): Promise<{ readonly dir: string; readonly path: string }> {
  const dir = await makeFolder()
  const vault = await openTestVault(dir, seed)
  await vault.transaction((tx) => upsertDirectoryRows(tx, makePeople(seed, 300), 1))
  await vault.close()
  return { dir, path: join(dir, FILE) }
}
function tryOpen(dir: string, seed: string) {
  return openVault({ dir, fileName: FILE, key: storeKeyOf(seed), mode: 'open', clock: testClock() })
}
const digestOf = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')

describe('the recipe', () => {
  it('reads back as set on the writer and on every reader', async () => {
    const { path } = await closedStore('recipe')
    const wanted = {
      ...(isSecondDriver() ? { cipher: 'sqlcipher', analysis_limit: 1000, page_size: 4096 } : { cipher_status: '1', cipher_hmac_algorithm: 'HMAC_SHA512', cipher_page_size: '4096', cipher_memory_security: '0' }),
      journal_mode: 'wal',
      synchronous: 2, secure_delete: 1, temp_store: 2, foreign_keys: 1, trusted_schema: 0, cell_size_check: 1, mmap_size: 0,
      wal_autocheckpoint: 200, journal_size_limit: 0, busy_timeout: 5000, fullfsync: 1, checkpoint_fullfsync: 1,
    }
    const writer = await openSqlite(path, 'read-write')
    await applyRecipe(writer, storeKeyOf('recipe'), 'write')
    const reader = await openSqlite(path, 'read-only')
    await applyRecipe(reader, storeKeyOf('recipe'), 'read')
    for (const [handle, extra] of [[writer, {}], [reader, { query_only: 1 }]] as const) {
      for (const [pragma, value] of Object.entries({ ...wanted, ...extra })) {
        const [row] = await handle.all(`PRAGMA ${pragma}`)
        expect([pragma, Object.values(row ?? {})[0]]).toEqual([pragma, value])
      }
      await handle.close()
    }
  })

  it('keeps every FTS table with secure-delete and none with contentless_delete', async () => {
    const vault = await openTestVault(await makeFolder(), 'fts')
    const tables = await sql<{ name: string; sql: string }>`SELECT name, sql FROM sqlite_schema WHERE sql LIKE '%fts5%'`.execute(vault.reader)
    expect(tables.rows.map((row) => row.name)).toEqual(['people_fts'])
    expect(tables.rows[0]?.sql).not.toContain('contentless_delete')
    const config = await sql<{ v: number }>`SELECT v FROM people_fts_config WHERE k = 'secure-delete'`.execute(vault.reader)
    expect(config.rows).toEqual([{ v: 1 }])
    await vault.close()
  })

  it('leaves files that only their owner can read, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      const dir = await makeFolder()
      const vault = await openTestVault(dir, 'modes')
      await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'k', value: 'v' }).execute())
      for (const name of [FILE, `${FILE}-wal`, `${FILE}-shm`, 'store.lock']) expect([name, (await stat(join(dir, name))).mode & 0o777]).toEqual([name, 0o600])
      await vault.close()
    } finally {
      process.umask(before)
    }
  })

  it('writes no plaintext header and no plaintext name', async () => {
    const { path } = await closedStore('plain')
    const bytes = await readFile(path)
    expect(bytes.subarray(0, 16).toString('latin1')).not.toContain('SQLite')
    expect(bytes.includes(Buffer.from('CREATE TABLE'))).toBe(false)
    expect(bytes.includes(Buffer.from('example'))).toBe(false)
  })
})

describe('readers and the writer', () => {
  it('refuses a write through a reader even in raw SQL', async () => {
    const vault = await openTestVault(await makeFolder(), 'raw')
    await expect(sql`DELETE FROM meta`.execute(vault.reader)).rejects.toThrow(/readonly/)
    await vault.close()
  })

  it('keeps nothing of a transaction that threw, and goes on', async () => {
    const vault = await openTestVault(await makeFolder(), 'rollback')
    await expect(vault.transaction(async (tx) => {
      await tx.insertInto('meta').values({ key: 'half', value: '1' }).execute()
      throw new Error('in between')
    })).rejects.toThrow('in between')
    await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'whole', value: '1' }).execute())
    expect(await vault.reader.selectFrom('meta').select('key').execute()).toEqual([{ key: 'whole' }])
    await vault.close()
  })

  it('refuses a transaction inside a transaction instead of waiting for itself', async () => {
    const vault = await openTestVault(await makeFolder(), 'nested')
    await expect(vault.transaction(() => vault.transaction(() => Promise.resolve()))).rejects.toThrow('a transaction inside a transaction')
    await vault.close()
  })

  it('streams row by row and lets a checkpoint finish afterwards', async () => {
    const vault = await openTestVault(await makeFolder(), 'stream')
    await vault.transaction((tx) => upsertDirectoryRows(tx, makePeople('stream', 1_200), 1))
    let rows = 0
    for await (const row of vault.reader.selectFrom('people').select('n').orderBy('n').stream(100)) {
      rows += 1
      expect(row.n).toBe(rows)
      if (rows === 700) break // an abandoned stream must give its handle and its read transaction back
    }
    expect(rows).toBe(700)
    await vault.checkpoint()
    expect((await stat(`${vault.file}-wal`)).size).toBe(0)
    await vault.close()
  })

  it('ends a running read when told to, and answers the next one', async () => {
    const vault = await openTestVault(await makeFolder(), 'interrupt')
    // The second driver is heard between two rows alone: to it a count that never ends never ends (decision 0082).
    const endless = sql`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT ${sql.raw(isSecondDriver() ? 'i' : 'count(*)')} FROM c`.execute(vault.reader)
    const refused = expect(endless).rejects.toThrow('SQLITE_INTERRUPT')
    // The statement must have begun before it can be interrupted; asked again until it has.
    let ended = false
    void endless.catch(() => { ended = true })
    while (!ended) {
      vault.interruptReads()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await refused
    expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(vault.reader)).rows).toEqual([{ one: 1 }])
    await vault.close()
  })

  it('keeps what was typed out of its error texts', async () => {
    const vault = await openTestVault(await makeFolder(), 'echo')
    const failed = sql`SELECT rowid FROM people_fts WHERE people_fts MATCH ${'张伟: NEAR('}`.execute(vault.reader)
    await expect(failed).rejects.toThrow(/^SQLITE_ERROR$/)
    await vault.close()
  })
})

describe('refusals', () => {
  it('says wrong-key for another key and leaves the file as it was', async () => {
    const { dir, path } = await closedStore('right')
    const before = await digestOf(path)
    expect(await tryOpen(dir, 'wrong')).toEqual({ ok: false, error: 'wrong-key' })
    expect(await digestOf(path)).toBe(before)
    const again = await tryOpen(dir, 'right')
    expect(again.ok).toBe(true)
    if (again.ok) await again.value.close()
  })

  it('says store-damaged for 40 random bit flips anywhere, and changes no byte', async () => {
    const { dir, path } = await closedStore('flips')
    const whole = await readFile(path)
    const pick = seededPick('flips')
    for (let round = 0; round < 40; round++) {
      const at = 16 + pick(whole.length - 16) // the salt is no secret and not used: the key file has its own copy
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << pick(8))
      await writeFile(path, flipped)
      expect([at, await tryOpen(dir, 'flips')]).toEqual([at, { ok: false, error: 'store-damaged' }])
      expect((await readFile(path)).equals(flipped)).toBe(true)
    }
  })

  it('says store-damaged for a truncated, an empty and a plaintext file', async () => {
    const { dir, path } = await closedStore('short')
    const { size } = await stat(path)
    for (const length of [size - 4096, size - 100, 4096, 100, 0]) {
      await truncate(path, length)
      expect([length, await tryOpen(dir, 'short')]).toEqual([length, { ok: false, error: 'store-damaged' }])
    }
    const plain = await openSqlite(join(dir, 'plain.db'), 'create')
    await plain.exec('CREATE TABLE t (a)')
    await plain.close()
    await writeFile(path, await readFile(join(dir, 'plain.db')))
    expect(await tryOpen(dir, 'short')).toEqual({ ok: false, error: 'store-damaged' })
  })

  it('says store-missing and creates nothing', async () => {
    const dir = await makeFolder()
    expect(await tryOpen(dir, 'none')).toEqual({ ok: false, error: 'store-missing' })
    await expect(stat(join(dir, FILE))).rejects.toThrow('ENOENT')
  })

  it('never creates over a file that is there', async () => {
    const { dir, path } = await closedStore('there')
    const before = await digestOf(path)
    await expect(openTestVault(dir, 'there')).rejects.toThrow('EEXIST')
    expect(await digestOf(path)).toBe(before)
  })

  it('refuses a store of a newer app and changes nothing in it', async () => {
    const dir = await makeFolder()
    const newer = { version: MIGRATIONS.length + 1, name: 'later', minSafeVersion: MIGRATIONS.length + 1, statements: ['CREATE TABLE later (a TEXT) STRICT'] }
    const open = (migrations: typeof MIGRATIONS, mode: 'create' | 'open') => openVault({ dir, fileName: FILE, key: storeKeyOf('newer'), mode, clock: testClock(), migrations })
    const made = await open([...MIGRATIONS, newer], 'create')
    if (made.ok) await made.value.close()
    const before = await digestOf(join(dir, FILE))
    expect(await open(MIGRATIONS, 'open')).toEqual({ ok: false, error: 'store-newer' })
    expect(await digestOf(join(dir, FILE))).toBe(before)
  })

  it('opens a newer store whose change an older app may ignore', async () => {
    const dir = await makeFolder()
    const harmless = { version: MIGRATIONS.length + 1, name: 'index-only', minSafeVersion: MIGRATIONS.length, statements: ['CREATE INDEX later ON meta (value)'] }
    const open = (migrations: typeof MIGRATIONS, mode: 'create' | 'open') => openVault({ dir, fileName: FILE, key: storeKeyOf('safe'), mode, clock: testClock(), migrations })
    const made = await open([...MIGRATIONS, harmless], 'create')
    if (made.ok) await made.value.close()
    const older = await open(MIGRATIONS, 'open')
    expect(older.ok).toBe(true)
    if (older.ok) await older.value.close()
  })

  it('follows no link to a store elsewhere', async () => {
    const { path } = await closedStore('link')
    const dir = await makeFolder()
    await symlink(path, join(dir, FILE))
    await expect(tryOpen(dir, 'link')).rejects.toThrow('a store file is a plain file')
  })

  it('opens after a torn WAL without a false alarm', async () => {
    const dir = await makeFolder()
    const vault = await openTestVault(dir, 'torn')
    for (let n = 0; n < 20; n++) await vault.transaction((tx) => tx.insertInto('meta').values({ key: `k${String(n)}`, value: 'x'.repeat(300) }).execute())
    const torn = await makeFolder()
    const wal = await readFile(`${vault.file}-wal`)
    await writeFile(join(torn, FILE), await readFile(vault.file))
    await writeFile(join(torn, `${FILE}-wal`), wal.subarray(0, wal.length - 2_000))
    await vault.close()
    const opened = await tryOpen(torn, 'torn')
    expect(opened.ok).toBe(true)
    if (!opened.ok) return
    const { count } = await opened.value.reader.selectFrom('meta').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
    expect(Number(count)).toBe(19)
    await opened.value.close()
  })

  it('opens after a checkpoint that was torn while it made the file longer: the log has every page of it', async () => {
    const dir = await makeFolder()
    const vault = await openTestVault(dir, 'growing')
    for (let n = 0; n < 30; n++) await vault.transaction((tx) => tx.insertInto('meta').values({ key: `k${String(n)}`, value: 'x'.repeat(3_000) }).execute())
    const [pages, wal] = [await readFile(vault.file), await readFile(`${vault.file}-wal`)]
    await vault.close()
    for (const [what, log] of [['with its log', wal], ['without', Buffer.alloc(0)]] as const) {
      const torn = await makeFolder()
      await writeFile(join(torn, FILE), Buffer.concat([pages, Buffer.alloc(2_048, 7)]), { mode: 0o600 })
      await writeFile(join(torn, `${FILE}-wal`), log, { mode: 0o600 })
      const opened = await tryOpen(torn, 'growing')
      if (!opened.ok) {
        // Nothing there says what the half page was to be.
        expect([what, opened.error]).toEqual(['without', 'store-damaged'])
        continue
      }
      const { count } = await opened.value.reader.selectFrom('meta').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
      expect([what, Number(count)]).toEqual(['with its log', 30])
      await opened.value.close()
    }
  })
})

it('asks for the key before any page: the file opened without one is no database', async () => {
  const { path } = await closedStore('nokey')
  const handle = await openSqlite(path, 'read-only')
  await expect(handle.all('SELECT count(*) FROM sqlite_schema')).rejects.toThrow('SQLITE_NOTADB')
  await handle.close()
  const keyed = await openSqlite(path, 'read-only')
  await applyKey(keyed, storeKeyOf('nokey'))
  await keyed.close()
})
