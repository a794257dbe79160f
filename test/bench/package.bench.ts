// Measures the making of an access package end to end (read, look through, format, compress, encrypt, sign, sync, read back and check, rename), beside a
// plain loop that writes the same files; and what it takes in memory.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFillSync } from 'node:crypto'
import { collectPackage } from '../../src-main/packages/collect'
import { createPackageThreads, type PackageThreads } from '../../src-main/packages/package-threads'
import { writeAccessPackage } from '../../src-main/packages/write-package'
import { createVaultSource } from '../../src-main/packages/vault-source'
import type { PackageSource } from '../../src-main/packages/package-source'
import { putLogRows } from '../../src-main/vault/repositories/log-rows'
import type { Vault } from '../../src-main/vault/vault'
import { createId, type DeviceId } from '../../src-shared/base/ids'
import { mustOk, ok } from '../../src-shared/base/result'
import { MADE_AT, packagePerson, sourceOf, type PackagePerson } from '../fixtures/package-source'
import { PACK_VERSION } from '../fixtures/rules'
import { device, DEVICE_ID, organisation } from '../fixtures/signers'
import { buildWorker } from '../fixtures/worker-file'
import { type Bench, timed } from './harness/bench'
import { fillDirectory, snapshotPages } from './harness/directory'
import { median, quantile } from './harness/figure'
import { writePlainly } from './harness/plain-archive'
import { QUERY_CLASSES, queriesOf } from './harness/queries'
import { searchedWhile } from './harness/searched-while'
import { makeStore } from './harness/stores'

/** An ordinary person; one with many rows; and the most that anybody is thought to have. Each of the large ones in one round: they take long. */
const SIZES = [
  { rows: 2_000, rounds: 15, goal: 2 }, // a thread runs warm after some packages, and the plain loop runs twice a round
  { rows: 100_000, rounds: 3, goal: 1 },
  { rows: 1_000_000, rounds: 1, goal: 1 },
] as const
const BATCH = 20_000
const SAMPLE_MS = 50
const TEXTS_A_CLASS = 20
const CALM_MS = 2_000
const MB = 2 ** 20

async function fill(vault: Vault, person: PackagePerson, total: number): Promise<void> {
  for (let first = 0; first < total; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, total - first) }, (_, at) => {
      const row = person.logRows[(first + at) % person.logRows.length]
      if (!row) throw new Error('a person has rows')
      // No two alike: what repeats itself packs to nothing.
      return { ...row, n: first + at + 1, at: row.at - ((first + at) % 50_000_000), ip: `203.0.${String((first + at) % 251)}.${String(((first + at) * 7) % 253)}`, detail: `${row.detail} ${((first + at) * 2_654_435_761 % 2 ** 32).toString(36)}` }
    })
    await vault.transaction((tx) => putLogRows(tx, person.subject.id, rows, { total, complete: true, fetchedAt: MADE_AT }))
  }
}

/** The service log is the store's; what is left of a package is a few hundred lines. */
function sourceIn(vault: Vault, person: PackagePerson): PackageSource {
  const { logCounts, logState, newestLogRows, logPages, suspectLogRows, logRowsOf, addressesOfOthers } = createVaultSource(vault.reader)
  return { ...sourceOf(person), logCounts, logState, newestLogRows, logPages, suspectLogRows, logRowsOf, addressesOfOthers }
}

interface Made {
  readonly ms: number
  /** Resident memory of process and worker over what the process had before. */
  readonly takenMb: number
}

/** Of the whole process, threads included: it wavers less than a time where others want the same processors. */
async function cpuMs(act: () => Promise<number>, into: number[]): Promise<number> {
  const before = process.cpuUsage()
  const measured = await act()
  const { user, system } = process.cpuUsage(before)
  into.push((user + system) / 1_000)
  return measured
}

async function make(vault: Vault, person: PackagePerson, folder: string, threads: PackageThreads): Promise<Made> {
  // The process holds what loads the sources, too: what making takes is what comes on top.
  const before = process.memoryUsage().rss
  let peak = before
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), SAMPLE_MS)
  const random = (bytes: Uint8Array): Uint8Array => randomFillSync(bytes)
  try {
    const ms = await timed(async () => {
      const thread = threads.take()
      const { collected, logPages } = mustOk(await collectPackage(person.request.id, sourceIn(vault, person)))
      const made = mustOk(
        await writeAccessPackage(
          {
            packageId: createId(MADE_AT, random), collected, tenant: 'sinoimex-test', region: 'CN-LN', device: { id: DEVICE_ID as DeviceId, name: 'DL-CS-07' }, certificate: device.certificate,
            organisationKey: organisation.publicKey, madeAt: MADE_AT, dataAsOf: MADE_AT, rulesPack: PACK_VERSION, exportDir: folder,
          },
          { signer: device.signer, random, logPages, fileBytes: async function* () {}, thread, keep: async (_, giveName) => ok(await giveName()) },
        ),
      )
      rmSync(made.path)
    })
    return { ms, takenMb: (peak - before) / MB }
  } finally {
    clearInterval(sampler)
  }
}

