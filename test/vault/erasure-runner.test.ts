// The runner of purges on this desk: nobody who asks for one is told to wait for a run that has already looked.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { holdKeys } from '../../src-main/keys/held-keys'
import { writeNeedles } from '../../src-main/erasure/needle-file'
import { searchResidue } from '../../src-main/erasure/search-residue'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { createErasureRunner, type ErasureRunner } from '../../src-main/usecases/carry-out-erasure'
import { overVault } from '../../src-main/vault/vault'
import { addJob } from '../../src-main/vault/repositories/jobs'
import { device, DEVICE_ID } from '../fixtures/signers'
import type { DeviceId, ErasureId } from '../../src-shared/base/ids'
import { makeFolder, makeKeyedVault, removeFolders, seededRandom, testClock } from './desk-store'

afterAll(removeFolders)

it('a purge that is asked for while one runs makes it look once more, and once only', async () => {
  const dir = await makeFolder()
  const { vault, keyFile, keys } = await makeKeyedVault(dir, 'runner')
  let looks = 0
  let onLook: (() => void) | undefined
  const reader = new Proxy(vault.reader, {
    get: (target, name) => {
      if (name === 'selectFrom') {
        looks += 1
        onLook?.()
      }
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const watched = new Proxy(vault, { get: (target, name) => (name === 'reader' ? reader : (Reflect.get(target, name, target) as unknown)) })
  const runner = createErasureRunner({
    vault: watched, clock: testClock(), random: seededRandom('runner'), crypto: nodeCrypto, profileDir: dir, exportDir: dir,
    device: { deviceId: DEVICE_ID as DeviceId, workstation: 'Dalian-03', ...device }, keyed: holdKeys({ keyFile, keys }),
    searchResidue, audit: async () => undefined, sweepFiles: async () => undefined, onChange: () => undefined, onHold: () => undefined, onFault: (error) => expect.fail(String(error)),
  })
  await runner.purge()
  expect(looks).toBe(1)
  looks = 0
  onLook = () => {
    // Its query has been made by now: whatever is entered after it would be missed.
    if (looks === 1) queueMicrotask(() => [1, 2, 3].forEach(() => void runner.purge()))
  }
  await runner.purge()
  await runner.idle()
  expect(looks).toBe(2)
  // A retry joins what runs; alone it looks anew.
  looks = 0
  onLook = () => queueMicrotask(() => runner.retry())
  await runner.purge()
  expect(looks).toBe(1)
  await vault.close()
})

it('says that whoever saves waits, from the copy’s beginning to its end; what waits is written, and reading goes on', async () => {
  const dir = await makeFolder()
  const { vault: inner, keyFile, keys } = await makeKeyedVault(dir, 'held')
  const [told, isHeldBy]: [boolean[], boolean[]] = [[], []]
  let saved: Promise<number> | undefined
  let readMeanwhile: Promise<number> | undefined
  const vault = overVault(inner, {
    transaction: (work) => inner.transaction(work),
    holdWrites: (work) => inner.holdWrites((store) => {
      // Asked for while the writer is held: the read answers from the old file, the act lands in the new one.
      readMeanwhile = inner.reader.selectFrom('jobs').select('id').execute().then(() => inner.generation)
      saved = inner.transaction((tx) => tx.insertInto('meta').values({ key: 'saved', value: 'meanwhile' }).execute()).then(() => inner.generation)
      isHeldBy.push(runner.isHolding())
      return work(store)
    }),
  })
  const erasureId = '01970000-0000-7000-8000-000000000001'
  await vault.transaction((tx) => addJob(tx, { id: `purge:${erasureId}`, kind: 'purge', state: { erasureId, ids: [erasureId], needlesKey: 'k' }, createdAt: 1 }))
  const runner: ErasureRunner = createErasureRunner({
    vault, clock: testClock(), random: seededRandom('held'), crypto: nodeCrypto, profileDir: dir, exportDir: dir,
    device: { deviceId: DEVICE_ID as DeviceId, workstation: 'Dalian-03', ...device }, keyed: holdKeys({ keyFile, keys }),
    searchResidue, audit: async () => undefined, sweepFiles: async () => undefined, onChange: () => undefined, onFault: (error) => expect.fail(String(error)),
    onHold: () => told.push(runner.isHolding()),
  })
  await runner.purge()
  expect([told, isHeldBy]).toEqual([[true, false], [true]])
  expect([await readMeanwhile, await saved]).toEqual([1, 2])
  expect(await vault.reader.selectFrom('meta').select('value').where('key', '=', 'saved').execute()).toEqual([{ value: 'meanwhile' }])
  await vault.close()
})

it('a try that found residue is not made again at every contact: the pause doubles, and nothing is copied in it', async () => {
  const dir = await makeFolder()
  const { vault, keyFile, keys } = await makeKeyedVault(dir, 'pause')
  const clock = testClock()
  const random = seededRandom('pause')
  const erasureId = '01970000-0000-7000-8000-000000000001' as ErasureId
  const needlesKey = await writeNeedles(dir, erasureId, ['a note beside the exports'], random)
  await vault.transaction((tx) => addJob(tx, { id: `purge:${erasureId}`, kind: 'purge', state: { erasureId, ids: [erasureId], needlesKey }, createdAt: 1 }))
  await writeFile(join(dir, 'note.txt'), 'a note beside the exports')
  const runner = createErasureRunner({
    vault, clock, random, crypto: nodeCrypto, profileDir: dir, exportDir: dir,
    device: { deviceId: DEVICE_ID as DeviceId, workstation: 'Dalian-03', ...device }, keyed: holdKeys({ keyFile, keys }),
    searchResidue, audit: async () => undefined, sweepFiles: async () => undefined, onChange: () => undefined, onHold: () => undefined, onFault: (error) => expect.fail(String(error)),
  })
  const contact = async (afterMs: number): Promise<number> => {
    clock.advance(afterMs)
    runner.retry()
    await runner.idle()
    return vault.generation
  }
  await runner.purge()
  expect([vault.generation, runner.state(erasureId)?.error?.params]).toEqual([2, { why: 'residue-left' }])
  expect([await contact(0), await contact(4_999), await contact(1), await contact(5_000), await contact(4_999), await contact(1)]).toEqual([2, 2, 3, 3, 3, 4])
  // Whoever asks for it does not wait.
  await runner.purge()
  expect(vault.generation).toBe(5)
  await vault.close()
})
