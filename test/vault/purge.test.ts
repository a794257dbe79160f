// The purge: nothing of an erased person is left in any decrypted byte, everything else is, and the old file opens with no key left.
import { copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createId, type SubjectId } from '../../src-shared/base/ids'
import { mustOk } from '../../src-shared/base/result'
import { parseQuery } from '../../src-shared/domain/search-terms'
import { readKeyFile } from '../../src-main/keys/key-file'
import { KEY_FILE } from '../../src-shared/contract/profile-files'
import { putSlot, storeKey } from '../../src-main/keys/key-slots'
import type { Secret } from '../../src-main/keys/secret'
import { openKeyedVault, type KeyedVault } from '../../src-main/vault/keyed-vault'
import { openVault } from '../../src-main/vault/open-vault'
import { decryptPages } from '../../src-main/vault/page-reader'
import { copyUnderNewKey, PURGE_STEPS, type PurgeStep } from '../../src-main/vault/purge'
import { deleteDirectoryRows, upsertDirectoryRows, type DirectoryRow } from '../../src-main/vault/search-index'
import { searchPeople } from '../../src-main/vault/search-people'
import { StoreFault, type SqliteHandle } from '../../src-main/vault/driver/sqlite-handle'
import type { Vault } from '../../src-main/vault/vault'
import { keyedDeps, makeFolder, makeKeyedVault, makePeople, NOW, PASSPHRASE, removeFolders, reopenKeyedVault, seededPick, seededRandom, STAFF, testClock } from './desk-store'

/** While set, the file of this name does not open for writing: what a disk fault or a process without free handles meets. */
const faulty = vi.hoisted(() => ({ fileName: undefined as string | undefined }))
/** While set, what is done to a copy when it has just been written, by somebody who has its key. */
const meddling = vi.hoisted(() => ({ sql: undefined as string | undefined }))
vi.mock('../../src-main/vault/driver/open-sqlite', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../src-main/vault/driver/open-sqlite')>()
  const openSqlite: typeof real.openSqlite = (path, mode) => {
    if (faulty.fileName === undefined || mode !== 'read-write' || !path.endsWith(faulty.fileName)) return real.openSqlite(path, mode).then(meddled)
    faulty.fileName = undefined
    return Promise.reject(new StoreFault('SQLITE_CANTOPEN', 'once'))
  }
  const meddled = (handle: SqliteHandle): SqliteHandle => ({
    ...handle,
    copyInto: async (path, key) => {
      await handle.copyInto(path, key)
      if (meddling.sql === undefined) return
      const copy = await real.openSqlite(path, 'read-write')
      await copy.unlock(key)
      await copy.exec(meddling.sql)
      await copy.close()
      meddling.sql = undefined
    },
  })
  return { ...real, openSqlite }
})

afterEach(removeFolders)

const MARK = 'Qzvx7wkj'
const NEEDLES = [MARK.toLowerCase(), MARK, [...MARK.toLowerCase()].reverse().join(''), '鑫鼐淼', '8613377995511', '1155997733168']

function markedPerson(seed: string): DirectoryRow {
  const [row] = makePeople(`marked ${seed}`, 1)
  if (!row) throw new Error('no row')
  return { ...row, id: createId<SubjectId>(NOW, seededRandom(`marked ${seed}`)), name: '鑫鼐淼', identifiers: [['email', `${MARK.toLowerCase()}@firma.example`, 'proved'], ['mobile', '+8613377995511', 'proved']] }
}

async function hits(path: string, key: Secret): Promise<number> {
  let count = 0
  for await (const page of decryptPages(path, key)) {
    const bytes = Buffer.from(page.bytes)
    for (const needle of NEEDLES) for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count++
  }
  return count
}

type Insert = readonly [type: string, id: string, subjectId: string, body: string]

