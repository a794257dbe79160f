// The purge: writes the whole store anew under a new key, checks the copy, and lets the old file and the old key go.
//
// Why a copy: DELETE with secure_delete leaves cell copies in page gaps, and a plain VACUUM or rekey keeps the key or the gaps
// (measured). The new file holds live cells only, and without the old key the old file's blocks on the disk are noise.
//
// | step | state on the disk after it                                 | killed here, the next unlock finds                             |
// |------|------------------------------------------------------------|----------------------------------------------------------------|
// | fits | nothing changed (free space >= 1.2 x store + 64 MiB)       | the old pair                                                   |
// | merged | old store, index optimised, WAL cut to nothing           | the old pair                                                   |
// | copied | + `store-(n+1).db`, perhaps half                         | the old pair; the copy is removed, its key was never kept      |
// | checked | copy whole, every row compared, synced, its handles open | the old pair; the copy is removed                              |
// |         | (then the waiting lines lie in a file of the new key too) | the old pair with its own lines                              |
// | named | `keys.json` names the new file and holds its key           | the NEW pair: this rename is the moment that counts            |
// | switched | the vault runs on the new file, the old one is closed   | the new pair                                                   |
// | dropped | old file gone, then `keys.previous.json` with the old key | the new pair                                                  |
//
// A failure (not a kill) before the rename closes and removes the copy, and the process goes on with the old pair. One after the rename
// lets the process go on with the new pair: the handles were opened before it, so the exchange itself cannot fail. Were it on the old
// file while `keys.json` names the new one, every later act would be lost at the next unlock (test/vault/purge.test.ts).
//
// `keys.json` names its file and holds its key in one atomic rename, so key and file can never come apart. Everything left behind by a
// killed purge goes in `finishGeneration`, which runs after every unlock. Proved by test/vault/crash.test.ts at every step.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import { dropPreviousKeyFile, writeKeyFile, type KeyFile } from '../keys/key-file'
import { nextGeneration, storeKey, type OpenedKeys } from '../keys/key-slots'
import type { Random } from '../keys/device-key'
import { createPrivateFile, exists, removeIfThere, syncFile, syncFolder } from '../keys/private-files'
import type { Secret } from '../keys/secret'
import { openSqlite } from './driver/open-sqlite'
import { StoreFault, type SqliteHandle } from './driver/sqlite-handle'
import { digestContent, type ContentDigest } from './content-digest'
import { clearHeld, mayBeLost } from './lost-index'
import { applyKey, CACHE_SIZE, keyLiteral } from './open-recipe'
import { OPTIMIZE_INDEX } from './search-index'
import type { HeldStore, NextStore, Vault } from './vault'
import { freeBytes, freeGeneration, generationOfAny, removeStoreFile, storeFileName } from './store-files'

export const PURGE_STEPS = ['fits', 'merged', 'copied', 'checked', 'named', 'switched', 'dropped'] as const
export type PurgeStep = (typeof PURGE_STEPS)[number]

export interface PurgeDeps {
  readonly random: Random
  readonly clock: Clock
  /** Progress; awaited. */
  readonly onStep?: (step: PurgeStep) => Promise<void> | void
  /** How much may still be written to the disk that holds a folder; the disk's own answer by default. */
  readonly freeBytes?: (dir: string) => Promise<number>
}
export interface PurgeReport {
  readonly generation: number
  readonly startedAt: EpochMs
  readonly purgedAt: EpochMs
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** Rows compared between the old file and the copy. */
  readonly rowsByTable: Readonly<Record<string, number>>
  readonly keyFile: KeyFile
  readonly keys: OpenedKeys
}
export type PurgeError = 'disk-full' | 'copy-damaged'

/** security.md section 3, D-6: the copy, its WAL and what SQLite needs meanwhile, and a margin for everybody else. */
const SPACE_FACTOR = 1.2
const SPACE_MARGIN_BYTES = 64 * 1_048_576

