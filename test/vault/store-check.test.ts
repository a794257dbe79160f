// D-11: a store that counts as large is opened without being read through, and read once a day while somebody works; what does not read then is met by the next opening.
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { createStoreChecker } from '../../src-main/vault/store-checker'
import { isDamage, noteStoreCheck, readStoreCheck } from '../../src-main/vault/store-check'
import { openVault } from '../../src-main/vault/open-vault'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { storeFileName } from '../../src-main/vault/store-files'
import type { Vault } from '../../src-main/vault/vault'
import { makeFolder, makePeople, NOW, openTestVault, removeFolders, storeKeyOf, testClock } from './desk-store'

afterEach(removeFolders)
const FILE = storeFileName(1)
const PAGE = 4_096
const DAY_MS = 86_400_000

async function closedStore(seed: string): Promise<string> {
  const dir = await makeFolder()
  const vault = await openTestVault(dir, seed)
  await vault.transaction((tx) => upsertDirectoryRows(tx, makePeople(seed, 600), 1))
  await vault.close()
  await (await opened(dir, seed)).close()
  return dir
}
const openLarge = (dir: string, seed: string) => openVault({ dir, fileName: FILE, key: storeKeyOf(seed), mode: 'open', clock: testClock(), readAtOpeningBytes: PAGE })
async function opened(dir: string, seed: string): Promise<Vault> {
  const vault = await openLarge(dir, seed)
  if (!vault.ok) throw new Error(vault.error)
  return vault.value
}
/** Of a table of people, far behind what an opening reads; the page is found by asking the store. */
async function harmPeople(dir: string, seed: string): Promise<void> {
  const path = join(dir, FILE)
  for (let page = Math.floor((await stat(path)).size / PAGE) - 1; page > 2; page--) {
    const whole = await readFile(path)
    const bytes = Buffer.from(whole)
    bytes[page * PAGE + 100] = (bytes[page * PAGE + 100] ?? 0) ^ 1
    await writeFile(path, bytes)
    const vault = await openLarge(dir, seed)
    const asked = vault.ok ? await vault.value.reader.selectFrom('people').select('n').where('name', '!=', '').execute().then(() => 'read', (error: unknown) => (isDamage(error) ? 'damaged' : String(error))) : 'refused'
    if (vault.ok) await vault.value.close()
    if (asked === 'damaged') return
    await writeFile(path, whole)
  }
  throw new Error('no page of the people was found')
}

/** Turns of the watch: each `sleep` waits for the next `turn`. */
function drivenChecker(dir: string, vault: Vault, now: () => number) {
  const faults: unknown[] = []
  let wake = (): void => undefined
  let slept = (): void => undefined
  const sleep = (_ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
      slept()
    })
  const checker = createStoreChecker({ dir, vault, clock: { ...testClock(), now }, sleep, onFault: (error) => { faults.push(error); slept() } })
  const turn = (): Promise<void> => new Promise((resolve) => {
    slept = resolve
    wake()
  })
  return { checker, turn, faults }
}

it('is read when it is first opened, and noted as such', async () => {
  const dir = await closedStore('made')
  expect(await readStoreCheck(dir)).toEqual({ verdict: 'whole', at: NOW })
  expect((await stat(join(dir, 'store-check.json'))).mode & 0o777).toBe(0o600)
})

it('a page that does not read is not met by the opening of a large store, but by the reading of the day, and then by the next opening', async () => {
  const dir = await closedStore('day')
  await harmPeople(dir, 'day')
  expect(await readStoreCheck(dir)).toEqual({ verdict: 'whole', at: NOW })

  const vault = await opened(dir, 'day')
  let now = NOW + DAY_MS - 1
  const { checker, turn, faults } = drivenChecker(dir, vault, () => now)
  checker.begin()
  await turn()
  expect(faults).toEqual([]) // not yet a day old
  now += 1
  await turn()
  expect(faults.map(isDamage)).toEqual([true])
  await checker.stop()
  await vault.close()

  await noteStoreCheck(dir, 'doubtful', now)
  expect(await openLarge(dir, 'day')).toEqual({ ok: false, error: 'store-damaged' })
})

it('a store of which nothing is known is read at the opening', async () => {
  const dir = await closedStore('unknown')
  await harmPeople(dir, 'unknown')
  for (const note of [undefined, '', '{"v":1,"verdict":"fine","at":0}']) {
    if (note === undefined) await rm(join(dir, 'store-check.json'))
    else await writeFile(join(dir, 'store-check.json'), note)
    expect(await openLarge(dir, 'unknown')).toEqual({ ok: false, error: 'store-damaged' })
  }
})

it('a doubt that was none is over with the opening that read it', async () => {
  const dir = await closedStore('doubt')
  await noteStoreCheck(dir, 'doubtful', NOW - 5)
  await (await opened(dir, 'doubt')).close()
  expect(await readStoreCheck(dir)).toEqual({ verdict: 'whole', at: NOW })
})

it('a whole store is noted with the time of its reading', async () => {
  const dir = await closedStore('whole')
  const vault = await opened(dir, 'whole')
  const now = NOW + 2 * DAY_MS
  const { checker, turn, faults } = drivenChecker(dir, vault, () => now)
  checker.begin()
  await turn()
  expect([faults, await readStoreCheck(dir)]).toEqual([[], { verdict: 'whole', at: now }])
  await checker.stop()
  await vault.close()
})

it('a damaged table is told as damage where the search index cannot be opened either', async () => {
  const dir = await closedStore('both')
  await harmPeople(dir, 'both')
  const vault = await opened(dir, 'both')
  await vault.transaction(async (tx) => { await sql`DELETE FROM people_fts_config`.execute(tx) })
  await vault.close()
  await noteStoreCheck(dir, 'doubtful', NOW)
  expect(await openLarge(dir, 'both')).toEqual({ ok: false, error: 'store-damaged' })
})

it('whoever stops it waits for one table, not for all', async () => {
  const dir = await closedStore('stop')
  const vault = await opened(dir, 'stop')
  const { checker, faults } = drivenChecker(dir, vault, () => NOW + 9 * DAY_MS)
  checker.begin()
  await checker.stop()
  expect([faults, await readStoreCheck(dir)]).toEqual([[], { verdict: 'whole', at: NOW }])
  await vault.close()
})
