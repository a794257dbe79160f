// What the vault may expect of a database driver, asked of both: the same values, outcomes and failures, and never a word of a person inside an error.
import { createHash } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlcipher } from '../../src-main/vault/driver/sqlcipher-driver'
import { PAGE_BYTES, StoreFault, type OpenMode, type SqliteHandle } from '../../src-main/vault/driver/sqlite-handle'
import { openThreaded } from '../../src-main/vault/driver/threaded-driver'
import { applyRecipe, assertEngine, keyLiteral } from '../../src-main/vault/open-recipe'
import { buildWorker } from '../fixtures/worker-file'
import { makeFolder, removeFolders, storeKeyOf } from './desk-store'

let worker: Awaited<ReturnType<typeof buildWorker>>
let dir: string
beforeAll(async () => {
  worker = await buildWorker('sqlite-worker')
  dir = await makeFolder()
})
afterAll(async () => {
  await rm(worker.dir, { recursive: true, force: true })
  await removeFolders()
})

const DRIVERS = ['first', 'second'] as const
type DriverName = (typeof DRIVERS)[number]
const openWith = (driver: DriverName, path: string, mode: OpenMode): Promise<SqliteHandle> => (driver === 'first' ? openSqlcipher(path, mode) : openThreaded(worker.workerFile, path, mode))

/** A store of its own for each driver; what `work` returns for the one and for the other. */
async function withBoth<T>(name: string, work: (handle: SqliteHandle, path: string, driver: DriverName) => Promise<T>): Promise<readonly [T, T]> {
  const seen: T[] = []
  for (const driver of DRIVERS) {
    const path = join(dir, `${name}-${driver}.db`)
    const handle = await openWith(driver, path, 'create')
    try {
      await applyRecipe(handle, storeKeyOf('contract'), 'write')
      seen.push(await work(handle, path, driver))
    } finally {
      await handle.close()
    }
  }
  return seen as unknown as readonly [T, T]
}

/** Code and message of a failure; what did not fail is told apart. */
async function failureOf(work: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    return ['none', JSON.stringify(await work)]
  } catch (error) {
    return [error instanceof StoreFault ? error.code : 'defect', (error as Error).message]
  }
}

/** No fraction of more than 15 digits: as text the two versions of SQLite write it differently. */
const VALUES: readonly unknown[] = [0, -0, 1, -1, 2147483647, -2147483647, 2147483648, 1_781_488_800_000, 0.1, 0.5, 1e300, true, false, null, 12n, '', '张伟', "O'Brien \u{2070e}", Buffer.from([0, 1, 255]), new Uint8Array(0), Uint8Array.of(9, 8, 7).subarray(1)]

describe('values', () => {
  it('go in and come out as the same, of the same type', async () => {
    const [first, second] = await withBoth('values', async (handle) => {
      const seen: unknown[] = []
      for (const value of VALUES) seen.push((await handle.all('SELECT ? AS value, typeof(?) AS type, json_array(iif(typeof(?) = \'blob\', hex(?), ?)) AS json', [value, value, value, value, value]))[0])
      return seen
    })
    expect(second).toEqual(first)
    const bytes = [...first, ...second].filter((_, at) => VALUES[at % VALUES.length] instanceof Uint8Array) as readonly { readonly value: unknown }[]
    expect(bytes.map(({ value }) => Buffer.isBuffer(value))).toEqual([true, true, true, true, true, true])
  })

  it('of a strict table are stored alike, byte for byte of what lies there', async () => {
    const [first, second] = await withBoth('strict', async (handle) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, at INTEGER, r REAL, s TEXT, b BLOB, any ANY) STRICT')
      for (const value of [1, 1_781_488_800_000, 2.5, true, '7', null]) await handle.run('INSERT INTO t (at, r, s, b, any) VALUES (?, ?, ?, ?, ?)', [1_781_488_800_000, 3, 'x', Uint8Array.of(1), value])
      return handle.all('SELECT n, at, typeof(at) AS ta, r, typeof(r) AS tr, s, hex(b) AS b, any, typeof(any) AS tany FROM t')
    })
    expect(second).toEqual(first)
  })

  it('that no driver can bind are refused before they reach it', async () => {
    const [first, second] = await withBoth('refused', async (handle) => [await failureOf(handle.all('SELECT ?', [undefined])), await failureOf(handle.run('SELECT ?', [2n ** 60n]))])
    expect(first).toEqual([['defect', 'invariant: undefined cannot be bound'], ['defect', 'invariant: an integer beyond 2^53 cannot be bound']])
    expect(second).toEqual(first)
  })
})