/** Records in random places of the tree, of many lengths: pages split, fill and rebalance as in a year of work. */
async function putRecords(vault: Vault, records: readonly Insert[]): Promise<void> {
  await vault.transaction((tx) => sql`INSERT INTO records (type, id, v, subject_id, body, gen)
    SELECT d.value ->> 0, d.value ->> 1, 1, d.value ->> 2, d.value ->> 3, 1 FROM jsonb_each(${JSON.stringify(records)}) d WHERE true
    ON CONFLICT (type, id) DO UPDATE SET body = excluded.body`.execute(tx))
}

/** A store in which the person was stored between others, changed, moved by what came later, and erased. */
async function erasedStore(dir: string, seed: string): Promise<KeyedVault> {
  const keyed = await makeKeyedVault(dir, seed)
  const { vault } = keyed
  const pick = seededPick(`churn ${seed}`)
  const people = makePeople(seed, 500)
  const person = markedPerson(seed)
  const ids = Array.from({ length: 900 }, () => Buffer.from(Array.from({ length: 12 }, () => pick(256))).toString('hex'))
  const owner = (at: number): string => (at % 3 === 0 ? person.id : (people[at % 250]?.id ?? ''))
  const body = (at: number): string => JSON.stringify({ text: `${at % 3 === 0 ? MARK : 'tea'} ${'.'.repeat(20 + pick(900))}`, at })
  await vault.transaction((tx) => upsertDirectoryRows(tx, [...people.slice(0, 100), person, ...people.slice(100, 250)], 1))
  for (const round of [1, 2, 3]) {
    const touched = ids.map((id, at) => ['consent', id, owner(at), body(at)] as const).filter((_, at) => at % 4 < round || pick(3) === 0)
    await putRecords(vault, touched)
    await vault.transaction((tx) => upsertDirectoryRows(tx, [{ ...person, v: person.v + round, name: `鑫鼐淼${'甲'.repeat(round)}` }, ...people.slice(round * 80 + 170, round * 80 + 250)], 1))
    await vault.checkpoint()
  }
  await vault.transaction((tx) => upsertDirectoryRows(tx, people, 1))
  expect(await hits(vault.file, storeKey(keyed.keyFile, keyed.keys))).toBeGreaterThan(250)
  await vault.transaction(async (tx) => {
    expect(await deleteDirectoryRows(tx, [person.id])).toBe(1)
    await tx.deleteFrom('records').where('subject_id', '=', person.id).execute()
  })
  await vault.checkpoint()
  return keyed
}

describe('residue', () => {
  it('is left in most stores without the copy, and in none with it', async () => {
    const left: number[] = []
    const seeds = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const seed of seeds) {
      const dir = await makeFolder()
      const { vault, keyFile, keys } = await erasedStore(dir, seed)
      left.push(await hits(vault.file, storeKey(keyFile, keys)))
      const report = mustOk(await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom(`purge ${seed}`), clock: testClock() }))
      expect([seed, await hits(vault.file, storeKey(report.keyFile, report.keys))]).toEqual([seed, 0])
      expect((await searchPeople(vault.reader, parseQuery(MARK), 5, 0)).hits).toEqual([])
      await vault.close()
    }
    // Without this the check above would prove nothing: the same harness must be able to find residue.
    expect([left, left.filter((count) => count > 0).length >= seeds.length / 2]).toEqual([left, true])
  })
})