export const bench: Bench = {
  title: 'an access package end to end, beside a plain loop that reads, formats, deflates and encrypts the same files',
  async run(context) {
    const { workerFile, dir } = await buildWorker('package-worker')
    context.defer(() => rmSync(dir, { recursive: true, force: true }))
    // A desk keeps its thread from one package to the next, and loads it when somebody looks at what can be made (preview-package.ts).
    const threads = createPackageThreads(workerFile)
    context.defer(() => threads.end())
    const texts = QUERY_CLASSES.flatMap((kind) => queriesOf(kind, context.people, TEXTS_A_CLASS))
    const taken = new Map<number, number>()
    let noisy = false
    for (const { rows, rounds, goal } of SIZES) {
      const store = await makeStore(context.folder)
      const person = packagePerson(0, Math.min(rows, BATCH))
      context.say(`writing ${String(rows)} log rows of one person`)
      await fill(store.vault, person, rows)
      await fillDirectory(store.vault, snapshotPages(context.people))
      await store.vault.checkpoint()
      const measured = async (): Promise<number> => {
        const { ms, takenMb } = await make(store.vault, person, context.folder, threads)
        taken.set(rows, Math.max(taken.get(rows) ?? 0, takenMb))
        return ms
      }
      // The unmeasured turn: somebody searches meanwhile, and the first package of a desk has a cold thread.
      const cpu = { ours: [] as number[], plain: [] as number[] }
      let cold = 0
      let calm: readonly number[] = []
      let waits: readonly number[] = []
      const first = async (): Promise<number> => {
        calm = await searchedWhile(store.vault, texts, () => sleep(CALM_MS))
        waits = await searchedWhile(store.vault, texts, async () => void (cold = await measured()))
        return cold
      }
      let turn = first
      const plainFile = join(context.folder, 'plain')
      const { collected } = mustOk(await collectPackage(person.request.id, sourceIn(store.vault, person)))
      const logAlone: number[] = []
      const figure = await context.compare({
        name: `package of ${String(rows)} log rows`,
        unit: 'ms',
        rounds,
        against: 'plain loop',
        goal: { ratio: { atMost: goal } },
        reference: async () => {
          logAlone.push(await timed(() => writePlainly(store.vault.reader, person.subject.id, plainFile)))
          return cpuMs(() => timed(() => writePlainly(store.vault.reader, person.subject.id, plainFile, collected)), cpu.plain)
        },
        subject: () => {
          const act = turn
          turn = measured
          return cpuMs(act, cpu.ours)
        },
      })
      noisy = figure.noisy
      const alone = median(logAlone.slice(1))
      context.note({ name: `package of ${String(rows)} log rows`, value: figure.value, unit: 'ms', reference: alone, against: 'the log alone', ratio: figure.value / alone, noisy })
      // The first turn is unmeasured here as well.
      const [ours, plain] = [median(cpu.ours.slice(1)), median(cpu.plain.slice(1))]
      context.note({ name: `processor time, ${String(rows)} log rows`, value: ours, unit: 'ms', reference: plain, against: 'plain loop', ratio: ours / plain, noisy })
      context.note({ name: `search meanwhile p99, ${String(rows)} log rows`, value: quantile(waits, 0.99), unit: 'ms', reference: quantile(calm, 0.99), against: 'without a package', ratio: quantile(waits, 0.99) / quantile(calm, 0.99), goal: { value: { atMost: 50 } }, noisy })
      if (rows === SIZES[0].rows) context.note({ name: 'first package of a desk, somebody searching', value: cold, unit: 'ms', noisy })
      await store.remove()
    }
    const [small = 0, large = 0] = [taken.get(100_000), taken.get(1_000_000)]
    context.note({ name: 'memory taken while making, 1,000,000 rows', value: large, unit: 'MB', reference: small, against: '100,000 rows', ratio: large / small, goal: { value: { atMost: 250 } }, noisy })
  },
}
