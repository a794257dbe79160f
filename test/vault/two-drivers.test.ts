// A desk's store is the same file whichever driver made it: each opens, reads, writes and purges what the other left, and what it left when it was killed.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseQuery } from '../../src-shared/domain/search-terms'
import { storeKey } from '../../src-main/keys/key-slots'
import { digestContent, type ContentDigest } from '../../src-main/vault/content-digest'
import { decryptPages } from '../../src-main/vault/page-reader'
import { copyUnderNewKey } from '../../src-main/vault/purge'
import { deleteDirectoryRows, upsertDirectoryRows } from '../../src-main/vault/search-index'
import { searchPeople } from '../../src-main/vault/search-people'
import type { Vault } from '../../src-main/vault/vault'
import { buildChild, type ChildProgram } from '../fixtures/child-program'
import { SECOND_DRIVER_VARIABLE } from '../fixtures/chosen-driver'
import { buildWorker } from '../fixtures/worker-file'
import { makeFolder, makeKeyedVault, makePeople, openTestVault, removeFolders, reopenKeyedVault, seededRandom, testClock } from './desk-store'

type DriverName = 'first' | 'second'
const PAIRS: readonly (readonly [made: DriverName, then: DriverName])[] = [['first', 'second'], ['second', 'first']]

const chosenForTheRun = process.env[SECOND_DRIVER_VARIABLE]
let worker: Awaited<ReturnType<typeof buildWorker>>
let program: ChildProgram
beforeAll(async () => {
  worker = await buildWorker('sqlite-worker')
  program = await buildChild('test/vault/children/store-child.ts')
})
afterAll(async () => {
  use(undefined)
  await program.remove()
  await rm(worker.dir, { recursive: true, force: true })
  await removeFolders()
})

/** From here on; undefined: the one that the run was started with. Never two of them on one file at a time: within one process they would take each other's locks. */
function use(driver: DriverName | undefined): void {
  const file = driver === undefined ? chosenForTheRun : driver === 'second' ? worker.workerFile : undefined
  if (file === undefined) Reflect.deleteProperty(process.env, SECOND_DRIVER_VARIABLE)
  else process.env[SECOND_DRIVER_VARIABLE] = file
}

const digestOf = (vault: Vault): Promise<ContentDigest> => vault.holdWrites((store) => store.read(digestContent))
async function foundBy(vault: Vault, text: string): Promise<readonly string[]> {
  const { hits } = await searchPeople(vault.reader, parseQuery(text), 20, 0)
  return hits.map(({ subjectId }) => subjectId)
}

describe.each(PAIRS)('a store of the %s driver', (made, then) => {
  const seed = `drivers ${made}`
  const people = makePeople(seed, 400)
  const [gone, kept] = people
  if (!gone || !kept) throw new Error('no people')
  const tail = String(kept.identifiers[0]?.[1]).slice(-6)

  it(`is read, written and purged by the ${then}, and goes on with its own`, async () => {
    const dir = await makeFolder()
    use(made)
    const first = await makeKeyedVault(dir, seed)
    await first.vault.transaction((tx) => upsertDirectoryRows(tx, people, 1))
    const found = await foundBy(first.vault, tail)
    expect(found).toContain(kept.id)
    const before = await digestOf(first.vault)
    await first.vault.close()

    use(then)
    const second = await reopenKeyedVault(dir, seed)
    expect(await digestOf(second.vault)).toEqual(before)
    expect(await foundBy(second.vault, tail)).toEqual(found)
    expect(await second.vault.brokenSeals()).toBe(0)
    await second.vault.transaction(async (tx) => {
      expect(await deleteDirectoryRows(tx, [gone.id])).toBe(1)
      await tx.insertInto('meta').values({ key: 'other', value: '"here"' }).execute()
    })
    const purged = await copyUnderNewKey(second.vault, second.keyFile, second.keys, { random: seededRandom(`${seed} purge`), clock: testClock() })
    expect([purged.ok, second.vault.generation]).toEqual([true, 2])
    const after = await digestOf(second.vault)
    await second.vault.close()

    use(made)
    const third = await reopenKeyedVault(dir, seed)
    expect(await digestOf(third.vault)).toEqual(after)
    expect((await third.vault.reader.selectFrom('people').select('id').execute()).map(({ id }) => id).sort()).toEqual(people.slice(1).map(({ id }) => id).sort())
    expect(await foundBy(third.vault, tail)).toEqual(found.filter((id) => id !== gone.id))
    for await (const page of decryptPages(third.vault.file, storeKey(third.keyFile, third.keys))) {
      expect(page.authentic).toBe(true)
      expect(Buffer.from(page.bytes).includes(gone.id)).toBe(false)
    }
    await third.vault.transaction((tx) => upsertDirectoryRows(tx, [gone], 2))
    await third.vault.close()
  })

  it(`with what a killed process left in its log is opened by the ${then}: nothing that was acknowledged is lost`, async () => {
    const dir = await makeFolder()
    use(made)
    await (await openTestVault(dir, seed)).close()
    const child = program.startWith({ ...(made === 'second' ? { [SECOND_DRIVER_VARIABLE]: worker.workerFile } : {}) }, 'write', dir, seed)
    await child.said(40)
    child.process.kill('SIGKILL')
    await child.ended

    use(then)
    const vault = await openTestVault(dir, seed, 'open')
    const meta = new Set((await vault.reader.selectFrom('meta').select('key').execute()).map(({ key }) => key))
    const jobs = (await vault.reader.selectFrom('jobs').select('id').execute()).map(({ id }) => id)
    expect(child.lines.filter((line) => !meta.has(`n${line}`))).toEqual([])
    expect([...meta].sort()).toEqual([...jobs].sort())
    expect(await vault.brokenSeals()).toBe(0)
    await vault.close()
    expect(vault.file).toBe(join(dir, 'store-000001.db'))
  })
})