describe('the copy', () => {
  it('holds every other row, runs under a new key at once, and leaves nothing of the old pair', async () => {
    const dir = await makeFolder()
    const keyed = await erasedStore(dir, 'swap')
    const { vault } = keyed
    const oldKey = storeKey(keyed.keyFile, keyed.keys)
    const oldCopy = join(await makeFolder(), 'store-000001.db')
    await copyFile(vault.file, oldCopy)
    const before = await vault.reader.selectFrom('people').selectAll().orderBy('n').execute()
    const records = await vault.reader.selectFrom('records').select('id').execute()
    const steps: string[] = []
    const atRest: (readonly [PurgeStep, number])[] = []
    const report = mustOk(
      await copyUnderNewKey(vault, keyed.keyFile, keyed.keys, {
        random: seededRandom('swap'), clock: testClock(),
        onStep: async (step) => {
          steps.push(step)
          // E-5: from the checkpoint on until writing is let go again nothing lies beside the file that counts.
          const wal = step === 'fits' ? undefined : await stat(`${step === 'switched' || step === 'dropped' ? vault.file : join(dir, 'store-000001.db')}-wal`)
          if (wal) atRest.push([step, wal.size])
        },
      }),
    )
    expect(atRest).toEqual(PURGE_STEPS.filter((step) => step !== 'fits').map((step) => [step, 0]))
    expect((await sql`PRAGMA freelist_count`.execute(vault.reader)).rows).toEqual([{ freelist_count: 0 }])
    expect(steps).toEqual(PURGE_STEPS)
    expect(vault.generation).toBe(2)
    expect(report.rowsByTable).toMatchObject({ people: 500, records: records.length })
    expect(await vault.reader.selectFrom('people').selectAll().orderBy('n').execute()).toEqual(before)
    await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'after', value: 'swap' }).execute())
    expect((await readdir(dir)).filter((name) => !/-(wal|shm|journal)$/.test(name)).sort()).toEqual([KEY_FILE, 'store-000002.db', 'store.lock'])
    expect((await stat(vault.file)).mode & 0o777).toBe(0o600)
    await vault.close()

    const again = await reopenKeyedVault(dir, 'swap')
    expect(await again.vault.reader.selectFrom('meta').select('value').where('key', '=', 'after').execute()).toEqual([{ value: 'swap' }])
    const newKey = storeKey(again.keyFile, again.keys)
    await again.vault.close()
    // The old file was kept by somebody: no key that is left opens a page of it. Our own copy of the old key shows that the trial is fair.
    for (const [key, opens] of [[newKey, false], [oldKey, true]] as const) {
      let opened = 0
      for await (const page of decryptPages(oldCopy, key)) if (page.authentic) opened += 1
      expect(opened > 0).toBe(opens)
    }
    expect(keyed.keys.storeSecret.isPurged).toBe(true)
    expect((await readFile(join(dir, KEY_FILE), 'utf8')).includes(keyed.keyFile.slots[0]?.sealed ?? '')).toBe(false)
  })

  it('is opened by a colleague with their own passphrase, whoever was at the desk', async () => {
    const dir = await makeFolder()
    const keyed = await makeKeyedVault(dir, 'two')
    const colleague = { ...STAFF, staffId: createId<typeof STAFF.staffId>(NOW, seededRandom('colleague')), login: 'chen.yu', name: '陈宇', role: 'reviewer' as const }
    const both = await putSlot(keyed.keyFile, keyed.keys, colleague, { passphrase: 'another long sentence' }, keyedDeps('two'))
    mustOk(await copyUnderNewKey(keyed.vault, both, keyed.keys, { random: seededRandom('two'), clock: testClock() }))
    await keyed.vault.close()
    for (const [staffId, passphrase] of [[STAFF.staffId, PASSPHRASE], [colleague.staffId, 'another long sentence']] as const) {
      const opened = mustOk(await openKeyedVault({ dir, staffId, passphrase }, keyedDeps('two')))
      expect(opened.vault.generation).toBe(2)
      await opened.vault.close()
    }
  })

  it('lets reads go on while it is written, and what waits to write is written into the new file', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await erasedStore(dir, 'reads')
    let readDuringCopy = -1
    let written: Promise<unknown> | undefined
    mustOk(
      await copyUnderNewKey(vault, keyFile, keys, {
        random: seededRandom('reads'),
        clock: testClock(),
        onStep: async (step) => {
          if (step !== 'copied') return
          written = vault.transaction((tx) => tx.insertInto('meta').values({ key: 'waited', value: 'yes' }).execute())
          readDuringCopy = (await vault.reader.selectFrom('people').select('n').execute()).length
        },
      }),
    )
    await written
    expect(readDuringCopy).toBe(500)
    await vault.close()
    const again = await reopenKeyedVault(dir, 'reads')
    expect(await again.vault.reader.selectFrom('meta').select('value').where('key', '=', 'waited').execute()).toEqual([{ value: 'yes' }])
    await again.vault.close()
  })

  /** What a broken disk would do to the copy before it is checked. */
  const DAMAGE: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'with bytes that changed inside a page': (path) => overwrite(path, 4096 * 3 + 100, Buffer.alloc(64, 7)),
    'whose first page is lost, so that it does not open': (path) => overwrite(path, 0, Buffer.alloc(4096)),
    'that lacks its last page': async (path) => truncate(path, (await stat(path)).size - 4096),
    'that is empty': (path) => truncate(path, 0),
    'beside which a log lies': (path) => writeFile(`${path}-wal`, Buffer.alloc(4096 + 24, 7)),
  }
  /** A whole and valid store, and not what was copied. */
  const MEDDLING: Readonly<Record<string, string>> = {
    'in which one row is another': "UPDATE records SET body = replace(body, 'tea', 'tee') WHERE id = (SELECT min(id) FROM records)",
    'that lacks one row': 'DELETE FROM records WHERE id = (SELECT max(id) FROM records)',
    'that has one row more': "INSERT INTO meta (key, value) VALUES ('more', '1')",
    'whose index remembers another length of a text': "UPDATE people_fts_docsize SET sz = sz || x'00' WHERE id = (SELECT min(id) FROM people_fts_docsize)",
    'that lacks a table': 'DROP TABLE snoozes',
    'with a page that was let go': 'CREATE TABLE gone (t TEXT); INSERT INTO gone VALUES (zeroblob(40000)); DROP TABLE gone',
  }

  async function overwrite(path: string, at: number, bytes: Buffer): Promise<void> {
    const file = await open(path, 'r+')
    await file.write(bytes, 0, bytes.length, at)
    await file.close()
  }

  it('is thrown away where it is damaged or differs by one row, whatever was done to it; the old store goes on', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await erasedStore(dir, 'differs')
    for (const [what, damage] of [...Object.entries(DAMAGE), ...Object.keys(MEDDLING).map((one) => [one, undefined] as const)]) {
      meddling.sql = MEDDLING[what]
      const outcome = await copyUnderNewKey(vault, keyFile, keys, {
        random: seededRandom(`differs ${what}`), clock: testClock(),
        onStep: async (step) => { if (step === 'copied') await damage?.(join(dir, 'store-000002.db')) },
      })
      expect([what, outcome, vault.generation]).toEqual([what, { ok: false, error: 'copy-damaged' }, 1])
      expect([what, (await readdir(dir)).filter((name) => name.startsWith('store-000002'))]).toEqual([what, []])
    }
    await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'still', value: 'here' }).execute())
    // Of nothing that is wrong it is taken: the trials above were fair.
    expect((await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('differs no more'), clock: testClock() })).ok).toBe(true)
    await vault.close()
    const again = await reopenKeyedVault(dir, 'differs')
    expect(await again.vault.reader.selectFrom('meta').select('value').where('key', '=', 'still').execute()).toEqual([{ value: 'here' }])
    await again.vault.close()
  })

  it('does not begin without room, and says disk-full', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await makeKeyedVault(dir, 'room')
    const outcome = await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('room'), clock: testClock(), freeBytes: async () => Promise.resolve(64 * 1_048_576) })
    expect(outcome).toEqual({ ok: false, error: 'disk-full' })
    expect((await readKeyFile(dir)).ok).toBe(true)
    expect(vault.generation).toBe(1)
    await vault.close()
  })
})