describe('statements', () => {
  it('have the same outcome, whatever kind they are', async () => {
    const [first, second] = await withBoth('outcome', async (handle) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT UNIQUE); INSERT INTO t (s) VALUES (\'a\'), (\'b\'); CREATE TABLE log (s TEXT); CREATE TRIGGER k AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.s); END')
      return [
        await handle.run('INSERT INTO t (s) VALUES (?)', ['c']),
        await handle.run('UPDATE t SET s = s || ?', ['!']),
        await handle.all('INSERT INTO t (s) VALUES (?) RETURNING n, s', ['d']),
        await handle.run('DELETE FROM t WHERE n = 1'),
        await handle.all('UPDATE t SET s = s'),
        await handle.all('PRAGMA user_version = 7'), await handle.all('PRAGMA user_version'),
        await handle.all('SELECT n AS a, s AS a FROM t LIMIT 1'),
        await handle.all('SELECT * FROM log'),
        await handle.all('SELECT 1 AS one WHERE false'),
      ]
    })
    expect(second).toEqual(first)
  })

  it('in a transaction are taken back together', async () => {
    const [first, second] = await withBoth('transaction', async (handle) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY)')
      await handle.all('BEGIN IMMEDIATE')
      await handle.run('INSERT INTO t VALUES (1)')
      await handle.all('ROLLBACK')
      return [await handle.all('SELECT count(*) AS n FROM t'), await failureOf(handle.all('ROLLBACK'))]
    })
    expect(first[1]).toEqual(['SQLITE_ERROR', 'SQLITE_ERROR: cannot rollback - no transaction is active'])
    expect(second).toEqual(first)
  })

  it('that were asked before see what was written since, hold no moment of the store, and follow a change of the structure', async () => {
    const [first, second] = await withBoth('again', async (handle, path, driver) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT UNIQUE)')
      const reader = await openWith(driver, path, 'read-only')
      await applyRecipe(reader, storeKeyOf('contract'), 'read')
      const texts = ['SELECT count(*) AS n FROM t WHERE n > ?', 'SELECT * FROM t WHERE n > ? ORDER BY n DESC LIMIT 1', 'EXPLAIN QUERY PLAN SELECT s FROM t WHERE n > ?', 'SELECT s FROM t WHERE s = json_array(?)']
      const seen: unknown[] = []
      const lookWith = async (value: unknown): Promise<void> => {
        for (const text of texts) seen.push((await reader.all(text, [value])).length)
        seen.push(await reader.all('SELECT count(*) AS n FROM t'))
      }
      for (const s of ['a', 'b', 'a', 'c']) {
        seen.push(await failureOf(handle.run('INSERT INTO t (s) VALUES (?)', [s])))
        await lookWith(0)
        // A checkpoint waits for whoever still reads.
        seen.push(await handle.all('PRAGMA wal_checkpoint(TRUNCATE)'))
      }
      await handle.exec('ALTER TABLE t ADD COLUMN later TEXT DEFAULT \'x\'')
      seen.push(await reader.all('SELECT * FROM t WHERE n > ? ORDER BY n DESC LIMIT 1', [0]))
      // Two at once of one text are two; many texts more than are kept, too.
      seen.push(await Promise.all([1, 2].map((n) => reader.all('SELECT * FROM t WHERE n > ? ORDER BY n DESC LIMIT 1', [n]))))
      for (let at = 0; at < 200; at++) await reader.all(`SELECT ${String(at)} AS a WHERE ? = 1`, [1])
      await lookWith(1)
      await reader.close()
      return seen
    })
    expect(first.filter((one) => Array.isArray(one) && one[0] === 'SQLITE_CONSTRAINT').length).toBe(1)
    expect(first.flatMap((one) => (Array.isArray(one) ? one : [])).filter((one) => (one as { readonly busy?: number } | null)?.busy !== undefined)).toEqual(Array.from({ length: 4 }, () => ({ busy: 0, log: 0, checkpointed: 0 })))
    expect(second).toEqual(first)
  })

  it('are streamed in chunks, and left in the middle without holding anything', async () => {
    const [first, second] = await withBoth('stream', async (handle) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 25) INSERT INTO t SELECT i FROM c')
      const sizes: number[] = []
      for await (const rows of handle.stream('SELECT n FROM t WHERE n > ?', [5], 8)) sizes.push(rows.length)
      for await (const rows of handle.stream('SELECT n FROM t', [], 3)) {
        sizes.push(rows.length)
        break
      }
      const failed = await failureOf((async () => {
        for await (const _ of handle.stream('SELECT nothing FROM t', [], 3)) throw new Error('never')
      })())
      return [sizes, failed, await handle.all('PRAGMA wal_checkpoint(TRUNCATE)')]
    })
    expect(first[0]).toEqual([8, 8, 4, 3])
    expect(second).toEqual(first)
  })
})

