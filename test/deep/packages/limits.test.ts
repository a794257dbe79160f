// What making a package may take (security.md X-10): ten thousand records within thirty seconds and 512 MB, and a cancel within a second, whenever it comes.
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeAccessPackage } from '../../../src-main/packages/write-package'
import { preparePackageChildren, type PackageChildren } from '../../fixtures/package-child'
import { createPackageMaker, type PackageMaker } from '../../fixtures/package-maker'
import { packagePerson } from '../../fixtures/package-source'
import { removeFolders } from '../../vault/desk-store'

const RECORDS = 10_000
const LIMIT_MS = 30_000
const LIMIT_MB = 512
const CANCEL_MS = 1_000

let children: PackageChildren
let maker: PackageMaker
beforeAll(async () => {
  children = await preparePackageChildren({ others: 1, rows: RECORDS })
  maker = await createPackageMaker()
})
afterAll(async () => {
  await children.remove()
  await maker.remove()
  await removeFolders()
})

test('ten thousand records take at most thirty seconds and 512 MB, start of the process and unlocking included', async () => {
  const run = await children.run()
  const startedAt = performance.now()
  expect(await run.child.ended).toBe('0')
  const took = performance.now() - startedAt
  const [, , peak] = run.child.lines.find((line) => line.startsWith('made'))?.split(' ') ?? []
  console.log(`${String(RECORDS)} records: ${String(Math.round(took))} ms, ${peak ?? '?'} MB at its peak`)
  expect(took).toBeLessThan(LIMIT_MS)
  expect(Number(peak)).toBeLessThan(LIMIT_MB)
  expect(await run.outcome()).toBe('whole')
  await run.remove()
})

test('a cancel ends it within a second and leaves nothing, at twenty moments of it', async () => {
  const person = packagePerson(0, 60_000)
  const input = await maker.input(person)
  const slowest: number[] = []
  for (let moment = 0; moment < 20; moment++) {
    const abort = new AbortController()
    let abortedAt = 0
    const cancel = (): void => {
      abortedAt = performance.now()
      abort.abort()
    }
    // Rows come in batches of two thousand, twice; the last moments fall into the check of what was written.
    const from = moment * 6_000
    const progress = ({ rows }: { readonly rows: number }): void => {
      if (rows >= from && abortedAt === 0) setTimeout(cancel, moment)
    }
    expect(await writeAccessPackage(input, maker.deps(person, { signal: abort.signal, progress }))).toEqual({ ok: false, error: { kind: 'cancelled' } })
    slowest.push(performance.now() - abortedAt)
    expect(await readdir(maker.dir)).toEqual([])
  }
  console.log(`cancelled within ${String(Math.round(Math.max(...slowest)))} ms at most`)
  expect(Math.max(...slowest)).toBeLessThan(CANCEL_MS)
})