/** A connection of its own, as the next start would open it: a copy that only its maker can read is worth nothing. */
async function withFresh<T>(path: string, key: Secret, work: (handle: SqliteHandle) => Promise<T>): Promise<T> {
  const handle = await openSqlite(path, 'read-only')
  try {
    await applyKey(handle, key)
    // Looked through once, in the order of its keys and of its indexes' entries: with SQLite's own 2 MB nearly every entry would be read from the disk anew.
    await handle.all(`PRAGMA cache_size = ${CACHE_SIZE}`)
    return await work(handle)
  } finally {
    await handle.close()
  }
}

/** None where there is no such file. */
async function bytesOf(path: string): Promise<number> {
  return (await exists(path)) ? (await stat(path)).size : 0
}

/** Structure, bytes, rows and what lies between them, at the same time: most of them read the whole copy. */
async function checkCopy(path: string, key: Secret, expected: ContentDigest): Promise<'same' | 'different'> {
  const looks = await Promise.allSettled([
    withFresh(path, key, async (handle) => (await handle.all('PRAGMA integrity_check(1)'))[0]?.['integrity_check'] === 'ok'),
    withFresh(path, key, async (handle) => (await handle.brokenSeals()) === 0),
    withFresh(path, key, async (handle) => JSON.stringify(await digestContent(handle)) === JSON.stringify(expected)),
    // Live cells and nothing else: no page that was let go, no log beside the file (security.md section 3, E-5).
    withFresh(path, key, async (handle) => Number((await handle.all('PRAGMA freelist_count'))[0]?.['freelist_count']) === 0 && (await bytesOf(`${path}-wal`)) === 0),
  ])
  for (const look of looks) if (look.status === 'rejected' && !(look.reason instanceof StoreFault)) throw look.reason
  return looks.every((look) => look.status === 'fulfilled' && look.value) ? 'same' : 'different'
}

/** Into an empty private file, where SQLite writes rather than make one itself. */
async function writeCopy(writer: SqliteHandle, path: string, key: Secret): Promise<void> {
  await createPrivateFile(path)
  await writer.copyInto(path, keyLiteral(key))
  await syncFile(path)
}

export function isDiskFull(error: unknown): boolean {
  if (error instanceof StoreFault) return error.code === 'SQLITE_FULL'
  return (error as NodeJS.ErrnoException).code === 'ENOSPC'
}

function neededBytes(storeBytes: number): number {
  return storeBytes * SPACE_FACTOR + SPACE_MARGIN_BYTES
}

interface NextPlace {
  readonly fileName: string
  readonly path: string
  readonly key: Secret
  readonly next: { readonly keyFile: KeyFile; readonly keys: OpenedKeys }
}

async function planNext(dir: string, keyFile: KeyFile, keys: OpenedKeys, random: Random): Promise<NextPlace> {
  const generation = await freeGeneration(dir, keyFile.generation)
  const fileName = storeFileName(generation)
  const next = nextGeneration(keyFile, keys, { generation, fileName }, random)
  return { fileName, path: join(dir, fileName), key: storeKey(next.keyFile, next.keys), next }
}

interface CheckedCopy {
  readonly rowsByTable: Readonly<Record<string, number>>
  readonly opened: NextStore
}

/** As `Promise.all`, but never before all have ended: nobody writes into a file that is being removed. */
async function settledAll<A, B>(works: readonly [Promise<A>, Promise<B>]): Promise<readonly [A, B]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

function rowsOf(digest: ContentDigest): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(digest).map(([table, { rows }]) => [table, rows]))
}

/** What deleted people left in it goes with its merging; what a lost one still holds of anybody goes with it, and it is made anew afterwards. */
async function mergeIndex(writer: SqliteHandle): Promise<void> {
  try {
    const isLost = (await writer.all("SELECT 1 FROM meta WHERE key = 'lostIndex' AND value ->> 'phase' = 'clear'")).length > 0
    if (isLost) await clearHeld(writer)
    else await writer.run(OPTIMIZE_INDEX)
  } catch (error) {
    if (!mayBeLost(error)) throw error
    await clearHeld(writer)
  }
}

