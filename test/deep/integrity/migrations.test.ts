// D-10: an older store is brought to the newest structure, and the process dies before any one of its operations on files, or in the middle of one. Whatever is found
// then is the store of one version, old or new or between, with every row and the structure that an undisturbed migration gives it there; and the next opening ends it.
import { copyFile, cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestContent } from '../../../src-main/vault/content-digest'
import { openSqlite } from '../../../src-main/vault/driver/open-sqlite'
import type { SqliteHandle } from '../../../src-main/vault/driver/sqlite-handle'
import { MIGRATIONS } from '../../../src-main/vault/migrations/all'
import { migrate, readUserVersion } from '../../../src-main/vault/migrator'
import { applyRecipe } from '../../../src-main/vault/open-recipe'
import { storeFileName } from '../../../src-main/vault/store-files'
import { createId, type RequestId, type SubjectId } from '../../../src-shared/base/ids'
import { buildChild, type ChildProgram } from '../../fixtures/child-program'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { makeFolder, NOW, openTestVault, removeFolders, seededRandom, storeKeyOf, testClock } from '../../vault/desk-store'

const STEP = Number(process.env['FAULT_STEP'] ?? 1)
/** A torn write is mended as a kill is: what is tried of it is one in ten. */
const TORN_STEP = 10
const SEED = 'migrations'
const FILE = storeFileName(1)
/** Of the build before there was a queue with words: every table that a later migration changes has rows in it. */
const FULL = MIGRATIONS.findIndex(({ name }) => name === 'queue')
const NEWEST = MIGRATIONS.length
const ROWS = 120

let program: ChildProgram
let shim: string
beforeAll(async () => {
  program = await buildChild('test/deep/integrity/migrating-child.ts')
  shim = await buildFaultShim()
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

async function withStore<T>(path: string, mode: 'create' | 'read-write', work: (handle: SqliteHandle) => Promise<T>): Promise<T> {
  const handle = await openSqlite(path, mode)
  try {
    await applyRecipe(handle, storeKeyOf(SEED), 'write')
    return await work(handle)
  } finally {
    await handle.close()
  }
}

async function fill(handle: SqliteHandle, version: number): Promise<void> {
  const random = seededRandom('old rows')
  for (let at = 0; at < ROWS; at++) {
    await handle.run('INSERT INTO meta (key, value) VALUES (?, ?)', [`of-before-${String(at)}`, JSON.stringify(at)])
    if (version < FULL) continue
    const [requestId, subjectId] = [createId<RequestId>(NOW + at, random), createId<SubjectId>(NOW + at, random)]
    const state = at % 4 === 0 ? 'refused' : 'verifying'
    await handle.run('INSERT INTO records (type, id, v, subject_id, body, gen) VALUES (?, ?, 1, ?, ?, 0)', ['request', requestId, subjectId, JSON.stringify({ id: requestId, subjectId, state, at })])
    await handle.run(`INSERT INTO request_index (request_id, subject_id, case_no, "right", state, assignee_id, due_on, closed, updated_at, mark) VALUES (?, ?, ?, 'access', ?, NULL, '2026-06-23', ?, 1, 'sent')`, [requestId, subjectId, `26-${String(900 + at)}`, state, at % 4 === 0 ? 1 : 0])
  }
}

/** A folder as an older build closed it. */
async function oldStore(version: number): Promise<string> {
  const dir = await makeFolder()
  await withStore(join(dir, FILE), 'create', async (handle) => {
    await migrate(handle, MIGRATIONS, testClock(), version)
    await fill(handle, version)
  })
  return dir
}

interface Found {
  readonly version: number
  readonly content: string
}
async function look(handle: SqliteHandle): Promise<Found> {
  const structure = await handle.all('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
  return { version: await readUserVersion(handle), content: JSON.stringify([structure, await digestContent(handle)]) }
}

/** What the store holds at each version, where nothing disturbs it. */
async function undisturbed(old: string, from: number): Promise<ReadonlyMap<number, string>> {
  const wanted = new Map<number, string>()
  const path = join(await makeFolder(), FILE)
  await copyFile(join(old, FILE), path)
  await withStore(path, 'read-write', async (handle) => {
    for (let version = from; version <= NEWEST; version++) {
      await migrate(handle, MIGRATIONS, testClock(), version)
      wanted.set(version, (await look(handle)).content)
    }
  })
  return wanted
}

async function runWith(old: string, fault: Readonly<Record<string, string>>, use: (dir: string, ended: string) => Promise<void>): Promise<void> {
  const dir = join(await makeFolder(), 'profile')
  await cp(old, dir, { recursive: true })
  const child = program.startWith({ LD_PRELOAD: shim, FAULT_DIR: dir, ...fault }, dir, SEED)
  await use(dir, await child.ended)
  await rm(dir, { recursive: true })
}

async function countOperations(old: string): Promise<number> {
  const log = join(await makeFolder(), 'count')
  await runWith(old, { FAULT_AT: '0', FAULT_LOG: log }, async (_, ended) => expect(ended).toBe('0'))
  return Number(await readFile(log, 'utf8'))
}

test.each([[1, 'kill', 1], [FULL, 'kill', 1], [FULL, 'torn', TORN_STEP]] as const)('from version %i, %s at every operation, or every %i', async (from, kind, every) => {
  const old = await oldStore(from)
  const wanted = await undisturbed(old, from)
  const operations = await countOperations(old)
  expect(operations).toBeGreaterThan(3 * (NEWEST - from))
  const versions: Record<number, number> = {}
  for (let at = 1; at <= operations; at += every * STEP) {
    const what = `${kind} at ${String(at)} of ${String(operations)}`
    await runWith(old, { FAULT_AT: String(at), FAULT_KIND: kind }, async (dir, ended) => {
      expect([what, ended]).toEqual([what, 'SIGKILL'])
      const { version, content } = await withStore(join(dir, FILE), 'read-write', look)
      expect([what, version >= from && version <= NEWEST, content === wanted.get(version)]).toEqual([what, true, true])
      versions[version] = (versions[version] ?? 0) + 1
      await (await openTestVault(dir, SEED, 'open')).close()
      const ended2 = await withStore(join(dir, FILE), 'read-write', look)
      expect([what, ended2.version, ended2.content === wanted.get(NEWEST)]).toEqual([what, NEWEST, true])
    })
  }
  console.log(`D-10: from version ${String(from)}, ${kind}, ${String(operations)} operations; found versions ${JSON.stringify(versions)}`)
  if (every * STEP === 1) expect(Object.keys(versions).map(Number)).toEqual(Array.from({ length: NEWEST - from + 1 }, (_, at) => from + at))
})
