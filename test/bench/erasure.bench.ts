// Measures an erasure on the desk: until the person is gone, a million log rows in chunks, the purge, a thousand people at once; and searches meanwhile.
// Beside them, in the same rounds, the raw driver's delete and its VACUUM INTO.
import { performance } from 'node:perf_hooks'
import { eraseLogRows } from '../../src-main/erasure/erase-log-rows'
import { openJobs } from '../../src-main/erasure/purge-erased'
import { must } from '../../src-shared/base/assert'
import type { SubjectId } from '../../src-shared/base/ids'
import { type Bench, type BenchContext, timed } from './harness/bench'
import { directoryRowAt, fillDirectory, snapshotPages } from './harness/directory'
import { deletePlainly, type ErasableDesk, makeErasableDesk, newSubject, putLog, putPerson, vacuumPlainly } from './harness/erasable-desk'
import { quantile } from './harness/figure'
import { benchClock } from './harness/moment'
import { createNoiseProbe } from './harness/noise'
import { QUERY_CLASSES, queriesOf } from './harness/queries'
import { searchedWhile } from './harness/searched-while'

const ROUNDS = 3
/** Of a person with many rows. */
const MANY = { records: 2_000, logRows: 8_000 }
const MILLION = 1_000_000
const BATCH_PEOPLE = 1_000
/** As a page of the feed brings them. */
const ERASURES_A_PAGE = 100

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** A round: one person with many rows is erased and purged, here and the plain way. */
async function oneRound(desk: ErasableDesk, people: readonly [SubjectId, SubjectId], texts: readonly string[], context: BenchContext) {
  const [ours, plain] = people
  const raw = await deletePlainly(desk.vault, plain)
  const gone = await timed(() => desk.erase([ours]))
  const vacuum = await vacuumPlainly(desk.vault, context.folder, 'ab'.repeat(48))
  const calm = await searchedWhile(desk.vault, texts, () => pause(2_000))
  let whole = 0
  const search = await searchedWhile(desk.vault, texts, async () => { whole = await timed(() => desk.runner.purge()) })
  const left = await openJobs(desk.vault)
  if (left.length > 0) throw new Error('the purge did not end with a receipt')
  const { copyMs, heldMs } = desk.lastPurge
  context.say(`gone ${gone.toFixed(0)} ms, VACUUM INTO ${vacuum.toFixed(0)}, copy ${copyMs.toFixed(0)}, held ${heldMs.toFixed(0)}, whole ${whole.toFixed(0)}`)
  return { raw: [raw], gone: [gone], vacuum: [vacuum], copy: [copyMs], held: [heldMs], whole: [whole], calm, search }
}

async function measurePurges(desk: ErasableDesk, texts: readonly string[], context: BenchContext): Promise<void> {
  const pairs = Array.from({ length: ROUNDS + 1 }, () => [newSubject(), newSubject()] as const)
  for (const pair of pairs) for (const subjectId of pair) await putPerson(desk.vault, subjectId, MANY)
  await desk.vault.checkpoint()
  let round = 0
  await context.compareSeries({
    unit: 'ms',
    rounds: ROUNDS,
    round: () => oneRound(desk, must(pairs[round++], 'a pair of people'), texts, context),
    figures: [
      { name: '10,000 rows until gone', of: ['gone', 0.5], beside: ['raw', 0.5], against: 'raw delete of the same rows', over: 'machine', goal: { value: { atMost: 1_000 } } },
      { name: 'purge, its copy', of: ['copy', 0.5], beside: ['vacuum', 0.5], against: 'bare VACUUM INTO', over: 'machine', goal: { ratio: { atMost: 1.25 } } },
      { name: 'purge, writing held', of: ['held', 0.5], beside: ['vacuum', 0.5], against: 'bare VACUUM INTO', over: 'machine', goal: { ratio: { atMost: 3 } } },
      { name: 'purge, whole', of: ['whole', 0.5], beside: ['vacuum', 0.5], against: 'bare VACUUM INTO', over: 'machine', goal: { ratio: { atMost: 6 } } },
      { name: 'search in a purge p99', of: ['search', 0.99], beside: ['calm', 0.99], against: 'search before it p99', over: 'machine' },
    ],
  })
}

