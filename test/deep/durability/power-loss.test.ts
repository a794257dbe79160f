// D-7: the power goes at every moment of a desk's life. What was written and synced is replayed, what was not is dropped or kept by chance, and each such disk
// is opened: it opens, and nothing that was acknowledged is missing. SQLite's own order of writes is part of it as it is.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSealedFile, SEALED_OUTBOX_FILE } from '../../../src-main/usecases/sealed-file'
import { must } from '../../../src-shared/base/assert'
import { buildChild, type ChildProgram } from '../../fixtures/child-program'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { preparePackageChildren } from '../../fixtures/package-child'
import { Disk, readRecord, type Luck, type Step } from '../../fixtures/power-loss'
import { numbersIn, reopenAuditedStore } from '../../vault/audited-store'
import { makeFolder, removeFolders, seededPick } from '../../vault/desk-store'

/** Every so many moments in a shorter run. */
const STEP = Number(process.env['FAULT_STEP'] ?? 1)
const SEED = 'power'

let program: ChildProgram
let shim: string
beforeAll(async () => {
  program = await buildChild('test/deep/durability/power-child.ts')
  shim = await buildFaultShim('io-record')
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

/** Nothing that was not synced; then by chance: each write or none, some of the names. */
const lucks = (seed: string): readonly (readonly [string, Luck])[] => {
  const pick = seededPick(seed)
  return [
    ['only what was synced', (_, count) => Array<boolean>(count).fill(false)],
    ['some writes without names', (of, count) => Array.from({ length: count }, () => of === 'write' && pick(2) === 0)],
    ['some names without writes', (of, count) => Array.from({ length: count }, () => of === 'name' && pick(3) > 0)],
    ['some of both', (_, count) => Array.from({ length: count }, () => pick(2) === 0)],
  ]
}

interface Moment {
  readonly what: string
  readonly said: readonly string[]
  readonly dir: string
}

/** After every operation and behind every word; of a run of writes, where so many are one, after its last. */
async function atEveryMoment(steps: readonly Step[], from: string, writes: 'each' | 'runs', look: (moment: Moment) => Promise<void>): Promise<number> {
  const disk = new Disk()
  const said: string[] = []
  let images = 0
  let moments = 0
  for (const [at, step] of steps.entries()) {
    if (step.t === 'said') said.push(...step.text.split('\n').filter((line) => line !== ''))
    else disk.take(step)
    if ((writes === 'runs' && step.t === 'write' && steps[at + 1]?.t === 'write') || moments++ % STEP > 0) continue
    const variants = lucks(`luck ${String(at)}`)
    const [name, luck] = must(variants[images % variants.length], 'a kind of luck')
    const dir = await makeFolder()
    await disk.image(from, dir, luck)
    images++
    await look({ what: `after operation ${String(at)} of ${String(steps.length)} (${step.t}), ${name}`, said, dir })
    await rm(dir, { recursive: true })
  }
  return images
}

const numbersSaid = (said: readonly string[], word: string): readonly number[] => said.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]))

async function expectWhole({ what, said, dir }: Moment): Promise<void> {
  // Before the first word there may be no desk yet: nothing was acknowledged, and enrolling begins anew.
  if (!said.includes('enrolled')) return
  const store = await reopenAuditedStore(dir, SEED).catch((cause: unknown) => {
    throw new Error(`${what}: does not open`, { cause })
  })
  try {
    await store.vault.transaction(() => Promise.resolve())
    const numbers = new Set(await numbersIn(store.vault))
    const lost = [...numbersSaid(said, 'act'), ...numbersSaid(said, 'look')].filter((k) => !numbers.has(k))
    expect([what, lost]).toEqual([what, []])
    const waiting = await store.vault.reader.selectFrom('outbox').select('mid').execute()
    const sealed = new Set<string>((await readSealedFile(join(dir, SEALED_OUTBOX_FILE)))?.items.map(({ mid }) => mid))
    expect([what, waiting.filter(({ mid }) => !sealed.has(mid))]).toEqual([what, []])
    expect([what, waiting.length >= numbersSaid(said, 'act').length]).toEqual([what, true])
    expect([what, store.keyed.keyFile.generation >= Math.max(1, ...numbersSaid(said, 'purged'))]).toEqual([what, true])
  } finally {
    await store.vault.close()
  }
}

test('acts, looks and purges of a desk: every disk opens, nothing acknowledged is lost', async () => {
  const [base, log] = [await makeFolder(), join(await makeFolder(), 'record')]
  const dir = join(base, 'profile')
  await mkdir(dir, { mode: 0o700 })
  const child = program.startWith({ LD_PRELOAD: shim, RECORD_DIR: dir, RECORD_LOG: log }, dir, SEED)
  expect(await child.ended).toBe('0')
  expect(child.lines.at(-1)).toBe('closed')
  const steps = readRecord(await readFile(log))
  const images = await atEveryMoment(steps, dir, 'runs', expectWhole)
  console.log(`${String(steps.length)} operations, ${String(images)} disks, all open`)
  expect(images * STEP).toBeGreaterThan(200)
})

test('a package: a whole one that verifies as soon as it is called made, what the next start sweeps, or nothing', async () => {
  const children = await preparePackageChildren({ others: 3, rows: 6_000 })
  const log = join(await makeFolder(), 'record')
  const run = await children.run({ LD_PRELOAD: shim, RECORD_LOG: log })
  const ends: Record<string, number> = {}
  try {
    expect(await run.child.ended).toBe('0')
    const steps = readRecord(await readFile(log))
    await atEveryMoment(steps, run.base, 'each', async ({ what, said, dir }) => {
      const outcome = await run.outcomeIn(dir).catch((cause: unknown) => { throw new Error(what, { cause }) })
      if (said.some((line) => line.startsWith('made'))) expect([what, outcome]).toEqual([what, 'whole'])
      ends[outcome] = (ends[outcome] ?? 0) + 1
    })
  } finally {
    await run.remove()
    await children.remove()
  }
  console.log(`package: ${JSON.stringify(ends)}`)
  expect(ends['orphan'] ?? 0).toBeGreaterThan(0)
})
