// Keys made on a thread of their own are the keys that the format asks for, and a passphrase that was handed over is left on neither side.
import { rm } from 'node:fs/promises'
import { scryptSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KDF_CREATE, scryptKdf } from '../../src-main/keys/derive'
import { createThreadKdf } from '../../src-main/keys/kdf-thread'
import { buildWorker } from '../fixtures/worker-file'

let worker: Awaited<ReturnType<typeof buildWorker>>
beforeAll(async () => {
  worker = await buildWorker('kdf-worker')
})
afterAll(() => rm(worker.dir, { recursive: true, force: true }))

const SALT = Uint8Array.from({ length: 16 }, (_, at) => at)
/** As an input method may send it; both are the same keys. */
const WIDE = '通行短语１２３４５６７８９０'

test('the thread answers what scrypt answers, several at a time', async () => {
  const kdf = createThreadKdf(worker.workerFile)
  const [wide, plain, here] = await Promise.all([kdf.derive(WIDE, SALT, KDF_CREATE), kdf.derive(WIDE.normalize('NFKC'), SALT, KDF_CREATE), scryptKdf.derive(WIDE, SALT, KDF_CREATE)])
  const hex = (key: typeof wide): string => key.use((bytes) => Buffer.from(bytes).toString('hex'))
  expect(hex(wide)).toBe(scryptSync(WIDE.normalize('NFKC'), SALT, 32, { N: KDF_CREATE.N, r: 8, p: 1, maxmem: 160 * 2 ** 20 }).toString('hex'))
  expect(hex(plain)).toBe(hex(wide))
  expect(hex(here)).toBe(hex(wide))
})

test('the calling thread goes on meanwhile', async () => {
  let turns = 0
  const counting = setInterval(() => (turns += 1), 1)
  await createThreadKdf(worker.workerFile).derive(WIDE, SALT, KDF_CREATE)
  clearInterval(counting)
  expect(turns).toBeGreaterThan(5)
})

test('numbers that scrypt refuses, and a file that is no worker, are an error and not a key', async () => {
  await expect(createThreadKdf(worker.workerFile).derive('x', SALT, { ...KDF_CREATE, N: 3 })).rejects.toThrow()
  await expect(createThreadKdf(`${worker.workerFile}.missing`).derive('x', SALT, KDF_CREATE)).rejects.toThrow()
})