describe('failures', () => {
  it('have the same code and the same words, and those of a person in none of them', async () => {
    const secret = 'Qzvx7wkj'
    const [first, second] = await withBoth('failures', async (handle, path, driver) => {
      await handle.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT UNIQUE NOT NULL, k INTEGER CHECK (k > 0)) STRICT; CREATE VIRTUAL TABLE f USING fts5(t, content=\'\', detail=none)')
      await handle.run('INSERT INTO t (s) VALUES (?)', [secret])
      const reader = await openWith(driver, path, 'read-only')
      await applyRecipe(reader, storeKeyOf('contract'), 'read')
      const failures = [
        await failureOf(handle.run('INSERT INTO t (s) VALUES (?)', [secret])),
        await failureOf(handle.run('INSERT INTO t (s, k) VALUES (?, ?)', [`${secret}2`, -1])),
        await failureOf(handle.run('INSERT INTO t (s) VALUES (NULL)')),
        await failureOf(handle.run('INSERT INTO t (s, k) VALUES (?, ?)', [`${secret}3`, secret])),
        await failureOf(handle.all('SELECT rowid FROM f WHERE f MATCH ?', [`${secret}: NEAR(`])),
        await failureOf(handle.all('SELECT nothing')),
        await failureOf(handle.all('SELECT nothing WHERE ? = 1', [secret])),
        await failureOf(handle.exec('SELECT 1; SELEC 2')),
        await failureOf(reader.run("INSERT INTO t (s) VALUES ('x')")),
        await failureOf(reader.exec('PRAGMA user_version = 3')),
      ]
      await reader.close()
      return failures
    })
    expect(JSON.stringify([first, second])).not.toContain(secret)
    expect(first.map(([code]) => code)).toEqual(['SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT', 'SQLITE_ERROR', 'SQLITE_ERROR', 'SQLITE_ERROR', 'SQLITE_ERROR', 'SQLITE_READONLY', 'SQLITE_READONLY'])
    expect(second).toEqual(first)
  })

  it.each(DRIVERS)('of opening are told by their code: the %s driver', async (driver) => {
    const missing = join(dir, `missing-${driver}.db`)
    expect((await failureOf(openWith(driver, missing, 'read-write')))[0]).toBe('SQLITE_CANTOPEN')
    expect((await failureOf(openWith(driver, missing, 'read-only')))[0]).toBe('SQLITE_CANTOPEN')
    expect((await failureOf(openWith(driver, join(dir, 'no', 'folder.db'), 'create')))[0]).toBe('SQLITE_CANTOPEN')
    const path = join(dir, `keyed-${driver}.db`)
    const handle = await openWith(driver, path, 'create')
    await applyRecipe(handle, storeKeyOf('right'), 'write')
    await handle.exec('CREATE TABLE t (n)')
    await handle.close()
    expect((await failureOf(handle.all('SELECT 1')))[0]).toBe('SQLITE_MISUSE')
    const other = await openWith(driver, path, 'read-only')
    expect(await failureOf(other.unlock(keyLiteral(storeKeyOf('wrong'))))).toEqual(['SQLITE_NOTADB', expect.not.stringMatching(/[0-9a-f]{16}/)])
    await other.close()
  })

  it.each(DRIVERS)('of a lock that somebody else holds come after the wait that was set: the %s driver', async (driver) => {
    const path = join(dir, `lock-${driver}.db`)
    const [holder, other] = [await openWith(driver, path, 'create'), await openWith(driver, path, 'read-write')]
    await holder.exec('BEGIN EXCLUSIVE')
    await other.all('PRAGMA busy_timeout = 50')
    expect((await failureOf(other.exec('BEGIN EXCLUSIVE')))[0]).toBe('SQLITE_BUSY')
    await other.close()
    await holder.close()
  })
})