/** Copies, checks and opens; on any failure the copy is removed and the old pair goes on. */
async function makeCheckedCopy(store: HeldStore, place: NextPlace, onStep: (step: PurgeStep) => Promise<void>): Promise<Result<CheckedCopy, PurgeError>> {
  try {
    await mergeIndex(store.writer)
    await store.checkpoint()
    await onStep('merged')
    // What it holds is read while the copy is written: nobody else writes meanwhile.
    const [expected] = await settledAll([store.read(digestContent), writeCopy(store.writer, place.path, place.key)])
    await onStep('copied')
    if ((await checkCopy(place.path, place.key, expected)) === 'same') return ok({ rowsByTable: rowsOf(expected), opened: await store.openNext(place.fileName, place.key) })
    await removeStoreFile(place.path)
    return err('copy-damaged')
  } catch (error) {
    await removeStoreFile(place.path)
    if (isDiskFull(error)) return err('disk-full')
    throw error
  }
}

interface NamingDeps {
  readonly random: Random
  readonly onStep: (step: PurgeStep) => Promise<void>
}

/** The key file names the copy, and the vault goes on with it; whatever fails, the two end up naming the same pair. */
async function nameCopy(store: HeldStore, place: NextPlace, opened: NextStore, { random, onStep }: NamingDeps): Promise<void> {
  const keyFile = { isRenamed: false }
  try {
    await syncFolder(store.dir)
    await onStep('checked')
    await opened.carryWaiting(random)
    await writeKeyFile(store.dir, place.next.keyFile, () => {
      keyFile.isRenamed = true
    })
    await onStep('named')
  } finally {
    if (keyFile.isRenamed) await opened.swap()
    else {
      await opened.drop()
      await removeStoreFile(place.path)
    }
  }
}

/**
 * Whoever wants to write waits; reads go on, but for the moments of the checkpoint and the switch. The caller keeps `keyFile` and `keys` of the report from then on; the
 * old ones are purged.
 */
export async function copyUnderNewKey(vault: Vault, keyFile: KeyFile, keys: OpenedKeys, deps: PurgeDeps): Promise<Result<PurgeReport, PurgeError>> {
  const onStep = async (step: PurgeStep): Promise<void> => {
    await deps.onStep?.(step)
  }
  // Whatever waits from before the erasure is taken over by it: no line that still names the person is carried to the new key.
  await vault.transaction(() => Promise.resolve())
  return vault.holdWrites(async (store) => {
    const startedAt = deps.clock.now()
    const oldPath = join(store.dir, store.fileName)
    const bytesBefore = (await stat(oldPath)).size
    if ((await (deps.freeBytes ?? freeBytes)(store.dir)) < neededBytes(bytesBefore)) return err('disk-full')
    await onStep('fits')
    const place = await planNext(store.dir, keyFile, keys, deps.random)
    const copied = await makeCheckedCopy(store, place, onStep)
    if (!copied.ok) return copied
    await nameCopy(store, place, copied.value.opened, { random: deps.random, onStep })
    await onStep('switched')
    await dropOldGenerations(store.dir, place.next.keyFile.generation)
    keys.storeSecret.purge()
    place.key.purge()
    await onStep('dropped')
    const bytesAfter = (await stat(place.path)).size
    return ok({ generation: place.next.keyFile.generation, startedAt, purgedAt: deps.clock.now(), bytesBefore, bytesAfter, rowsByTable: copied.value.rowsByTable, ...place.next })
  })
}

/** Old files first, then the file with the old key: a kill between the two leaves a key without a file. */
async function dropOldGenerations(dir: string, keep: number): Promise<void> {
  for (const name of await readdir(dir)) {
    const generation = generationOfAny(name)
    if (generation !== undefined && generation !== keep) await removeIfThere(join(dir, name))
  }
  await syncFolder(dir)
  await dropPreviousKeyFile(dir)
}

/**
 * After a store was opened with the key file that names it: removes what a killed purge or enrolment left. Every other store file is
 * either an old generation or a copy whose key was never kept; neither can be read with any key that is left.
 */
export async function finishGeneration(vault: Vault, dir: string): Promise<void> {
  await dropOldGenerations(dir, vault.generation)
}
