// The residue check on its thread: the same answer as beside it, from the built file as the app has it, while this thread goes on.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createThreadResidueSearch } from '../../src-main/erasure/residue-thread'
import { searchResidue, type ResidueJob } from '../../src-main/erasure/search-residue'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { must } from '../../src-shared/base/assert'
import { buildWorker } from '../fixtures/worker-file'
import { makeFolder, makePeople, openTestVault, removeFolders, storeKeyOf } from './desk-store'

let worker: { readonly workerFile: string; readonly dir: string }
beforeAll(async () => {
  worker = await buildWorker('residue-worker')
})
afterAll(async () => {
  await rm(worker.dir, { recursive: true })
  await removeFolders()
})

it('counts as on this thread, over a store that is open and written, and takes the key along', async () => {
  const dir = await makeFolder()
  const vault = await openTestVault(dir, 'thread')
  const people = makePeople('thread', 3_000)
  await vault.transaction((tx) => upsertDirectoryRows(tx, people, 1))
  await writeFile(join(dir, 'a-note.txt'), 'about 独孤求败九剑')
  const shared = must(people[5], 'a person').accountNo
  const job = (): ResidueJob => ({
    file: vault.file, key: storeKeyOf('thread').use((bytes) => Uint8Array.from(bytes)), folders: { profile: dir, exports: join(dir, 'exports') },
    needlesOf: [['独孤求败九剑'], [shared], ['nobody-is-called-so']], erased: [], now: 1,
  })
  const onThread = job()
  let turns = 0
  const timer = setInterval(() => { turns += 1 }, 1)
  const told = await createThreadResidueSearch(worker.workerFile)(onThread)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(10)
  expect(onThread.key.length).toBe(0)
  expect(told).toEqual(await searchResidue(job()))
  expect(told.ok && told.value.map(({ hits, needles, notDistinctive }) => [hits, needles, notDistinctive])).toEqual([[1, 1, 0], [0, 0, 1], [0, 1, 0]])
  await vault.close()
})

it('a thread that cannot do it rejects, and the erasure stays as it was', async () => {
  const dir = await makeFolder()
  const job = (): ResidueJob => ({ file: join(dir, 'no-store.db'), key: new Uint8Array(48), folders: { profile: dir, exports: dir }, needlesOf: [['独孤求败九剑']], erased: [], now: 1 })
  await expect(createThreadResidueSearch(worker.workerFile)(job())).rejects.toThrow()
  await expect(createThreadResidueSearch(`${worker.workerFile}.missing`)(job())).rejects.toThrow()
})