describe('the cipher', () => {
  it('keeps no sample of a value, even where somebody has the tables analysed; lets a lost search index be made anew', async () => {
    const [first, second] = await withBoth('samples', async (handle) => {
      await assertEngine(handle)
      await handle.exec('CREATE TABLE t (s TEXT); CREATE INDEX i ON t (s); CREATE VIRTUAL TABLE f USING fts5(t, content=\'\')')
      for (const s of ['Qzvx7wkj', '鑫鼐淼', 'x']) await handle.run('INSERT INTO t VALUES (?)', [s])
      await handle.exec('ANALYZE')
      await handle.exec('DELETE FROM f_data')
      return handle.all("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'sqlite_stat4' AND EXISTS (SELECT 1 FROM sqlite_stat1)")
    })
    expect(first).toEqual([{ n: 0 }])
    // Its build makes the table, and leaves it empty.
    expect(second).toEqual([{ n: 1 }])
    const handle = await openWith('second', join(dir, 'samples-second.db'), 'read-only')
    await applyRecipe(handle, storeKeyOf('contract'), 'read')
    expect(await handle.all('SELECT count(*) AS n FROM sqlite_stat4')).toEqual([{ n: 0 }])
    await handle.close()
  })

  it('finds each page whose bytes are not those that were written, and no other', async () => {
    const [first, second] = await withBoth('seals', async (handle, path) => {
      await handle.exec(`CREATE TABLE t (s TEXT); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 500) INSERT INTO t SELECT hex(zeroblob(200)) || i FROM c`)
      await handle.all('PRAGMA wal_checkpoint(TRUNCATE)')
      const whole = await handle.brokenSeals()
      const file = await open(path, 'r+')
      for (const page of [3, 7, 8]) await file.write(Buffer.from([1, 2, 3, 4]), 0, 4, page * PAGE_BYTES + 500)
      await file.close()
      return [whole, await handle.brokenSeals()]
    })
    expect(first).toEqual([0, 3])
    expect(second).toEqual(first)
  })

  it('copies the live rows alone under the other key, in a file that the old one does not open and the other driver does', async () => {
    const digests = await withBoth('copy', async (handle, path, driver) => {
      await handle.exec(`CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 2000) INSERT INTO t (s) SELECT 'Qzvx7wkj' || i FROM c; DELETE FROM t WHERE n % 2`)
      await handle.all('PRAGMA wal_checkpoint(TRUNCATE)')
      const copy = join(dir, `a 'copy' of ${driver}.db`)
      await (await open(copy, 'w')).close()
      await handle.copyInto(copy, keyLiteral(storeKeyOf('next')))
      expect((await readFile(copy)).subarray(0, 16).toString('hex')).toBe(keyLiteral(storeKeyOf('next')).slice(66, -1))
      expect((await readFile(copy)).length).toBeLessThan((await readFile(path)).length)
      const stale = await openWith(driver, copy, 'read-only')
      expect((await failureOf(stale.unlock(keyLiteral(storeKeyOf('contract')))))[0]).toBe('SQLITE_NOTADB')
      await stale.close()
      const read = await openWith(driver === 'first' ? 'second' : 'first', copy, 'read-only')
      await read.unlock(keyLiteral(storeKeyOf('next')))
      const rows = await read.all('SELECT n, s FROM t ORDER BY n')
      expect([rows.length, await read.brokenSeals(), await read.all('PRAGMA freelist_count'), await read.all('PRAGMA integrity_check')]).toEqual([1000, 0, [{ freelist_count: 0 }], [{ integrity_check: 'ok' }]])
      await read.close()
      return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
    })
    expect(digests[1]).toBe(digests[0])
  })
})

it('the second driver ends a read before its next row when told to, and answers what was asked behind it', async () => {
  const handle = await openWith('second', join(dir, 'interrupt.db'), 'create')
  const endless = failureOf(handle.all('WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT i FROM c'))
  const behind = handle.all('SELECT 2 AS two')
  handle.interrupt()
  expect((await endless)[0]).toBe('SQLITE_INTERRUPT')
  expect(await behind).toEqual([{ two: 2 }])
  handle.interrupt() // nothing runs: nothing is ended
  expect(await handle.all('SELECT 3 AS three')).toEqual([{ three: 3 }])
  await handle.close()
})