async function measureMillion(desk: ErasableDesk, texts: readonly string[], { note, say, folder }: BenchContext): Promise<void> {
  const [ours, plain] = [newSubject(), newSubject()]
  for (const subjectId of [ours, plain]) await putLog(desk.vault, subjectId, MILLION)
  await desk.vault.checkpoint()
  const probe = createNoiseProbe(folder)
  probe.sample()
  const raw = await deletePlainly(desk.vault, plain)
  probe.sample()
  const unreachable = await timed(() => desk.erase([ours]))
  const [job] = await openJobs(desk.vault)
  const chunks: number[] = []
  let whole = 0
  const clock = benchClock()
  const searches = await searchedWhile(desk.vault, texts, async () => { whole = await timed(() => eraseLogRows(desk.vault, clock, must(job, 'a job'), (ms) => chunks.push(ms))) })
  probe.sample()
  probe.close()
  const noisy = probe.isNoisy()
  say(`${String(chunks.length)} chunks`)
  note({ name: 'a million log rows unreachable', unit: 'ms', value: unreachable, goal: { value: { atMost: 1_000 } }, noisy })
  note({ name: 'a million log rows in chunks', unit: 'ms', value: whole, reference: raw, against: 'raw delete in one statement', ratio: whole / raw, goal: { value: { atMost: 12_000 } }, noisy })
  note({ name: 'longest chunk', unit: 'ms', value: Math.max(...chunks), goal: { value: { atMost: 500 } }, noisy })
  note({ name: 'search beside the chunks p99', unit: 'ms', value: quantile(searches, 0.99), noisy })
}

async function measureBatch(desk: ErasableDesk, texts: readonly string[], { note, people, folder }: BenchContext): Promise<void> {
  const count = Math.min(BATCH_PEOPLE, Math.floor(people / 2))
  const subjectIds = Array.from({ length: count }, (_, at) => directoryRowAt(at * 2).id)
  const probe = createNoiseProbe(folder)
  probe.sample()
  const before = desk.vault.generation
  const gone = await timed(async () => { for (let at = 0; at < count; at += ERASURES_A_PAGE) await desk.erase(subjectIds.slice(at, at + ERASURES_A_PAGE)) })
  probe.sample()
  const residentMb = process.memoryUsage().rss / 1_048_576
  let purged = 0
  let peakMb = residentMb
  const watch = setInterval(() => { peakMb = Math.max(peakMb, process.memoryUsage().rss / 1_048_576) }, 50)
  const searches = await searchedWhile(desk.vault, texts, async () => { purged = await timed(() => desk.runner.purge()) })
  clearInterval(watch)
  probe.sample()
  probe.close()
  const noisy = probe.isNoisy()
  if ((await openJobs(desk.vault)).length > 0 || desk.vault.generation !== before + 1) throw new Error('the batch did not end with one purge')
  note({ name: `${String(count)} people until gone`, unit: 'ms', value: gone, noisy })
  note({ name: `${String(count)} people, one purge`, unit: 'ms', value: purged, noisy })
  note({ name: `${String(count)} people, search in the purge p99`, unit: 'ms', value: quantile(searches, 0.99), noisy })
  // Memory does not waver with the machine.
  note({ name: `${String(count)} people, memory that the purge took`, unit: 'MB', value: peakMb - residentMb, noisy: false })
}

export const bench: Bench = {
  title: 'erasure on the desk: until gone, a million log rows, the purge, a thousand at once; beside the raw driver’s delete and VACUUM INTO',
  async run(context) {
    const { people, say } = context
    const desk = await makeErasableDesk(context)
    const startedAt = performance.now()
    await fillDirectory(desk.vault, snapshotPages(people))
    // A million rows of somebody who stays: what a store of a busy desk is made of.
    await putLog(desk.vault, newSubject(), MILLION)
    say(`a store of ${String(people)} people and a million log rows in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
    const texts = QUERY_CLASSES.flatMap((one) => queriesOf(one, people, 20))
    await measurePurges(desk, texts, context)
    await measureMillion(desk, texts, context)
    await desk.runner.purge()
    await measureBatch(desk, texts, context)
  },
}