describe('what fails around the rename of the key file', () => {
  /** An act after the failed purge, and what the next unlock finds of it. */
  async function actSurvives(dir: string, seed: string, vault: Vault): Promise<number> {
    await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'after', value: seed }).execute())
    await vault.close()
    const again = await reopenKeyedVault(dir, seed)
    expect(await again.vault.reader.selectFrom('meta').select('value').where('key', '=', 'after').execute()).toEqual([{ value: seed }])
    expect((await readdir(dir)).filter((name) => /^store-.*db$/.test(name))).toEqual([again.keyFile.fileName])
    await again.vault.close()
    return again.vault.generation
  }

  it('a new file that does not open leaves the old pair, and acts after it are kept', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await makeKeyedVault(dir, 'reopen')
    faulty.fileName = 'store-000002.db'
    await expect(copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('reopen'), clock: testClock() })).rejects.toThrow(StoreFault)
    expect(faulty.fileName).toBeUndefined()
    expect(mustOk(await readKeyFile(dir)).fileName).toBe(keyFile.fileName)
    expect((await readdir(dir)).some((name) => name.startsWith('store-000002'))).toBe(false)
    // A second try is an ordinary purge.
    mustOk(await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('reopen again'), clock: testClock() }))
    expect(await actSurvives(dir, 'reopen', vault)).toBe(2)
  })

  it('the process and the key file name the same pair, on whichever side of the rename it fails', async () => {
    for (const [step, generation] of [['copied', 1], ['checked', 1], ['named', 2], ['switched', 2]] as const) {
      const dir = await makeFolder()
      const { vault, keyFile, keys } = await makeKeyedVault(dir, step)
      const onStep = (reached: string): void => {
        if (reached === step) throw new Error('fault')
      }
      await expect(copyUnderNewKey(vault, keyFile, keys, { random: seededRandom(step), clock: testClock(), onStep })).rejects.toThrow('fault')
      expect([step, vault.generation, mustOk(await readKeyFile(dir)).generation]).toEqual([step, generation, generation])
      expect([step, await actSurvives(dir, step, vault)]).toEqual([step, generation])
    }
  })

  it('after a failure behind the rename the next purge begins from what its caller still holds', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await makeKeyedVault(dir, 'retry')
    const onStep = (step: string): void => {
      if (step === 'named') throw new Error('fault')
    }
    await expect(copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('retry'), clock: testClock(), onStep })).rejects.toThrow('fault')
    mustOk(await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('retry again'), clock: testClock() }))
    expect(await actSurvives(dir, 'retry', vault)).toBe(3)
  })

  it('a key file that cannot be written leaves the old pair', async () => {
    const dir = await makeFolder()
    const { vault, keyFile, keys } = await makeKeyedVault(dir, 'unwritable')
    // A folder where the temporary file should be.
    await mkdir(join(dir, `${KEY_FILE}.tmp`))
    await expect(copyUnderNewKey(vault, keyFile, keys, { random: seededRandom('unwritable'), clock: testClock() })).rejects.toThrow()
    expect((await readdir(dir)).some((name) => name.startsWith('store-000002'))).toBe(false)
    expect(await actSurvives(dir, 'unwritable', vault)).toBe(1)
  })
})

it('a store file that the key file does not name is not opened by it', async () => {
  const dir = await makeFolder()
  const { vault, keyFile, keys } = await makeKeyedVault(dir, 'named')
  const key = storeKey(keyFile, keys)
  await vault.close()
  const other = await makeFolder()
  const stranger = await makeKeyedVault(other, 'stranger')
  await stranger.vault.close()
  await copyFile(join(other, 'store-000001.db'), join(dir, 'store-000001.db'))
  expect(await openVault({ dir, fileName: 'store-000001.db', key, mode: 'open', clock: testClock() })).toEqual({ ok: false, error: 'wrong-key' })
  expect(await openKeyedVault({ dir, staffId: STAFF.staffId, passphrase: PASSPHRASE }, keyedDeps('named'))).toEqual({ ok: false, error: 'store-foreign' })
})
